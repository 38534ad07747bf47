// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_map.c - what is mapped is the right page, and only while memory
 * is enabled. Every claim is checked for every strategy.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit.h"

#define NR_PAGES (KIT_LENGTH / KIT_PAGE)

static volatile uint32_t *page_at(void *map, size_t page)
{
	return (volatile uint32_t *)((char *)map + page * KIT_PAGE);
}

/* Stamps go in by write(), so that a wrong mapping cannot hide itself. */
static void stamp_bar(int fd)
{
	size_t i;

	for (i = 0; i < NR_PAGES; i++) {
		uint32_t stamp = kit_stamp(i * KIT_PAGE);

		assert_int_equal(pwrite(fd, &stamp, 4,
					(off_t)(BRG_OFFSET(KIT_BAR) +
						i * KIT_PAGE)), 4);
	}
}

/* Pages of [first, first + n) that do not hold their stamp, or SIGBUS. */
static size_t wrong_pages(void *map, size_t first, size_t n, size_t *sigbus)
{
	size_t i, wrong = 0;
	uint32_t value;

	*sigbus = 0;
	for (i = 0; i < n; i++) {
		if (kit_read(page_at(map, i), &value))
			(*sigbus)++;
		else if (value != kit_stamp((first + i) * KIT_PAGE))
			wrong++;
	}
	return wrong;
}

static void assert_all_mapped(void *map, size_t first, size_t n)
{
	size_t sigbus;

	assert_int_equal(wrong_pages(map, first, n, &sigbus), 0);
	assert_int_equal(sigbus, 0);
}

static void assert_none_mapped(void *map, size_t n)
{
	size_t sigbus;

	wrong_pages(map, 0, n, &sigbus);
	assert_int_equal(sigbus, n);
}

static void check_stamps(int fd, const char *strategy, bool refaults)
{
	static const size_t skews[] = { 0, KIT_PAGE, 2UL << 20, (2UL << 20) + KIT_PAGE };
	static const size_t offsets[] = { 0, KIT_PAGE, 2UL << 20 };
	size_t i, j;

	(void)strategy;
	(void)refaults;
	for (i = 0; i < 4; i++)
		for (j = 0; j < 3; j++) {
			size_t length = KIT_LENGTH - offsets[j];
			void *at = kit_reserve(length, skews[i]);
			void *map = kit_map(fd, offsets[j], length, at);

			assert_ptr_equal(map, at);
			assert_all_mapped(map, offsets[j] / KIT_PAGE,
					  length / KIT_PAGE);
			munmap(map, length);
		}
}

static void every_page_shows_its_own_stamp(void **state)
{
	struct kit *kit = *state;

	stamp_bar(kit->fd);
	kit_each_strategy(kit->fd, check_stamps);
}

static void check_disable(int fd, const char *strategy, bool refaults)
{
	void *map = kit_map(fd, 0, KIT_LENGTH, NULL);
	uint32_t value;

	(void)strategy;
	assert_ptr_not_equal(map, MAP_FAILED);
	assert_all_mapped(map, 0, NR_PAGES);

	assert_int_equal(kit_memory(fd, false), 0);
	assert_none_mapped(map, NR_PAGES);
	assert_int_equal(kit_write(page_at(map, 0), 0), -EFAULT);
	assert_int_equal(pread(fd, &value, 4, (off_t)BRG_OFFSET(KIT_BAR)), -1);
	assert_int_equal(errno, EIO);
	assert_int_equal(pwrite(fd, &value, 4, (off_t)BRG_OFFSET(KIT_BAR)), -1);
	assert_int_equal(errno, EIO);

	assert_int_equal(kit_memory(fd, true), 0);
	if (refaults)
		assert_all_mapped(map, 0, NR_PAGES);
	else
		assert_none_mapped(map, NR_PAGES);
	munmap(map, KIT_LENGTH);
}

static void disabled_memory_is_sigbus_and_eio(void **state)
{
	struct kit *kit = *state;

	stamp_bar(kit->fd);
	kit_each_strategy(kit->fd, check_disable);
}

static void check_zap(int fd, const char *strategy, bool refaults)
{
	void *map = kit_map(fd, 0, KIT_LENGTH, NULL);
	struct brg_stat before, after;

	assert_all_mapped(map, 0, NR_PAGES);
	before = kit_stat(fd);
	assert_int_equal(kit_simple(fd, BRG_ZAP), 0);
	if (refaults)
		assert_all_mapped(map, 0, NR_PAGES);
	else
		assert_none_mapped(map, NR_PAGES);
	after = kit_stat(fd);
	/* the pages came by faults: the zap was no empty gesture */
	if (strcmp(strategy, "transition"))
		assert_true(after.out_faults > before.out_faults);
	assert_true(after.out_zaps > before.out_zaps);
	munmap(map, KIT_LENGTH);
}

static void zap_empties_and_faults_refill(void **state)
{
	struct kit *kit = *state;

	stamp_bar(kit->fd);
	kit_each_strategy(kit->fd, check_zap);
}

/* Exit status of a child: pages of the inherited mapping it could read. */
static int child_sees(void *map, int go, int *ready)
{
	size_t sigbus, wrong;
	char c;

	if (write(*ready, "r", 1) != 1 || read(go, &c, 1) != 1)
		_exit(100);
	wrong = wrong_pages(map, 0, 64, &sigbus);
	_exit(wrong ? 101 : sigbus == 64 ? 0 : sigbus == 0 ? 1 : 102);
}

/* fork after populating; the child looks while memory is @enabled */
static int fork_and_look(int fd, void *map, bool enabled)
{
	int go[2], ready[2], status;
	char c;
	pid_t pid;

	assert_int_equal(pipe(go), 0);
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		child_sees(map, go[0], &ready[1]);
	assert_int_equal(read(ready[0], &c, 1), 1);
	if (!enabled)
		assert_int_equal(kit_memory(fd, false), 0);
	assert_int_equal(write(go[1], "g", 1), 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!enabled)
		assert_int_equal(kit_memory(fd, true), 0);
	close(go[0]);
	close(go[1]);
	close(ready[0]);
	close(ready[1]);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void check_fork(int fd, const char *strategy, bool refaults)
{
	void *map = kit_map(fd, 0, KIT_LENGTH, NULL);

	(void)strategy;
	(void)refaults;
	assert_all_mapped(map, 0, NR_PAGES);
	assert_int_equal(fork_and_look(fd, map, true), 1);
	assert_int_equal(fork_and_look(fd, map, false), 0);
	munmap(map, KIT_LENGTH);
}

static void a_forked_child_is_emptied_too(void **state)
{
	struct kit *kit = *state;

	stamp_bar(kit->fd);
	kit_each_strategy(kit->fd, check_fork);
}

static void check_split(int fd, const char *strategy, bool refaults)
{
	char *map = kit_map(fd, 0, KIT_LENGTH, NULL);
	size_t half = NR_PAGES / 2;
	char *moved, *to;

	(void)strategy;
	assert_all_mapped(map, 0, NR_PAGES);
	/* a hole in the middle, one page inside a former PMD */
	assert_int_equal(munmap(map + (half + 3) * KIT_PAGE, KIT_PAGE), 0);
	assert_int_equal(mprotect(map + 5 * KIT_PAGE, KIT_PAGE, PROT_READ), 0);
	to = kit_reserve(KIT_LENGTH, 17 * KIT_PAGE);
	moved = mremap(map + (half + 4) * KIT_PAGE, (half - 4) * KIT_PAGE,
		       (half - 4) * KIT_PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to);
	assert_ptr_equal(moved, to);
	if (refaults) {
		assert_all_mapped(map, 0, half);
		assert_all_mapped(moved, half + 4, half - 4);
	}
	assert_int_equal(kit_memory(fd, false), 0);
	assert_none_mapped(map, half);
	assert_none_mapped(moved, half - 4);
	assert_int_equal(kit_memory(fd, true), 0);
	if (refaults) {
		assert_all_mapped(map, 0, half);
		assert_all_mapped(moved, half + 4, half - 4);
	}
	munmap(map, KIT_LENGTH);
	munmap(moved, (half - 4) * KIT_PAGE);
}

static void split_and_moved_mappings_are_found(void **state)
{
	struct kit *kit = *state;

	stamp_bar(kit->fd);
	kit_each_strategy(kit->fd, check_split);
	assert_int_equal(kit_stat(kit->fd).out_vmas, 0);
}

static void a_second_device_node_shares_the_address_space(void **state)
{
	struct kit *kit = *state;
	const char *path = "/tmp/barrage-second-node";
	struct stat st;
	void *map;
	int fd;

	stamp_bar(kit->fd);
	assert_int_equal(kit_strategy(kit->fd, "page"), 0);
	assert_int_equal(stat(kit->node, &st), 0);
	unlink(path);
	assert_int_equal(mknod(path, S_IFCHR | 0600, st.st_rdev), 0);
	fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	unlink(path);
	map = kit_map(fd, 0, KIT_LENGTH, NULL);
	assert_all_mapped(map, 0, NR_PAGES);
	assert_int_equal(kit_memory(kit->fd, false), 0);
	assert_none_mapped(map, NR_PAGES);
	assert_int_equal(kit_memory(kit->fd, true), 0);
	munmap(map, KIT_LENGTH);
	close(fd);
}

static void strategy_is_fixed_while_mapped(void **state)
{
	struct kit *kit = *state;
	void *map;

	assert_int_equal(kit_strategy(kit->fd, "page"), 0);
	map = kit_map(kit->fd, 0, KIT_PAGE, NULL);
	assert_int_equal(kit_strategy(kit->fd, "vma-list"), -EBUSY);
	assert_int_equal(kit_strategy(kit->fd, "page"), 0);
	munmap(map, KIT_PAGE);
	assert_int_equal(kit_strategy(kit->fd, "vma-list"), 0);
}

static void huge_inserts_huge_and_page_does_not(void **state)
{
	struct kit *kit = *state;
	int ret = kit_strategy(kit->fd, "huge");
	struct brg_stat stat = { .size = sizeof(stat), .flags = BRG_STAT_CLEAR };
	void *map;

	stamp_bar(kit->fd);
	if (ret == -EOPNOTSUPP) {
		print_message("# this kernel cannot insert huge PFN mappings\n");
		skip();
	}
	assert_int_equal(ret, 0);
	assert_int_equal(kit_ioctl(kit->fd, BRG_STAT, &stat), 0);
	map = kit_map(kit->fd, 0, KIT_LENGTH, kit_reserve(KIT_LENGTH, 0));
	assert_all_mapped(map, 0, NR_PAGES);
	stat = kit_stat(kit->fd);
	assert_int_equal(stat.out_order[1], KIT_LENGTH >> 21);
	assert_int_equal(stat.out_order[0], 0);
	munmap(map, KIT_LENGTH);

	assert_int_equal(kit_strategy(kit->fd, "page"), 0);
	stat = (struct brg_stat){ .size = sizeof(stat), .flags = BRG_STAT_CLEAR };
	assert_int_equal(kit_ioctl(kit->fd, BRG_STAT, &stat), 0);
	map = kit_map(kit->fd, 0, KIT_LENGTH, kit_reserve(KIT_LENGTH, 0));
	assert_all_mapped(map, 0, NR_PAGES);
	stat = kit_stat(kit->fd);
	assert_int_equal(stat.out_order[0], NR_PAGES);
	assert_int_equal(stat.out_order[1], 0);
	munmap(map, KIT_LENGTH);
}

static void around_inserts_aligned_windows(void **state)
{
	struct kit *kit = *state;
	struct brg_stat stat = { .size = sizeof(stat), .flags = BRG_STAT_CLEAR };
	struct brg_strategy_set set = { .size = sizeof(set), .name = "around",
					.param = 32 };
	void *map;

	stamp_bar(kit->fd);
	assert_int_equal(kit_ioctl(kit->fd, BRG_STRATEGY_SET, &set), 0);
	assert_int_equal(kit_ioctl(kit->fd, BRG_STAT, &stat), 0);
	/* the first window is cut short by the start of the mapping */
	map = kit_map(kit->fd, 0, KIT_LENGTH, kit_reserve(KIT_LENGTH, KIT_PAGE));
	assert_all_mapped(map, 0, NR_PAGES);
	stat = kit_stat(kit->fd);
	assert_int_equal(stat.out_faults, NR_PAGES / 32 + 1);
	assert_int_equal(stat.out_pages, NR_PAGES);
	munmap(map, KIT_LENGTH);
}

static struct brg_stat touch_every(int fd, void *map, size_t stride)
{
	struct brg_stat stat = { .size = sizeof(stat), .flags = BRG_STAT_CLEAR };
	uint32_t value;
	size_t i;

	assert_int_equal(kit_ioctl(fd, BRG_STAT, &stat), 0);
	for (i = 0; i < NR_PAGES; i += stride)
		assert_int_equal(kit_read(page_at(map, i), &value), 0);
	return kit_stat(fd);
}

static void adaptive_follows_use(void **state)
{
	struct kit *kit = *state;
	struct brg_stat stat;
	void *map;

	stamp_bar(kit->fd);
	assert_int_equal(kit_strategy(kit->fd, "adaptive"), 0);

	/* one page touched: no more than the first window */
	map = kit_map(kit->fd, 0, KIT_LENGTH, kit_reserve(KIT_LENGTH, KIT_PAGE));
	stat = touch_every(kit->fd, map, NR_PAGES);
	assert_int_equal(stat.out_faults, 1);
	assert_true(stat.out_pages <= 16);

	/*
	 * all in a row: windows quadruple to a page table, and then double;
	 * and one page is left out
	 */
	stat = touch_every(kit->fd, map, 1);
	print_message("# %llu faults for %zu pages\n",
		      (unsigned long long)stat.out_faults, NR_PAGES);
	assert_true(stat.out_faults <= 7);
	assert_all_mapped(map, 0, NR_PAGES);
	munmap(map, KIT_LENGTH);
}

static void adaptive_maps_a_small_mapping_at_once(void **state)
{
	struct kit *kit = *state;
	struct brg_stat stat = { .size = sizeof(stat), .flags = BRG_STAT_CLEAR };
	void *map;

	stamp_bar(kit->fd);
	assert_int_equal(kit_strategy(kit->fd, "adaptive"), 0);
	map = kit_map(kit->fd, 0, 64 * KIT_PAGE,
		      kit_reserve(64 * KIT_PAGE, KIT_PAGE));
	assert_int_equal(kit_ioctl(kit->fd, BRG_STAT, &stat), 0);
	assert_all_mapped(map, 0, 64);
	stat = kit_stat(kit->fd);
	/* but for one page, to see whether that is right */
	assert_int_equal(stat.out_faults, 2);
	assert_int_equal(stat.out_pages, 64);
	munmap(map, 64 * KIT_PAGE);
}

/* Without any order, what faults have cost decides. */
static void adaptive_maps_page_tables_once_faults_have_cost_as_much(void **state)
{
	struct kit *kit = *state;
	struct brg_stat stat = { .size = sizeof(stat), .flags = BRG_STAT_CLEAR };
	uint32_t value;
	void *map;
	size_t i;

	stamp_bar(kit->fd);
	assert_int_equal(kit_strategy(kit->fd, "adaptive"), 0);
	map = kit_map(kit->fd, 0, KIT_LENGTH, kit_reserve(KIT_LENGTH, KIT_PAGE));
	assert_int_equal(kit_ioctl(kit->fd, BRG_STAT, &stat), 0);
	for (i = 0; i < NR_PAGES; i++)
		assert_int_equal(kit_read(page_at(map, i * 389 % NR_PAGES),
					  &value), 0);
	stat = kit_stat(kit->fd);
	print_message("# %llu faults for %zu pages\n",
		      (unsigned long long)stat.out_faults, NR_PAGES);
	assert_true(stat.out_faults <= NR_PAGES / 64 + 1 + KIT_LENGTH / (2UL << 20) + 2);
	assert_all_mapped(map, 0, NR_PAGES);
	munmap(map, KIT_LENGTH);
}

static void adaptive_chooses_addresses_that_huge_entries_fit(void **state)
{
	struct kit *kit = *state;
	struct brg_stat stat;
	bool has_huge;
	void *map[4];
	size_t i;

	has_huge = kit_strategy(kit->fd, "huge") == 0;
	assert_int_equal(kit_strategy(kit->fd, "adaptive"), 0);
	stamp_bar(kit->fd);
	for (i = 0; i < 4; i++) {
		map[i] = kit_map(kit->fd, 0, KIT_LENGTH, NULL);
		assert_ptr_not_equal(map[i], MAP_FAILED);
		assert_int_equal((uintptr_t)map[i] % (2UL << 20), 0);
		stat = touch_every(kit->fd, map[i], 1);
		if (has_huge)
			assert_int_equal(stat.out_faults, KIT_LENGTH >> 21);
		assert_all_mapped(map[i], 0, NR_PAGES);
	}
	for (i = 0; i < 4; i++)
		munmap(map[i], KIT_LENGTH);
	/* a page does not ask for 2 MiB of addresses */
	map[0] = kit_map(kit->fd, 0, KIT_PAGE, NULL);
	assert_ptr_not_equal(map[0], MAP_FAILED);
	munmap(map[0], KIT_PAGE);
}

static void a_mapping_made_while_disabled_fills_later(void **state)
{
	struct kit *kit = *state;
	static const char *const names[] = { "page", "whole", "transition" };
	size_t i;

	stamp_bar(kit->fd);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		void *map;

		assert_int_equal(kit_strategy(kit->fd, names[i]), 0);
		assert_int_equal(kit_memory(kit->fd, false), 0);
		map = kit_map(kit->fd, 0, KIT_LENGTH, NULL);
		assert_ptr_not_equal(map, MAP_FAILED);
		assert_none_mapped(map, NR_PAGES);
		assert_int_equal(kit_memory(kit->fd, true), 0);
		assert_all_mapped(map, 0, NR_PAGES);
		munmap(map, KIT_LENGTH);
	}
	/* eager has no later */
	assert_int_equal(kit_strategy(kit->fd, "eager"), 0);
	assert_int_equal(kit_memory(kit->fd, false), 0);
	assert_ptr_equal(kit_map(kit->fd, 0, KIT_LENGTH, NULL), MAP_FAILED);
	assert_int_equal(errno, EIO);
	assert_int_equal(kit_memory(kit->fd, true), 0);
}

/* Fork and a split while disabled: what comes of it is filled on enable. */
static void what_is_made_of_a_mapping_while_disabled_fills_later(void **state)
{
	struct kit *kit = *state;
	int enabled[2], status;
	void *map;
	pid_t pid;
	char byte;

	stamp_bar(kit->fd);
	assert_int_equal(kit_strategy(kit->fd, "transition"), 0);
	map = kit_map(kit->fd, 0, KIT_LENGTH, NULL);
	assert_ptr_not_equal(map, MAP_FAILED);
	assert_int_equal(pipe(enabled), 0);
	assert_int_equal(kit_memory(kit->fd, false), 0);
	pid = fork();
	if (!pid) {
		uint32_t value = 0;

		_exit(read(enabled[0], &byte, 1) != 1 || kit_read(map, &value) ||
		      value != kit_stamp(0));
	}
	assert_int_equal(mprotect(map, KIT_LENGTH / 2, PROT_READ), 0);
	assert_int_equal(kit_memory(kit->fd, true), 0);
	assert_int_equal(write(enabled[1], "x", 1), 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_all_mapped(map, 0, NR_PAGES);
	munmap(map, KIT_LENGTH);
	close(enabled[0]);
	close(enabled[1]);
}

static void timing_splits_faults(void **state)
{
	struct kit *kit = *state;
	struct brg_timing timing = { .size = sizeof(timing), .enable = 1 };
	struct brg_stat stat = { .size = sizeof(stat), .flags = BRG_STAT_CLEAR };
	void *map;

	assert_int_equal(kit_strategy(kit->fd, "page"), 0);
	assert_int_equal(kit_ioctl(kit->fd, BRG_STAT, &stat), 0);
	assert_int_equal(kit_ioctl(kit->fd, BRG_TIMING, &timing), 0);
	map = kit_map(kit->fd, 0, KIT_LENGTH, NULL);
	assert_all_mapped(map, 0, NR_PAGES);
	stat = kit_stat(kit->fd);
	assert_int_equal(stat.out_faults_timed, NR_PAGES);
	assert_true(stat.out_insert_cycles > 0);
	munmap(map, KIT_LENGTH);

	timing.enable = 0;
	assert_int_equal(kit_ioctl(kit->fd, BRG_TIMING, &timing), 0);
	stat = (struct brg_stat){ .size = sizeof(stat), .flags = BRG_STAT_CLEAR };
	assert_int_equal(kit_ioctl(kit->fd, BRG_STAT, &stat), 0);
	map = kit_map(kit->fd, 0, KIT_LENGTH, NULL);
	assert_all_mapped(map, 0, NR_PAGES);
	stat = kit_stat(kit->fd);
	assert_int_equal(stat.out_faults, NR_PAGES);
	assert_int_equal(stat.out_faults_timed, 0);
	munmap(map, KIT_LENGTH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_page_shows_its_own_stamp),
		cmocka_unit_test(disabled_memory_is_sigbus_and_eio),
		cmocka_unit_test(zap_empties_and_faults_refill),
		cmocka_unit_test(a_forked_child_is_emptied_too),
		cmocka_unit_test(split_and_moved_mappings_are_found),
		cmocka_unit_test(a_second_device_node_shares_the_address_space),
		cmocka_unit_test(strategy_is_fixed_while_mapped),
		cmocka_unit_test(huge_inserts_huge_and_page_does_not),
		cmocka_unit_test(around_inserts_aligned_windows),
		cmocka_unit_test(adaptive_follows_use),
		cmocka_unit_test(adaptive_maps_a_small_mapping_at_once),
		cmocka_unit_test(adaptive_maps_page_tables_once_faults_have_cost_as_much),
		cmocka_unit_test(adaptive_chooses_addresses_that_huge_entries_fit),
		cmocka_unit_test(a_mapping_made_while_disabled_fills_later),
		cmocka_unit_test(what_is_made_of_a_mapping_while_disabled_fills_later),
		cmocka_unit_test(timing_splits_faults),
	};

	return cmocka_run_group_tests(tests, kit_setup, kit_teardown);
}
