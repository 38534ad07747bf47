// SPDX-License-Identifier: GPL-2.0-or-later
/* test_busy.c - a busy machine is told from one that waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <math.h>

#include "stress/busy.h"

#define S 1000000000ull

static struct brg_busy b;

static int set_up(void **state)
{
	(void)state;
	memset(&b, 0, sizeof(b));
	b.cpus = 2;
	return 0;
}

static void assert_share(uint64_t since_s, double wanted)
{
	assert_true(fabs(brg_busy_since(&b, since_s * S) - wanted) < 0.001);
}

static void only_the_time_since_then_counts(void **state)
{
	(void)state;
	/* both idle for 10 s, then one, then none */
	for (uint64_t s = 0; s <= 30; s++)
		brg_busy_note(&b, s * S,
			      (s < 10 ? 2 * s : s < 20 ? 10 + s : 30) * S);
	assert_share(0, 0.5);
	assert_share(10, 0.75);
	assert_share(20, 1);
	assert_share(25, 1);
}

static void nothing_is_said_of_one_note_or_none(void **state)
{
	(void)state;
	assert_share(0, 0);
	brg_busy_note(&b, 5 * S, 0);
	assert_share(0, 0);
	assert_share(9, 0);
	/* another at the same time is none */
	brg_busy_note(&b, 5 * S + 1, 0);
	assert_int_equal(b.nr, 1);
}

static void what_is_forgotten_counts_from_the_oldest_note(void **state)
{
	const uint64_t n = BRG_BUSY_NOTES;

	(void)state;
	/* idle at first, busy for all of what is kept */
	for (uint64_t s = 0; s < 2 * n; s++)
		brg_busy_note(&b, s * S, (s < n ? 2 * s : 2 * n) * S);
	assert_share(0, 1);
}

static void idle_and_waiting_for_a_disk_are_idle(void **state)
{
	uint64_t idle;

	(void)state;
	assert_int_equal(brg_busy_idle("cpu  11 22 33 400 5 6 7 0 0 0\n",
				       10000000, &idle), 0);
	assert_true(idle == 4050000000ull);
	assert_int_equal(brg_busy_idle("cpu", 1, &idle), -EINVAL);
	assert_int_equal(brg_busy_idle("intr 1 2 3 4 5", 1, &idle), -EINVAL);
}

static void this_machine_is_read(void **state)
{
	(void)state;
	brg_busy_look(&b, S);
	assert_int_equal(b.nr, 1);
	assert_true(b.cpus > 0);
	assert_true(b.idle_ns[0] > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(only_the_time_since_then_counts, set_up),
		cmocka_unit_test_setup(nothing_is_said_of_one_note_or_none, set_up),
		cmocka_unit_test_setup(what_is_forgotten_counts_from_the_oldest_note,
				       set_up),
		cmocka_unit_test_setup(idle_and_waiting_for_a_disk_are_idle, set_up),
		cmocka_unit_test_setup(this_machine_is_read, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
