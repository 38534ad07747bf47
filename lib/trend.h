/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trend.h - does a quantity that is looked at again and again rise or fall?
 *
 * A straight line by least squares. What is looked at twice in a row is seldom
 * independent, which would make the error far too small: the lag-1
 * autocorrelation r of the residuals leaves n (1 - r) / (1 + r) values of n,
 * with which the variance and the quantile of Student's t are taken (Santer et
 * al., Statistical significance of trends, J. Geophys. Res. 105, 2000, 2.2).
 */
#ifndef BRG_LIB_TREND_H
#define BRG_LIB_TREND_H

#include <stddef.h>

#define BRG_TREND_MIN 4		/* values without which there is no error */

/** struct brg_trend - @slope: y for each x. @error: its standard error.
 * @low, @high: its interval. @mean: of y. @effective: independent values */
struct brg_trend {
	double slope, error, low, high, mean, effective;
};

/** brg_trend_fit - @level: of the interval, 0 < level < 1.
 * Return: 0; -ENODATA fewer than BRG_TREND_MIN values, independent ones fewer
 * than three, or all @x alike; -ENOMEM. */
int brg_trend_fit(const double *x, const double *y, size_t n, double level,
		  struct brg_trend *out);

#endif
