// SPDX-License-Identifier: GPL-2.0-or-later
/* test_heat.c - who is best in a shape, and whether adaptive is beaten. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "reports/heat.h"
#include "reports/html.h"

#define NR 4

/* Walk and mmap of one repetition each, over two pages; a total where it is
 * not 0 */
struct figures {
	double walk, mmap, total;
};

static const char *const targets[NR] = { "vfio-group", "barrage", "barrage",
					 "barrage" };
static const char *const variants[NR] = { "", "page", "eager", "adaptive" };

static struct brg_pair params[2], metrics[NR][3];
static struct brg_run_cell cells[NR];
static struct brg_record records[NR];
static const char *const ids[NR] = { "c0", "c1", "c2", "c3" };

static void analyse(const struct figures f[NR], size_t nr, const char *phase,
		    struct brg_run *run, struct brg_analysis *a)
{
	params[0] = (struct brg_pair){ "phase", phase, 0 };
	params[1] = (struct brg_pair){ "size", NULL, 8192 };
	for (size_t i = 0; i < nr; i++) {
		metrics[i][0] = (struct brg_pair){ "walk", NULL, f[i].walk };
		metrics[i][1] = (struct brg_pair){ "mmap", NULL, f[i].mmap };
		metrics[i][2] = (struct brg_pair){ "total", NULL, f[i].total };
		cells[i] = (struct brg_run_cell){ ids[i], "fault", targets[i],
						  variants[i], params, 2 };
		records[i] = (struct brg_record){ .cell = i,
			.metrics = metrics[i],
			.nr_metrics = f[i].total > 0 ? 3 : 2 };
	}
	*run = (struct brg_run){ .path = (char *)"r", .id = "id",
		.created = "2026", .finished = "2026", .release = "7.3.4",
		.evidence = BRG_EVIDENCE_INSTRUCTIONS,
		.unit = BRG_UNIT_INSTRUCTIONS, .cells = cells, .nr_cells = nr,
		.records = records, .nr_records = nr, .nr_ok = nr };
	assert_int_equal(brg_analyse(run, 1, .95, .02, a), 0);
}

static void who_has_paid_in_mmap_does_not_win_by_it(void **state)
{
	static const struct figures f[NR] = {
		{ 5000, 100, 0 }, { 5000, 100, 0 }, { 40, 900, 0 }, { 60, 100, 0 } };
	struct brg_analysis a;
	struct brg_heat heat;
	struct brg_run run;

	(void)state;
	analyse(f, NR, "first", &run, &a);
	assert_true(brg_heat_of(&a, &a.shapes[0], 0, &heat));
	assert_string_equal(heat.best->label, "barrage:adaptive");
	assert_int_equal(heat.standing, BRG_STANDING_BEST);
	assert_true(brg_heat_ratio(&heat, brg_row_in(&a.shapes[0], 0,
			"barrage:eager")) == 940.0 / 160);
	brg_analysis_free(&a);
	/* a later touch has no mmap() before it */
	analyse(f, NR, "refault", &run, &a);
	assert_true(brg_heat_of(&a, &a.shapes[0], 0, &heat));
	assert_string_equal(heat.best->label, "barrage:eager");
	assert_int_equal(heat.standing, BRG_STANDING_BEATEN);
	brg_analysis_free(&a);
}

static void who_leaves_work_to_munmap_does_not_win_by_it(void **state)
{
	static const struct figures f[NR] = {
		{ 5000, 100, 6000 }, { 5000, 100, 6000 }, { 40, 100, 2000 },
		{ 60, 100, 200 } };
	struct brg_analysis a;
	struct brg_heat heat;
	struct brg_run run;

	(void)state;
	analyse(f, NR, "first", &run, &a);
	assert_true(brg_heat_of(&a, &a.shapes[0], 0, &heat));
	assert_int_equal(heat.of, BRG_OF_TOTAL);
	assert_string_equal(heat.best->label, "barrage:adaptive");
	assert_true(heat.vs.ratio == 0.1);
	brg_analysis_free(&a);
}

static char *standing_of(const struct brg_analysis *a)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(f);
	brg_html_standing(f, a);
	brg_html_heat(f, a);
	assert_int_equal(fclose(f), 0);
	return text;
}

static void a_page_says_where_adaptive_is_beaten_and_by_whom(void **state)
{
	static const struct figures f[NR] = {
		{ 5000, 100, 0 }, { 100, 100, 0 }, { 40, 900, 0 }, { 200, 100, 0 } };
	struct brg_analysis a;
	struct brg_run run;
	char *html;

	(void)state;
	analyse(f, NR, "first", &run, &a);
	html = standing_of(&a);
	assert_null(strstr(html, "Nowhere beaten"));
	assert_non_null(strstr(html, "It is beaten in"));
	assert_non_null(strstr(html, "<b>1.50×</b> (barrage:page)"));
	assert_non_null(strstr(html, "h1 beaten\">1.50<small>beaten"));
	free(html);
	brg_analysis_free(&a);
}

static void within_the_margin_nobody_is_beaten(void **state)
{
	static const struct figures f[NR] = {
		{ 5000, 100, 0 }, { 1000, 100, 0 }, { 940, 900, 0 }, { 1010, 100, 0 } };
	struct brg_analysis a;
	struct brg_heat heat;
	struct brg_run run;
	char *html;

	(void)state;
	analyse(f, NR, "first", &run, &a);
	assert_true(brg_heat_of(&a, &a.shapes[0], 0, &heat));
	assert_int_equal(heat.standing, BRG_STANDING_CLOSE);
	html = standing_of(&a);
	assert_non_null(strstr(html, "Nowhere beaten"));
	assert_non_null(strstr(html, "within 2 % of the best in 1 more"));
	free(html);
	brg_analysis_free(&a);
}

static void without_adaptive_nothing_is_said_of_it(void **state)
{
	static const struct figures f[NR] = {
		{ 5000, 100, 0 }, { 100, 100, 0 }, { 40, 900, 0 } };
	struct brg_analysis a;
	struct brg_heat heat;
	struct brg_run run;
	char *html;

	(void)state;
	analyse(f, NR - 1, "first", &run, &a);
	assert_true(brg_heat_of(&a, &a.shapes[0], 0, &heat));
	assert_int_equal(heat.standing, BRG_STANDING_ABSENT);
	html = standing_of(&a);
	assert_null(strstr(html, "<li>"));
	assert_non_null(strstr(html, "<b>best</b>"));
	free(html);
	brg_analysis_free(&a);
}

static void one_strategy_alone_is_no_map(void **state)
{
	static const struct figures f[NR] = { { 5000, 100, 0 } };
	struct brg_analysis a;
	struct brg_heat heat;
	struct brg_run run;

	(void)state;
	analyse(f, 1, "first", &run, &a);
	assert_false(brg_heat_of(&a, &a.shapes[0], 0, &heat));
	brg_analysis_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_has_paid_in_mmap_does_not_win_by_it),
		cmocka_unit_test(who_leaves_work_to_munmap_does_not_win_by_it),
		cmocka_unit_test(a_page_says_where_adaptive_is_beaten_and_by_whom),
		cmocka_unit_test(within_the_margin_nobody_is_beaten),
		cmocka_unit_test(without_adaptive_nothing_is_said_of_it),
		cmocka_unit_test(one_strategy_alone_is_no_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
