// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_export_mmap.c - an exported dma-buf mapped by the CPU: which bytes
 * show, and when they do not.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit_dmabuf.h"

#define MIB		(1UL << 20)
/* of the BAR: what tests stamp and look at */
#define STAMPED		(16 * MIB)

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

/* Each page of the BAR tells which one it is. */
static void stamp_bar(void)
{
	char *map = kit_map(pair.exporter.fd, 0, STAMPED, NULL);

	assert_ptr_not_equal(map, MAP_FAILED);
	for (size_t at = 0; at < STAMPED; at += KIT_PAGE)
		assert_int_equal(kit_write((uint32_t *)(map + at),
					   kit_stamp(at)), 0);
	munmap(map, STAMPED);
}

static int export_ranges(int fd, const struct brg_range *ranges, uint32_t nr)
{
	struct brg_export export = kit_export_whole(&pair);
	int dmabuf;

	export.ranges = nr ? (uintptr_t)ranges : 0;
	export.nr_ranges = nr;
	dmabuf = kit_export(fd, &export);
	assert_true(dmabuf >= 0);
	return dmabuf;
}

static char *map_at(int dmabuf, size_t offset, size_t length, void *address)
{
	kit_catch_sigbus();
	return mmap(address, length, PROT_READ | PROT_WRITE,
		    MAP_SHARED | (address ? MAP_FIXED : 0), dmabuf,
		    (off_t)offset);
}

static char *map(int dmabuf, size_t length)
{
	char *va = map_at(dmabuf, 0, length, NULL);

	assert_ptr_not_equal(va, MAP_FAILED);
	return va;
}

static void shows(const char *va, uint64_t offset)
{
	uint32_t value = 0;

	assert_int_equal(kit_read((const uint32_t *)va, &value), 0);
	assert_int_equal(value, kit_stamp(offset));
}

static void shows_nothing(const char *va)
{
	uint32_t value;

	assert_int_equal(kit_read((const uint32_t *)va, &value), -EFAULT);
}

/* Pages of it that are in page tables */
static uint64_t present(const char *va, size_t length)
{
	struct brg_ptes ptes = { .size = sizeof(ptes),
				 .address = (uintptr_t)va, .length = length };

	assert_int_equal(kit_ioctl(pair.importer.fd, BRG_PTES, &ptes), 0);
	assert_int_equal(ptes.out_mapped, 0);
	ptes.address = (uintptr_t)va;
	assert_int_equal(kit_ioctl(pair.exporter.fd, BRG_PTES, &ptes), 0);
	assert_int_equal(ptes.out_mapped, length / KIT_PAGE);
	return ptes.out_present;
}

static void nothing_is_left(void)
{
	assert_int_equal(kit_stat(pair.exporter.fd).out_vmas, 0);
	kit_pair_is_clean(&pair);
}

static const struct brg_range list[] = {
	{ 8 * MIB, 2 * KIT_PAGE },
	{ 3 * KIT_PAGE, 1 * KIT_PAGE },
	{ 4 * MIB - KIT_PAGE, 5 * KIT_PAGE },
};
#define LIST_PAGES	8

/* Where in the BAR page @i of the list is */
static uint64_t in_list(size_t i)
{
	const struct brg_range *range = list;

	while (i >= range->length / KIT_PAGE)
		i -= range++->length / KIT_PAGE;
	return range->offset + i * KIT_PAGE;
}

static void bytes_are_those_of_the_ranges(void **state)
{
	const struct brg_range slice = { 5 * KIT_PAGE, 6 * MIB };
	int whole = export_ranges(pair.exporter.fd, NULL, 0);
	int one = export_ranges(pair.exporter.fd, &slice, 1);
	int many = export_ranges(pair.exporter.fd, list, 3);
	char *va;

	(void)state;
	stamp_bar();
	va = map(whole, STAMPED);
	for (size_t at = 0; at < STAMPED; at += KIT_PAGE)
		shows(va + at, at);
	munmap(va, STAMPED);

	va = map(one, slice.length);
	for (size_t at = 0; at < slice.length; at += KIT_PAGE)
		shows(va + at, slice.offset + at);
	munmap(va, slice.length);

	/* from each page to each: across none, one and both seams */
	for (size_t from = 0; from < LIST_PAGES; from++)
		for (size_t to = from + 1; to <= LIST_PAGES; to++) {
			va = map_at(many, from * KIT_PAGE,
				    (to - from) * KIT_PAGE, NULL);
			assert_ptr_not_equal(va, MAP_FAILED);
			for (size_t i = from; i < to; i++)
				shows(va + (i - from) * KIT_PAGE, in_list(i));
			munmap(va, (to - from) * KIT_PAGE);
		}
	close(whole);
	close(one);
	close(many);
	nothing_is_left();
}

static void what_is_written_is_in_the_bar(void **state)
{
	int many = export_ranges(pair.exporter.fd, list, 3);
	char *bar = kit_map(pair.exporter.fd, 0, STAMPED, NULL);
	char *va = map(many, LIST_PAGES * KIT_PAGE);
	uint32_t value;

	(void)state;
	for (size_t i = 0; i < LIST_PAGES; i++) {
		uint32_t mine = 0x5eed0000u + (uint32_t)i;

		assert_int_equal(kit_write((uint32_t *)(va + i * KIT_PAGE),
					   mine), 0);
		assert_int_equal(kit_read((uint32_t *)(bar + in_list(i)),
					  &value), 0);
		assert_int_equal(value, mine);
	}
	munmap(va, LIST_PAGES * KIT_PAGE);
	munmap(bar, STAMPED);
	close(many);
	nothing_is_left();
}

static void memory_off_and_on(char *va, size_t length)
{
	int fd = pair.exporter.fd;

	assert_int_equal(kit_memory(fd, false), 0);
	assert_int_equal(present(va, length), 0);
	shows_nothing(va);
	shows_nothing(va + length - KIT_PAGE);
	assert_int_equal(kit_memory(fd, true), 0);
	assert_int_equal(present(va, length), 0);
}

/* By every strategy: what is emptied does not depend on it. */
static void comes_and_goes(int fd, const char *strategy, bool refaults)
{
	int many = export_ranges(fd, list, 3);
	size_t length = LIST_PAGES * KIT_PAGE;
	char *bar = kit_map(fd, 0, STAMPED, NULL);
	char *va = map(many, length);
	int status;
	pid_t pid;

	(void)refaults;
	for (size_t i = 0; i < LIST_PAGES; i++)
		shows(va + i * KIT_PAGE, in_list(i));
	assert_int_equal(present(va, length), LIST_PAGES);
	memory_off_and_on(va, length);
	shows(va, in_list(0));

	assert_int_equal(kit_simple(fd, BRG_ZAP), 0);
	assert_int_equal(present(va, length), 0);
	shows(va + 7 * KIT_PAGE, in_list(7));
	assert_int_equal(present(va, length), 1);

	/* a child's are emptied, too */
	pid = fork();
	if (!pid) {
		uint32_t value;

		if (kit_read((uint32_t *)va, &value) ||
		    kit_memory(fd, false) ||
		    kit_read((uint32_t *)va, &value) != -EFAULT ||
		    kit_memory(fd, true) || kit_read((uint32_t *)va, &value))
			_exit(1);
		_exit(value != kit_stamp(in_list(0)));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(present(va, length), 0);
	shows(va, in_list(0));

	/* while something is mapped the strategy stays */
	assert_int_equal(kit_strategy(fd, strcmp(strategy, "page") ? "page" :
						 "whole"), -EBUSY);
	munmap(bar, STAMPED);
	assert_int_equal(kit_stat(fd).out_vmas, 1);
	munmap(va, length);
	close(many);
	nothing_is_left();
}

static void what_revocation_takes_comes_back(void **state)
{
	(void)state;
	stamp_bar();
	kit_each_strategy(pair.exporter.fd, comes_and_goes);
	assert_int_equal(kit_strategy(pair.exporter.fd, "page"), 0);
}

static void a_reset_takes_it_and_gives_it_back(void **state)
{
	int whole = export_ranges(pair.exporter.fd, NULL, 0);
	char *va = map(whole, 4 * KIT_PAGE);

	(void)state;
	stamp_bar();
	shows(va + KIT_PAGE, KIT_PAGE);
	assert_int_equal(kit_simple(pair.exporter.fd, BRG_RESET), 0);
	assert_int_equal(present(va, 4 * KIT_PAGE), 0);
	shows(va + KIT_PAGE, KIT_PAGE);
	munmap(va, 4 * KIT_PAGE);
	close(whole);
	nothing_is_left();
}

static void mapped_while_memory_is_off_it_shows_later(void **state)
{
	int whole = export_ranges(pair.exporter.fd, NULL, 0);
	char *va;

	(void)state;
	stamp_bar();
	assert_int_equal(kit_memory(pair.exporter.fd, false), 0);
	va = map(whole, 4 * KIT_PAGE);
	shows_nothing(va);
	assert_int_equal(kit_memory(pair.exporter.fd, true), 0);
	shows(va, 0);
	munmap(va, 4 * KIT_PAGE);
	close(whole);
	nothing_is_left();
}

static void closing_the_file_takes_it_for_ever(void **state)
{
	int fd = kit_open(&pair.exporter);
	int dead = export_ranges(fd, list, 3);
	int alive = export_ranges(pair.exporter.fd, list, 3);
	size_t length = LIST_PAGES * KIT_PAGE;
	struct brg_lookup l = { .size = sizeof(l) };
	char *gone, *stays;

	(void)state;
	stamp_bar();
	gone = map(dead, length);
	stays = map(alive, length);
	shows(gone, in_list(0));
	shows(stays, in_list(0));
	close(fd);
	assert_int_equal(present(gone, length), 0);
	shows_nothing(gone);
	assert_int_equal(present(stays, length), 1);
	shows(stays, in_list(0));
	assert_ptr_equal(map_at(dead, 0, length, NULL), MAP_FAILED);
	assert_int_equal(errno, ENODEV);
	l.address = (uintptr_t)gone;
	assert_int_equal(kit_ioctl(pair.exporter.fd, BRG_LOOKUP, &l), -ENODEV);

	/* not even after a change of state */
	memory_off_and_on(gone, length);
	shows_nothing(gone);
	shows(stays, in_list(0));
	munmap(gone, length);
	munmap(stays, length);
	close(dead);
	close(alive);
	nothing_is_left();
}

static void unbinding_takes_it_for_ever(void **state)
{
	int whole = export_ranges(pair.exporter.fd, NULL, 0);
	char *va = map(whole, 4 * KIT_PAGE);

	(void)state;
	stamp_bar();
	shows(va, 0);
	close(pair.exporter.fd);
	pair.exporter.fd = -1;
	assert_int_equal(kit_unbind(&pair.exporter), 0);
	shows_nothing(va);
	assert_ptr_equal(map_at(whole, 0, KIT_PAGE, NULL), MAP_FAILED);
	assert_int_equal(errno, ENODEV);
	assert_int_equal(kit_bind(&pair.exporter), 0);
	pair.exporter.fd = kit_open(&pair.exporter);
	assert_true(pair.exporter.fd >= 0);
	shows_nothing(va);
	/* the VMA outlives its file, device and driver */
	close(whole);
	shows_nothing(va);
	munmap(va, 4 * KIT_PAGE);
	nothing_is_left();
}

static void refuse(int dmabuf, size_t offset, size_t length, int prot,
		   int flags, int error)
{
	void *va = mmap(NULL, length, prot, flags, dmabuf, (off_t)offset);

	assert_ptr_equal(va, MAP_FAILED);
	assert_int_equal(errno, error);
	assert_int_equal(kit_stat(pair.exporter.fd).out_vmas, 0);
}

static void what_cannot_be_mapped_is_refused(void **state)
{
	const size_t length = LIST_PAGES * KIT_PAGE;
	struct brg_export export = kit_export_whole(&pair);
	int many = export_ranges(pair.exporter.fd, list, 3), only;
	const int rw = PROT_READ | PROT_WRITE;
	char *va;

	(void)state;
	refuse(many, 0, length, rw, MAP_PRIVATE, EINVAL);
	refuse(many, 0, length, PROT_READ, MAP_PRIVATE, EINVAL);
	refuse(many, 0, length + KIT_PAGE, rw, MAP_SHARED, EINVAL);
	refuse(many, length, KIT_PAGE, rw, MAP_SHARED, EINVAL);
	refuse(many, 7 * KIT_PAGE, 2 * KIT_PAGE, rw, MAP_SHARED, EINVAL);
	/* where the BAR begins in the file of the device */
	refuse(many, BRG_OFFSET(KIT_BAR), KIT_PAGE, rw, MAP_SHARED, EINVAL);

	export.open_flags = O_CLOEXEC | O_RDONLY;
	only = kit_export(pair.exporter.fd, &export);
	assert_true(only >= 0);
	refuse(only, 0, KIT_PAGE, rw, MAP_SHARED, EACCES);
	refuse(only, 0, KIT_PAGE, PROT_READ, MAP_PRIVATE, EINVAL);
	stamp_bar();
	kit_catch_sigbus();
	va = mmap(NULL, KIT_PAGE, PROT_READ, MAP_SHARED, only, 0);
	assert_ptr_not_equal(va, MAP_FAILED);
	shows(va, 0);
	assert_int_equal(mprotect(va, KIT_PAGE, rw), -1);
	assert_int_equal(errno, EACCES);
	munmap(va, KIT_PAGE);

	/* it cannot grow behind the check */
	va = map(many, KIT_PAGE);
	assert_ptr_equal(mremap(va, KIT_PAGE, 2 * KIT_PAGE, MREMAP_MAYMOVE),
			 MAP_FAILED);
	assert_int_equal(errno, EFAULT);
	munmap(va, KIT_PAGE);
	close(only);
	close(many);
	nothing_is_left();
}

/* Entries of 2 MiB made by walking @length bytes at @va */
static uint64_t huge(char *va, size_t length)
{
	uint64_t before = kit_stat(pair.exporter.fd).out_order[1];

	for (size_t at = 0; at < length; at += KIT_PAGE) {
		uint32_t value;

		assert_int_equal(kit_read((uint32_t *)(va + at), &value), 0);
	}
	return kit_stat(pair.exporter.fd).out_order[1] - before;
}

static bool kernel_has_huge(void)
{
	bool can = !kit_strategy(pair.exporter.fd, "huge");

	assert_int_equal(kit_strategy(pair.exporter.fd, "page"), 0);
	return can;
}

static void entries_are_huge_where_they_fit(void **state)
{
	static const struct brg_range aligned[] = {
		{ 4 * MIB, 2 * MIB }, { 0, 2 * MIB },
	}, torn[] = { { 4 * MIB, MIB }, { 2 * MIB + MIB, MIB } };
	int two = export_ranges(pair.exporter.fd, aligned, 2);
	int halves = export_ranges(pair.exporter.fd, torn, 2);
	char *at = kit_reserve(4 * MIB, 0), *va;
	uint64_t each = kernel_has_huge();

	(void)state;
	stamp_bar();
	va = map_at(two, 0, 4 * MIB, at);
	assert_ptr_equal(va, at);
	assert_int_equal(huge(va, 4 * MIB), 2 * each);
	shows(va + MIB, 5 * MIB);
	shows(va + 3 * MIB, MIB);
	assert_int_equal(kit_memory(pair.exporter.fd, false), 0);
	assert_int_equal(present(va, 4 * MIB), 0);
	assert_int_equal(kit_memory(pair.exporter.fd, true), 0);

	/* no block of it lies in one range, or in the VMA */
	va = map_at(halves, 0, 2 * MIB, at);
	assert_ptr_equal(va, at);
	assert_int_equal(huge(va, 2 * MIB), 0);
	shows(va, 4 * MIB);
	shows(va + MIB, 3 * MIB);
	va = map_at(two, 0, 2 * MIB, at + KIT_PAGE);
	assert_ptr_equal(va, at + KIT_PAGE);
	assert_int_equal(huge(va, 2 * MIB), 0);
	munmap(at, 4 * MIB);
	close(two);
	close(halves);
	nothing_is_left();
}

static void a_lookup_finds_range_and_frame(void **state)
{
	int many = export_ranges(pair.exporter.fd, list, 3);
	char *bar = kit_map(pair.exporter.fd, 0, STAMPED, NULL);
	char *va = map(many, LIST_PAGES * KIT_PAGE);

	(void)state;
	for (size_t i = 0; i < LIST_PAGES; i++) {
		struct brg_lookup l = { .size = sizeof(l),
			.address = (uintptr_t)va + i * KIT_PAGE + 12 };
		struct brg_lookup of = { .size = sizeof(of),
			.address = (uintptr_t)bar + in_list(i) };
		size_t end = i < 2 ? 2 : i < 3 ? 3 : LIST_PAGES;

		assert_int_equal(kit_ioctl(pair.exporter.fd, BRG_LOOKUP, &l), 0);
		assert_int_equal(kit_ioctl(pair.exporter.fd, BRG_LOOKUP, &of), 0);
		assert_int_equal(l.out_region, KIT_BAR);
		assert_int_equal(l.out_offset, in_list(i) + 12);
		assert_int_equal(l.out_pfn, of.out_pfn);
		assert_int_equal(l.out_length, (end - i) * KIT_PAGE - 12);
		assert_string_equal((char *)l.out_address,
				    pair.exporter.address);
	}
	munmap(va, LIST_PAGES * KIT_PAGE);
	munmap(bar, STAMPED);
	close(many);
	nothing_is_left();
}

/** struct toucher - a thread that reads, over and over */
struct toucher {
	pthread_t thread;
	char *va;
	atomic_bool stop;
	atomic_ulong hits, wrong;
};

static void *touch(void *arg)
{
	struct toucher *t = arg;
	uint32_t value;

	for (size_t i = 0; !atomic_load(&t->stop); i = (i + 1) % LIST_PAGES) {
		if (kit_read((uint32_t *)(t->va + i * KIT_PAGE), &value))
			continue;
		atomic_fetch_add(&t->hits, 1);
		if (value != kit_stamp(in_list(i)))
			atomic_fetch_add(&t->wrong, 1);
	}
	return NULL;
}

static void no_touch_gets_through_while_memory_is_off(void **state)
{
	int many = export_ranges(pair.exporter.fd, list, 3);
	struct toucher t = { .va = map(many, LIST_PAGES * KIT_PAGE) };
	unsigned long before;

	(void)state;
	stamp_bar();
	assert_int_equal(pthread_create(&t.thread, NULL, touch, &t), 0);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(kit_memory(pair.exporter.fd, false), 0);
		assert_int_equal(present(t.va, LIST_PAGES * KIT_PAGE), 0);
		assert_int_equal(kit_memory(pair.exporter.fd, true), 0);
		/* until it has got through */
		before = atomic_load(&t.hits);
		while (atomic_load(&t.hits) == before)
			usleep(100);
	}
	atomic_store(&t.stop, true);
	pthread_join(t.thread, NULL);
	assert_int_equal(atomic_load(&t.wrong), 0);
	munmap(t.va, LIST_PAGES * KIT_PAGE);
	close(many);
	nothing_is_left();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_are_those_of_the_ranges),
		cmocka_unit_test(what_is_written_is_in_the_bar),
		cmocka_unit_test(what_revocation_takes_comes_back),
		cmocka_unit_test(a_reset_takes_it_and_gives_it_back),
		cmocka_unit_test(mapped_while_memory_is_off_it_shows_later),
		cmocka_unit_test(closing_the_file_takes_it_for_ever),
		cmocka_unit_test(unbinding_takes_it_for_ever),
		cmocka_unit_test(what_cannot_be_mapped_is_refused),
		cmocka_unit_test(entries_are_huge_where_they_fit),
		cmocka_unit_test(a_lookup_finds_range_and_frame),
		cmocka_unit_test(no_touch_gets_through_while_memory_is_off),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
