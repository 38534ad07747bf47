// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_rnic_failnth.c - whichever allocation fails, a registration fails as a
 * whole and leaves nothing behind, and deregistering does not fail.
 *
 * guest: failnth --machine basic --append dma_debug=off
 * kernels: 7.3-debug
 *
 * How: see kit_fail.h. Without the kernel's checker of DMA: see
 * test_kmod_failnth.c. By raw uverbs, which allocate nothing in between.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit_dmabuf.h"
#include "kit_fail.h"
#include "lib/select.h"
#include "lib/uverbs_raw.h"
#include "rnic_kit.h"

#define LENGTH	(1UL << 20)
#define IOVA	(0x7ba0UL << 32)

static struct kit_pair pair;
static struct brg_verbs verbs;
static struct brg_uverbs raw;
static uint8_t *host;

static int setup(void **state)
{
	char why[512] = "", edu[32];

	(void)state;
	if (kit_pair_setup(&pair, "bar1"))
		return -1;
	if (brg_select_device("role:edu", edu, why, sizeof(why)) ||
	    brg_rnic_load(edu, why, sizeof(why))) {
		fprintf(stderr, "%s\n", why);
		return -1;
	}
	host = mmap(NULL, LENGTH, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (brg_verbs_open(&verbs, "barrage0") ||
	    brg_uverbs_open(&raw, "barrage0"))
		return -1;
	return kit_fail_setup();
}

static int teardown(void **state)
{
	(void)state;
	kit_fail_teardown();
	brg_uverbs_close(&raw);
	brg_verbs_close(&verbs);
	if (brg_rnic_unload())
		return -1;
	kit_pair_teardown(&pair);
	return 0;
}

/* @fd: of a dma-buf, or -1 for host memory */
static int reg(int fd, uint32_t *handle)
{
	if (fd < 0)
		return brg_uverbs_reg_host(&raw, host, LENGTH, RK_ACCESS, handle);
	return brg_uverbs_reg_dmabuf(&raw, 0, LENGTH, IOVA, fd, RK_ACCESS,
				     handle);
}

static void nothing_is_registered(void)
{
	assert_int_equal(rk_counter(&verbs, "live_mrs"), 0);
	assert_int_equal(rk_counter(&verbs, "live_maps"), 0);
	assert_int_equal(kit_export_stat(pair.exporter.fd).out_attachments, 0);
	assert_int_equal(kit_export_stat(pair.exporter.fd).out_mappings, 0);
}

static void sweep_registration(const char *what, int fd)
{
	bool failed = true;
	unsigned int nth;

	for (nth = 1; failed && nth < KIT_FAIL_MOST; nth++) {
		uint32_t handle = 0;
		int ret;

		kit_fail_arm(nth);
		ret = reg(fd, &handle);
		failed = kit_fail_disarm();
		if (ret && !failed)
			print_message("# %s: %s\n", what, strerror(-ret));
		assert_true(!ret || failed);
		if (!ret)
			assert_int_equal(brg_uverbs_dereg(&raw, handle), 0);
		nothing_is_registered();
	}
	print_message("# %s: %u failures of a registration\n", what, nth - 2);
	assert_true(nth > 3 && nth < KIT_FAIL_MOST);
}

/* It may be refused, but is then as it was, and goes the next time. */
static void sweep_deregistration(const char *what, int fd)
{
	bool failed = true;
	unsigned int nth;

	for (nth = 1; failed && nth < KIT_FAIL_MOST; nth++) {
		uint32_t handle = 0;
		int ret;

		assert_int_equal(reg(fd, &handle), 0);
		kit_fail_arm(nth);
		ret = brg_uverbs_dereg(&raw, handle);
		failed = kit_fail_disarm();
		assert_true(!ret || failed);
		if (ret)
			assert_int_equal(brg_uverbs_dereg(&raw, handle), 0);
		nothing_is_registered();
	}
	print_message("# %s: %u failures of a deregistration\n", what, nth - 2);
	assert_true(nth < KIT_FAIL_MOST);
}

static void sweep(const char *what, int fd)
{
	sweep_registration(what, fd);
	sweep_deregistration(what, fd);
}

static void host_memory_is_registered_as_a_whole(void **state)
{
	(void)state;
	sweep("host memory", -1);
}

/* More than one segment, so that there is a table to allocate. */
static void a_bar_is_registered_as_a_whole_in_every_mode(void **state)
{
	static const enum brg_rnic_mode modes[] = { BRG_RNIC_DYNAMIC,
						    BRG_RNIC_PINNED_REVOCABLE };
	static const struct brg_range list[] = { { 0, LENGTH / 2 },
						 { LENGTH, LENGTH / 2 } };

	(void)state;
	for (uint32_t path = BRG_PATH_RESOURCE; path <= BRG_PATH_P2PDMA; path++) {
		struct brg_export export = kit_export_whole(&pair);
		int fd;

		export.path = path;
		export.ranges = (uintptr_t)list;
		export.nr_ranges = 2;
		fd = kit_export(pair.exporter.fd, &export);
		assert_true(fd >= 0);
		for (size_t i = 0; i < 2; i++) {
			char what[64];

			snprintf(what, sizeof(what), "path %u, mode %u", path,
				 modes[i]);
			assert_int_equal(brg_rnic_mode(raw.fd, modes[i]), 0);
			sweep(what, fd);
		}
		close(fd);
	}
	kit_pair_is_clean(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(host_memory_is_registered_as_a_whole),
		cmocka_unit_test(a_bar_is_registered_as_a_whole_in_every_mode),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
