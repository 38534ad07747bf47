// SPDX-License-Identifier: GPL-2.0-or-later
/* test_twin.c - what two ways of the same are said to cost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/twin.h"

/** struct pair - ticks of either way */
struct pair {
	uint64_t first, second;
};

static struct brg_result tell(const struct pair *pairs, size_t n,
			      size_t warmup)
{
	struct brg_result result = { .nr_metrics = 0 };
	struct brg_twin twin;

	assert_int_equal(brg_twin_init(&twin, n), 0);
	for (size_t i = 0; i < n; i++)
		brg_twin_add(&twin, pairs[i].first, pairs[i].second);
	brg_twin_tell(&twin, warmup, &result, "plain", "more");
	brg_twin_fini(&twin);
	return result;
}

static void told(const struct brg_result *result, uint64_t plain, uint64_t more)
{
	assert_int_equal(result->nr_metrics, 2);
	assert_string_equal(result->metrics[0].name, "plain");
	assert_int_equal(result->metrics[0].value, plain);
	assert_string_equal(result->metrics[1].name, "more");
	assert_int_equal(result->metrics[1].value, more);
}

static void an_outlier_of_either_way_changes_nothing(void **state)
{
	static const struct pair first[] = {
		{ 103, 100 }, { 9000, 100 }, { 103, 100 }, { 104, 101 },
		{ 102, 99 },
	}, second[] = {
		{ 103, 100 }, { 103, 9000 }, { 103, 100 }, { 104, 101 },
		{ 102, 99 },
	};
	struct brg_result result = tell(first, 5, 0);

	(void)state;
	told(&result, 100, 3);
	result = tell(second, 5, 0);
	told(&result, 100, 3);
}

/* The median of either way by itself is that of the one odd pair. */
static void the_difference_is_taken_of_neighbours(void **state)
{
	static const struct pair pairs[] = {
		{ 15, 10 }, { 25, 26 }, { 45, 40 },
	};
	struct brg_result result = tell(pairs, 3, 0);

	(void)state;
	told(&result, 26, 5);
}

static void what_is_less_is_nothing_more(void **state)
{
	static const struct pair pairs[] = { { 90, 100 }, { 95, 101 } };
	struct brg_result result = tell(pairs, 2, 0);

	(void)state;
	/* the mean of the two in the middle, rounded */
	told(&result, 101, 0);
}

static void warming_up_does_not_count(void **state)
{
	static const struct pair pairs[] = {
		{ 9000, 100 }, { 9000, 100 }, { 107, 100 },
	};
	struct brg_result result = tell(pairs, 3, 2);

	(void)state;
	told(&result, 100, 7);
}

static void nothing_is_said_of_no_pair(void **state)
{
	static const struct pair pairs[] = { { 107, 100 } };

	(void)state;
	assert_int_equal(tell(pairs, 1, 1).nr_metrics, 0);
	assert_int_equal(tell(pairs, 0, 0).nr_metrics, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_outlier_of_either_way_changes_nothing),
		cmocka_unit_test(the_difference_is_taken_of_neighbours),
		cmocka_unit_test(what_is_less_is_nothing_more),
		cmocka_unit_test(warming_up_does_not_count),
		cmocka_unit_test(nothing_is_said_of_no_pair),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
