// SPDX-License-Identifier: GPL-2.0-or-later
/* summary.c - the main results as sentences. */
#include <string.h>

#include "reports/html.h"

#define MAX_POINTS 6

const char *brg_run_title(char *buf, const struct brg_analysis *a, size_t run)
{
	bool repeats = false;

	for (size_t i = 0; i < a->nr_runs; i++)
		repeats |= i != run &&
			   !strcmp(a->runs[i].release, a->runs[run].release);
	if (repeats)
		snprintf(buf, BRG_TEXT, "Linux %.100s, run %zu",
			 a->runs[run].release, run + 1);
	else
		snprintf(buf, BRG_TEXT, "Linux %.100s", a->runs[run].release);
	return buf;
}

bool brg_shape_is_key(const struct brg_analysis *a,
		      const struct brg_shape *shape)
{
	return strcmp(shape->workload, "null") && !shape->timed &&
	       !brg_shape_sampled(shape) && brg_shape_represents(a, shape);
}

static bool seen_before(const struct brg_analysis *a, size_t shape, size_t row)
{
	const char *label = a->shapes[shape].rows[row].label;

	for (size_t i = 0; i <= shape; i++)
		for (size_t j = 0; j < a->shapes[i].nr_rows; j++) {
			const struct brg_row *r = &a->shapes[i].rows[j];

			if (i == shape && j == row)
				return false;
			if (!strcmp(r->label, label) &&
			    r->of[brg_row_figure(r)].n)
				return true;
		}
	return false;
}

static size_t count_strategies(const struct brg_analysis *a, size_t *shapes,
			       size_t *samples)
{
	size_t n = 0;

	*shapes = *samples = 0;
	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];
		bool is_null = !strcmp(s->workload, "null");

		*shapes += !is_null;
		for (size_t j = 0; j < s->nr_rows; j++) {
			*samples += s->rows[j].nr_samples;
			if (!is_null &&
			    s->rows[j].of[brg_row_figure(&s->rows[j])].n)
				n += !seen_before(a, i, j);
		}
	}
	return n;
}

static void list_runs(FILE *f, const struct brg_analysis *a)
{
	char text[BRG_TEXT];

	for (size_t i = 0; i < a->nr_runs; i++)
		brg_htmlf(f, "%s%s", i == 0 ? "" :
			  i + 1 == a->nr_runs ? " and " : ", ",
			  brg_run_title(text, a, i));
}

void brg_html_lede(FILE *f, const struct brg_analysis *a)
{
	size_t shapes, samples, n = count_strategies(a, &shapes, &samples);
	char number[BRG_TEXT];

	fprintf(f, "<p class=\"lede\">%zu way%s of mapping a PCI BAR into user "
		   "space, measured in %zu shape%s on ",
		n, n == 1 ? "" : "s", shapes, shapes == 1 ? "" : "s");
	list_runs(f, a);
	fprintf(f, ": %s samples, each %s by itself. ",
		brg_number(number, (double)samples),
		a->runs[0].unit == BRG_UNIT_TSC ? "timed" : "counted");
	switch (a->runs[0].evidence) {
	case BRG_EVIDENCE_NATIVE:
		fputs("The figures were measured on hardware.", f);
		break;
	case BRG_EVIDENCE_KVM:
		fputs("The machine was virtual: times include the hypervisor.", f);
		break;
	case BRG_EVIDENCE_TCG:
		fputs("The machine was emulated: read the ratios within a run, "
		      "never the times.", f);
		break;
	case BRG_EVIDENCE_INSTRUCTIONS:
		fputs("The figures are instructions executed by an emulated "
		      "machine: path length, not time.", f);
		break;
	}
	fputs("</p>\n", f);
}

/* What a shape is judged by */
static enum brg_of figure_of(const struct brg_shape *shape)
{
	for (size_t i = 0; i < shape->nr_rows; i++) {
		enum brg_of of = brg_row_figure(&shape->rows[i]);

		if (shape->rows[i].of[of].n)
			return of;
	}
	return BRG_OF_P50;
}

/* One list of rows with the same verdict: "Faster: a 0.04×, b 0.9×." */
static void point_group(FILE *f, const struct brg_shape *shape, size_t run,
			enum brg_verdict verdict, const char *class,
			const char *heading)
{
	enum brg_of of = figure_of(shape);
	char text[BRG_TEXT];
	bool any = false;

	for (size_t i = 0; i < shape->nr_rows; i++) {
		const struct brg_row *row = &shape->rows[i];
		const struct brg_comparison *c = &row->vs[of];

		if (row->run != run || !row->has_vs[of] ||
		    c->verdict != verdict)
			continue;
		if (any)
			fputs(", ", f);
		else
			fprintf(f, "<em class=\"is-%s\">%s</em> ", class, heading);
		brg_html(f, row->label);
		fprintf(f, " <b>%s×</b>", brg_ratio(text, c->ratio));
		any = true;
	}
	if (any)
		fputs(". ", f);
}

/* Who touches cheaply because mmap() has paid already? */
static void point_prepaid(FILE *f, const struct brg_shape *shape, size_t run)
{
	char text[BRG_TEXT];
	bool any = false;

	for (size_t i = 0; i < shape->nr_rows; i++) {
		const struct brg_row *row = &shape->rows[i];
		double touch = row->vs[BRG_OF_PAGE].ratio;
		double ready = row->vs[BRG_OF_READY].ratio;

		if (row->run != run || !row->has_vs[BRG_OF_READY] ||
		    ready < 2 * touch)
			continue;
		fputs(any ? ", " : "With the cost of mmap() counted:", f);
		brg_htmlf(f, " %s", row->label);
		fprintf(f, " %s×", brg_ratio(text, ready));
		any = true;
	}
	if (any)
		fputs(".", f);
}

static const struct brg_row *baseline_of(const struct brg_shape *shape,
					 size_t run)
{
	for (size_t i = 0; i < shape->nr_rows; i++)
		if (shape->rows[i].run == run && shape->rows[i].baseline >= 0)
			return &shape->rows[shape->rows[i].baseline];
	return NULL;
}

static void point(FILE *f, const struct brg_analysis *a,
		  const struct brg_shape *shape, size_t run,
		  const struct brg_row *base)
{
	static const struct {
		enum brg_verdict verdict;
		const char *class, *time, *count;
	} groups[] = {
		{ BRG_VERDICT_FASTER, "faster", "Faster:", "Fewer:" },
		{ BRG_VERDICT_SLOWER, "slower", "Slower:", "More:" },
		{ BRG_VERDICT_SAME, "same", "No difference:", "No difference:" },
		{ BRG_VERDICT_NOISE, "noise", "Inside the noise:",
		  "Ranges overlap:" },
		{ BRG_VERDICT_UNKNOWN, "unknown", "Too few repetitions to tell:",
		  "Too few repetitions to tell:" },
	};
	enum brg_of of = figure_of(shape);
	struct brg_scale scale;
	char text[BRG_TEXT];

	fputs("<li><span class=\"what\">", f);
	if (a->nr_runs > 1)
		brg_htmlf(f, "%s: ", brg_run_title(text, a, run));
	brg_shape_heading(text, a, shape);
	if (a->nr_runs == 1)
		brg_capital(text);
	brg_html(f, text);
	fputs("</span> ", f);
	scale = brg_scale_for(&a->runs[run], base->of[of].median);
	brg_htmlf(f, base->is_upstream ? "Upstream %s of Linux %s: " :
					 "Reference %s on Linux %s: ",
		  base->label, a->runs[run].release);
	fprintf(f, "<b>%s %s</b> %s. ",
		brg_number(text, base->of[of].median * scale.factor),
		scale.unit,
		of == BRG_OF_PAGE ? "per 4 KiB page" :
		of == BRG_OF_WALK ? "in all" : "(p50 of its samples)");
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		point_group(f, shape, run, groups[i].verdict, groups[i].class,
			    a->runs[run].unit == BRG_UNIT_INSTRUCTIONS ?
			    groups[i].count : groups[i].time);
	point_prepaid(f, shape, run);
	fputs("</li>\n", f);
}

/* Once for all of them: without a reference there is no verdict to tell. */
static void no_reference(FILE *f, size_t alone, size_t others)
{
	fputs("<li><span class=\"what\">", f);
	if (others)
		fprintf(f, "%zu more without a reference", alone);
	else
		fputs("No reference", f);
	fputs("</span> Neither upstream vfio-pci nor its lock was measured, so "
	      "figures have no verdicts. The tables below hold strategies "
	      "against each other.</li>\n", f);
}

void brg_html_points(FILE *f, const struct brg_analysis *a)
{
	size_t n = 0, left = 0, alone = 0;

	fputs("<ul class=\"points\">\n", f);
	brg_html_changes(f, a);
	brg_html_standing(f, a);
	for (size_t i = 0; i < a->nr_shapes; i++) {
		if (!brg_shape_is_key(a, &a->shapes[i]) &&
		    (a->shapes[i].timed ||
		     !brg_shape_sampled(&a->shapes[i]) ||
		     !brg_shape_represents(a, &a->shapes[i])))
			continue;
		for (size_t run = 0; run < a->nr_runs; run++) {
			const struct brg_row *base =
				baseline_of(&a->shapes[i], run);

			if (!brg_shape_measured(&a->shapes[i], run))
				continue;
			alone += !base;
			if (base && n < MAX_POINTS)
				point(f, a, &a->shapes[i], run, base);
			left += base && n++ >= MAX_POINTS;
		}
	}
	if (alone)
		no_reference(f, alone, n);
	fputs("</ul>\n", f);
	if (left)
		fprintf(f, "<p class=\"note\">%zu more in the table below.</p>\n",
			left);
}
