// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_copy.c - DMA addresses of a dma-buf lead to the right bytes.
 *
 * guest: copy --machine basic --meter instructions
 * kernels: 7.3
 *
 * The CPU stamps pages through an mmap() of the BAR, edu reads them by DMA
 * through the dma-buf, and the other way round. A transfer takes edu 100 ms,
 * which cost nothing where idle time is skipped.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit_dmabuf.h"
#include "lib/exporter.h"

#define NR_RANDOM	64
#define WORDS		4
/* as much as is mapped for the CPU; the BAR has 2 GiB */
#define WINDOW		(1UL << 30)

static struct kit_pair pair;

static int setup(void **state)
{
	(void)state;
	return kit_pair_setup(&pair, "edu");
}

static int teardown(void **state)
{
	(void)state;
	kit_pair_teardown(&pair);
	return 0;
}

static int copy(uint32_t id, uint64_t offset, void *data, uint32_t length,
		bool into)
{
	struct brg_import_copy arg = {
		.size = sizeof(arg),
		.id = id,
		.direction = into ? BRG_DIRECTION_FROM_DEVICE :
				    BRG_DIRECTION_TO_DEVICE,
		.offset = offset,
		.user = (uintptr_t)data,
		.length = length,
	};

	return kit_ioctl(pair.importer.fd, BRG_IMPORT_COPY, &arg);
}

/* What a word of the BAR is stamped with: unlike any other word of it. */
static uint32_t stamp(uint64_t bar_offset)
{
	return (uint32_t)((bar_offset / 4 + 1) * 2654435761u);
}

/** struct view - a dma-buf and where its bytes lie in the BAR
 * @ranges: of the BAR
 * @nr: how many
 * @bar: CPU mapping of the BAR, from 0
 * @id: attachment, mapped
 */
struct view {
	const struct brg_range *ranges;
	uint32_t nr;
	volatile uint32_t *bar;
	uint32_t id;
};

static uint64_t view_length(const struct view *view)
{
	uint64_t length = 0;

	for (uint32_t i = 0; i < view->nr; i++)
		length += view->ranges[i].length;
	return length;
}

static uint64_t view_to_bar(const struct view *view, uint64_t offset)
{
	uint32_t i;

	for (i = 0; offset >= view->ranges[i].length; i++)
		offset -= view->ranges[i].length;
	return view->ranges[i].offset + offset;
}

/* The words at @offset, by DMA there and back. */
static void check_words(const struct view *view, uint64_t offset)
{
	uint64_t at = view_to_bar(view, offset);
	uint32_t words[WORDS], i;

	for (i = 0; i < WORDS; i++)
		view->bar[at / 4 + i] = stamp(at + 4 * i);
	memset(words, 0, sizeof(words));
	assert_int_equal(copy(view->id, offset, words, sizeof(words), false), 0);
	for (i = 0; i < WORDS; i++)
		assert_int_equal(words[i], stamp(at + 4 * i));

	for (i = 0; i < WORDS; i++)
		words[i] = ~stamp(at + 4 * i);
	assert_int_equal(copy(view->id, offset, words, sizeof(words), true), 0);
	for (i = 0; i < WORDS; i++)
		assert_int_equal(view->bar[at / 4 + i], ~stamp(at + 4 * i));
}

static void check_view(const struct view *view, unsigned int nr_random)
{
	const uint64_t length = view_length(view), edge = WORDS * 4;
	uint64_t start = 0;
	uint32_t i;

	/* both edges of every range, so that none lies in another's place */
	for (i = 0; i < view->nr && i < 8; i++) {
		check_words(view, start);
		check_words(view, start + view->ranges[i].length - edge);
		start += view->ranges[i].length;
	}
	check_words(view, length - edge);
	for (i = 0; i < nr_random; i++)
		check_words(view, (uint64_t)rand() % (length / KIT_PAGE) *
					  KIT_PAGE +
				  (uint64_t)rand() % (KIT_PAGE / edge) * edge);
}

static void check_ranges(const struct brg_range *ranges, uint32_t nr,
			 uint32_t path, unsigned int nr_random)
{
	struct view view = { .ranges = ranges, .nr = nr };
	struct brg_export export = kit_export_whole(&pair);
	int dmabuf;

	export.ranges = (uintptr_t)ranges;
	export.nr_ranges = nr;
	export.path = path;
	dmabuf = kit_export(pair.exporter.fd, &export);
	assert_true(dmabuf >= 0);
	view.bar = kit_map(pair.exporter.fd, 0, WINDOW, NULL);
	assert_ptr_not_equal(view.bar, MAP_FAILED);
	assert_int_equal(kit_attach(pair.importer.fd, dmabuf,
				    BRG_IMPORT_DYNAMIC, BRG_MANNER_PROMPT, 0,
				    &view.id), 0);
	assert_int_equal(kit_import_map(pair.importer.fd, view.id), 0);
	check_view(&view, nr_random);
	assert_int_equal(kit_import_detach(pair.importer.fd, view.id), 0);
	munmap((void *)view.bar, WINDOW);
	close(dmabuf);
	kit_pair_is_clean(&pair);
}

static void a_slice_is_reached_where_it_is(void **state)
{
	const struct brg_range slice = { 0x123000, 0x345000 };
	const struct brg_range page = { WINDOW - KIT_PAGE, KIT_PAGE };
	const struct brg_range most = { 0, WINDOW };

	(void)state;
	for (uint32_t path = BRG_PATH_RESOURCE; path <= BRG_PATH_P2PDMA; path++) {
		check_ranges(&slice, 1, path, NR_RANDOM);
		check_ranges(&page, 1, path, 4);
		check_ranges(&most, 1, path, NR_RANDOM);
	}
}

static void ranges_are_reached_in_their_order(void **state)
{
	const struct brg_range list[] = {
		{ 0x8000000, 0x3000 }, { 0x1000, 0x1000 },
		{ WINDOW - 0x10000, 0x10000 }, { 0x0, 0x1000 },
		{ 0x2000, 0x5000 },
	};
	struct brg_range many[500];

	(void)state;
	for (size_t i = 0; i < 500; i++)
		many[i] = (struct brg_range){ (499 - i) * 3 * KIT_PAGE,
					      KIT_PAGE + i % 2 * KIT_PAGE };
	for (uint32_t path = BRG_PATH_RESOURCE; path <= BRG_PATH_P2PDMA; path++) {
		check_ranges(list, 5, path, NR_RANDOM);
		check_ranges(many, 500, path, NR_RANDOM);
	}
}

static void a_copy_crosses_segments(void **state)
{
	/* neighbours in the dma-buf, far apart in the BAR */
	const struct brg_range list[] = {
		{ 0x700000, 0x1000 }, { 0x100000, 0x1000 },
	};
	struct brg_export export = kit_export_whole(&pair);
	volatile uint32_t *bar = kit_map(pair.exporter.fd, 0, 0x800000, NULL);
	uint32_t words[64], id, i;
	int dmabuf;

	(void)state;
	export.ranges = (uintptr_t)list;
	export.nr_ranges = 2;
	dmabuf = kit_export(pair.exporter.fd, &export);
	assert_true(dmabuf >= 0);
	for (i = 0; i < 64; i++)
		words[i] = stamp(i);
	assert_int_equal(kit_attach(pair.importer.fd, dmabuf,
				    BRG_IMPORT_DYNAMIC, BRG_MANNER_PROMPT, 0,
				    &id), 0);
	assert_int_equal(kit_import_map(pair.importer.fd, id), 0);
	assert_int_equal(copy(id, 0x1000 - 128, words, sizeof(words), true), 0);
	for (i = 0; i < 32; i++) {
		assert_int_equal(bar[(0x701000 - 128) / 4 + i], words[i]);
		assert_int_equal(bar[0x100000 / 4 + i], words[32 + i]);
	}
	assert_int_equal(kit_import_detach(pair.importer.fd, id), 0);
	munmap((void *)bar, 0x800000);
	close(dmabuf);
	kit_pair_is_clean(&pair);
}

static void nothing_is_copied_after_revocation(void **state)
{
	struct brg_export export = kit_export_whole(&pair);
	int dmabuf = kit_export(pair.exporter.fd, &export);
	uint32_t word = 0, id;

	(void)state;
	assert_int_equal(kit_attach(pair.importer.fd, dmabuf,
				    BRG_IMPORT_DYNAMIC, BRG_MANNER_PROMPT, 0,
				    &id), 0);
	assert_int_equal(copy(id, 0, &word, 4, false), -ENOTCONN);
	assert_int_equal(kit_import_map(pair.importer.fd, id), 0);
	assert_int_equal(copy(id, 0, &word, 4, false), 0);
	assert_int_equal(copy(id, 2, &word, 4, false), -EINVAL);
	assert_int_equal(copy(id, 0, &word, 0, false), -EINVAL);
	assert_int_equal(copy(id, 0, &word, 2052, false), -EINVAL);
	assert_int_equal(copy(id, export.out_length, &word, 4, false), -ERANGE);
	assert_int_equal(copy(id, export.out_length - 4, &word, 8, false),
			 -ERANGE);
	assert_int_equal(copy(id, -4ULL, &word, 8, false), -ERANGE);
	assert_int_equal(copy(id, 0, NULL, 4, false), -EFAULT);
	assert_int_equal(copy(id + 1, 0, &word, 4, false), -ENOENT);
	assert_int_equal(kit_memory(pair.exporter.fd, false), 0);
	assert_int_equal(copy(id, 0, &word, 4, false), -ENOTCONN);
	assert_int_equal(kit_memory(pair.exporter.fd, true), 0);
	assert_int_equal(kit_memory(pair.importer.fd, false), 0);
	assert_int_equal(kit_import_map(pair.importer.fd, id), 0);
	assert_int_equal(copy(id, 0, &word, 4, false), -EIO);
	assert_int_equal(kit_memory(pair.importer.fd, true), 0);
	assert_int_equal(kit_import_detach(pair.importer.fd, id), 0);
	close(dmabuf);
	kit_pair_is_clean(&pair);
}

/* RAM of other exporters, as a control: the same importer, the same DMA. */
static void check_ram(const char *name)
{
	const struct brg_exporter_spec spec = { .size = 64 * KIT_PAGE };
	struct brg_exporter e;
	uint32_t words[WORDS], id, i;
	volatile uint32_t *p;
	void *map;
	int fd = -1;

	assert_int_equal(brg_exporter_open(&e, brg_exporter_find(name), &spec),
			 0);
	assert_int_equal(brg_exporter_export_slice(&e, 0, spec.size, &fd), 0);
	assert_int_equal(brg_exporter_map(&e, 0, spec.size,
					  PROT_READ | PROT_WRITE, &map), 0);
	p = map;
	for (uint32_t mode = BRG_IMPORT_DYNAMIC; mode <= BRG_IMPORT_NO_P2P;
	     mode++) {
		assert_int_equal(kit_attach(pair.importer.fd, fd, mode,
					    BRG_MANNER_PROMPT, 0, &id), 0);
		assert_int_equal(kit_import_map(pair.importer.fd, id), 0);
		for (i = 0; i < WORDS; i++)
			p[63 * KIT_PAGE / 4 + i] = stamp(i + mode);
		assert_int_equal(copy(id, 63 * KIT_PAGE, words, sizeof(words),
				      false), 0);
		for (i = 0; i < WORDS; i++)
			assert_int_equal(words[i], stamp(i + mode));
		assert_int_equal(kit_import_detach(pair.importer.fd, id), 0);
	}
	munmap(map, spec.size);
	close(fd);
	brg_exporter_close(&e);
}

static void ram_is_imported_by_every_mode(void **state)
{
	(void)state;
	check_ram("udmabuf");
	check_ram("dma-heap");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slice_is_reached_where_it_is),
		cmocka_unit_test(ranges_are_reached_in_their_order),
		cmocka_unit_test(a_copy_crosses_segments),
		cmocka_unit_test(nothing_is_copied_after_revocation),
		cmocka_unit_test(ram_is_imported_by_every_mode),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
