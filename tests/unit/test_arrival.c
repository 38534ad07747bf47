// SPDX-License-Identifier: GPL-2.0-or-later
/* test_arrival.c - when requests of an open loop are meant to begin. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/arrival.h"

#define HZ	3000000000ull

static void fixed_requests_come_at_equal_distances(void **state)
{
	struct brg_arrival a;

	(void)state;
	brg_arrival_start(&a, BRG_ARRIVAL_FIXED, HZ, 1000, 1, 0, 500);
	assert_int_equal(brg_arrival_next(&a), 500);
	assert_int_equal(brg_arrival_next(&a), 500 + HZ / 1000);
	for (int i = 0; i < 997; i++)
		brg_arrival_next(&a);
	/* no drift: the thousandth after a second */
	assert_int_equal(brg_arrival_next(&a), 500 + 999 * (HZ / 1000));
}

static void poisson_requests_have_the_mean_and_the_spread(void **state)
{
	const size_t n = 100000;
	const double mean = (double)HZ / 1000;
	double sum = 0, squares = 0;
	struct brg_arrival a;
	uint64_t last;

	(void)state;
	brg_arrival_start(&a, BRG_ARRIVAL_POISSON, HZ, 1000, 42, 0, 0);
	last = brg_arrival_next(&a);
	for (size_t i = 0; i < n; i++) {
		uint64_t now = brg_arrival_next(&a);
		double d = (double)(now - last);

		assert_true(now >= last);
		sum += d;
		squares += d * d;
		last = now;
	}
	/* standard error of the mean: 0.3%; of an exponential's second moment,
	 * 2 mean^2: 0.7% */
	assert_true(fabs(sum / n / mean - 1) < 0.015);
	assert_true(fabs(squares / n / (2 * mean * mean) - 1) < 0.035);
}

static void requesters_differ_and_seeds_repeat(void **state)
{
	struct brg_arrival a, b, c;
	int same = 0;

	(void)state;
	brg_arrival_start(&a, BRG_ARRIVAL_POISSON, HZ, 1000, 7, 0, 0);
	brg_arrival_start(&b, BRG_ARRIVAL_POISSON, HZ, 1000, 7, 0, 0);
	brg_arrival_start(&c, BRG_ARRIVAL_POISSON, HZ, 1000, 7, 1, 0);
	for (int i = 0; i < 100; i++) {
		uint64_t at = brg_arrival_next(&a);

		assert_int_equal(at, brg_arrival_next(&b));
		same += at == brg_arrival_next(&c);
	}
	/* all begin at once */
	assert_int_equal(same, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixed_requests_come_at_equal_distances),
		cmocka_unit_test(poisson_requests_have_the_mean_and_the_spread),
		cmocka_unit_test(requesters_differ_and_seeds_repeat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
