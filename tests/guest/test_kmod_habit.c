// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_habit.c - strategy "adaptive" learns from earlier mappings of the
 * same kind, loses no more than it says, and what mmap() filled is emptied like
 * anything else.
 */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kit.h"

#define NR_PAGES	(KIT_LENGTH / KIT_PAGE)
#define SMALL		16		/* pages */
/* kmod/habit.h */
#define CREDIT		8192
#define BLIND		2048

static volatile uint32_t *page_at(void *map, size_t page)
{
	return (volatile uint32_t *)((char *)map + page * KIT_PAGE);
}

static struct brg_stat since(int fd)
{
	struct brg_stat stat = { .size = sizeof(stat), .flags = BRG_STAT_CLEAR };

	assert_int_equal(kit_ioctl(fd, BRG_STAT, &stat), 0);
	return stat;
}

/* Where no huge entry fits. */
static void *map_small_pages(int fd, size_t pages)
{
	void *at = kit_reserve(pages * KIT_PAGE, KIT_PAGE);
	void *map = kit_map(fd, 0, pages * KIT_PAGE, at);

	assert_ptr_equal(map, at);
	return map;
}

static void touch(void *map, size_t page)
{
	uint32_t value;

	assert_int_equal(kit_read(page_at(map, page), &value), 0);
	assert_int_equal(value, kit_stamp(page * KIT_PAGE));
}

/* Map, touch every @stride-th page, unmap. Return: what the driver did. */
static struct brg_stat use(int fd, size_t pages, size_t stride)
{
	void *map;
	size_t i;

	since(fd);
	map = map_small_pages(fd, pages);
	for (i = 0; i < pages; i += stride)
		touch(map, i);
	munmap(map, pages * KIT_PAGE);
	return since(fd);
}

static void begin(struct kit *kit)
{
	size_t i;

	assert_int_equal(kit_strategy(kit->fd, "adaptive"), 0);
	for (i = 0; i < NR_PAGES; i++) {
		uint32_t stamp = kit_stamp(i * KIT_PAGE);

		assert_int_equal(pwrite(kit->fd, &stamp, 4,
					(off_t)(BRG_OFFSET(KIT_BAR) +
						i * KIT_PAGE)), 4);
	}
}

static void the_third_of_mappings_used_throughout_is_filled(void **state)
{
	struct kit *kit = *state;
	struct brg_stat stat;

	begin(kit);
	assert_true(use(kit->fd, NR_PAGES, 1).out_faults > 4);
	assert_true(use(kit->fd, NR_PAGES, 1).out_faults > 4);
	/* one page is left out */
	stat = use(kit->fd, NR_PAGES, 1);
	assert_int_equal(stat.out_faults, 1);
	assert_int_equal(stat.out_pages, NR_PAGES);

	assert_int_equal(use(kit->fd, SMALL, 1).out_faults, 2);
	assert_int_equal(use(kit->fd, SMALL, 1).out_faults, 2);
	stat = use(kit->fd, SMALL, 1);
	assert_int_equal(stat.out_faults, 0);
	assert_int_equal(stat.out_pages, SMALL);

	assert_int_equal(use(kit->fd, 1, 1).out_faults, 1);
	assert_int_equal(use(kit->fd, 1, 1).out_faults, 1);
	assert_int_equal(use(kit->fd, 1, 1).out_faults, 0);
}

static void the_second_of_mappings_used_sparsely_gets_single_pages(void **state)
{
	struct kit *kit = *state;
	struct brg_stat stat;
	size_t stride = NR_PAGES / 8;

	begin(kit);
	stat = use(kit->fd, NR_PAGES, stride);
	assert_true(stat.out_pages > stat.out_faults);
	stat = use(kit->fd, NR_PAGES, stride);
	assert_int_equal(stat.out_faults, 8);
	assert_int_equal(stat.out_pages, 8);
}

/* A child's write to @page; it ends by SIGSEGV where that is forbidden. */
static int status_of_write(void *map, size_t page)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		signal(SIGSEGV, SIG_DFL);
		*page_at(map, page) = kit_stamp(page * KIT_PAGE);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* Single pages are made by what is known of an earlier page of the BAR. */
static void what_is_known_of_a_bar_grants_no_access(void **state)
{
	struct kit *kit = *state;
	size_t stride = NR_PAGES / 8, i;
	void *at, *map;

	begin(kit);
	for (i = 0; i < 3; i++)
		use(kit->fd, NR_PAGES, stride);
	at = kit_reserve(KIT_LENGTH, KIT_PAGE);
	for (i = 0; i < 3; i++) {
		map = mmap(at, KIT_LENGTH, PROT_READ, MAP_SHARED | MAP_FIXED,
			   kit->fd, (off_t)BRG_OFFSET(KIT_BAR));
		assert_ptr_equal(map, at);
		touch(map, stride);
		touch(map, 3 * stride);
		assert_int_equal(WTERMSIG(status_of_write(map, stride)), SIGSEGV);
		/* one that is forbidden later, and one that is allowed again */
		assert_int_equal(mprotect(map, KIT_LENGTH, PROT_READ | PROT_WRITE), 0);
		assert_int_equal(status_of_write(map, 5 * stride), 0);
		touch(map, 5 * stride);
		assert_int_equal(mprotect(map, KIT_LENGTH, PROT_READ), 0);
		touch(map, 7 * stride);
		assert_int_equal(WTERMSIG(status_of_write(map, 7 * stride)), SIGSEGV);
		munmap(map, KIT_LENGTH);
		/* and forgotten */
		assert_int_equal(kit_memory(kit->fd, false), 0);
		assert_int_equal(kit_memory(kit->fd, true), 0);
	}
}

static void choosing_a_strategy_forgets(void **state)
{
	struct kit *kit = *state;
	int i;

	begin(kit);
	for (i = 0; i < 3; i++)
		use(kit->fd, SMALL, 1);
	assert_int_equal(use(kit->fd, SMALL, 1).out_faults, 0);
	assert_int_equal(kit_strategy(kit->fd, "adaptive"), 0);
	assert_int_equal(use(kit->fd, SMALL, 1).out_faults, 2);
}

/* Pages mapped for nobody by @mappings of which only the first page is used. */
static size_t in_vain(int fd, size_t pages, size_t mappings)
{
	size_t i, sum = 0;

	for (i = 0; i < mappings; i++)
		sum += use(fd, pages, pages).out_pages - 1;
	return sum;
}

static void learn(int fd, size_t pages, size_t mappings)
{
	while (mappings--)
		use(fd, pages, 1);
}

static void what_is_filled_in_vain_is_bounded(void **state)
{
	struct kit *kit = *state;
	size_t vain;

	begin(kit);
	learn(kit->fd, SMALL, 3);
	vain = in_vain(kit->fd, SMALL, 2 * CREDIT / SMALL);
	print_message("# %zu pages in vain by %d mappings of %d\n", vain,
		      2 * CREDIT / SMALL, SMALL);
	/* a mapping with a hole among these has shown it, and one taught it */
	assert_true(vain <= BLIND + 2 * SMALL);
	/* that the habit was there, and is gone */
	assert_true(vain > SMALL);
	assert_int_equal(use(kit->fd, SMALL, SMALL).out_pages, 1);

	learn(kit->fd, NR_PAGES, 3);
	vain = in_vain(kit->fd, NR_PAGES, 8);
	print_message("# %zu pages in vain by 8 mappings of %zu\n", vain,
		      NR_PAGES);
	assert_true(vain <= NR_PAGES + SMALL);
	assert_true(vain >= NR_PAGES - 2);
}

/* Those that live have shown nothing yet. */
static void mappings_that_prove_nothing_are_filled_within_the_credit(void **state)
{
	struct kit *kit = *state;
	void *map[8];
	size_t i;

	begin(kit);
	learn(kit->fd, NR_PAGES, 2);
	since(kit->fd);
	for (i = 0; i < 8; i++)
		map[i] = map_small_pages(kit->fd, NR_PAGES);
	assert_true(since(kit->fd).out_pages <= CREDIT);
	for (i = 0; i < 8; i++)
		munmap(map[i], KIT_LENGTH);
}

static void after_a_failure_twice_as_many_proofs_are_needed(void **state)
{
	struct kit *kit = *state;
	int i;

	begin(kit);
	learn(kit->fd, NR_PAGES, 2);
	assert_int_equal(use(kit->fd, NR_PAGES, NR_PAGES).out_pages,
			 NR_PAGES - 1);
	for (i = 0; i < 4; i++)
		assert_true(use(kit->fd, NR_PAGES, 1).out_faults > 1);
	assert_int_equal(use(kit->fd, NR_PAGES, 1).out_faults, 1);
}

static void a_mapping_that_is_cut_is_filled_no_more(void **state)
{
	struct kit *kit = *state;
	void *map;

	begin(kit);
	learn(kit->fd, NR_PAGES, 3);
	since(kit->fd);
	map = map_small_pages(kit->fd, NR_PAGES);
	assert_int_equal(since(kit->fd).out_pages, NR_PAGES - 1);
	assert_int_equal(mprotect(map, KIT_LENGTH / 2, PROT_READ), 0);
	munmap(map, KIT_LENGTH);
	map = map_small_pages(kit->fd, NR_PAGES);
	assert_int_equal(since(kit->fd).out_pages, 0);
	munmap(map, KIT_LENGTH);
}

static void a_filled_mapping_comes_back_after_a_zap(void **state)
{
	struct kit *kit = *state;
	struct brg_stat stat;
	uint32_t value;
	void *map;
	size_t i;

	begin(kit);
	learn(kit->fd, NR_PAGES, 2);
	map = map_small_pages(kit->fd, NR_PAGES);
	assert_int_equal(kit_memory(kit->fd, false), 0);
	for (i = 0; i < NR_PAGES; i++)
		assert_int_equal(kit_read(page_at(map, i), &value), -EFAULT);
	assert_int_equal(kit_memory(kit->fd, true), 0);
	since(kit->fd);
	for (i = 0; i < NR_PAGES; i++)
		touch(map, i);
	stat = since(kit->fd);
	assert_true(stat.out_faults <= 2);
	munmap(map, KIT_LENGTH);

	/* made while memory was off: not by mmap() */
	assert_int_equal(kit_memory(kit->fd, false), 0);
	map = map_small_pages(kit->fd, NR_PAGES);
	assert_int_equal(kit_read(page_at(map, 0), &value), -EFAULT);
	assert_int_equal(kit_memory(kit->fd, true), 0);
	for (i = 0; i < NR_PAGES; i++)
		touch(map, i);
	munmap(map, KIT_LENGTH);
	assert_int_equal(kit_stat(kit->fd).out_vmas, 0);
}

static void a_child_of_a_filled_mapping_is_emptied(void **state)
{
	struct kit *kit = *state;
	int go[2], status;
	uint32_t value;
	void *map;
	pid_t pid;
	char c;

	begin(kit);
	learn(kit->fd, NR_PAGES, 2);
	map = map_small_pages(kit->fd, NR_PAGES);
	assert_int_equal(pipe(go), 0);
	pid = fork();
	if (!pid)
		_exit(read(go[0], &c, 1) != 1 ||
		      kit_read(page_at(map, 5), &value) != -EFAULT ||
		      kit_read(page_at(map, 1234), &value) != -EFAULT);
	assert_int_equal(kit_memory(kit->fd, false), 0);
	assert_int_equal(write(go[1], "x", 1), 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(kit_memory(kit->fd, true), 0);
	close(go[0]);
	close(go[1]);
	munmap(map, KIT_LENGTH);
}

/* The parent has it, the child uses it: that is another kind. */
static void a_child_that_uses_all_is_filled_at_its_first_fault(void **state)
{
	struct kit *kit = *state;
	unsigned long long faults = 0;
	int i;

	begin(kit);
	for (i = 0; i < 3; i++) {
		void *map = map_small_pages(kit->fd, NR_PAGES);
		int status;
		size_t k;
		pid_t pid;

		since(kit->fd);
		pid = fork();
		if (!pid) {
			for (k = 0; k < NR_PAGES; k++)
				touch(map, k);
			munmap(map, KIT_LENGTH);
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
		faults = since(kit->fd).out_faults;
		munmap(map, KIT_LENGTH);
	}
	assert_true(faults <= 2);
}

/* -------- memory goes off while others map, fill and unmap -------- */

#define NR_MAPPERS	3
#define SECONDS		3

/**
 * struct race - shared by processes
 * @off: odd while memory is off, and whoever switched it has returned
 * @dead: accesses that began and ended while it was
 * @alive: of these, not refused
 */
struct race {
	atomic_bool stop;
	atomic_uint off, mapped, dead, alive;
};

/* Return: whether the access was refused */
static bool refused(struct race *race, void *map, size_t page)
{
	unsigned int before = atomic_load(&race->off);
	uint32_t value;
	bool sigbus = kit_read(page_at(map, page), &value) != 0;

	if (before & 1 && before == atomic_load(&race->off)) {
		atomic_fetch_add(&race->dead, 1);
		atomic_fetch_add(&race->alive, !sigbus);
	}
	return sigbus;
}

static void map_until_stopped(struct race *race, int fd)
{
	void *at = kit_reserve(SMALL * KIT_PAGE, KIT_PAGE);
	size_t i;

	while (!atomic_load(&race->stop)) {
		void *map = kit_map(fd, 0, SMALL * KIT_PAGE, at);

		if (map != at)
			_exit(1);
		for (i = 0; i < SMALL && !refused(race, map, i); i++)
			;
		munmap(map, SMALL * KIT_PAGE);
		atomic_fetch_add(&race->mapped, 1);
	}
	_exit(0);
}

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

static void nothing_that_mmap_fills_outlives_memory(void **state)
{
	struct kit *kit = *state;
	struct race *race = mmap(NULL, sizeof(*race), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct brg_stat stat;
	pid_t pid[NR_MAPPERS];
	uint64_t end;
	int i, status;

	assert_ptr_not_equal(race, MAP_FAILED);
	begin(kit);
	learn(kit->fd, SMALL, 3);
	since(kit->fd);
	for (i = 0; i < NR_MAPPERS; i++) {
		pid[i] = fork();
		if (!pid[i])
			map_until_stopped(race, kit->fd);
	}
	for (end = now_ms() + SECONDS * 1000; now_ms() < end; usleep(1000)) {
		assert_int_equal(kit_memory(kit->fd, false), 0);
		atomic_fetch_add(&race->off, 1);
		usleep(1000);
		atomic_fetch_add(&race->off, 1);
		assert_int_equal(kit_memory(kit->fd, true), 0);
	}
	atomic_store(&race->stop, true);
	for (i = 0; i < NR_MAPPERS; i++) {
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_int_equal(status, 0);
	}
	stat = since(kit->fd);
	print_message("# %u mappings, %llu faults for %llu pages, %u accesses while memory was off\n",
		      atomic_load(&race->mapped),
		      (unsigned long long)stat.out_faults,
		      (unsigned long long)stat.out_pages,
		      atomic_load(&race->dead));
	/*
	 * mmap() did fill: two faults fill 16 pages otherwise; and accesses did
	 * fall into the time in question
	 */
	assert_true(stat.out_pages > 9 * stat.out_order[0]);
	assert_true(atomic_load(&race->dead) > 0);
	assert_int_equal(atomic_load(&race->alive), 0);
	assert_int_equal(stat.out_vmas, 0);
	munmap(race, sizeof(*race));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_third_of_mappings_used_throughout_is_filled),
		cmocka_unit_test(the_second_of_mappings_used_sparsely_gets_single_pages),
		cmocka_unit_test(what_is_known_of_a_bar_grants_no_access),
		cmocka_unit_test(choosing_a_strategy_forgets),
		cmocka_unit_test(what_is_filled_in_vain_is_bounded),
		cmocka_unit_test(mappings_that_prove_nothing_are_filled_within_the_credit),
		cmocka_unit_test(after_a_failure_twice_as_many_proofs_are_needed),
		cmocka_unit_test(a_mapping_that_is_cut_is_filled_no_more),
		cmocka_unit_test(a_filled_mapping_comes_back_after_a_zap),
		cmocka_unit_test(a_child_of_a_filled_mapping_is_emptied),
		cmocka_unit_test(a_child_that_uses_all_is_filled_at_its_first_fault),
		cmocka_unit_test(nothing_that_mmap_fills_outlives_memory),
	};

	return cmocka_run_group_tests(tests, kit_setup, kit_teardown);
}
