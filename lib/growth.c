// SPDX-License-Identifier: GPL-2.0-or-later
/* growth.c - least-squares fits of growth, and the choice among them. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_fit.h>
#include <gsl/gsl_statistics.h>

#include "lib/cleanup.h"
#include "lib/growth.h"

/* @x is scratch: g(n) of the points in use; @w their weights, 0 for unused */
struct points {
	const double *n, *y;
	double *x, *w;
	size_t nr;
};

const char *brg_growth_name(enum brg_growth_model model)
{
	static const char *const names[] = { "constant", "log n", "n",
					     "n log n" };

	return names[model];
}

static double regressor(enum brg_growth_model model, double n)
{
	switch (model) {
	case BRG_GROWTH_LOG:
		return log2(n);
	case BRG_GROWTH_LINEAR:
		return n;
	case BRG_GROWTH_NLOGN:
		return n * log2(n);
	default:
		return 0;
	}
}

double brg_growth_at(const struct brg_growth_fit *fit,
		     enum brg_growth_model model, double n)
{
	return fit->base + fit->slope * regressor(model, n);
}

static void fit_constant(const struct points *p, struct brg_growth_fit *fit)
{
	*fit = (struct brg_growth_fit){
		.base = gsl_stats_wmean(p->w, 1, p->y, 1, p->nr) };
}

/* A base below 0 is no cost: the line then goes through the origin. A slope
 * below 0 is no growth: the model is then the constant. */
static void fit_line(const struct points *p, enum brg_growth_model model,
		     struct brg_growth_fit *fit)
{
	double c0, c1, v0, v01, v1, chi2;

	for (size_t i = 0; i < p->nr; i++)
		p->x[i] = regressor(model, p->n[i]);
	gsl_fit_wlinear(p->x, 1, p->w, 1, p->y, 1, p->nr, &c0, &c1, &v0, &v01,
			&v1, &chi2);
	if (c0 < 0) {
		c0 = v0 = 0;
		gsl_fit_wmul(p->x, 1, p->w, 1, p->y, 1, p->nr, &c1, &v1,
			     &chi2);
	}
	if (!(c1 > 0)) {
		fit_constant(p, fit);
		return;
	}
	*fit = (struct brg_growth_fit){ .base = c0, .slope = c1,
					.base_error = sqrt(v0),
					.slope_error = sqrt(v1) };
}

static void fit_model(const struct points *p, enum brg_growth_model model,
		      struct brg_growth_fit *fit)
{
	if (model == BRG_GROWTH_CONSTANT)
		fit_constant(p, fit);
	else
		fit_line(p, model, fit);
}

static double relative(const struct points *p, size_t i,
		       const struct brg_growth_fit *fit,
		       enum brg_growth_model model)
{
	return (p->y[i] - brg_growth_at(fit, model, p->n[i])) / p->y[i];
}

/* Of a prediction, which may be off by any factor: ten times too much must not
 * count more than ten times too little */
static double log_ratio(const struct points *p, size_t i,
			const struct brg_growth_fit *fit,
			enum brg_growth_model model)
{
	double at = brg_growth_at(fit, model, p->n[i]);

	return log(fmax(at, 1e-9 * p->y[i]) / p->y[i]);
}

/* The library's errors hold for weights that are true variances; ours are
 * known up to a factor, which the residuals tell */
static void residuals(const struct points *p, enum brg_growth_model model,
		      struct brg_growth_fit *fit)
{
	size_t used = model == BRG_GROWTH_CONSTANT ? 1 : 2;
	double sum = 0, scale;

	for (size_t i = 0; i < p->nr; i++)
		sum += pow(relative(p, i, fit, model), 2);
	fit->error = sqrt(sum / (double)p->nr);
	scale = p->nr > used ? sqrt(sum / (double)(p->nr - used)) : 0;
	fit->base_error *= scale;
	fit->slope_error *= scale;
}

static void weigh(const struct points *p, double left_out)
{
	for (size_t i = 0; i < p->nr; i++)
		p->w[i] = p->n[i] == left_out ? 0 : 1 / (p->y[i] * p->y[i]);
}

static bool first_of_n(const struct points *p, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (p->n[j] == p->n[i])
			return false;
	return true;
}

/* Mean squared error of prediction, and the standard error of that mean */
static void cross_validate(const struct points *p, enum brg_growth_model model,
			   double *mean, double *error)
{
	double sum = 0, squares = 0, nr = 0;

	for (size_t i = 0; i < p->nr; i++) {
		struct brg_growth_fit fit;
		double one = 0, count = 0;

		if (!first_of_n(p, i))
			continue;
		weigh(p, p->n[i]);
		fit_model(p, model, &fit);
		for (size_t j = i; j < p->nr; j++) {
			if (p->n[j] != p->n[i])
				continue;
			one += pow(log_ratio(p, j, &fit, model), 2);
			count++;
		}
		sum += one / count;
		squares += pow(one / count, 2);
		nr++;
	}
	*mean = sum / nr;
	*error = sqrt(fmax(0, squares / nr - *mean * *mean) / nr);
}

static void choose(const struct points *p, double tolerance,
		   struct brg_growth *g)
{
	double mean[BRG_NR_GROWTH], error[BRG_NR_GROWTH], enough;
	int best = 0;

	for (int m = 0; m < BRG_NR_GROWTH; m++) {
		cross_validate(p, (enum brg_growth_model)m, &mean[m],
			       &error[m]);
		g->fit[m].predicted = sqrt(mean[m]);
		if (mean[m] < mean[best])
			best = m;
	}
	enough = fmax(mean[best] + fmax(error[best], mean[best]), tolerance * tolerance);
	g->model = (enum brg_growth_model)best;
	for (int m = best; m >= 0; m--)
		if (mean[m] <= enough)
			g->model = (enum brg_growth_model)m;
}

int brg_growth_fit(const double *n, const double *y, size_t nr,
		   double tolerance, struct brg_growth *out)
{
	_cleanup_free_ double *x = calloc(nr ? nr : 1, sizeof(*x));
	_cleanup_free_ double *w = calloc(nr ? nr : 1, sizeof(*w));
	struct points p = { .n = n, .y = y, .x = x, .w = w, .nr = nr };
	struct brg_growth g = { .nr_n = 0 };

	if (!x || !w)
		return -ENOMEM;
	for (size_t i = 0; i < nr; i++) {
		if (!(n[i] >= 1 && isfinite(n[i])) ||
		    !(y[i] > 0 && isfinite(y[i])))
			return -EINVAL;
		g.nr_n += first_of_n(&p, i);
	}
	if (g.nr_n < 2)
		return -EINVAL;
	if (g.nr_n >= BRG_GROWTH_MIN)
		choose(&p, tolerance, &g);
	weigh(&p, 0);
	for (int m = 0; m < BRG_NR_GROWTH; m++) {
		double predicted = g.fit[m].predicted;

		fit_model(&p, (enum brg_growth_model)m, &g.fit[m]);
		residuals(&p, (enum brg_growth_model)m, &g.fit[m]);
		g.fit[m].predicted = predicted;
	}
	g.known = g.nr_n >= BRG_GROWTH_MIN &&
		  g.fit[g.model].error <= BRG_GROWTH_MISFIT;
	*out = g;
	return 0;
}
