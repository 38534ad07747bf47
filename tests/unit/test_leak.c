// SPDX-License-Identifier: GPL-2.0-or-later
/* test_leak.c - a leak is told from what comes and goes; searches stay rare. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stress/leak.h"

#define S	1000000000ull

/* Return: at which count it was told, 0 for never. */
static unsigned int told(const uint64_t *used, unsigned int n, bool exact)
{
	struct brg_leak leak = { 0 };

	for (unsigned int i = 0; i < n; i++)
		if (brg_leak_count(&leak, used[i], exact))
			return i + 1;
	return 0;
}

#define TOLD(exact, ...)						\
	told((const uint64_t[]){ __VA_ARGS__ },				\
	     sizeof((const uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t), \
	     exact)

static void growing_three_times_is_told(void **state)
{
	(void)state;
	assert_int_equal(TOLD(true, 4000, 4300, 4600, 4900), 4);
	assert_int_equal(TOLD(false, 4000, 6000, 8000, 10000), 4);
}

static void the_first_count_is_no_growth(void **state)
{
	(void)state;
	assert_int_equal(TOLD(true, 100000, 100000, 100000, 100000), 0);
	assert_int_equal(TOLD(true, 0, 1000, 2000), 0);
}

static void what_comes_and_goes_is_not_told(void **state)
{
	(void)state;
	assert_int_equal(TOLD(true, 4000, 4500, 5000, 4400, 4900, 5400, 4000),
			 0);
	/* a plateau ends it, too */
	assert_int_equal(TOLD(true, 4000, 4500, 5000, 5000, 5500, 6000, 6000),
			 0);
}

static void little_growth_is_not_told(void **state)
{
	(void)state;
	assert_int_equal(TOLD(true, 4000, 4010, 4020, 4030, 5000, 5010, 6000),
			 0);
	/* of each of three enough, but not in all */
	assert_int_equal(TOLD(true, 4000, 4150, 4300, 4450), 0);
	assert_int_equal(TOLD(true, 4000, 4150, 4300, 4450, 4600), 5);
}

static void what_cpus_keep_is_no_leak(void **state)
{
	(void)state;
	assert_int_equal(TOLD(false, 4000, 4300, 4600, 4900, 5200), 0);
}

static void a_cache_is_shrunk_when_it_may_have_grown(void **state)
{
	struct brg_leak leak = { 0 };

	(void)state;
	assert_true(brg_leak_may_have_grown(&leak, 1, true));
	brg_leak_count(&leak, 4000, true);
	assert_false(brg_leak_may_have_grown(&leak, 4000, true));
	assert_false(brg_leak_may_have_grown(&leak, 3000, true));
	assert_true(brg_leak_may_have_grown(&leak, 4300, true));
}

static void a_search_is_due_after_its_period(void **state)
{
	(void)state;
	assert_false(brg_leak_search_due(100 * S, 90 * S, 0, 20 * S));
	assert_true(brg_leak_search_due(110 * S, 90 * S, 0, 20 * S));
	assert_true(brg_leak_search_due(110 * S, 90 * S, S, 20 * S));
}

static void searches_take_a_tenth_of_the_time_at_most(void **state)
{
	uint64_t now = 0, searched = 0, last = 0, took = 0;

	(void)state;
	assert_false(brg_leak_search_due(110 * S, 90 * S, 30 * S, 20 * S));
	assert_true(brg_leak_search_due(360 * S, 90 * S, 30 * S, 20 * S));
	/* quiet points each 8 s, searches of 30 s: after the first, a tenth */
	while (now < 24 * 3600 * S) {
		now += 8 * S;
		if (!brg_leak_search_due(now, last, took, 10 * S))
			continue;
		took = 30 * S;
		now += took;
		last = now;
		searched += took;
	}
	assert_in_range(searched, now / 11, now / 10 + 30 * S);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(growing_three_times_is_told),
		cmocka_unit_test(the_first_count_is_no_growth),
		cmocka_unit_test(what_comes_and_goes_is_not_told),
		cmocka_unit_test(little_growth_is_not_told),
		cmocka_unit_test(what_cpus_keep_is_no_leak),
		cmocka_unit_test(a_cache_is_shrunk_when_it_may_have_grown),
		cmocka_unit_test(a_search_is_due_after_its_period),
		cmocka_unit_test(searches_take_a_tenth_of_the_time_at_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
