// SPDX-License-Identifier: GPL-2.0-or-later
/* fig_walk.c - time of a walk against the size of the mapping. */
#include <math.h>
#include <string.h>

#include "reports/figure.h"

#define MAX_LINES 14
#define MAX_SIZES 64

/* Rows of the largest shape; smaller shapes are found by their label */
static size_t lines_of(const struct brg_figure *fig,
		       const struct brg_row *lines[MAX_LINES])
{
	size_t n = 0;

	for (size_t i = 0; i < fig->shape->nr_rows && n < MAX_LINES; i++) {
		const struct brg_row *row = &fig->shape->rows[i];

		if (row->run == fig->run && row->of[BRG_OF_WALK].n)
			lines[n++] = row;
	}
	return n;
}

static void write_line(FILE *f, const struct brg_figure *fig,
		       const struct brg_row *line, double *min, double *max)
{
	double factor = brg_scale_plain(&fig->a->runs[fig->run]).factor;

	for (size_t i = 0; i < fig->a->nr_shapes; i++) {
		const struct brg_shape *s = &fig->a->shapes[i];
		const struct brg_row *row;

		if (s->family != fig->shape->family)
			continue;
		row = brg_row_in(s, fig->run, line->label);
		if (!row || !row->of[BRG_OF_WALK].n)
			continue;
		fprintf(f, "%.0f %.6g %.6g %.6g\n", s->size_bytes,
			row->of[BRG_OF_WALK].median * factor, row->of[BRG_OF_WALK].min * factor,
			row->of[BRG_OF_WALK].max * factor);
		*min = fmin(*min, row->of[BRG_OF_WALK].min * factor);
		*max = fmax(*max, row->of[BRG_OF_WALK].max * factor);
	}
	fputs("\n\n", f);
}

/* Sizes of the family, ascending; shapes are sorted so */
static size_t sizes_of(const struct brg_figure *fig, double sizes[MAX_SIZES])
{
	size_t n = 0;

	for (size_t i = 0; i < fig->a->nr_shapes && n < MAX_SIZES; i++)
		if (fig->a->shapes[i].family == fig->shape->family &&
		    fig->a->shapes[i].size_bytes > 0)
			sizes[n++] = fig->a->shapes[i].size_bytes;
	return n;
}

/* A label for each size measured, or each second, ... when there are many */
static void write_sizes(FILE *f, const struct brg_figure *fig)
{
	double sizes[MAX_SIZES], closest = INFINITY;
	size_t n = sizes_of(fig, sizes), step = (n + 6) / 7;
	char text[BRG_TEXT];

	fprintf(f, "set xrange [%.6g:%.6g]\nset xtics (", sizes[0] / 1.6,
		sizes[n - 1] * 1.6);
	for (size_t i = 0; i < n; i++) {
		if ((n - 1 - i) % step == 0)
			fprintf(f, "\"%s\" %.0f, ", brg_bytes(text, sizes[i]),
				sizes[i]);
		if (i)
			closest = fmin(closest, sizes[i] / sizes[i - 1]);
	}
	fprintf(f, "\"\" %.0f 1)\nSTEP = %.6g\n", sizes[0], closest);
}

static void write_script(FILE *f, const struct brg_figure *fig)
{
	const struct brg_row *lines[MAX_LINES];
	size_t n = lines_of(fig, lines);
	double min = INFINITY, max = 0;

	brg_script_styles(f, lines, n);
	fputs("$data << EOD\n", f);
	for (size_t i = 0; i < n; i++)
		write_line(f, fig, lines[i], &min, &max);
	fputs("EOD\n", f);
	brg_script_axis(f, 'y', min, max, &fig->a->runs[fig->run]);
	write_sizes(f, fig);
}

bool brg_figure_walk(const struct brg_analysis *a,
		     const struct brg_shape *shape, size_t run,
		     struct brg_figure *fig)
{
	const struct brg_row *lines[MAX_LINES];
	char text[BRG_TEXT];
	double sizes[MAX_SIZES];
	size_t n;

	*fig = (struct brg_figure){ .a = a, .shape = shape, .run = run,
				    .script = write_script,
				    .layout = brg_gp_walk };
	n = lines_of(fig, lines);
	if (!n || sizes_of(fig, sizes) < 2)
		return false;
	fig->lines = n;
	fig->reps = lines[0]->of[BRG_OF_WALK].n;
	for (size_t i = 0; i < n; i++) {
		if (lines[i]->of[BRG_OF_WALK].n < fig->reps)
			fig->reps = lines[i]->of[BRG_OF_WALK].n;
		if (lines[i]->nr_samples > fig->samples)
			fig->samples = lines[i]->nr_samples;
	}
	brg_shape_text(text, a, shape, true, false);
	snprintf(fig->title, sizeof(fig->title),
		 "Walk over the whole mapping: %.180s",
		 text[0] ? text : "by size");
	snprintf(fig->what, sizeof(fig->what),
		 "Time to touch the whole mapping against its size: median, with bars from the fastest to the slowest repetition (often smaller than the marker). Lower is better; parallel lines have a constant ratio. Markers of one size are set side by side to be seen.");
	return true;
}
