// SPDX-License-Identifier: GPL-2.0-or-later
/* test_lockstep.c - what two threads that walk one mapping count, on a file of
 * the machine's own memory, which is faulted page by page as a BAR is. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "stress/access.h"
#include "stress/lockstep.h"
#include "stress/setup.h"

#define PAGES 512

static struct brg_setup setup;
static struct brg_slot slot;
static struct brg_proc proc;
static struct brg_walk walk;
static struct brg_actor actor[2];

static int prepare(void **state)
{
	struct brg_arena *arena = brg_arena_create();
	int fd = memfd_create("lockstep", MFD_CLOEXEC);

	(void)state;
	if (!arena || fd < 0 || ftruncate(fd, PAGES * BRG_PAGE))
		return -1;
	slot.addr = mmap(NULL, PAGES * BRG_PAGE, PROT_READ | PROT_WRITE,
			 MAP_SHARED, fd, 0);
	close(fd);
	if (slot.addr == MAP_FAILED ||
	    madvise(slot.addr, PAGES * BRG_PAGE, MADV_NOHUGEPAGE))
		return -1;
	slot.length = slot.hi = PAGES * BRG_PAGE;
	slot.prot = PROT_READ | PROT_WRITE;
	setup.nr_devs = 1;
	setup.dev[0].shared = &arena->dev[0];
	for (unsigned int i = 0; i < 2; i++)
		actor[i] = (struct brg_actor){ .id = i, .arena = arena,
					       .me = &arena->worker[i],
					       .proc = &proc, .setup = &setup,
					       .rng = { i } };
	return brg_access_init();
}

static int finish(void **state)
{
	(void)state;
	munmap(slot.addr, PAGES * BRG_PAGE);
	brg_arena_destroy(actor[0].arena);
	return 0;
}

static void *partner(void *data)
{
	(void)data;
	brg_walk_run(&walk, &actor[1], 1);
	return NULL;
}

static void run(void)
{
	pthread_t thread;

	brg_walk_prepare(&walk, &slot, PAGES);
	assert_int_equal(pthread_create(&thread, NULL, partner, NULL), 0);
	brg_walk_run(&walk, &actor[0], 0);
	pthread_join(thread, NULL);
}

static void every_page_of_a_fresh_mapping_is_a_round(void **state)
{
	(void)state;
	run();
	assert_int_equal(brg_walk_rounds(&walk), PAGES);
	assert_true(brg_walk_races(&walk) <= PAGES);
	assert_int_equal(brg_arena_findings(actor[0].arena), 0);
}

static void pages_that_are_there_are_no_rounds(void **state)
{
	(void)state;
	run();
	/* a fault of something else is not excluded */
	assert_in_range(brg_walk_rounds(&walk), 0, PAGES / 8);
	assert_in_range(brg_walk_races(&walk), 0, PAGES / 8);
}

static void accesses_that_did_not_overlap_are_no_races(void **state)
{
	(void)state;
	brg_walk_prepare(&walk, &slot, 3);
	walk.faults[0] = walk.faults[1] = 3;
	for (unsigned int i = 0; i < 3; i++) {
		walk.begin[0][i] = 10;
		walk.end[0][i] = 20;
	}
	walk.begin[1][0] = 15, walk.end[1][0] = 30;
	walk.begin[1][1] = 20, walk.end[1][1] = 30;
	walk.begin[1][2] = 5, walk.end[1][2] = 11;
	assert_int_equal(brg_walk_races(&walk), 2);
	/* one that did not fault met nobody */
	walk.faults[1] = 1;
	assert_int_equal(brg_walk_races(&walk), 1);
	assert_int_equal(brg_walk_rounds(&walk), 3);
}

static void nobody_waits_for_a_side_that_was_stopped(void **state)
{
	(void)state;
	brg_walk_prepare(&walk, &slot, PAGES);
	actor[0].arena->stop = true;
	brg_walk_run(&walk, &actor[0], 0);
	actor[0].arena->stop = false;
	assert_int_equal(brg_walk_rounds(&walk), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_page_of_a_fresh_mapping_is_a_round),
		cmocka_unit_test(pages_that_are_there_are_no_rounds),
		cmocka_unit_test(accesses_that_did_not_overlap_are_no_races),
		cmocka_unit_test(nobody_waits_for_a_side_that_was_stopped),
	};

	return cmocka_run_group_tests_name("lockstep", tests, prepare, finish);
}
