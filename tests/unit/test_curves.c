// SPDX-License-Identifier: GPL-2.0-or-later
/* test_curves.c - sweeps become curves with the growth they have. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/workload.h"
#include "reports/curves.h"
#include "reports/export.h"
#include "reports/html.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* Two strategies over five numbers of VMAs, made in one way, and a third over
 * three, made in another; figures are laws, not measurements */
#define NR_VMAS 13
static const double vmas[NR_VMAS] = { 1, 100, 1024, 10000, 60000,
				      1, 100, 1024, 10000, 60000,
				      1, 100, 10000 };
static struct brg_pair params[NR_VMAS][3];
static struct brg_pair metrics[NR_VMAS];
static struct brg_run_cell cells[NR_VMAS];
static struct brg_record records[NR_VMAS];
static char ids[NR_VMAS][4];

static void fill_run(struct brg_run *run)
{
	for (size_t i = 0; i < NR_VMAS; i++) {
		bool list = i >= 5 && i < 10;

		params[i][0] = (struct brg_pair){ "vmas", NULL, vmas[i] };
		params[i][1] = (struct brg_pair){ "made_by",
			i < 10 ? "mmap" : "split", 0 };
		params[i][2] = (struct brg_pair){ "count", NULL, 64 };
		metrics[i] = (struct brg_pair){ "fault", NULL,
			list ? 2700 + 5 * vmas[i] : 2500 };
		snprintf(ids[i], sizeof(ids[i]), "c%zu", i);
		cells[i] = (struct brg_run_cell){ ids[i], "vma-scaling",
			"barrage", list ? "vma-list" : "page", params[i], 3 };
		records[i] = (struct brg_record){ .cell = i,
			.metrics = &metrics[i], .nr_metrics = 1 };
	}
	*run = (struct brg_run){ .path = (char *)"r", .id = "id",
		.created = "2026", .finished = "2026", .release = "7.3.4",
		.evidence = BRG_EVIDENCE_INSTRUCTIONS,
		.unit = BRG_UNIT_INSTRUCTIONS, .cells = cells,
		.nr_cells = NR_VMAS, .records = records,
		.nr_records = NR_VMAS, .nr_ok = NR_VMAS };
}

static const struct brg_axis *axis_of(const char *workload, const char *metric)
{
	for (size_t i = 0; i < brg_nr_axes; i++)
		if (!strcmp(brg_axes[i].workload, workload) &&
		    !strcmp(brg_axes[i].metric, metric))
			return &brg_axes[i];
	fail();
	return NULL;
}

/* How many shapes stand for a panel of @axis; the last such panel is @out */
static size_t panels_of(const struct brg_analysis *a,
			const struct brg_axis *axis, struct brg_panel *out)
{
	struct brg_panel p;
	size_t n = 0;

	for (size_t i = 0; i < a->nr_shapes; i++) {
		if (brg_panel_make(a, axis, &a->shapes[i], 0, &p))
			continue;
		if (n++)
			brg_panel_free(out);
		*out = p;
	}
	return n;
}

static void a_sweep_is_one_panel_with_a_curve_for_each_strategy(void **state)
{
	struct brg_analysis a;
	struct brg_panel p;
	struct brg_run run;

	(void)state;
	fill_run(&run);
	assert_int_equal(brg_analyse(&run, 1, .95, .02, &a), 0);
	assert_int_equal(panels_of(&a, axis_of("vma-scaling", "fault"), &p), 2);
	assert_int_equal(p.nr_curves, 1);	/* split */
	assert_int_equal(p.curve[0].nr_points, 3);
	assert_false(p.curve[0].growth.known);
	brg_panel_free(&p);
	assert_int_equal(brg_panel_make(&a, axis_of("vma-scaling", "fault"),
					&a.shapes[0], 0, &p), 0);
	assert_int_equal(p.nr_curves, 2);
	assert_int_equal(p.curve[0].nr_points, 5);
	assert_true(p.curve[0].point[4].x == 60000);
	assert_int_equal(p.curve[0].growth.model, BRG_GROWTH_CONSTANT);
	assert_string_equal(p.curve[1].row->label, "barrage:vma-list");
	assert_int_equal(p.curve[1].growth.model, BRG_GROWTH_LINEAR);
	assert_true(fabs(p.curve[1].growth.fit[BRG_GROWTH_LINEAR].slope - 5) <
		    1e-6);
	brg_panel_free(&p);
	assert_int_equal(panels_of(&a, axis_of("vma-scaling", "zap"), &p), 0);
	brg_analysis_free(&a);
}

static void write_growth(FILE *f, const void *a)
{
	brg_html_growth(f, a);
}

static char *written(void (*write)(FILE *f, const void *arg), const void *arg)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(f);
	write(f, arg);
	assert_int_equal(fclose(f), 0);
	return text;
}

static void growth_is_told_with_price_and_error(void **state)
{
	struct brg_analysis a;
	struct brg_run run;
	char *html;

	(void)state;
	fill_run(&run);
	assert_int_equal(brg_analyse(&run, 1, .95, .02, &a), 0);
	html = written(write_growth, &a);
	assert_non_null(strstr(html, ">constant<"));
	assert_non_null(strstr(html, "<b>5.00</b> for each<small>± 0"));
	assert_non_null(strstr(html, "1 – 60,000"));
	assert_non_null(strstr(html, "1 more sweep has fewer than 4"));
	free(html);
	brg_analysis_free(&a);
}

static void programs_get_points_and_all_fits(void **state)
{
	struct brg_analysis a;
	struct brg_run run;
	json_t *growth, *list;

	(void)state;
	fill_run(&run);
	assert_int_equal(brg_analyse(&run, 1, .95, .02, &a), 0);
	growth = brg_export_growth(&a);
	assert_int_equal(json_array_size(growth), 3);
	list = json_array_get(growth, 1);
	assert_string_equal(json_string_value(json_object_get(list, "model")),
			    "n");
	assert_int_equal(json_array_size(json_object_get(list, "points")), 5);
	assert_int_equal(json_object_size(json_object_get(list, "fits")), 4);
	assert_null(json_object_get(json_array_get(growth, 2), "model"));
	json_decref(growth);
	brg_analysis_free(&a);
}

/* Readers under two locks: the lock is no shape of its own */
static struct brg_pair lock_params[4][2] = {
	{ { "readers", NULL, 1 }, { "lock", "rwsem", 0 } },
	{ { "readers", NULL, 2 }, { "lock", "rwsem", 0 } },
	{ { "readers", NULL, 1 }, { "lock", "mutex", 0 } },
	{ { "readers", NULL, 2 }, { "lock", "mutex", 0 } },
};
static struct brg_pair lock_metrics[4][2] = {
	{ { "walk", NULL, 1e9 }, { "reads_count", NULL, 1000 } },
	{ { "walk", NULL, 1e9 }, { "reads_count", NULL, 2000 } },
	{ { "walk", NULL, 1e9 }, { "reads_count", NULL, 1000 } },
	{ { "walk", NULL, 2e9 }, { "reads_count", NULL, 2000 } },
};
static const struct brg_run_cell lock_cells[4] = {
	{ "l0", "memory-lock", "barrage", "page", lock_params[0], 2 },
	{ "l1", "memory-lock", "barrage", "page", lock_params[1], 2 },
	{ "l2", "memory-lock", "barrage", "page", lock_params[2], 2 },
	{ "l3", "memory-lock", "barrage", "page", lock_params[3], 2 },
};

static void fill_lock_run(struct brg_run *run, struct brg_record t[4])
{
	*run = (struct brg_run){ .path = (char *)"r", .id = "id",
		.created = "2026", .release = "7.3.4",
		.evidence = BRG_EVIDENCE_TCG, .unit = BRG_UNIT_TSC,
		.tsc_hz = 1e9, .cells = (struct brg_run_cell *)lock_cells,
		.nr_cells = 4, .records = t, .nr_records = 4, .nr_ok = 4 };
	for (size_t i = 0; i < 4; i++)
		t[i] = (struct brg_record){ .cell = i,
			.job = i % 2 ? "two-at-once" : "one",
			.metrics = lock_metrics[i], .nr_metrics = 2 };
}

static void shapes_are_named_as_sections_where_each_is_one(void **state)
{
	struct brg_record t[4];
	struct brg_analysis a;
	struct brg_run run;
	char text[BRG_TEXT];

	(void)state;
	fill_lock_run(&run, t);
	assert_int_equal(brg_analyse(&run, 1, .95, .02, &a), 0);
	assert_string_equal(brg_shape_text(text, &a, &a.shapes[1], true, true),
			    "two-at-once");
	brg_analysis_free(&a);
	t[1].job = t[3].job = "one";	/* two shapes of one section */
	assert_int_equal(brg_analyse(&run, 1, .95, .02, &a), 0);
	assert_string_equal(brg_shape_text(text, &a, &a.shapes[1], true, true),
			    "2 readers");
	brg_analysis_free(&a);
}

static void locks_are_rows_of_one_shape_and_curves_of_one_panel(void **state)
{
	struct brg_record t[4];
	struct brg_analysis a;
	struct brg_run run;
	const struct brg_row *mutex;
	struct brg_panel p;

	(void)state;
	fill_lock_run(&run, t);
	assert_int_equal(brg_analyse(&run, 1, .95, .02, &a), 0);
	assert_int_equal(a.nr_shapes, 2);
	mutex = brg_row_in(&a.shapes[1], 0, "barrage:page, mutex");
	assert_non_null(mutex);
	/* without upstream, its lock is the reference */
	assert_true(a.shapes[1].rows[mutex->baseline].is_reference);
	assert_true(mutex->vs[BRG_OF_WALK].ratio > 1.99);
	assert_int_equal(panels_of(&a, axis_of("memory-lock", "walk"), &p), 1);
	assert_int_equal(p.nr_curves, 2);
	assert_true(p.curve[0].point[1].median == 2000 / 2e9);
	assert_true(p.curve[1].point[1].median == 2000 / 1e9);
	assert_false(p.curve[0].has_growth);
	brg_panel_free(&p);
	brg_analysis_free(&a);
}

/* What no workload leaves would never be drawn. */
static void axes_are_of_workloads_and_keys_there_are(void **state)
{
	(void)state;
	for (size_t i = 0; i < brg_nr_axes; i++) {
		const struct brg_workload *workload =
			brg_workload_find(brg_axes[i].workload);

		if (!workload || !brg_key_find(workload->keys, brg_axes[i].key))
			fail_msg("%s has no key %s", brg_axes[i].workload,
				 brg_axes[i].key);
	}
}

static void bandwidth_is_bytes_by_the_median_sample(void **state)
{
	static struct brg_pair widths[] = { { "width", NULL, 4 },
					    { "width", NULL, 8 },
					    { "width", NULL, 16 } };
	static struct brg_pair bytes[] = { { "bytes_count", NULL, 256 },
					   { "bytes_count", NULL, 512 },
					   { "bytes_count", NULL, 1024 } };
	static struct brg_run_cell cell[3];
	static struct brg_record t[3];
	/* 64 accesses that take 100 each, whatever their width */
	static const uint64_t samples[3] = { 6400, 6400, 6400 };
	struct brg_run run = { .path = (char *)"r", .id = "id",
			       .release = "7.3", .created = "2026",
			       .tsc_hz = 1e9, .cells = cell, .nr_cells = 3,
			       .records = t, .nr_records = 3,
			       .samples = samples, .nr_samples = 3 };
	const struct brg_axis *axis = NULL;
	struct brg_analysis a;
	struct brg_panel p;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		cell[i] = (struct brg_run_cell){
			.id = "c", .workload = "access", .target = "sysfs",
			.variant = "", .params = &widths[i], .nr_params = 1 };
		t[i] = (struct brg_record){
			.cell = i, .metrics = &bytes[i], .nr_metrics = 1,
			.first_sample = i, .nr_samples = 1,
			.summary = { .p50 = 6400 } };
	}
	for (size_t i = 0; i < brg_nr_axes; i++)
		if (!strcmp(brg_axes[i].workload, "access") &&
		    brg_axes[i].count)
			axis = &brg_axes[i];
	assert_non_null(axis);
	assert_int_equal(brg_analyse(&run, 1, .95, .02, &a), 0);
	assert_int_equal(panels_of(&a, axis, &p), 1);
	assert_int_equal(p.curve[0].nr_points, 3);
	assert_true(p.curve[0].point[0].median == 256 / 6400.0);
	assert_true(p.curve[0].point[2].median == 1024 / 6400.0);
	assert_false(p.curve[0].has_growth);
	brg_panel_free(&p);
	brg_analysis_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sweep_is_one_panel_with_a_curve_for_each_strategy),
		cmocka_unit_test(growth_is_told_with_price_and_error),
		cmocka_unit_test(programs_get_points_and_all_fits),
		cmocka_unit_test(shapes_are_named_as_sections_where_each_is_one),
		cmocka_unit_test(axes_are_of_workloads_and_keys_there_are),
		cmocka_unit_test(bandwidth_is_bytes_by_the_median_sample),
		cmocka_unit_test(locks_are_rows_of_one_shape_and_curves_of_one_panel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
