// SPDX-License-Identifier: GPL-2.0-or-later
/* test_trend.c - made-up series whose trend is known. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/rng.h"
#include "lib/trend.h"

#define N 60
#define SERIES 1000

static double uniform(struct brg_rng *rng)
{
	return (double)(brg_rng_next(rng) >> 11) / (1ULL << 53) - .5;
}

/* In how many of SERIES the interval holds the truth. @memory: how much of a
 * deviation is left in the next one */
static unsigned int held(double slope, double memory, unsigned int *decided)
{
	struct brg_rng rng = brg_rng_seed(7, 0);
	unsigned int n = 0;

	*decided = 0;
	for (unsigned int s = 0; s < SERIES; s++) {
		double x[N], y[N], deviation = 0;
		struct brg_trend t;

		for (unsigned int i = 0; i < N; i++) {
			deviation = memory * deviation + uniform(&rng);
			x[i] = i;
			y[i] = 1000 + slope * i + deviation;
		}
		if (brg_trend_fit(x, y, N, .95, &t))
			continue;
		++*decided;
		n += t.low <= slope && slope <= t.high;
	}
	return n;
}

static void interval_holds_the_slope_of_independent_values(void **state)
{
	unsigned int decided, n = held(.05, 0, &decided);

	(void)state;
	assert_int_equal(decided, SERIES);
	assert_in_range(n, 930, 975);
}

/* 924 of these with the correction, 609 without */
static void values_that_hang_together_widen_it(void **state)
{
	unsigned int decided, n = held(.05, .7, &decided);

	(void)state;
	assert_true(decided > SERIES * 9 / 10);
	assert_true(n > decided * 85 / 100);
}

static void a_straight_line_has_no_error(void **state)
{
	double x[N], y[N];
	struct brg_trend t;

	(void)state;
	for (unsigned int i = 0; i < N; i++) {
		x[i] = i / 10.;
		y[i] = 5000 - 12 * x[i];
	}
	assert_int_equal(brg_trend_fit(x, y, N, .95, &t), 0);
	assert_true(fabs(t.slope + 12) < 1e-9);
	assert_true(t.high - t.low < 1e-6);
	for (unsigned int i = 0; i < N; i++)
		y[i] = 0;
	assert_int_equal(brg_trend_fit(x, y, N, .95, &t), 0);
	assert_true(t.slope == 0 && t.low == 0 && t.high == 0);
}

static void too_little_says_nothing(void **state)
{
	static const double x[] = { 1, 2, 3, 4 }, same[] = { 1, 1, 1, 1 };
	struct brg_trend t;

	(void)state;
	assert_int_equal(brg_trend_fit(x, x, 0, .95, &t), -ENODATA);
	assert_int_equal(brg_trend_fit(x, x, 3, .95, &t), -ENODATA);
	assert_int_equal(brg_trend_fit(same, x, 4, .95, &t), -ENODATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interval_holds_the_slope_of_independent_values),
		cmocka_unit_test(values_that_hang_together_widen_it),
		cmocka_unit_test(a_straight_line_has_no_error),
		cmocka_unit_test(too_little_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
