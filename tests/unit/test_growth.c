// SPDX-License-Identifier: GPL-2.0-or-later
/* test_growth.c - growth is found in made-up costs whose law is known. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/growth.h"
#include "lib/rng.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define REPS 3

/* A sweep as configs/vma-scaling.ini makes it */
static const double sweep[] = { 1, 10, 100, 1000, 10000, 60000 };

struct law {
	enum brg_growth_model model;
	double base, slope;
};

static double cost(const struct law *law, double n)
{
	const struct brg_growth_fit fit = { .base = law->base,
					    .slope = law->slope };

	return brg_growth_at(&fit, law->model, n);
}

/* REPS values each, with relative noise up to @noise to either side */
static void fit_law(const struct law *law, double noise, uint64_t seed,
		    struct brg_growth *out)
{
	double n[N(sweep) * REPS], y[N(sweep) * REPS];
	struct brg_rng rng = brg_rng_seed(seed, 0);

	for (size_t i = 0; i < N(n); i++) {
		double u = (double)(brg_rng_next(&rng) >> 11) / (1ULL << 53);

		n[i] = sweep[i / REPS];
		y[i] = cost(law, n[i]) * (1 + noise * (2 * u - 1));
	}
	assert_int_equal(brg_growth_fit(n, y, N(n), .01, out), 0);
	assert_true(out->known);
	assert_int_equal(out->nr_n, N(sweep));
}

static const struct law laws[] = {
	{ BRG_GROWTH_CONSTANT, 2500, 0 },
	{ BRG_GROWTH_LOG, 2500, 120 },
	{ BRG_GROWTH_LINEAR, 2500, 5 },
	{ BRG_GROWTH_LINEAR, 5460, 848 },
	{ BRG_GROWTH_NLOGN, 3000, 40 },
};

static void each_law_is_found_exactly_without_noise(void **state)
{
	struct brg_growth g;

	(void)state;
	for (size_t i = 0; i < N(laws); i++) {
		const struct brg_growth_fit *fit = &g.fit[laws[i].model];

		fit_law(&laws[i], 0, 1, &g);
		assert_int_equal(g.model, laws[i].model);
		assert_true(fabs(fit->base / laws[i].base - 1) < 1e-6);
		assert_true(fabs(fit->slope - laws[i].slope) <=
			    1e-6 * laws[i].slope);
		assert_true(fit->error < 1e-6 && fit->predicted < 1e-6);
	}
}

static void each_law_is_found_in_five_percent_of_noise(void **state)
{
	struct brg_growth g;

	(void)state;
	for (size_t i = 0; i < N(laws); i++)
		for (uint64_t seed = 1; seed <= 20; seed++) {
			const struct brg_growth_fit *fit =
				&g.fit[laws[i].model];

			fit_law(&laws[i], .05, seed, &g);
			assert_int_equal(g.model, laws[i].model);
			assert_true(fit->error > .01 && fit->error < .05);
			assert_true(fabs(fit->base - laws[i].base) <=
				    .15 * laws[i].base);
			assert_true(fabs(fit->slope - laws[i].slope) <=
				    .1 * laws[i].slope);
		}
}

/* The law lies within two standard errors in about 95 % of cases; 80 % of 200
 * would come about by chance less than once in a million times */
static void standard_error_of_the_slope_covers_the_law(void **state)
{
	static const struct law law = { BRG_GROWTH_LINEAR, 2500, 5 };
	unsigned int covered = 0;
	struct brg_growth g;

	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		const struct brg_growth_fit *fit = &g.fit[BRG_GROWTH_LINEAR];

		fit_law(&law, .05, seed, &g);
		covered += fabs(fit->slope - law.slope) <=
			   2 * fit->slope_error;
	}
	assert_true(covered >= 160);
}

static void growth_within_the_tolerance_is_none(void **state)
{
	static const struct law law = { BRG_GROWTH_LOG, 2500, 1 };
	struct brg_growth g;

	(void)state;
	fit_law(&law, 0, 1, &g);	/* 0.6 % from 1 to 60,000 */
	assert_int_equal(g.model, BRG_GROWTH_CONSTANT);
}

static void falling_costs_have_no_growth(void **state)
{
	static const double n[] = { 1, 10, 100, 1000 };
	static const double y[] = { 900, 300, 100, 50 };
	struct brg_growth g;

	(void)state;
	assert_int_equal(brg_growth_fit(n, y, N(n), .01, &g), 0);
	assert_int_equal(g.model, BRG_GROWTH_CONSTANT);
	assert_false(g.known);	/* and no constant either */
	for (size_t m = 0; m < BRG_NR_GROWTH; m++)
		assert_true(g.fit[m].slope == 0);
}

/* 2 n - 1: the line of least squares meets n = 0 below 0 */
static void a_cost_begins_at_nothing_or_above(void **state)
{
	static const double n[] = { 1, 2, 3, 4 }, y[] = { 1, 3, 5, 7 };
	struct brg_growth g;

	(void)state;
	assert_int_equal(brg_growth_fit(n, y, N(n), .01, &g), 0);
	for (size_t m = 0; m < BRG_NR_GROWTH; m++)
		assert_true(g.fit[m].base >= 0);
}

/* By hand, weights 1/y^2: points (1, 1) and (3, 5) lie on 2 n - 1, cut at the
 * origin to slope (1*1*1 + 3*5/25) / (1 + 9/25) = 1.6 / 1.36 */
static void a_line_through_the_origin_matches_the_textbook(void **state)
{
	static const double n[] = { 1, 3 }, y[] = { 1, 5 };
	struct brg_growth g;

	(void)state;
	assert_int_equal(brg_growth_fit(n, y, N(n), .01, &g), 0);
	assert_true(fabs(g.fit[BRG_GROWTH_LINEAR].slope - 1.6 / 1.36) < 1e-9);
	assert_true(g.fit[BRG_GROWTH_LINEAR].base == 0);
}

static void fewer_than_four_numbers_tell_no_models_apart(void **state)
{
	static const double n[] = { 1, 10, 100, 100 };
	static const double y[] = { 15, 105, 1005, 1005 };
	struct brg_growth g;

	(void)state;
	assert_int_equal(brg_growth_fit(n, y, N(n), .01, &g), 0);
	assert_false(g.known);
	assert_int_equal(g.nr_n, 3);
	assert_true(fabs(g.fit[BRG_GROWTH_LINEAR].slope - 10) < 1e-6);
}

/* Registering host memory, in instructions by pages: huge pages set in between
 * 256 and 4096, so no law holds, a constant least of all */
static void what_follows_no_law_is_given_none(void **state)
{
	static const double n[] = { 1, 16, 256, 4096 };
	static const double y[] = { 8643, 24930, 281099, 427880 };
	struct brg_growth g;

	(void)state;
	assert_int_equal(brg_growth_fit(n, y, N(n), .02, &g), 0);
	assert_false(g.known);
	assert_int_not_equal(g.model, BRG_GROWTH_CONSTANT);
	assert_true(g.fit[g.model].error > BRG_GROWTH_MISFIT);
}

static void bad_values_are_refused(void **state)
{
	static const double one[] = { 1, 1 }, y[] = { 5, 5 };
	static const double n[] = { 1, 2 }, zero[] = { 0, 5 };
	static const double inf[] = { INFINITY, 5 };
	struct brg_growth g;

	(void)state;
	assert_int_equal(brg_growth_fit(one, y, 2, .01, &g), -EINVAL);
	assert_int_equal(brg_growth_fit(n, y, 0, .01, &g), -EINVAL);
	assert_int_equal(brg_growth_fit(n, zero, 2, .01, &g), -EINVAL);
	assert_int_equal(brg_growth_fit(n, inf, 2, .01, &g), -EINVAL);
	assert_int_equal(brg_growth_fit(zero, y, 2, .01, &g), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_law_is_found_exactly_without_noise),
		cmocka_unit_test(each_law_is_found_in_five_percent_of_noise),
		cmocka_unit_test(standard_error_of_the_slope_covers_the_law),
		cmocka_unit_test(growth_within_the_tolerance_is_none),
		cmocka_unit_test(falling_costs_have_no_growth),
		cmocka_unit_test(a_cost_begins_at_nothing_or_above),
		cmocka_unit_test(a_line_through_the_origin_matches_the_textbook),
		cmocka_unit_test(fewer_than_four_numbers_tell_no_models_apart),
		cmocka_unit_test(what_follows_no_law_is_given_none),
		cmocka_unit_test(bad_values_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
