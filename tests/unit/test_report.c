// SPDX-License-Identifier: GPL-2.0-or-later
/* test_report.c - verdicts, words for numbers, and what goes into a page. */
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

#include "reports/compare.h"
#include "reports/export.h"
#include "reports/figure.h"
#include "reports/format.h"
#include "reports/html.h"
#include "reports/style.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const double base5[] = { 100, 101, 99, 100.5, 99.5 };

static enum brg_verdict verdict_of(const double *x, size_t n, bool repeatable)
{
	struct brg_compare_how how = { .level = .95, .margin = .02,
				       .repeatable = repeatable };
	struct brg_comparison c;

	assert_int_equal(brg_compare(base5, N(base5), x, n, &how, &c), 0);
	return c.verdict;
}

static void verdicts_follow_size_spread_and_repetitions(void **state)
{
	static const double faster[] = { 50, 51, 49, 50.5, 49.5 };
	static const double slower[] = { 150, 151, 149, 150.5, 149.5 };
	static const double same[] = { 100.2, 100.8, 99.1, 100.4, 99.7 };
	static const double wide[] = { 80, 130, 99, 110, 70 };
	static const double slightly[] = { 101.2, 101.3, 101.25, 101.1, 101.4 };
	static const double few[] = { 50, 51 };

	(void)state;
	assert_int_equal(verdict_of(faster, 5, false), BRG_VERDICT_FASTER);
	assert_int_equal(verdict_of(slower, 5, false), BRG_VERDICT_SLOWER);
	assert_int_equal(verdict_of(same, 5, false), BRG_VERDICT_SAME);
	assert_int_equal(verdict_of(wide, 5, false), BRG_VERDICT_NOISE);
	/* two against five can reach 2/21 at best */
	assert_int_equal(verdict_of(few, 2, false), BRG_VERDICT_UNKNOWN);
	/* significant, yet not more than the margin apart at either end */
	assert_int_not_equal(verdict_of(slightly, 5, false),
			     BRG_VERDICT_FASTER);
}

static void a_ratio_lies_inside_its_interval(void **state)
{
	static const double x[] = { 50, 51, 49, 50.5, 49.5 };
	struct brg_compare_how how = { .level = .95, .margin = .02 };
	struct brg_comparison c;

	(void)state;
	assert_int_equal(brg_compare(base5, 5, x, 5, &how, &c), 0);
	assert_true(fabs(c.ratio - 0.5) < 0.005);
	assert_true(c.ci.low < c.ratio && c.ratio < c.ci.high);
	assert_true(c.ci.level >= 0.95);
}

static void repeatable_figures_need_no_repetition(void **state)
{
	static const double one[] = { 90 }, overlap[] = { 95, 105 };
	static const double little[] = { 98.9 }, equal[] = { 90, 90 };
	struct brg_compare_how how = { .level = .95, .margin = .02,
				       .repeatable = true };
	struct brg_comparison c;

	(void)state;
	assert_int_equal(verdict_of(one, 1, true), BRG_VERDICT_FASTER);
	assert_int_equal(verdict_of(overlap, 2, true), BRG_VERDICT_NOISE);
	/* a count below is below, however little; the margin is for time */
	assert_int_equal(verdict_of(little, 1, true), BRG_VERDICT_FASTER);
	assert_int_equal(brg_compare(one, 1, equal, 2, &how, &c), 0);
	assert_int_equal(c.verdict, BRG_VERDICT_SAME);
	assert_int_equal(brg_compare(one, 1, little, 1, &how, &c), 0);
	assert_string_equal(brg_verdict_words(&c), "more");
}

static void a_difference_below_the_resolution_is_noise(void **state)
{
	static const double base[] = { 10, 10, 10, 10, 10 };
	static const double x[] = { 12, 12, 12, 12, 12 };
	struct brg_compare_how how = { .level = .95, .margin = .02,
				       .resolution = 2 };
	struct brg_comparison c;

	(void)state;
	assert_int_equal(brg_compare(base, 5, x, 5, &how, &c), 0);
	assert_int_equal(c.verdict, BRG_VERDICT_NOISE);
	how.resolution = 1;
	assert_int_equal(brg_compare(base, 5, x, 5, &how, &c), 0);
	assert_int_equal(c.verdict, BRG_VERDICT_SLOWER);
}

static void nothing_or_zero_has_no_ratio(void **state)
{
	static const double zero[] = { 0, 1, 1, 1, 1 };
	struct brg_compare_how how = { .level = .95, .margin = .02 };
	struct brg_comparison c;

	(void)state;
	assert_int_equal(brg_compare(base5, 5, zero, 5, &how, &c), -EINVAL);
	assert_int_equal(brg_compare(base5, 5, zero, 0, &how, &c), -EINVAL);
}

static void numbers_have_three_digits_and_commas(void **state)
{
	static const struct {
		double value;
		const char *text;
	} t[] = {
		{ 0, "0" }, { 0.0245, "0.0245" }, { 0.9996, "1.00" },
		{ 6.0249, "6.02" }, { 9.996, "10.0" }, { 45.67, "45.7" },
		{ 99.96, "100" }, { 456.7, "457" }, { 999.6, "1,000" },
		{ 2772.4, "2,772" }, { 1234567, "1,234,567" },
	};
	char buf[BRG_TEXT];

	(void)state;
	for (size_t i = 0; i < N(t); i++)
		assert_string_equal(brg_number(buf, t[i].value), t[i].text);
}

static void bytes_and_ratios_read_as_people_write_them(void **state)
{
	char buf[BRG_TEXT];

	(void)state;
	assert_string_equal(brg_bytes(buf, 17), "17 B");
	assert_string_equal(brg_bytes(buf, 4096), "4 KiB");
	assert_string_equal(brg_bytes(buf, 268435456), "256 MiB");
	assert_string_equal(brg_bytes(buf, 1.5 * 1073741824), "1.5 GiB");
	assert_string_equal(brg_ratio(buf, 0.974), "0.974");
	assert_string_equal(brg_ratio(buf, 0.0040), "0.0040");
	assert_string_equal(brg_ratio(buf, 1.512), "1.51");
	assert_string_equal(brg_ratio(buf, 165.4), "165");
}

static void instructions_never_become_time(void **state)
{
	struct brg_run counted = { .unit = BRG_UNIT_INSTRUCTIONS };
	struct brg_run timed = { .unit = BRG_UNIT_TSC, .tsc_hz = 2e9 };
	struct brg_scale s;

	(void)state;
	s = brg_scale_for(&counted, 5e9);
	assert_string_equal(s.unit, "instructions");
	assert_true(s.factor == 1);
	s = brg_scale_for(&timed, 12000);
	assert_string_equal(s.unit, "µs");
	assert_true(fabs(12000 * s.factor - 6) < 1e-9);
}

static char *written(void (*write)(FILE *f, const void *what), const void *what)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(f);
	write(f, what);
	assert_int_equal(fclose(f), 0);
	return text;
}

static void write_escaped(FILE *f, const void *text)
{
	brg_html(f, text);
}

static void markup_in_names_stays_text(void **state)
{
	char *text = written(write_escaped, "<script>\"&'");

	(void)state;
	assert_string_equal(text, "&lt;script&gt;&quot;&amp;&#39;");
	free(text);
}

static void write_svg(FILE *f, const void *svg)
{
	brg_svg_rewrite(f, svg, "a1", "x < y");
}

/* Two drawings in one page must share neither ids nor fixed colours */
static void drawings_get_own_ids_and_page_colours(void **state)
{
	static const char svg[] =
		"<?xml version=\"1.0\"?>\n<svg\n viewBox=\"0 0 1 2\"\n>"
		"<title>t</title><desc>Produced by</desc>"
		"<path id='gpPt0' stroke='rgb(  0, 114, 178)'/>"
		"<use xlink:href='#gpPt0' color='white'/>"
		"<g id=\"gnuplot_plot_1\" fill=\"rgb(1,2,3)\" color=\"black\"/></svg>";
	char *text = written(write_svg, svg);

	(void)state;
	assert_null(strstr(text, "<?xml"));
	assert_null(strstr(text, "Produced by"));
	assert_non_null(strstr(text, "viewBox=\"0 0 1 2\""));
	assert_non_null(strstr(text, "x &lt; y</title>"));
	assert_non_null(strstr(text, "id='a1-gpPt0' stroke='var(--page)'"));
	assert_non_null(strstr(text, "href='#a1-gpPt0' color='var(--paper)'"));
	assert_non_null(strstr(text, "id=\"a1-gnuplot_plot_1\" fill=\"rgb(1,2,3)\" color=\"var(--ink)\""));
	free(text);
}

static void every_colour_is_used_once(void **state)
{
	static const char *const labels[] = {
		"vfio-pci (group)", "vfio-pci (cdev)", "barrage:page",
		"barrage:huge", "barrage:eager", "barrage:vma-list",
		"barrage:whole", "barrage:transition", "barrage:around",
		"barrage:adaptive", "barrage:page-vmalock",
		"barrage:dmabuf", "sysfs resourceN", "harness floor",
		"something else",
	};

	(void)state;
	for (size_t i = 0; i < N(labels); i++) {
		const struct brg_style *s = brg_style_of(labels[i]);

		assert_ptr_equal(brg_style_by_colour(s->light), s);
		for (size_t j = 0; j < i; j++)
			assert_ptr_not_equal(brg_style_of(labels[j]), s);
	}
}

/* A run in memory: upstream, page and a skipped target, in one shape */
static struct brg_pair params[] = { { .key = "phase", .text = "first" },
				    { .key = "size", .number = 8192 } };
static struct brg_run_cell cells[] = {
	{ "c0", "fault", "barrage", "page", params, 2 },
	{ "c1", "fault", "vfio-group", "", params, 2 },
	{ "c2", "fault", "sysfs", "", params, 2 },
};
static struct brg_pair walk_of[8] = {
	{ "walk", NULL, 50 }, { "walk", NULL, 51 }, { "walk", NULL, 52 },
	{ "walk", NULL, 53 }, { "walk", NULL, 100 }, { "walk", NULL, 101 },
	{ "walk", NULL, 102 }, { "walk", NULL, 103 } };

static void fill_run(struct brg_run *run, struct brg_record records[9])
{
	for (unsigned int i = 0; i < 8; i++)
		records[i] = (struct brg_record){
			.cell = i / 4, .rep = i % 4, .metrics = &walk_of[i],
			.nr_metrics = 1 };
	records[8] = (struct brg_record){ .cell = 2,
		.status = BRG_RECORD_SKIPPED, .reason = "in use, \"really\"" };
	*run = (struct brg_run){ .path = (char *)"r", .id = "id",
		.created = "2026", .finished = "2026", .release = "7.3.4",
		.evidence = BRG_EVIDENCE_TCG, .unit = BRG_UNIT_TSC,
		.tsc_hz = 1e9, .cells = cells, .nr_cells = 3,
		.records = records, .nr_records = 9, .nr_ok = 8 };
}

static void rows_are_held_against_upstream_of_the_same_run(void **state)
{
	struct brg_record records[9];
	struct brg_analysis a;
	struct brg_run run;
	const struct brg_row *row;

	(void)state;
	fill_run(&run, records);
	assert_int_equal(brg_analyse(&run, 1, .95, .02, &a), 0);
	assert_int_equal(a.nr_shapes, 1);
	assert_string_equal(a.shapes[0].rows[0].label, "vfio-pci (group)");
	row = brg_row_in(&a.shapes[0], 0, "barrage:page");
	assert_non_null(row);
	assert_true(row->of[BRG_OF_PAGE].median == 51.5 / 2);
	assert_int_equal(row->baseline, 0);
	assert_int_equal(row->vs[BRG_OF_PAGE].verdict, BRG_VERDICT_FASTER);
	assert_true(fabs(row->vs[BRG_OF_PAGE].ratio - 0.507) < 0.003);
	assert_int_equal(brg_row_in(&a.shapes[0], 0, "sysfs resourceN")
				 ->nr_skipped, 1);
	brg_analysis_free(&a);
}

static void write_csv(FILE *f, const void *a)
{
	brg_export_csv(f, a);
}

static void exports_carry_verdicts_and_quote_reasons(void **state)
{
	struct brg_record records[9];
	struct brg_analysis a;
	struct brg_run run;
	json_t *o;
	char *csv;

	(void)state;
	fill_run(&run, records);
	assert_int_equal(brg_analyse(&run, 1, .95, .02, &a), 0);
	csv = written(write_csv, &a);
	assert_non_null(strstr(csv, ",faster,"));
	assert_non_null(strstr(csv, ",\"in use, \"\"really\"\"\"\r\n"));
	free(csv);
	o = brg_export_json(&a);
	assert_string_equal(json_string_value(json_object_get(o, "format")),
			    "barrage-analysis");
	assert_int_equal(json_array_size(json_object_get(o, "shapes")), 1);
	json_decref(o);
	brg_analysis_free(&a);
}

static void write_page(FILE *f, const void *page)
{
	brg_page_write(f, page);
}

static void a_page_names_evidence_kernel_and_what_is_missing(void **state)
{
	struct brg_record records[9];
	struct brg_analysis a;
	struct brg_page page = { .a = &a, .title = "A <title>" };
	struct brg_run run;
	char *html;

	(void)state;
	fill_run(&run, records);
	assert_int_equal(brg_analyse(&run, 1, .95, .02, &a), 0);
	html = written(write_page, &page);
	assert_non_null(strstr(html, "<h1>A &lt;title&gt;</h1>"));
	assert_non_null(strstr(html, "functional only, ratios within one run"));
	assert_non_null(strstr(html, "of Linux 7.3.4"));
	assert_non_null(strstr(html, "in use, &quot;really&quot;"));
	assert_null(strstr(html, "http:"));
	assert_null(strstr(html, "https:"));
	assert_null(strstr(html, "<script"));
	free(html);
	brg_analysis_free(&a);
}

static void a_parameter_does_not_change_the_colour(void **state)
{
	(void)state;
	assert_ptr_equal(brg_style_of("barrage:around/64"),
			 brg_style_of("barrage:around"));
	assert_ptr_not_equal(brg_style_of("barrage:page-vmalock"),
			     brg_style_of("barrage:page"));
	assert_string_equal(brg_style_of("barrage:pag")->name, "other");
}

/* A run of a workload that records samples and times, and no walk */
static struct brg_pair toggle_params[] = { { .key = "populated",
					     .number = 2097152 } };
static struct brg_run_cell toggle_cells[] = {
	{ "c0", "toggle", "barrage", "page", toggle_params, 1 },
	{ "c1", "toggle", "vfio-group", "", toggle_params, 1 },
};
static struct brg_pair off_of[2] = { { "off", NULL, 4321 },
				     { "off", NULL, 8765 } };
static const uint64_t toggle_samples[] = { 4500, 4500, 9000, 9000 };

static void fill_toggle_run(struct brg_run *run, struct brg_record t[2])
{
	for (unsigned int i = 0; i < 2; i++)
		t[i] = (struct brg_record){ .cell = i, .metrics = &off_of[i],
			.nr_metrics = 1, .first_sample = 2 * i, .nr_samples = 2,
			.summary = { .p50 = i ? 9000 : 4500,
				     .p99 = i ? 9000 : 4500 } };
	*run = (struct brg_run){ .path = (char *)"r", .id = "id",
		.created = "2026", .finished = "2026", .release = "7.3.4",
		.evidence = BRG_EVIDENCE_INSTRUCTIONS,
		.unit = BRG_UNIT_INSTRUCTIONS, .cells = toggle_cells,
		.nr_cells = 2, .records = t, .nr_records = 2, .nr_ok = 2,
		.samples = toggle_samples, .nr_samples = 4 };
}

static void without_a_walk_samples_are_told_and_judged(void **state)
{
	struct brg_record records[2];
	struct brg_analysis a;
	struct brg_page page = { .a = &a };
	struct brg_run run;
	char *html, *csv;

	(void)state;
	fill_toggle_run(&run, records);
	assert_int_equal(brg_analyse(&run, 1, .95, .02, &a), 0);
	html = written(write_page, &page);
	assert_non_null(strstr(html, "<h3>Workload toggle</h3>"));
	assert_non_null(strstr(html, "everywhere: populated 2 MiB."));
	assert_non_null(strstr(html, "<b>9,000 instructions</b> (p50"));
	assert_non_null(strstr(html, "<b>0.50×</b>"));
	assert_non_null(strstr(html, ">off<small>instructions"));
	assert_non_null(strstr(html, ">4,321<"));
	assert_null(strstr(html, "no record"));
	csv = written(write_csv, &a);
	assert_non_null(strstr(csv, ",vfio-pci (group),0.5,"));
	free(csv);
	free(html);
	brg_analysis_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_follow_size_spread_and_repetitions),
		cmocka_unit_test(a_ratio_lies_inside_its_interval),
		cmocka_unit_test(repeatable_figures_need_no_repetition),
		cmocka_unit_test(a_difference_below_the_resolution_is_noise),
		cmocka_unit_test(nothing_or_zero_has_no_ratio),
		cmocka_unit_test(numbers_have_three_digits_and_commas),
		cmocka_unit_test(bytes_and_ratios_read_as_people_write_them),
		cmocka_unit_test(instructions_never_become_time),
		cmocka_unit_test(markup_in_names_stays_text),
		cmocka_unit_test(drawings_get_own_ids_and_page_colours),
		cmocka_unit_test(every_colour_is_used_once),
		cmocka_unit_test(a_parameter_does_not_change_the_colour),
		cmocka_unit_test(rows_are_held_against_upstream_of_the_same_run),
		cmocka_unit_test(exports_carry_verdicts_and_quote_reasons),
		cmocka_unit_test(a_page_names_evidence_kernel_and_what_is_missing),
		cmocka_unit_test(without_a_walk_samples_are_told_and_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
