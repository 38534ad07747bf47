// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_failnth.c - whichever allocation fails, an export, an attachment or
 * a mapping fails as a whole and leaves nothing behind.
 *
 * guest: failnth --machine basic --append dma_debug=off
 * kernels: 7.3-debug
 *
 * Without the kernel's checker of DMA, which gives up, loudly, when one of its
 * own allocations fails.
 *
 * How: see kit_fail.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit_dmabuf.h"
#include "kit_fail.h"

static struct kit_pair pair;
static struct brg_range list[300];

static int setup(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 300; i++)
		list[i] = (struct brg_range){ 2 * i * KIT_PAGE, KIT_PAGE };
	return kit_fail_setup() ? -1 : kit_pair_setup(&pair, "bar1");
}

static int teardown(void **state)
{
	(void)state;
	kit_fail_teardown();
	kit_pair_teardown(&pair);
	return 0;
}

/** struct attempt - what is swept
 * @path: of the export
 * @ranges: how many
 * @dmabuf, @id: made before, or by the operation
 * @importer: a file of its own: an attachment that user space could not be told
 *	of goes with it
 */
struct attempt {
	uint32_t path;
	uint32_t ranges;
	int dmabuf;
	uint32_t id;
	int importer;
};

static int do_export(struct attempt *a)
{
	struct brg_export export = kit_export_whole(&pair);
	int ret;

	export.path = a->path;
	export.ranges = a->ranges ? (uintptr_t)list : 0;
	export.nr_ranges = a->ranges;
	ret = kit_export(pair.exporter.fd, &export);
	if (ret < 0)
		return ret;
	a->dmabuf = ret;
	return 0;
}

static int do_attach(struct attempt *a)
{
	return kit_attach(a->importer, a->dmabuf, BRG_IMPORT_REVOCABLE,
			  BRG_MANNER_PROMPT, 0, &a->id);
}

static int do_map(struct attempt *a)
{
	return kit_import_map(a->importer, a->id);
}

static int do_revoke(struct attempt *a)
{
	(void)a;
	return kit_simple(pair.exporter.fd, BRG_ZAP);
}

static void undo(struct attempt *a)
{
	if (a->id)
		assert_int_equal(kit_import_detach(a->importer, a->id), 0);
	close(a->importer);
	if (a->dmabuf >= 0)
		close(a->dmabuf);
	kit_pair_is_clean(&pair);
}

static void sweep(uint32_t path, uint32_t ranges, unsigned int step)
{
	static int (*const steps[])(struct attempt *a) = {
		do_export, do_attach, do_map, do_revoke,
	};
	unsigned int nth, i;
	bool failed = true;

	for (nth = 1; failed && nth < KIT_FAIL_MOST; nth++) {
		struct attempt a = { .path = path, .ranges = ranges,
				     .dmabuf = -1 };
		int ret;

		a.importer = kit_open(&pair.importer);
		assert_true(a.importer >= 0);
		for (i = 0; i < step; i++)
			assert_int_equal(steps[i](&a), 0);
		kit_fail_arm(nth);
		ret = steps[step](&a);
		failed = kit_fail_disarm();
		/* some allocations can be done without */
		if (ret && !failed)
			print_message("# step %u: %s\n", step, strerror(-ret));
		assert_true(!ret || failed);
		undo(&a);
	}
	assert_true(nth < KIT_FAIL_MOST);
	print_message("# path %u, %u ranges, step %u: %u failures\n", path,
		      ranges, step, nth - 2);
	assert_true(step == 3 || nth > 2);
}

static void sweep_step(unsigned int step)
{
	for (uint32_t path = BRG_PATH_RESOURCE; path <= BRG_PATH_P2PDMA; path++) {
		sweep(path, 0, step);
		sweep(path, 5, step);
	}
}

static void export_fails_as_a_whole(void **state)
{
	(void)state;
	sweep_step(0);
	/* more than a page of ranges */
	sweep(BRG_PATH_RESOURCE, 300, 0);
	sweep(BRG_PATH_P2PDMA, 300, 0);
}

static void attaching_fails_as_a_whole(void **state)
{
	(void)state;
	sweep_step(1);
}

static void mapping_fails_as_a_whole(void **state)
{
	(void)state;
	sweep_step(2);
}

static void revoking_does_not_fail(void **state)
{
	(void)state;
	sweep_step(3);
}

/* @least: allocations that there must be, ours among the kernel's */
static void sweep_mmap(const char *what, int fd, uint64_t offset,
		       unsigned int least)
{
	bool failed = true;
	unsigned int nth;

	for (nth = 1; failed && nth < KIT_FAIL_MOST; nth++) {
		char *map;

		kit_fail_arm(nth);
		map = mmap(NULL, 4 * KIT_PAGE, PROT_READ, MAP_SHARED, fd,
			   (off_t)offset);
		failed = kit_fail_disarm();
		assert_true(map != MAP_FAILED || failed);
		if (map != MAP_FAILED)
			munmap(map, 4 * KIT_PAGE);
		assert_int_equal(kit_stat(pair.exporter.fd).out_vmas, 0);
	}
	print_message("# mmap of %s: %u failures\n", what, nth - 2);
	assert_true(nth - 2 >= least && nth < KIT_FAIL_MOST);
}

static void mapping_for_the_cpu_fails_as_a_whole(void **state)
{
	(void)state;
	assert_int_equal(kit_strategy(pair.exporter.fd, "dmabuf"), 0);
	sweep_mmap("the device", pair.exporter.fd, BRG_OFFSET(KIT_BAR), 2);
	kit_pair_is_clean(&pair);
	assert_int_equal(kit_strategy(pair.exporter.fd, "page"), 0);
}

static void mapping_an_export_fails_as_a_whole(void **state)
{
	struct attempt a = { .path = BRG_PATH_RESOURCE, .ranges = 5,
			     .dmabuf = -1 };

	(void)state;
	assert_int_equal(do_export(&a), 0);
	/* across a seam */
	sweep_mmap("an export", a.dmabuf, KIT_PAGE, 1);
	close(a.dmabuf);
	kit_pair_is_clean(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(export_fails_as_a_whole),
		cmocka_unit_test(attaching_fails_as_a_whole),
		cmocka_unit_test(mapping_fails_as_a_whole),
		cmocka_unit_test(revoking_does_not_fail),
		cmocka_unit_test(mapping_for_the_cpu_fails_as_a_whole),
		cmocka_unit_test(mapping_an_export_fails_as_a_whole),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
