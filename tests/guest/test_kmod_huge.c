// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_huge.c - a dma-buf of 4 GiB and more: a segment's length has 32
 * bits, and all of them together have to be the buffer's.
 *
 * guest: huge --machine huge
 * kernels: 7.3
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit_dmabuf.h"
#include "lib/rnic.h"
#include "lib/select.h"
#include "lib/verbs.h"

#define GIB	(1ULL << 30)
#define WHOLE	(64 * GIB)
#define MOST	64

static struct kit_pair pair;

static int setup(void **state)
{
	(void)state;
	return kit_pair_setup(&pair, "bar1");
}

static int teardown(void **state)
{
	(void)state;
	kit_pair_teardown(&pair);
	return 0;
}

/* 4 GiB is where the length overflows, and before 4 KiB below it it does not. */
static const struct brg_range slices[] = {
	{ 0, 4 * GIB - KIT_PAGE },
	{ KIT_PAGE, 4 * GIB },
	{ 2 * GIB, 4 * GIB + KIT_PAGE },
	{ 8 * GIB - KIT_PAGE, 8 * GIB },
	{ 0, WHOLE - KIT_PAGE },
	{ 0, WHOLE },
};

#define NR_SLICES (sizeof(slices) / sizeof(slices[0]))

static int export_slice(const struct brg_range *slice, uint32_t path)
{
	struct brg_export export = kit_export_whole(&pair);
	int fd;

	export.path = path;
	export.ranges = (uintptr_t)slice;
	export.nr_ranges = 1;
	fd = kit_export(pair.exporter.fd, &export);
	if (fd >= 0) {
		assert_int_equal(export.out_length, slice->length);
		assert_int_equal(lseek(fd, 0, SEEK_END), slice->length);
	}
	return fd;
}

/* One behind the other and none empty, in as few as 32 bits allow. */
static void check_segments(uint32_t id, uint64_t length)
{
	static struct brg_segment segments[MOST];
	struct brg_import_query query = {
		.size = sizeof(query), .id = id, .nr_segments = MOST,
		.segments = (uintptr_t)segments,
	};
	uint64_t sum = 0;

	assert_int_equal(kit_ioctl(pair.importer.fd, BRG_IMPORT_QUERY, &query),
			 0);
	assert_int_equal(query.out_length, length);
	assert_int_equal(query.out_nr_segments,
			 (length + 4 * GIB - KIT_PAGE - 1) /
				 (4 * GIB - KIT_PAGE));
	for (uint32_t i = 0; i < query.out_nr_segments; i++) {
		assert_true(segments[i].length > 0);
		if (i)
			assert_int_equal(segments[i].address,
					 segments[i - 1].address +
						 segments[i - 1].length);
		sum += segments[i].length;
	}
	assert_int_equal(sum, length);
}

static unsigned int check_path(uint32_t path)
{
	unsigned int checked = 0;

	for (size_t i = 0; i < NR_SLICES; i++) {
		int dmabuf = export_slice(&slices[i], path);
		uint32_t id;

		if (dmabuf == -EOPNOTSUPP)
			return 0;
		assert_true(dmabuf >= 0);
		assert_int_equal(kit_attach(pair.importer.fd, dmabuf,
					    BRG_IMPORT_DYNAMIC,
					    BRG_MANNER_PROMPT, 0, &id), 0);
		assert_int_equal(kit_import_map(pair.importer.fd, id), 0);
		check_segments(id, slices[i].length);
		assert_int_equal(kit_import_detach(pair.importer.fd, id), 0);
		close(dmabuf);
		checked++;
	}
	kit_pair_is_clean(&pair);
	return checked;
}

static void lengths_of_segments_add_up_to_the_buffer(void **state)
{
	unsigned int checked = check_path(BRG_PATH_RESOURCE) +
			       check_path(BRG_PATH_P2PDMA);

	(void)state;
	assert_true(checked == NR_SLICES || checked == 2 * NR_SLICES);
}

static void all_of_it_can_be_registered(void **state)
{
	char importer[32], why[512] = "";
	struct brg_rnic_mr_info info;
	struct brg_verbs verbs;
	struct ibv_mr *mr;

	(void)state;
	assert_int_equal(brg_select_device("role:bar1", importer, why,
					   sizeof(why)), 0);
	assert_int_equal(brg_rnic_load(importer, why, sizeof(why)), 0);
	assert_int_equal(brg_verbs_open(&verbs, "barrage0"), 0);
	for (size_t i = 0; i < NR_SLICES; i++) {
		int dmabuf = export_slice(&slices[i], 0);

		assert_true(dmabuf >= 0);
		assert_int_equal(brg_verbs_reg_dmabuf(&verbs, 0,
						      slices[i].length, 0,
						      dmabuf,
						      IBV_ACCESS_LOCAL_WRITE,
						      &mr), 0);
		assert_int_equal(brg_rnic_mr_info(verbs.context->cmd_fd,
						  mr->handle, &info), 0);
		assert_int_equal(info.state, BRG_RNIC_MAPPED);
		assert_int_equal(brg_verbs_dereg(&verbs, mr), 0);
		/* a slice of it that begins and ends between segments */
		assert_int_equal(brg_verbs_reg_dmabuf(&verbs, KIT_PAGE,
						      slices[i].length -
							      2 * KIT_PAGE, 0,
						      dmabuf,
						      IBV_ACCESS_LOCAL_WRITE,
						      &mr), 0);
		assert_int_equal(brg_verbs_dereg(&verbs, mr), 0);
		close(dmabuf);
	}
	brg_verbs_close(&verbs);
	assert_int_equal(brg_rnic_unload(), 0);
	kit_pair_is_clean(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths_of_segments_add_up_to_the_buffer),
		cmocka_unit_test(all_of_it_can_be_registered),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
