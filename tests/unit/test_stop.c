// SPDX-License-Identifier: GPL-2.0-or-later
/* test_stop.c - when a cell has been repeated often enough. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/stop.h"
#include "lib/stats.h"

static json_t *record_of(double walk)
{
	return json_pack("{s:s, s:{s:f}, s:{s:i}}", "status", "ok", "metrics",
			 "walk", walk, "summary", "p50", 1);
}

/* Feed figures until the rule is content. Return: how many it took. */
static unsigned int feed(struct brg_stop *stop, const struct brg_cell *cell,
			 const double *figures, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		json_t *record = figures[i] > 0 ?
					 record_of(figures[i]) :
					 json_pack("{s:s}", "status", "failed");

		assert_int_equal(brg_stop_take(stop, cell, record), 0);
		json_decref(record);
		if (stop->why)
			return (unsigned int)i + 1;
	}
	return 0;
}

static const struct brg_cell within_2_percent = {
	.repeat = 5, .most = 12, .precision = 0.02, .confidence = 0.95,
};

/* Source: binomial distribution, worked by hand: n = 6 leaves 2/64, n = 9 with
 * the second smallest 2 * 10/512, n = 20 with the sixth 2 * 21700/2^20 */
static void an_interval_of_order_statistics_has_the_level_it_says(void **state)
{
	static const struct {
		size_t n;
		double level, low, attained;
	} t[] = {
		{ 5, 0.95, 1, 1 - 2.0 / 32 }, { 6, 0.95, 1, 1 - 2.0 / 64 },
		{ 9, 0.95, 2, 1 - 20.0 / 512 },
		{ 20, 0.95, 6, 1 - 2 * 21700.0 / 1048576 },
		{ 8, 0.99, 1, 1 - 2.0 / 256 },
	};
	struct brg_interval ci;
	double v[20];

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		/* 1 to n in no order: none of these n is a multiple of 7 */
		for (size_t j = 0; j < t[i].n; j++)
			v[j] = (double)((j * 7) % t[i].n + 1);
		assert_int_equal(brg_median_interval(v, t[i].n, t[i].level,
						     &ci), 0);
		assert_true(ci.low == t[i].low);
		assert_true(ci.high == (double)t[i].n + 1 - t[i].low);
		assert_true(fabs(ci.level - t[i].attained) < 1e-9);
	}
	assert_int_equal(brg_median_interval_min(0.95), 6);
	assert_int_equal(brg_median_interval_min(0.99), 8);
	assert_int_equal(brg_median_interval_min(0.9375), 5);
}

static void without_precision_the_number_is_fixed(void **state)
{
	static const double noisy[] = { 1, 9, 3, 7, 5, 2 };
	struct brg_cell cell = { .repeat = 4, .most = 4, .confidence = 0.95 };
	struct brg_stop stop = { 0 };

	(void)state;
	assert_int_equal(feed(&stop, &cell, noisy, 6), 4);
	assert_int_equal(stop.why, BRG_STOP_REPEAT);
	brg_stop_clear(&stop);
}

static void quiet_figures_stop_as_soon_as_an_interval_exists(void **state)
{
	static const double quiet[] = { 100, 101, 99, 100, 101, 100, 100 };
	struct brg_stop stop = { 0 };

	(void)state;
	/* 5 are not enough for 95%, however close they are */
	assert_int_equal(feed(&stop, &within_2_percent, quiet, 7), 6);
	assert_int_equal(stop.why, BRG_STOP_PRECISION);
	assert_true(fabs(stop.width - 0.01) < 1e-9);
	brg_stop_clear(&stop);
}

static void noisy_figures_go_on_to_the_limit(void **state)
{
	static const double noisy[] = { 90, 110, 95, 105, 80, 120,
					90, 110, 95, 105, 80, 120, 100 };
	struct brg_stop stop = { 0 };

	(void)state;
	assert_int_equal(feed(&stop, &within_2_percent, noisy, 13), 12);
	assert_int_equal(stop.why, BRG_STOP_REPEAT_MAX);
	assert_true(stop.width > 0.02);
	brg_stop_clear(&stop);
}

static void one_outlier_is_outvoted_by_more_repetitions(void **state)
{
	static const double spike[] = { 100, 100, 500, 100, 100, 101,
					100, 100, 100, 100 };
	struct brg_stop stop = { 0 };

	(void)state;
	/* from 9 on the largest one lies outside the interval */
	assert_int_equal(feed(&stop, &within_2_percent, spike, 10), 9);
	assert_int_equal(stop.why, BRG_STOP_PRECISION);
	brg_stop_clear(&stop);
}

static void trials_without_a_figure_do_not_go_on_for_ever(void **state)
{
	static const double none[12] = { 0 };
	static const double few[] = { 100, 0, 100, 0, 100, 0, 100, 0, 100, 0,
				      0, 0 };
	struct brg_stop stop = { 0 };
	json_t *json;

	(void)state;
	assert_int_equal(feed(&stop, &within_2_percent, none, 12), 5);
	assert_int_equal(stop.why, BRG_STOP_NO_FIGURE);
	brg_stop_clear(&stop);
	assert_int_equal(feed(&stop, &within_2_percent, few, 12), 12);
	assert_int_equal(stop.why, BRG_STOP_REPEAT_MAX);
	json = brg_stop_json(&stop, &within_2_percent);
	assert_true(json_is_null(json_object_get(json, "width")));
	assert_int_equal(json_integer_value(json_object_get(json,
							    "repetitions")), 5);
	assert_string_equal(json_string_value(json_object_get(json, "why")),
			    "repeat_max");
	json_decref(json);
	brg_stop_clear(&stop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interval_of_order_statistics_has_the_level_it_says),
		cmocka_unit_test(without_precision_the_number_is_fixed),
		cmocka_unit_test(quiet_figures_stop_as_soon_as_an_interval_exists),
		cmocka_unit_test(noisy_figures_go_on_to_the_limit),
		cmocka_unit_test(one_outlier_is_outvoted_by_more_repetitions),
		cmocka_unit_test(trials_without_a_figure_do_not_go_on_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
