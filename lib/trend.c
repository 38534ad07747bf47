// SPDX-License-Identifier: GPL-2.0-or-later
/* trend.c - a straight line, with an error for values that hang together. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_statistics.h>

#include "lib/cleanup.h"
#include "lib/trend.h"

/* Residuals that are rounding alone depend on nothing */
static double independent(const double *residual, size_t n, double squares,
			  double scale)
{
	double r;

	if (squares <= 1e-20 * scale)
		return (double)n;
	r = gsl_stats_lag1_autocorrelation(residual, 1, n);
	return r > 0 ? (double)n * (1 - r) / (1 + r) : (double)n;
}

int brg_trend_fit(const double *x, const double *y, size_t n, double level,
		  struct brg_trend *out)
{
	_cleanup_free_ double *residual = calloc(n ? n : 1, sizeof(*residual));
	double base, slope, v0, v01, v1, squares, width, half, scale = 0;
	struct brg_trend t = { .slope = 0 };

	if (!residual)
		return -ENOMEM;
	if (n < BRG_TREND_MIN)
		return -ENODATA;
	width = gsl_stats_tss(x, 1, n);
	if (!(width > 0))
		return -ENODATA;
	gsl_fit_linear(x, 1, y, 1, n, &base, &slope, &v0, &v01, &v1, &squares);
	for (size_t i = 0; i < n; i++) {
		residual[i] = y[i] - base - slope * x[i];
		scale += y[i] * y[i];
	}
	t.mean = gsl_stats_mean(y, 1, n);
	t.slope = slope;
	t.effective = independent(residual, n, squares, scale);
	if (t.effective < 3)
		return -ENODATA;
	t.error = sqrt(squares / (t.effective - 2) / width);
	half = t.error * gsl_cdf_tdist_Pinv((1 + level) / 2, t.effective - 2);
	t.low = slope - half;
	t.high = slope + half;
	*out = t;
	return 0;
}
