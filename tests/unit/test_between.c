// SPDX-License-Identifier: GPL-2.0-or-later
/* test_between.c - several runs: columns, changes, and what has no place. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "reports/between.h"
#include "reports/html.h"

#define REPS 6

/* One cell a run: a walk of REPS repetitions over two pages */
struct one {
	struct brg_pair params[3], metrics[REPS];
	struct brg_run_cell cell;
	struct brg_record records[REPS];
};

static void make(struct brg_run *run, struct one *o, const char *release,
		 const char *workload, const char *lock, double walk, double hz)
{
	*o = (struct one){ .params = { { "phase", "first", 0 },
				       { "size", NULL, 8192 },
				       { "lock", lock, 0 } } };
	o->cell = (struct brg_run_cell){ "c0", workload, "barrage", "page",
					 o->params, lock ? 3 : 2 };
	for (unsigned int i = 0; i < REPS; i++) {
		o->metrics[i] = (struct brg_pair){ "walk", NULL,
						   walk * (1 + i * .001) };
		o->records[i] = (struct brg_record){ .rep = i,
			.metrics = &o->metrics[i], .nr_metrics = 1 };
	}
	*run = (struct brg_run){ .path = (char *)"r", .id = "id",
		.created = "2026", .finished = "2026", .release = release,
		.evidence = BRG_EVIDENCE_TCG, .unit = BRG_UNIT_TSC,
		.tsc_hz = hz, .cells = &o->cell, .nr_cells = 1,
		.records = o->records, .nr_records = REPS, .nr_ok = REPS };
}

static void a_kernel_is_held_against_the_first(void **state)
{
	struct brg_columns cols;
	struct brg_change ch;
	struct brg_analysis a;
	struct brg_run runs[2];
	struct one o[2];

	(void)state;
	make(&runs[0], &o[0], "6.1.0", "fault", NULL, 1000, 1e9);
	make(&runs[1], &o[1], "7.3.4", "fault", NULL, 4000, 2e9);
	assert_int_equal(brg_analyse(runs, 2, .95, .02, &a), 0);
	brg_columns_of(&a, &cols);
	assert_int_equal(cols.nr, 2);
	assert_true(brg_shape_compared(&cols, &a.shapes[0]));
	assert_int_equal(brg_change_of(&a, &cols, 1, &a.shapes[0],
				       "barrage:page", &ch), 0);
	assert_true(ch.compared);
	assert_int_equal(ch.c.verdict, BRG_VERDICT_SLOWER);
	/* 4000 cycles of a clock twice as fast are twice the time */
	assert_true(fabs(ch.c.ratio - 2) < .01);
	assert_int_equal(brg_alien_run(&a), 2);
	brg_analysis_free(&a);
}

/* All repetitions are apart, but by 1 % only: another boot does as much */
static void a_difference_below_the_margin_is_noise(void **state)
{
	struct brg_columns cols;
	struct brg_change ch;
	struct brg_analysis a;
	struct brg_run runs[2];
	struct one o[2];

	(void)state;
	make(&runs[0], &o[0], "6.1.0", "fault", NULL, 1000, 1e9);
	make(&runs[1], &o[1], "7.3.4", "fault", NULL, 1018, 1e9);
	assert_int_equal(brg_analyse(runs, 2, .95, .02, &a), 0);
	brg_columns_of(&a, &cols);
	assert_int_equal(brg_change_of(&a, &cols, 1, &a.shapes[0],
				       "barrage:page", &ch), 0);
	assert_true(ch.c.p < .05);
	assert_int_equal(ch.c.verdict, BRG_VERDICT_NOISE);
	brg_analysis_free(&a);
}

static void locks_of_one_kernel_share_a_column(void **state)
{
	struct brg_columns cols;
	struct brg_analysis a;
	struct brg_run runs[4];
	struct one o[4];
	char title[BRG_TEXT];

	(void)state;
	make(&runs[0], &o[0], "6.1.0", "fault", "rwsem", 1000, 1e9);
	make(&runs[1], &o[1], "6.1.0", "fault", "mutex", 1000, 1e9);
	make(&runs[2], &o[2], "7.3.4", "fault", "rwsem", 1000, 1e9);
	make(&runs[3], &o[3], "7.3.4", "fault", "mutex", 1000, 1e9);
	assert_int_equal(brg_analyse(runs, 4, .95, .02, &a), 0);
	brg_columns_of(&a, &cols);
	assert_int_equal(cols.nr, 2);
	assert_int_equal(cols.column[1].nr_runs, 2);
	assert_int_equal(cols.column[1].run[1], 3);
	assert_string_equal(brg_column_title(title, &a, &cols, 1),
			    "Linux 7.3.4");
	assert_ptr_equal(brg_column_row(&a.shapes[0], &cols.column[1],
					"barrage:page, mutex"),
			 brg_row_in(&a.shapes[0], 3, "barrage:page, mutex"));
	brg_analysis_free(&a);
}

static void what_was_measured_twice_on_a_kernel_has_two_columns(void **state)
{
	struct brg_columns cols;
	struct brg_analysis a;
	struct brg_run runs[2];
	struct one o[2];
	char title[BRG_TEXT];

	(void)state;
	make(&runs[0], &o[0], "7.3.4", "fault", NULL, 1000, 1e9);
	make(&runs[1], &o[1], "7.3.4", "fault", NULL, 1000, 1e9);
	assert_int_equal(brg_analyse(runs, 2, .95, .02, &a), 0);
	brg_columns_of(&a, &cols);
	assert_int_equal(cols.nr, 2);
	assert_string_equal(brg_column_title(title, &a, &cols, 1),
			    "Linux 7.3.4, run 2");
	brg_analysis_free(&a);
}

static void a_run_with_nothing_in_common_is_found(void **state)
{
	struct brg_analysis a;
	struct brg_run runs[3];
	struct one o[3];

	(void)state;
	make(&runs[0], &o[0], "6.1.0", "fault", NULL, 1000, 1e9);
	make(&runs[1], &o[1], "6.1.0", "toggle", NULL, 1000, 1e9);
	make(&runs[2], &o[2], "7.3.4", "fault", NULL, 1000, 1e9);
	assert_int_equal(brg_analyse(runs, 3, .95, .02, &a), 0);
	assert_int_equal(brg_alien_run(&a), 1);
	brg_analysis_free(&a);
	assert_int_equal(brg_analyse(runs, 1, .95, .02, &a), 0);
	assert_int_equal(brg_alien_run(&a), 1);
	brg_analysis_free(&a);
}

static void instructions_and_time_have_no_ratio(void **state)
{
	struct brg_columns cols;
	struct brg_change ch;
	struct brg_analysis a;
	struct brg_run runs[2];
	struct one o[2];

	(void)state;
	make(&runs[0], &o[0], "6.1.0", "fault", NULL, 1000, 1e9);
	make(&runs[1], &o[1], "7.3.4", "fault", NULL, 1000, 0);
	runs[1].unit = BRG_UNIT_INSTRUCTIONS;
	runs[1].evidence = BRG_EVIDENCE_INSTRUCTIONS;
	assert_int_equal(brg_analyse(runs, 2, .95, .02, &a), 0);
	brg_columns_of(&a, &cols);
	assert_int_equal(brg_change_of(&a, &cols, 1, &a.shapes[0],
				       "barrage:page", &ch), 0);
	assert_false(ch.compared);
	brg_analysis_free(&a);
}

static void a_page_tells_changes_beside_differences(void **state)
{
	struct brg_analysis a;
	struct brg_run runs[2];
	struct one o[2];
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	(void)state;
	assert_non_null(f);
	make(&runs[0], &o[0], "6.1.0", "fault", NULL, 1000, 1e9);
	make(&runs[1], &o[1], "7.3.4", "fault", NULL, 1100, 1e9);
	runs[0].manifest = json_pack("{s:{s:s}}", "kernel", "release", "6.1.0");
	runs[1].manifest = json_pack("{s:{s:s}}", "kernel", "release", "7.3.4");
	assert_int_equal(brg_analyse(runs, 2, .95, .02, &a), 0);
	brg_html_changes(f, &a);
	brg_html_between(f, &a);
	assert_int_equal(fclose(f), 0);
	assert_non_null(strstr(text, "Linux 7.3.4 against Linux 6.1.0"));
	assert_non_null(strstr(text, "Of 1 row: <b>1</b> slower."));
	assert_non_null(strstr(text, "<span class=\"ratio\">1.10×</span>"));
	assert_non_null(strstr(text, "<td class=\"wrap\">6.1.0</td><td class=\"wrap\">7.3.4</td>"));
	free(text);
	brg_analysis_free(&a);
	json_decref(runs[0].manifest);
	json_decref(runs[1].manifest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kernel_is_held_against_the_first),
		cmocka_unit_test(a_difference_below_the_margin_is_noise),
		cmocka_unit_test(locks_of_one_kernel_share_a_column),
		cmocka_unit_test(what_was_measured_twice_on_a_kernel_has_two_columns),
		cmocka_unit_test(a_run_with_nothing_in_common_is_found),
		cmocka_unit_test(instructions_and_time_have_no_ratio),
		cmocka_unit_test(a_page_tells_changes_beside_differences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
