// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stats.c - quantiles by selection, bootstrap and rank statistics.
 *
 * Theory. Selection partitions in three parts (below, equal, above the
 * pivot), because samples counted in instructions are mostly equal and a
 * two-way partition would go quadratic on them.
 *
 * The exact distribution of the rank sum is built one observation at a time:
 * ways[k][s] is the number of k-subsets of the observations seen so far whose
 * doubled midranks sum to s. Doubling keeps midranks whole, so ties need no
 * special case.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>

#include "lib/cleanup.h"
#include "lib/stats.h"

size_t brg_rank(size_t n, uint32_t ppm)
{
	size_t whole = n / BRG_PPM * ppm;
	size_t part = (n % BRG_PPM * ppm + BRG_PPM - 1) / BRG_PPM;

	return whole + part ? whole + part - 1 : 0;
}

static inline void swap_u64(uint64_t *a, uint64_t *b)
{
	uint64_t t = *a;

	*a = *b;
	*b = t;
}

/* A fixed pseudo-random walk: no input order is the worst case on purpose */
static uint64_t pivot_of(const uint64_t *v, size_t n, uint64_t *state)
{
	uint64_t p[3];

	for (int i = 0; i < 3; i++) {
		*state = *state * 6364136223846793005u + 1442695040888963407u;
		p[i] = v[(*state >> 33) % n];
	}
	if (p[0] > p[1])
		swap_u64(&p[0], &p[1]);
	if (p[1] > p[2])
		swap_u64(&p[1], &p[2]);
	return p[0] > p[1] ? p[0] : p[1];
}

/* v becomes: [0, *lt) below, [*lt, *gt) equal to, [*gt, n) above the pivot */
static void partition3(uint64_t *v, size_t n, uint64_t pivot, size_t *lt,
		       size_t *gt)
{
	size_t low = 0, i = 0, high = n;

	while (i < high) {
		if (v[i] < pivot)
			swap_u64(&v[low++], &v[i++]);
		else if (v[i] > pivot)
			swap_u64(&v[i], &v[--high]);
		else
			i++;
	}
	*lt = low;
	*gt = high;
}

/* Ranks count from @base, the index of v[0] in the caller's array */
static void select_range(uint64_t *v, size_t n, size_t base,
			 const size_t *ranks, size_t nr, uint64_t *state)
{
	while (nr && n > 1) {
		size_t lt, gt, below = 0, above;

		partition3(v, n, pivot_of(v, n, state), &lt, &gt);
		while (below < nr && ranks[below] < base + lt)
			below++;
		for (above = below; above < nr && ranks[above] < base + gt;)
			above++;
		select_range(v, lt, base, ranks, below, state);
		v += gt;
		n -= gt;
		base += gt;
		ranks += above;
		nr -= above;
	}
}

void brg_select(uint64_t *v, size_t n, const size_t *ranks, size_t nr)
{
	uint64_t state = n;

	select_range(v, n, 0, ranks, nr, &state);
}

uint64_t brg_quantile(uint64_t *v, size_t n, uint32_t ppm)
{
	size_t rank = brg_rank(n, ppm);

	brg_select(v, n, &rank, 1);
	return v[rank];
}

void brg_summarise(uint64_t *v, size_t n, struct brg_summary *out)
{
	const size_t ranks[] = {
		0, brg_rank(n, 500000), brg_rank(n, 900000),
		brg_rank(n, 990000), brg_rank(n, 999000), n - 1,
	};
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (double)v[i];
	brg_select(v, n, ranks, 6);
	*out = (struct brg_summary){
		.min = v[ranks[0]], .p50 = v[ranks[1]], .p90 = v[ranks[2]],
		.p99 = v[ranks[3]], .p999 = v[ranks[4]], .max = v[ranks[5]],
		.mean = sum / (double)n,
	};
}

double brg_mean(const double *v, size_t n)
{
	return gsl_stats_mean(v, 1, n);
}

static double *sorted_copy(const double *v, size_t n)
{
	double *copy = malloc(n * sizeof(*copy));

	if (copy) {
		memcpy(copy, v, n * sizeof(*copy));
		gsl_sort(copy, 1, n);
	}
	return copy;
}

int brg_median(const double *v, size_t n, double *out)
{
	_cleanup_free_ double *copy = NULL;

	if (!n)
		return -EINVAL;
	copy = sorted_copy(v, n);
	if (!copy)
		return -ENOMEM;
	*out = gsl_stats_median_from_sorted_data(copy, 1, n);
	return 0;
}

int brg_mad(const double *v, size_t n, double *out)
{
	_cleanup_free_ double *away = NULL;
	double median;
	int ret = brg_median(v, n, &median);

	if (ret)
		return ret;
	away = malloc(n * sizeof(*away));
	if (!away)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		away[i] = fabs(v[i] - median);
	return brg_median(away, n, out);
}

/* Median of one resample of the sorted @v: only how often each value was
 * drawn matters, so counting replaces sorting. */
static double resampled_median(const double *v, size_t n, gsl_rng *rng,
			       unsigned int *count)
{
	size_t low, high, seen = 0;

	memset(count, 0, n * sizeof(*count));
	for (size_t i = 0; i < n; i++)
		count[gsl_rng_uniform_int(rng, n)]++;
	for (low = 0; seen + count[low] <= (n - 1) / 2; low++)
		seen += count[low];
	for (high = low; seen + count[high] <= n / 2; high++)
		seen += count[high];
	return (v[low] + v[high]) / 2;
}

int brg_bootstrap_median(const double *v, size_t n, double level,
			 unsigned int resamples, uint64_t seed,
			 struct brg_interval *out)
{
	_cleanup_free_ double *sorted = NULL, *medians = NULL;
	_cleanup_free_ unsigned int *count = NULL;
	gsl_rng *rng;

	if (!n || !(level > 0 && level < 1) || resamples < 100)
		return -EINVAL;
	sorted = sorted_copy(v, n);
	medians = malloc(resamples * sizeof(*medians));
	count = malloc(n * sizeof(*count));
	rng = gsl_rng_alloc(gsl_rng_taus2);
	if (!sorted || !medians || !count || !rng) {
		gsl_rng_free(rng);
		return -ENOMEM;
	}
	gsl_rng_set(rng, seed ^ seed >> 32);
	for (unsigned int r = 0; r < resamples; r++)
		medians[r] = resampled_median(sorted, n, rng, count);
	gsl_rng_free(rng);
	gsl_sort(medians, 1, resamples);
	out->low = gsl_stats_quantile_from_sorted_data(medians, 1, resamples,
						       (1 - level) / 2);
	out->high = gsl_stats_quantile_from_sorted_data(medians, 1, resamples,
							(1 + level) / 2);
	out->level = level;
	return 0;
}

/* Doubled midranks of a (first n entries) and b; *ties = sum of t^3 - t */
static int doubled_midranks(const double *a, size_t n, const double *b,
			    size_t m, size_t *rank2, double *ties)
{
	_cleanup_free_ double *all = malloc((n + m) * sizeof(*all));
	_cleanup_free_ size_t *order = malloc((n + m) * sizeof(*order));

	if (!all || !order)
		return -ENOMEM;
	memcpy(all, a, n * sizeof(*all));
	memcpy(all + n, b, m * sizeof(*all));
	gsl_sort_index(order, all, 1, n + m);
	*ties = 0;
	for (size_t i = 0, j; i < n + m; i = j) {
		for (j = i + 1; j < n + m; j++)
			if (all[order[j]] > all[order[i]])
				break;
		for (size_t k = i; k < j; k++)	/* ranks i+1..j, doubled mean */
			rank2[order[k]] = i + 1 + j;
		*ties += pow((double)(j - i), 3) - (double)(j - i);
	}
	return 0;
}

/* ways[s] of choosing n of the @nr doubled ranks with sum s, s <= @max */
static double *rank_sum_ways(const size_t *rank2, size_t nr, size_t n,
			     size_t max)
{
	size_t row = max + 1;
	double *ways = calloc((n + 1) * row, sizeof(*ways));

	if (!ways)
		return NULL;
	ways[0] = 1;
	for (size_t i = 0; i < nr; i++)
		for (size_t k = n; k >= 1; k--)
			for (size_t s = rank2[i]; s <= max; s++)
				ways[k * row + s] +=
					ways[(k - 1) * row + s - rank2[i]];
	memmove(ways, ways + n * row, row * sizeof(*ways));
	return ways;
}

static int mwu_exact(const size_t *rank2, size_t n, size_t m, size_t sum2,
		     double *p)
{
	size_t nr = n + m, max = nr * (nr + 1);
	_cleanup_free_ double *ways = rank_sum_ways(rank2, nr, n, max);
	double mean2 = (double)(n * (nr + 1));
	double far = fabs((double)sum2 - mean2), hit = 0, all = 0;

	if (!ways)
		return -ENOMEM;
	for (size_t s = 0; s <= max; s++) {
		all += ways[s];
		if (fabs((double)s - mean2) >= far)
			hit += ways[s];
	}
	*p = hit / all;
	return 0;
}

static double mwu_normal(double u, double n, double m, double ties)
{
	double nr = n + m;
	double var = n * m / 12 * (nr + 1 - ties / (nr * (nr - 1)));
	double away = fabs(u - n * m / 2) - 0.5;

	if (var <= 0 || away <= 0)
		return 1;
	return 2 * gsl_cdf_ugaussian_Q(away / sqrt(var));
}

int brg_mann_whitney(const double *a, size_t n, const double *b, size_t m,
		     struct brg_mwu *out)
{
	_cleanup_free_ size_t *rank2 = NULL;
	size_t sum2 = 0;
	double ties;
	int ret;

	if (!n || !m)
		return -EINVAL;
	rank2 = malloc((n + m) * sizeof(*rank2));
	if (!rank2)
		return -ENOMEM;
	ret = doubled_midranks(a, n, b, m, rank2, &ties);
	if (ret)
		return ret;
	for (size_t i = 0; i < n; i++)
		sum2 += rank2[i];
	out->u = (double)sum2 / 2 - (double)n * (double)(n + 1) / 2;
	out->exact = n + m <= BRG_MWU_EXACT_MAX;
	if (out->exact)
		return mwu_exact(rank2, n, m, sum2, &out->p);
	out->p = mwu_normal(out->u, (double)n, (double)m, ties);
	return 0;
}

double brg_mwu_min_p(size_t n, size_t m)
{
	if (!n || !m)
		return 1;
	return fmin(1, 2 * exp(-gsl_sf_lnchoose((unsigned int)(n + m),
						(unsigned int)n)));
}

/* The k for which the k-th smallest and k-th largest difference enclose the
 * shift with at least @level, or 1 where none does; *attained is its level. */
static int order_of_bound(size_t n, size_t m, double level, size_t *k,
			  double *attained)
{
	_cleanup_free_ size_t *rank2 = malloc((n + m) * sizeof(*rank2));
	_cleanup_free_ double *ways = NULL;
	size_t base = n * (n + 1), step;
	double all = 0, tail = 0;

	if (!rank2)
		return -ENOMEM;
	for (size_t i = 0; i < n + m; i++)
		rank2[i] = 2 * (i + 1);
	ways = rank_sum_ways(rank2, n + m, n, (n + m) * (n + m + 1));
	if (!ways)
		return -ENOMEM;
	for (size_t u = 0; u <= n * m; u++)
		all += ways[base + 2 * u];
	for (step = 0; step < n * m / 2; step++) {
		tail += ways[base + 2 * step];
		if (step && 2 * tail / all > 1 - level)
			break;
		*k = step + 1;
		*attained = 1 - 2 * tail / all;
	}
	return 0;
}

static void order_of_bound_normal(double n, double m, double level, size_t *k,
				  double *attained)
{
	double z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);
	double c = floor(n * m / 2 - z * sqrt(n * m * (n + m + 1) / 12));

	*k = c > 1 ? (size_t)c : 1;
	*attained = level;
}

int brg_hodges_lehmann(const double *a, size_t n, const double *b, size_t m,
		       double level, struct brg_shift *out)
{
	_cleanup_free_ double *diff = NULL;
	size_t nm = n * m, k = 1;
	double attained = 0;
	int ret = 0;

	if (!n || !m || !(level > 0 && level < 1))
		return -EINVAL;
	diff = malloc(nm * sizeof(*diff));
	if (!diff)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < m; j++)
			diff[i * m + j] = b[j] - a[i];
	gsl_sort(diff, 1, nm);
	out->shift = gsl_stats_median_from_sorted_data(diff, 1, nm);
	if (n + m <= BRG_MWU_EXACT_MAX)
		ret = order_of_bound(n, m, level, &k, &attained);
	else
		order_of_bound_normal((double)n, (double)m, level, &k,
				      &attained);
	out->ci = (struct brg_interval){ diff[k - 1], diff[nm - k], attained };
	return ret;
}
