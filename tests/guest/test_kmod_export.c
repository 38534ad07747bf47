// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_export.c - what an export is of, who may attach, who is refused,
 * and how.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "kit_dmabuf.h"

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

static uint64_t bar_length(void)
{
	struct brg_region_info info = { .size = sizeof(info), .index = KIT_BAR };

	assert_int_equal(kit_ioctl(pair.exporter.fd, BRG_REGION_INFO, &info), 0);
	return info.out_length;
}

/* Of BAR 2, by the paths of this kernel: test() gets a dma-buf of it. */
static void each_path(struct brg_export *export, void (*test)(int dmabuf))
{
	unsigned int tried = 0;

	for (export->path = BRG_PATH_RESOURCE;
	     export->path <= BRG_PATH_P2PDMA; export->path++) {
		int dmabuf = kit_export(pair.exporter.fd, export);

		if (dmabuf == -EOPNOTSUPP) {
			print_message("# path %u: not on this kernel\n",
				      export->path);
			continue;
		}
		assert_true(dmabuf >= 0);
		assert_int_equal(export->out_path, export->path);
		test(dmabuf);
		close(dmabuf);
		kit_pair_is_clean(&pair);
		tried++;
	}
	assert_true(tried >= 1);
}

static uint64_t want_length;

static void check_mapping(int dmabuf)
{
	struct brg_import_query query;
	uint32_t id;

	assert_int_equal(lseek(dmabuf, 0, SEEK_END), want_length);
	assert_int_equal(kit_attach(pair.importer.fd, dmabuf,
				    BRG_IMPORT_DYNAMIC, BRG_MANNER_PROMPT, 0,
				    &id), 0);
	assert_int_equal(kit_import_unmap(pair.importer.fd, id), -ENOTCONN);
	assert_int_equal(kit_import_map(pair.importer.fd, id), 0);
	assert_int_equal(kit_import_map(pair.importer.fd, id), -EISCONN);
	query = kit_import_query(pair.importer.fd, id);
	assert_int_equal(query.out_state, BRG_IMPORT_MAPPED);
	assert_int_equal(query.out_length, want_length);
	assert_true(query.out_nr_segments >= 1);
	assert_int_equal(kit_export_stat(pair.exporter.fd).out_mappings, 1);
	assert_int_equal(kit_import_unmap(pair.importer.fd, id), 0);
	assert_int_equal(kit_import_map(pair.importer.fd, id), 0);
	/* detaching unmaps */
	assert_int_equal(kit_import_detach(pair.importer.fd, id), 0);
	assert_int_equal(kit_import_detach(pair.importer.fd, id), -ENOENT);
}

static void whole_slice_and_list_are_mapped_in_full(void **state)
{
	struct brg_export export = kit_export_whole(&pair);
	struct brg_range slice = { 5 * KIT_PAGE, 3 * KIT_PAGE };
	struct brg_range list[] = {
		{ 64 * KIT_PAGE, KIT_PAGE },
		{ 0, 2 * KIT_PAGE },
		{ bar_length() - KIT_PAGE, KIT_PAGE },
	};

	(void)state;
	want_length = bar_length();
	each_path(&export, check_mapping);
	assert_int_equal(export.out_length, want_length);

	export.ranges = (uintptr_t)&slice;
	export.nr_ranges = 1;
	want_length = slice.length;
	each_path(&export, check_mapping);

	export.ranges = (uintptr_t)list;
	export.nr_ranges = 3;
	want_length = 4 * KIT_PAGE;
	each_path(&export, check_mapping);
}

static void as_many_ranges_as_allowed_are_mapped(void **state)
{
	struct brg_export export = kit_export_whole(&pair);
	struct brg_range *list = calloc(BRG_EXPORT_MAX_RANGES, sizeof(*list));
	size_t i;

	(void)state;
	for (i = 0; i < BRG_EXPORT_MAX_RANGES; i++)
		list[i] = (struct brg_range){ 2 * i * KIT_PAGE, KIT_PAGE };
	export.ranges = (uintptr_t)list;
	export.nr_ranges = BRG_EXPORT_MAX_RANGES;
	want_length = BRG_EXPORT_MAX_RANGES * KIT_PAGE;
	each_path(&export, check_mapping);
	free(list);
}

static void refuse_export(struct brg_export *export, int error)
{
	assert_int_equal(kit_export(pair.exporter.fd, export), error);
	assert_int_equal(kit_export_stat(pair.exporter.fd).out_exports, 0);
}

static void refuse_ranges(uint64_t offset, uint64_t length, int error)
{
	struct brg_export export = kit_export_whole(&pair);
	struct brg_range list[] = {
		{ 8 * KIT_PAGE, 8 * KIT_PAGE },
		{ offset, length },
	};

	export.ranges = (uintptr_t)list;
	export.nr_ranges = 2;
	refuse_export(&export, error);
}

static void bad_ranges_are_refused(void **state)
{
	uint64_t end = bar_length();

	(void)state;
	refuse_ranges(0, 0, -EINVAL);
	refuse_ranges(1, KIT_PAGE, -EINVAL);
	refuse_ranges(0, KIT_PAGE + 1, -EINVAL);
	refuse_ranges(end, KIT_PAGE, -ERANGE);
	refuse_ranges(end - KIT_PAGE, 2 * KIT_PAGE, -ERANGE);
	refuse_ranges(-KIT_PAGE, KIT_PAGE, -ERANGE);
	refuse_ranges(KIT_PAGE, -2 * KIT_PAGE, -ERANGE);
	refuse_ranges(15 * KIT_PAGE, KIT_PAGE, -EEXIST);
	refuse_ranges(7 * KIT_PAGE, 2 * KIT_PAGE, -EEXIST);
	refuse_ranges(0, 64 * KIT_PAGE, -EEXIST);
	refuse_ranges(8 * KIT_PAGE, 8 * KIT_PAGE, -EEXIST);
}

static void bad_requests_are_refused(void **state)
{
	const struct brg_export good = kit_export_whole(&pair);
	struct brg_range range = { 0, KIT_PAGE };
	struct brg_export export;

	(void)state;
#define REFUSED(field, value, error) do {				\
		export = good;						\
		export.field = (value);					\
		refuse_export(&export, (error));			\
	} while (0)
	REFUSED(p2p, 0, -EINVAL);
	REFUSED(p2p, 4, -EINVAL);
	REFUSED(policy, 0, -EINVAL);
	REFUSED(policy, 4, -EINVAL);
	REFUSED(path, 3, -EINVAL);
	REFUSED(open_flags, O_CREAT, -EINVAL);
	REFUSED(nr_ranges, 1, -EINVAL);
	REFUSED(ranges, (uintptr_t)&range, -EINVAL);
	REFUSED(flags, 1, -EINVAL);
	/* 256 bytes, absent, no BAR at all */
	REFUSED(bar, 0, -ENXIO);
	REFUSED(bar, 4, -ENXIO);
	REFUSED(bar, 6, -ENXIO);
	REFUSED(bar, ~0u, -ENXIO);
#undef REFUSED
	export = good;
	export.ranges = 4096;
	export.nr_ranges = 1;
	refuse_export(&export, -EFAULT);
	export.nr_ranges = BRG_EXPORT_MAX_RANGES + 1;
	refuse_export(&export, -EMSGSIZE);
}

static void a_full_table_of_descriptors_leaks_nothing(void **state)
{
	struct brg_export export = kit_export_whole(&pair);
	struct rlimit limit, tight;

	(void)state;
	getrlimit(RLIMIT_NOFILE, &limit);
	tight = limit;
	tight.rlim_cur = 3;
	setrlimit(RLIMIT_NOFILE, &tight);
	refuse_export(&export, -EMFILE);
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void nothing_is_exported_while_memory_is_off(void **state)
{
	struct brg_export export = kit_export_whole(&pair);

	(void)state;
	assert_int_equal(kit_memory(pair.exporter.fd, false), 0);
	refuse_export(&export, -EIO);
	assert_int_equal(kit_memory(pair.exporter.fd, true), 0);
}

static int refused;

static void check_importers(int dmabuf)
{
	uint32_t id;

	assert_int_equal(kit_attach(pair.importer.fd, dmabuf, BRG_IMPORT_STATIC,
				    BRG_MANNER_PROMPT, 0, &id), -EOPNOTSUPP);
	assert_int_equal(kit_attach(pair.importer.fd, dmabuf,
				    BRG_IMPORT_NO_P2P, BRG_MANNER_PROMPT, 0,
				    &id), -EOPNOTSUPP);
	/* before 7.1 it cannot be known that it will not let go */
	refused = kit_attach(pair.importer.fd, dmabuf, BRG_IMPORT_PINNED,
			     BRG_MANNER_PROMPT, 0, &id);
	if (!refused)
		assert_int_equal(kit_import_detach(pair.importer.fd, id), 0);
	else
		assert_int_equal(refused, -EOPNOTSUPP);
	assert_int_equal(kit_attach(pair.importer.fd, dmabuf,
				    BRG_IMPORT_REVOCABLE, BRG_MANNER_PROMPT, 0,
				    &id), 0);
	assert_int_equal(kit_import_map(pair.importer.fd, id), 0);
	assert_int_equal(kit_import_detach(pair.importer.fd, id), 0);
}

static void importers_that_cannot_let_go_are_refused(void **state)
{
	struct brg_export export = kit_export_whole(&pair);

	(void)state;
	each_path(&export, check_importers);
	/* a kernel that can tell has the second path, too */
	assert_int_equal(refused != 0,
			 (kit_export_stat(pair.exporter.fd).out_paths >>
			  BRG_PATH_P2PDMA) & 1);
}

static void bad_attachments_are_refused(void **state)
{
	struct brg_export export = kit_export_whole(&pair);
	int dmabuf = kit_export(pair.exporter.fd, &export);
	int other = open("/dev/null", O_RDWR), fd = pair.importer.fd;
	uint32_t id = 0;

	(void)state;
	assert_true(dmabuf >= 0 && other >= 0);
	assert_int_equal(kit_attach(fd, -1, 1, 1, 0, &id), -EBADF);
	assert_int_equal(kit_attach(fd, 1000, 1, 1, 0, &id), -EBADF);
	assert_int_equal(kit_attach(fd, other, 1, 1, 0, &id), -EINVAL);
	assert_int_equal(kit_attach(fd, fd, 1, 1, 0, &id), -EINVAL);
	assert_int_equal(kit_attach(fd, dmabuf, 0, 1, 0, &id), -EINVAL);
	assert_int_equal(kit_attach(fd, dmabuf, 6, 1, 0, &id), -EINVAL);
	assert_int_equal(kit_attach(fd, dmabuf, 1, 0, 0, &id), -EINVAL);
	assert_int_equal(kit_attach(fd, dmabuf, 1, 5, 0, &id), -EINVAL);
	assert_int_equal(kit_attach(fd, dmabuf, 1, 1, 1, &id), -EINVAL);
	assert_int_equal(kit_attach(fd, dmabuf, 1, 2, 60001, &id), -EINVAL);
	assert_int_equal(kit_attach(fd, dmabuf, BRG_IMPORT_STATIC, 2, 0, &id),
			 -EINVAL);
	assert_int_equal(kit_import_map(fd, 0), -ENOENT);
	assert_int_equal(kit_import_map(fd, 12345), -ENOENT);
	assert_int_equal(kit_import_unmap(fd, 12345), -ENOENT);
	close(other);
	close(dmabuf);
	kit_pair_is_clean(&pair);
}

static void an_attachment_belongs_to_its_file(void **state)
{
	struct brg_export export = kit_export_whole(&pair);
	int dmabuf = kit_export(pair.exporter.fd, &export);
	int other = kit_open(&pair.importer);
	uint32_t id;

	(void)state;
	assert_true(other >= 0);
	assert_int_equal(kit_attach(other, dmabuf, 1, 1, 0, &id), 0);
	assert_int_equal(kit_import_map(pair.importer.fd, id), -ENOENT);
	assert_int_equal(kit_import_detach(pair.importer.fd, id), -ENOENT);
	assert_int_equal(kit_import_map(other, id), 0);
	assert_int_equal(kit_export_stat(pair.exporter.fd).out_mappings, 1);
	/* closing it detaches */
	close(other);
	close(dmabuf);
	kit_pair_is_clean(&pair);
}

static void a_narrow_mask_is_honoured_or_refused(void **state)
{
	struct brg_export export = kit_export_whole(&pair);
	struct brg_range range = { 0, 16 * KIT_PAGE };
	struct brg_import_attach attach = {
		.size = sizeof(attach), .mode = BRG_IMPORT_DYNAMIC,
		.manner = BRG_MANNER_PROMPT, .dma_bits = 32,
	};
	struct brg_segment segment = { };
	struct brg_import_query query = {
		.size = sizeof(query), .nr_segments = 1,
		.segments = (uintptr_t)&segment,
	};
	int ret;

	(void)state;
	export.ranges = (uintptr_t)&range;
	export.nr_ranges = 1;
	attach.fd = kit_export(pair.exporter.fd, &export);
	assert_true(attach.fd >= 0);
	assert_int_equal(kit_ioctl(pair.importer.fd, BRG_IMPORT_ATTACH,
				   &attach), 0);
	ret = kit_import_map(pair.importer.fd, attach.out_id);
	if (!ret) {
		query.id = attach.out_id;
		assert_int_equal(kit_ioctl(pair.importer.fd, BRG_IMPORT_QUERY,
					   &query), 0);
		assert_int_equal(segment.length, range.length);
		assert_true(segment.address + segment.length <= 1ULL << 32);
	} else {
		assert_int_equal(ret, -EIO);
	}
	assert_int_equal(kit_import_detach(pair.importer.fd, attach.out_id), 0);
	close(attach.fd);
	attach.dma_bits = 8;
	assert_int_equal(kit_ioctl(pair.importer.fd, BRG_IMPORT_ATTACH,
				   &attach), -EINVAL);
	kit_pair_is_clean(&pair);
}

#define NR_ROUNDS	48
#define NR_IMPORTS	24

struct closing {
	int fd;
	useconds_t delay_us;
	pthread_barrier_t begin;
};

static void *close_later(void *data)
{
	struct closing *closing = data;

	pthread_barrier_wait(&closing->begin);
	usleep(closing->delay_us);
	close(closing->fd);
	return NULL;
}

static int file_with_mappings(const struct kit *importer, int dmabuf)
{
	int fd = kit_open(importer), i;
	uint32_t id;

	assert_true(fd >= 0);
	for (i = 0; i < NR_IMPORTS; i++) {
		assert_int_equal(kit_attach(fd, dmabuf, BRG_IMPORT_DYNAMIC,
					    BRG_MANNER_PROMPT, 0, &id), 0);
		assert_int_equal(kit_import_map(fd, id), 0);
	}
	return fd;
}

/* Return: seconds that unbinding took. */
static double unbind_and_bind(double share, double took)
{
	struct closing closing = { .delay_us = (useconds_t)(share * took * 1e6) };
	struct brg_range range = { 0, 16 * KIT_PAGE };
	struct brg_export export = kit_export_whole(&pair);
	pthread_t thread;
	int dmabuf;

	export.ranges = (uintptr_t)&range;
	export.nr_ranges = 1;
	dmabuf = kit_export(pair.exporter.fd, &export);
	assert_true(dmabuf >= 0);
	closing.fd = file_with_mappings(&pair.importer, dmabuf);
	close(dmabuf);
	assert_int_equal(pthread_barrier_init(&closing.begin, NULL, 2), 0);
	assert_int_equal(pthread_create(&thread, NULL, close_later, &closing), 0);
	pthread_barrier_wait(&closing.begin);
	took = kit_seconds();
	assert_int_equal(kit_unbind(&pair.importer), 0);
	took = kit_seconds() - took;
	pthread_join(thread, NULL);
	pthread_barrier_destroy(&closing.begin);
	close(pair.importer.fd);
	assert_int_equal(kit_bind(&pair.importer), 0);
	pair.importer.fd = kit_open(&pair.importer);
	assert_true(pair.importer.fd >= 0);
	return took;
}

/* Both detach what a file has attached. */
static void a_file_is_closed_while_its_function_is_unbound(void **state)
{
	double took;
	int i;

	(void)state;
	took = unbind_and_bind(2, 0.1);
	for (i = 0; i < NR_ROUNDS; i++)
		unbind_and_bind((double)i / NR_ROUNDS, took);
	kit_pair_is_clean(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_slice_and_list_are_mapped_in_full),
		cmocka_unit_test(as_many_ranges_as_allowed_are_mapped),
		cmocka_unit_test(bad_ranges_are_refused),
		cmocka_unit_test(bad_requests_are_refused),
		cmocka_unit_test(a_full_table_of_descriptors_leaks_nothing),
		cmocka_unit_test(nothing_is_exported_while_memory_is_off),
		cmocka_unit_test(importers_that_cannot_let_go_are_refused),
		cmocka_unit_test(bad_attachments_are_refused),
		cmocka_unit_test(an_attachment_belongs_to_its_file),
		cmocka_unit_test(a_narrow_mask_is_honoured_or_refused),
		cmocka_unit_test(a_file_is_closed_while_its_function_is_unbound),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
