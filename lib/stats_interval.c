// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stats_interval.c - an interval of a median that supposes nothing about the
 * distribution: by order statistics.
 *
 * Of n independent values each lies above the true median with probability
 * 1/2, so the k-th smallest and the k-th largest enclose it unless fewer than
 * k lie on one side: with probability 1 - 2 B(k - 1), B being the cumulative
 * binomial distribution of n and 1/2.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>

#include "lib/cleanup.h"
#include "lib/stats.h"

/* Of the k-th smallest and the k-th largest of @n, k from 1 */
static double level_of(size_t n, size_t k)
{
	return 1 - 2 * gsl_cdf_binomial_P((unsigned int)(k - 1), 0.5,
					  (unsigned int)n);
}

size_t brg_median_interval_min(double level)
{
	/* 1 - 2 (1/2)^n >= level; the slack is for levels like 1 - 2^-4 */
	return (size_t)ceil(1 - log2(1 - level) - 1e-9);
}

int brg_median_interval(const double *v, size_t n, double level,
			struct brg_interval *out)
{
	_cleanup_free_ double *sorted = NULL;
	size_t k = 1;

	if (!n || !(level > 0 && level < 1))
		return -EINVAL;
	sorted = malloc(n * sizeof(*sorted));
	if (!sorted)
		return -ENOMEM;
	memcpy(sorted, v, n * sizeof(*sorted));
	gsl_sort(sorted, 1, n);
	while (k + 1 <= (n + 1) / 2 && level_of(n, k + 1) >= level)
		k++;
	*out = (struct brg_interval){ sorted[k - 1], sorted[n - k],
				      level_of(n, k) };
	return 0;
}
