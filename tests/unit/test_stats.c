// SPDX-License-Identifier: GPL-2.0-or-later
/* test_stats.c - statistics against published and hand-computed answers. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/stats.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define assert_near(a, b, eps) \
	assert_true(fabs((double)(a) - (double)(b)) <= (eps))

/* Source: definition of nearest rank, ceil(p * n), worked by hand */
static void rank_is_the_smallest_sample_covering_the_share(void **state)
{
	static const struct {
		size_t n;
		uint32_t ppm;
		size_t rank;
	} t[] = {
		{ 1, 0, 0 }, { 1, 500000, 0 }, { 1, BRG_PPM, 0 },
		{ 2, 500000, 0 }, { 3, 500000, 1 }, { 4, 500000, 1 },
		{ 5, 300000, 1 }, { 5, 400000, 1 }, { 5, 400001, 2 },
		{ 100, 990000, 98 }, { 101, 990000, 99 },
		{ 1000, 999000, 998 }, { 10, 999000, 9 },
		{ 3000000, 999000, 2996999 }, { 3000001, 1, 3 },
	};

	(void)state;
	for (size_t i = 0; i < N(t); i++)
		assert_int_equal(brg_rank(t[i].n, t[i].ppm), t[i].rank);
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Shapes that break naive quicksort: equal, sorted, reversed, two values */
static uint64_t shape_value(int shape, size_t i, size_t n)
{
	switch (shape) {
	case 0: return 7;
	case 1: return i;
	case 2: return n - i;
	case 3: return i & 1;
	case 4: return (uint64_t)i * 2654435761u % 1000;
	default: return ~0ULL - (uint64_t)i * 40503u % 65536;
	}
}

static void selection_agrees_with_sorting_on_every_shape(void **state)
{
	static const size_t sizes[] = { 1, 2, 3, 10, 1000, 200000 };

	(void)state;
	for (size_t s = 0; s < N(sizes); s++) {
		for (int shape = 0; shape < 6; shape++) {
			size_t n = sizes[s];
			size_t ranks[] = { 0, n / 4, n / 2, n - 1 };
			uint64_t *v = calloc(n, sizeof(*v));
			uint64_t *ref = calloc(n, sizeof(*ref));

			assert_non_null(v);
			assert_non_null(ref);
			for (size_t i = 0; i < n; i++)
				v[i] = ref[i] = shape_value(shape, i, n);
			qsort(ref, n, sizeof(*ref), by_value);
			brg_select(v, n, ranks, N(ranks));
			for (size_t i = 0; i < N(ranks); i++)
				assert_int_equal(v[ranks[i]], ref[ranks[i]]);
			free(v);
			free(ref);
		}
	}
}

static void summary_of_one_to_thousand_is_known(void **state)
{
	uint64_t v[1000];
	struct brg_summary s;

	(void)state;
	for (size_t i = 0; i < N(v); i++)
		v[i] = 1 + i * 7 % 1000;	/* 1..1000 in another order */
	brg_summarise(v, N(v), &s);
	assert_int_equal(s.min, 1);
	assert_int_equal(s.p50, 500);
	assert_int_equal(s.p90, 900);
	assert_int_equal(s.p99, 990);
	assert_int_equal(s.p999, 999);
	assert_int_equal(s.max, 1000);
	assert_near(s.mean, 500.5, 1e-9);
}

static void median_and_mad_match_the_textbook(void **state)
{
	/* The usual worked example of the MAD: median 2, deviations
	 * 1 1 0 0 2 4 7, their median 1 */
	static const double v[] = { 6, 1, 4, 1, 2, 9, 2 };
	static const double even[] = { 4, 1, 3, 2 };
	double out;

	(void)state;
	assert_int_equal(brg_median(v, N(v), &out), 0);
	assert_near(out, 2, 0);
	assert_int_equal(brg_mad(v, N(v), &out), 0);
	assert_near(out, 1, 0);
	assert_int_equal(brg_median(even, N(even), &out), 0);
	assert_near(out, 2.5, 0);
	assert_near(brg_mean(v, N(v)), 25.0 / 7, 1e-12);
	assert_int_not_equal(brg_median(v, 0, &out), 0);
}

/* Efron's closed form: the bootstrap median of n = 11 is <= the k-th smallest
 * with probability P(Bin(11, k/11) >= 6): 0.0072 for k = 2, 0.0512 for k = 3,
 * so the 2.5 % quantile is the 3rd smallest and, mirrored, the 9th. */
static void bootstrap_reaches_efrons_closed_form(void **state)
{
	static const double v[] = { 3, 1, 41, 59, 26, 53, 58, 97, 93, 23, 84 };
	struct brg_interval a, b;

	(void)state;
	assert_int_equal(brg_bootstrap_median(v, N(v), .95, 4000, 1, &a), 0);
	assert_near(a.low, 23, 0);
	assert_near(a.high, 84, 0);
	assert_int_equal(brg_bootstrap_median(v, N(v), .95, 4000, 1, &b), 0);
	assert_near(a.low, b.low, 0);
	assert_near(a.high, b.high, 0);
	assert_int_not_equal(brg_bootstrap_median(v, 0, .95, 4000, 1, &a), 0);
	assert_int_not_equal(brg_bootstrap_median(v, 3, 1.5, 4000, 1, &a), 0);
}

/* Hollander & Wolfe, Nonparametric Statistical Methods (1973), Table 4.1,
 * permeability of the human chorioamnion: W = 35, one-sided P = 0.1272,
 * Hodges-Lehmann estimate 0.305. */
static const double hw_term[] = { 0.80, 0.83, 1.89, 1.04, 1.45,
				  1.38, 1.91, 1.64, 0.73, 1.46 };
static const double hw_early[] = { 1.15, 0.88, 0.90, 0.74, 1.21 };

static void mann_whitney_reproduces_hollander_and_wolfe(void **state)
{
	struct brg_mwu t;

	(void)state;
	assert_int_equal(brg_mann_whitney(hw_term, N(hw_term), hw_early,
					  N(hw_early), &t), 0);
	assert_true(t.exact);
	assert_near(t.u, 35, 0);
	assert_near(t.p, 2 * 0.1272, 1e-4);
}

/* Mann & Whitney (1947), Table I, n = m = 5: P(U <= 4) = 0.048 (12 / 252) */
static void mann_whitney_reproduces_the_table_of_1947(void **state)
{
	static const double a[] = { 1, 2, 3, 4, 9 };
	static const double b[] = { 5, 6, 7, 8, 10 };
	struct brg_mwu t;

	(void)state;
	assert_int_equal(brg_mann_whitney(a, 5, b, 5, &t), 0);
	assert_near(t.u, 4, 0);
	assert_near(t.p, 2 * 12.0 / 252, 1e-12);
}

/* Ozone in New York, May against August 1973 (the R data set airquality):
 * W = 127.5, p = 0.0001208 by normal approximation with ties */
static void mann_whitney_reproduces_ozone_with_ties(void **state)
{
	static const double may[] = {
		41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6,
		30, 11, 1, 11, 4, 32, 23, 45, 115, 37 };
	static const double august[] = {
		39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23,
		31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85 };
	struct brg_mwu t;

	(void)state;
	assert_int_equal(brg_mann_whitney(may, N(may), august, N(august), &t),
			 0);
	assert_false(t.exact);
	assert_near(t.u, 127.5, 0);
	assert_near(t.p, 0.0001208, 5e-8);
}

/* By hand: ranks of 1 1 | 1 2 are 2 2 2 4. Of the six pairs of ranks three
 * sum to 4 and three to 6; the mean is 5, so all are equally far: p = 1.
 * And 1 1 1 | 2 2 2: one choice of 20 on each side: p = 0.1. */
static void exact_test_handles_ties(void **state)
{
	static const double one_one[] = { 1, 1 }, one_two[] = { 1, 2 };
	static const double ones[] = { 1, 1, 1 }, twos[] = { 2, 2, 2 };
	struct brg_mwu t;

	(void)state;
	assert_int_equal(brg_mann_whitney(one_one, 2, one_two, 2, &t), 0);
	assert_near(t.p, 1, 1e-12);
	assert_int_equal(brg_mann_whitney(ones, 3, twos, 3, &t), 0);
	assert_near(t.p, 0.1, 1e-12);
	assert_near(t.u, 0, 0);
	assert_int_equal(brg_mann_whitney(ones, 3, ones, 3, &t), 0);
	assert_near(t.p, 1, 1e-12);
}

static void smallest_p_follows_the_number_of_orderings(void **state)
{
	(void)state;
	assert_near(brg_mwu_min_p(3, 3), 2.0 / 20, 1e-12);
	assert_near(brg_mwu_min_p(4, 4), 2.0 / 70, 1e-12);
	assert_near(brg_mwu_min_p(1, 1), 1, 0);
	assert_near(brg_mwu_min_p(0, 5), 1, 0);
}

static int by_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Source of the bounds: P(U <= 8) = 0.0200, P(U <= 9) = 0.0276 (n = 10, m = 5,
 * counted over all 3003 orderings), so the 9th differences from either end,
 * -0.15 and 0.76, at 96.0 % */
static void hodges_lehmann_reproduces_hollander_and_wolfe(void **state)
{
	double diff[N(hw_term) * N(hw_early)];
	struct brg_shift s;

	(void)state;
	for (size_t i = 0; i < N(hw_early); i++)
		for (size_t j = 0; j < N(hw_term); j++)
			diff[i * N(hw_term) + j] = hw_term[j] - hw_early[i];
	qsort(diff, N(diff), sizeof(diff[0]), by_double);
	assert_int_equal(brg_hodges_lehmann(hw_early, N(hw_early), hw_term,
					    N(hw_term), .95, &s), 0);
	assert_near(s.shift, 0.305, 1e-9);
	assert_near(s.ci.low, diff[8], 1e-9);
	assert_near(s.ci.low, -0.15, 1e-9);
	assert_near(s.ci.high, diff[50 - 9], 1e-9);
	assert_near(s.ci.high, 0.76, 1e-9);
	assert_near(s.ci.level, 1 - 2 * 60.0 / 3003, 1e-9);
}

static void hodges_lehmann_admits_too_few_repetitions(void **state)
{
	static const double a[] = { 1, 2, 3 }, b[] = { 11, 12, 13 };
	struct brg_shift s;

	(void)state;
	assert_int_equal(brg_hodges_lehmann(a, 3, b, 3, .95, &s), 0);
	assert_near(s.shift, 10, 0);
	assert_near(s.ci.low, 8, 0);	/* the extremes, at 1 - 2/20 */
	assert_near(s.ci.high, 12, 0);
	assert_near(s.ci.level, 0.9, 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rank_is_the_smallest_sample_covering_the_share),
		cmocka_unit_test(selection_agrees_with_sorting_on_every_shape),
		cmocka_unit_test(summary_of_one_to_thousand_is_known),
		cmocka_unit_test(median_and_mad_match_the_textbook),
		cmocka_unit_test(bootstrap_reaches_efrons_closed_form),
		cmocka_unit_test(mann_whitney_reproduces_hollander_and_wolfe),
		cmocka_unit_test(mann_whitney_reproduces_the_table_of_1947),
		cmocka_unit_test(mann_whitney_reproduces_ozone_with_ties),
		cmocka_unit_test(exact_test_handles_ties),
		cmocka_unit_test(smallest_p_follows_the_number_of_orderings),
		cmocka_unit_test(hodges_lehmann_reproduces_hollander_and_wolfe),
		cmocka_unit_test(hodges_lehmann_admits_too_few_repetitions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
