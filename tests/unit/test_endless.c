// SPDX-License-Identifier: GPL-2.0-or-later
/* test_endless.c - a thread that goes round in faults is told from a slow one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sys/mman.h>
#include <unistd.h>

#include "stress/endless.h"

#define S	1000000000ull
#define MANY	1000

static struct brg_worker *worker;

static int set_up(void **state)
{
	(void)state;
	worker = calloc(1, sizeof(*worker));
	worker->tid = gettid();
	worker->access = 1;
	return worker ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	free(worker);
	return 0;
}

/* So many faults of this thread, at least. */
static void fault(size_t n)
{
	size_t length = n * 4096;
	volatile char *p = mmap(NULL, length, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(p, MAP_FAILED);
	madvise((void *)p, length, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < length; i += 4096)
		p[i] = 1;
	munmap((void *)p, length);
}

static void the_field_is_found_behind_any_name(void **state)
{
	uint64_t faults = 0;

	(void)state;
	assert_int_equal(brg_endless_faults("82 (barrage) R 1 2 3 0 -1 4194304 4711 0 0 0",
					    &faults), 0);
	assert_int_equal(faults, 4711);
	assert_int_equal(brg_endless_faults("9 (a) b) (c) S 1 2 3 -1 -1 64 18446744073709551615 0",
					    &faults), 0);
	assert_true(faults == UINT64_MAX);
	assert_true(brg_endless_faults("82 (barrage) R 1 2", &faults) < 0);
	assert_true(brg_endless_faults("", &faults) < 0);
}

static void many_faults_at_one_access_are_endless(void **state)
{
	struct brg_endless e = { 0 };
	uint64_t faults = 0;

	(void)state;
	assert_false(brg_endless_look(&e, worker, S, &faults));
	fault(MANY);
	assert_false(brg_endless_look(&e, worker, S + S / 4, &faults));
	assert_true(brg_endless_look(&e, worker, S + S / 2, &faults));
	assert_in_range(faults, MANY, 2 * MANY);
}

static void a_slow_access_is_not(void **state)
{
	struct brg_endless e = { 0 };
	uint64_t faults = 0;

	(void)state;
	assert_false(brg_endless_look(&e, worker, S, &faults));
	assert_false(brg_endless_look(&e, worker, 60 * S, &faults));
}

/* A worker was killed in its access, and another thread is the worker now. */
static void a_thread_that_was_killed_is_not(void **state)
{
	struct brg_endless e = { 0 };
	uint64_t faults = 0;

	(void)state;
	assert_false(brg_endless_look(&e, worker, S, &faults));
	worker->tid = getppid();
	assert_false(brg_endless_look(&e, worker, 3 * S, &faults));
	worker->tid = gettid();
	assert_false(brg_endless_look(&e, worker, 5 * S, &faults));
	fault(MANY);
	brg_worker_begins(worker);
	assert_false(brg_endless_look(&e, worker, 7 * S, &faults));
	brg_worker_accesses(worker);
	assert_false(brg_endless_look(&e, worker, 9 * S, &faults));
	brg_worker_accessed(worker);
	assert_false(brg_endless_look(&e, worker, 11 * S, &faults));
}

static void many_accesses_are_not(void **state)
{
	struct brg_endless e = { 0 };
	uint64_t faults = 0;

	(void)state;
	assert_false(brg_endless_look(&e, worker, S, &faults));
	fault(MANY);
	worker->access += 2;
	assert_false(brg_endless_look(&e, worker, 4 * S, &faults));
	assert_false(brg_endless_look(&e, worker, 7 * S, &faults));
	fault(MANY);
	/* outside of an access */
	worker->access++;
	assert_false(brg_endless_look(&e, worker, 10 * S, &faults));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_field_is_found_behind_any_name),
		cmocka_unit_test_setup_teardown(many_faults_at_one_access_are_endless, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_slow_access_is_not, set_up, tear_down),
		cmocka_unit_test_setup_teardown(many_accesses_are_not, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_thread_that_was_killed_is_not, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
