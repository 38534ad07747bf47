// SPDX-License-Identifier: GPL-2.0-or-later
/* fig_growth.c - a cost against a parameter, with the growth fitted to it. */
#include <math.h>
#include <string.h>

#include "reports/curves.h"
#include "reports/figure.h"

#define LINE_POINTS 48
#define MAX_X 64

static double factor_of(const struct brg_panel *p, const struct brg_run *run)
{
	if (!p->axis->count)
		return brg_scale_plain(run).factor;
	return run->unit == BRG_UNIT_TSC ? run->tsc_hz : 1e6;
}

static void write_points(FILE *f, const struct brg_panel *p, double factor,
			 double *min, double *max)
{
	fputs("$data << EOD\n", f);
	for (size_t i = 0; i < p->nr_curves; i++) {
		for (size_t k = 0; k < p->curve[i].nr_points; k++) {
			const struct brg_point *at = &p->curve[i].point[k];

			fprintf(f, "%.10g %.6g %.6g %.6g\n", at->x,
				at->median * factor, at->min * factor,
				at->max * factor);
			*min = fmin(*min, at->min * factor);
			*max = fmax(*max, at->max * factor);
		}
		fputs("\n\n", f);
	}
	fputs("EOD\n", f);
}

static void write_fit(FILE *f, const struct brg_panel *p,
		      const struct brg_curve *c, double factor)
{
	const struct brg_growth *g = &c->growth;
	double low = c->point[0].x, high = c->point[c->nr_points - 1].x;

	for (int k = 0; k < LINE_POINTS; k++) {
		double x = low * pow(high / low, (double)k / (LINE_POINTS - 1));

		fprintf(f, "%.10g %.6g\n", x, factor *
			brg_growth_at(&g->fit[g->model], g->model,
				      x / p->n_unit));
	}
}

static void write_lines(FILE *f, const struct brg_panel *p, double factor)
{
	fputs("$line << EOD\n", f);
	for (size_t i = 0; i < p->nr_curves; i++) {
		const struct brg_curve *c = &p->curve[i];

		if (c->has_growth && c->growth.known)
			write_fit(f, p, c, factor);
		else
			for (size_t k = 0; k < c->nr_points; k++)
				fprintf(f, "%.10g %.6g\n", c->point[k].x,
					c->point[k].median * factor);
		fputs("\n\n", f);
	}
	fputs("EOD\n", f);
}

/* Every x that any curve has, ascending */
static size_t all_x(const struct brg_panel *p, double x[MAX_X])
{
	size_t n = 0;

	for (size_t i = 0; i < p->nr_curves; i++)
		for (size_t k = 0; k < p->curve[i].nr_points; k++) {
			double v = p->curve[i].point[k].x;
			size_t at = 0;

			while (at < n && x[at] < v)
				at++;
			if ((at < n && x[at] == v) || n == MAX_X)
				continue;
			memmove(x + at + 1, x + at, (n - at) * sizeof(*x));
			x[at] = v;
			n++;
		}
	return n;
}

/* A label for each x measured, or each second, ... when there are many */
static void write_x_axis(FILE *f, const struct brg_panel *p)
{
	double x[MAX_X] = { 1 }, closest = INFINITY;
	size_t n = all_x(p, x), step = (n + 6) / 7;
	char text[BRG_TEXT];

	fprintf(f, "set xrange [%.6g:%.6g]\nset xtics (", x[0] / 1.6,
		x[n - 1] * 1.6);
	for (size_t i = 0; i < n; i++) {
		if ((n - 1 - i) % step == 0)
			fprintf(f, "\"%s\" %.10g, ",
				brg_panel_key_is_bytes(p->axis) ?
					brg_bytes(text, x[i]) :
					brg_count(text, x[i]), x[i]);
		if (i)
			closest = fmin(closest, x[i] / x[i - 1]);
	}
	fprintf(f, "\"\" %.10g 1)\nSTEP = %.6g\n", x[0],
		n > 1 ? closest : 2.0);
}

/* A rate of a run that counts instructions is of a million of them */
static const char *rate_unit(const struct brg_run *run)
{
	return run->unit == BRG_UNIT_TSC ? " a second" :
					   " in a million instructions";
}

static void write_script(FILE *f, const struct brg_figure *fig)
{
	const struct brg_run *run = &fig->a->runs[fig->run];
	const struct brg_row *rows[BRG_MAX_CURVES];
	const char *labels[BRG_MAX_CURVES];
	double min = INFINITY, max = 0, factor;
	struct brg_panel p;

	if (brg_panel_make(fig->a, &brg_axes[fig->part], fig->shape, fig->run,
			   &p))
		return;		/* out of memory: gnuplot then says why */
	factor = factor_of(&p, run);
	for (size_t i = 0; i < p.nr_curves; i++) {
		rows[i] = p.curve[i].row;
		labels[i] = p.curve[i].label;
	}
	fprintf(f, "XWORDS = \"%s\"\nYWORDS = \"%s%s\"\n", p.axis->x,
		p.axis->y, p.axis->count ? rate_unit(run) : "");
	brg_script_styles(f, rows, labels, p.nr_curves);
	write_points(f, &p, factor, &min, &max);
	write_lines(f, &p, factor);
	brg_script_axis(f, 'y', min, max, p.axis->count ? NULL : run);
	write_x_axis(f, &p);
	brg_panel_free(&p);
}

static bool any_fit(const struct brg_panel *p)
{
	for (size_t i = 0; i < p->nr_curves; i++)
		if (p->curve[i].has_growth && p->curve[i].growth.known)
			return true;
	return false;
}

bool brg_figure_growth(const struct brg_analysis *a,
		       const struct brg_shape *shape, size_t run,
		       struct brg_figure *fig)
{
	const struct brg_axis *axis;
	struct brg_panel p;

	*fig = (struct brg_figure){ .a = a, .shape = shape, .run = run,
				    .part = fig->part, .script = write_script,
				    .layout = brg_gp_growth };
	if (fig->part >= brg_nr_axes)
		return false;
	axis = &brg_axes[fig->part];
	if (brg_panel_make(a, axis, shape, run, &p))
		return false;
	fig->lines = p.nr_curves;
	fig->reps = SIZE_MAX;
	for (size_t i = 0; i < p.nr_curves; i++) {
		size_t reps = p.curve[i].nr / p.curve[i].nr_points;

		fig->reps = reps < fig->reps ? reps : fig->reps;
		if (p.curve[i].row->nr_samples > fig->samples)
			fig->samples = p.curve[i].row->nr_samples;
	}
	brg_panel_title(fig->title, a, &p);
	snprintf(fig->what, sizeof(fig->what),
		 "%s Markers: median, with bars from the least to the most of all repetitions (often smaller than the marker), set side by side to be seen. Lines: %s.",
		 axis->what, any_fit(&p) ?
		 "the fitted growth, where it could be told (see the table of growth); elsewhere they join the medians" :
		 "they join the medians");
	brg_panel_free(&p);
	return true;
}
