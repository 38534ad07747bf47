// SPDX-License-Identifier: GPL-2.0-or-later
/* fig_latency.c - latency by percentile, one line a strategy. */
#include <math.h>
#include <string.h>

#include "reports/figure.h"

#define MAX_LINES 14

/* Upstream and the others of this run, then the harness floor */
static size_t lines_of(const struct brg_figure *fig,
		       const struct brg_row *lines[MAX_LINES])
{
	const struct brg_floor *floor = &fig->a->floors[fig->run];
	size_t n = 0;

	for (size_t i = 0; i < fig->shape->nr_rows && n < MAX_LINES - 1; i++) {
		const struct brg_row *row = &fig->shape->rows[i];

		if (row->run == fig->run && row->nr_curve > 1)
			lines[n++] = row;
	}
	if (n && !brg_shape_sampled(fig->shape) && floor->known &&
	    floor->row->nr_curve > 1)
		lines[n++] = floor->row;
	return n;
}

/* A sample of 0 is a touch too short for the clock. The logarithmic axis has
 * no place for it, so it is drawn at the smallest value above 0. */
static void range_of(const struct brg_row *const *lines, size_t n,
		     double *least, double *most)
{
	*least = INFINITY;
	*most = 0;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < lines[i]->nr_curve; k++) {
			double v = lines[i]->curve[k];

			if (v > 0)
				*least = fmin(*least, v);
			*most = fmax(*most, v);
		}
	}
	if (*most <= 0)
		*least = *most = 1;
}

static void write_script(FILE *f, const struct brg_figure *fig)
{
	const struct brg_run *run = &fig->a->runs[fig->run];
	double factor = brg_scale_plain(run).factor, least, most;
	const struct brg_row *lines[MAX_LINES];
	size_t n = lines_of(fig, lines), longest = 0;
	bool sampled = brg_shape_sampled(fig->shape);

	fprintf(f, "ONE = \"%s\"\nMANY = \"%s\"\n",
		sampled ? "one sample" : "one touch",
		sampled ? "samples" : "touches");
	range_of(lines, n, &least, &most);
	brg_script_styles(f, lines, NULL, n);
	fputs("$data << EOD\n", f);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < lines[i]->nr_curve; k++)
			fprintf(f, "%.6g %.6g\n", BRG_CURVE_NINES * (double)k /
				(BRG_CURVE_POINTS - 1),
				fmax(lines[i]->curve[k], least) * factor);
		if (lines[i]->nr_curve > longest)
			longest = lines[i]->nr_curve;
		fputs("\n\n", f);
	}
	fprintf(f, "EOD\nNINES = %.6g\n", BRG_CURVE_NINES *
		(double)(longest - 1) / (BRG_CURVE_POINTS - 1));
	brg_script_axis(f, 'y', least * factor, most * factor, run);
}

static void describe_samples(struct brg_figure *fig, const char *text)
{
	snprintf(fig->title, sizeof(fig->title), "Workload %.40s: %.180s",
		 fig->shape->workload, text[0] ? text : "one sample");
	snprintf(fig->what, sizeof(fig->what),
		 "How many samples stay below which value, all repetitions together; further right is rarer, lower is better. Lines of equal cost lie on each other.");
}

bool brg_figure_latency(const struct brg_analysis *a,
			const struct brg_shape *shape, size_t run,
			struct brg_figure *fig)
{
	const struct brg_row *lines[MAX_LINES];
	char text[BRG_TEXT];
	size_t n;

	*fig = (struct brg_figure){ .a = a, .shape = shape, .run = run,
				    .script = write_script,
				    .layout = brg_gp_latency };
	n = lines_of(fig, lines);
	if (!n || lines[0] == a->floors[run].row)
		return false;
	fig->lines = n;
	fig->reps = lines[0]->of[BRG_OF_P50].n;
	for (size_t i = 0; i < n; i++) {
		fig->reps = lines[i]->of[BRG_OF_P50].n < fig->reps ? lines[i]->of[BRG_OF_P50].n :
							  fig->reps;
		fig->samples = lines[i]->nr_samples > fig->samples ?
			       lines[i]->nr_samples : fig->samples;
	}
	brg_shape_text(text, a, shape, true, true);
	if (brg_shape_sampled(shape)) {
		describe_samples(fig, text);
		return true;
	}
	snprintf(fig->title, sizeof(fig->title), "Latency of one touch: %.180s",
		 text[0] ? text : "all strategies");
	snprintf(fig->what, sizeof(fig->what),
		 "How many touches stay below which latency, all repetitions together; further right is rarer, lower is better. Lines of equal cost lie on each other. %s",
		 a->floors[run].known ?
		 "The dotted line is the harness alone: nothing below it can be seen." :
		 "No null workload in this run, so the harness floor is not known.");
	return true;
}
