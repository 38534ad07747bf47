/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stats.h - exact quantiles of samples, and how sure a comparison can be.
 *
 * Two levels are kept apart. Samples within a trial (uint64_t, one a touch)
 * depend on each other, so they are only described: quantiles, never an
 * interval. Repetitions of a trial (double, one figure each) are the unit of
 * independence: intervals and tests are computed over them alone.
 */
#ifndef BRG_LIB_STATS_H
#define BRG_LIB_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BRG_PPM 1000000u	/* quantiles are given in parts per million */

/** brg_rank - index in sorted order of a quantile by nearest rank.
 * The quantile @ppm of @n samples is the smallest sample x such that at least
 * @ppm / 10^6 of all samples are <= x: always a sample that was taken, never
 * an interpolation. 0 gives the minimum, BRG_PPM the maximum.
 * @n: > 0. @ppm: 0..BRG_PPM. Return: 0..n-1. */
size_t brg_rank(size_t n, uint32_t ppm);

/** brg_select - bring the @nr ascending @ranks (each < @n) of @v into place:
 * afterwards v[ranks[i]] is what full sorting would put there. Permutes @v,
 * allocates nothing; expected time linear in @n times log @nr. */
void brg_select(uint64_t *v, size_t n, const size_t *ranks, size_t nr);

/** brg_quantile - one quantile by nearest rank; permutes @v. @n: > 0. */
uint64_t brg_quantile(uint64_t *v, size_t n, uint32_t ppm);

/** struct brg_summary - of one sample set, exact; in the unit of the samples */
struct brg_summary {
	uint64_t min, p50, p90, p99, p999, max;
	double mean;
};

/** brg_summarise - permutes @v. @n: > 0. */
void brg_summarise(uint64_t *v, size_t n, struct brg_summary *out);

/** brg_mean - arithmetic mean. @n: > 0. */
double brg_mean(const double *v, size_t n);
/** brg_median - middle value, or the mean of the two middle ones.
 * Return: 0 with *@out, -EINVAL for @n == 0, -ENOMEM. */
int brg_median(const double *v, size_t n, double *out);
/** brg_mad - median absolute deviation from the median, not scaled.
 * Return: as brg_median(). */
int brg_mad(const double *v, size_t n, double *out);

/** struct brg_interval - @level is the confidence it really has, 0..1 */
struct brg_interval {
	double low, high, level;
};

/** brg_bootstrap_median - percentile bootstrap interval of the median.
 * @level: wanted confidence, 0 < level < 1. @resamples: >= 100.
 * @seed: of the random stream; the same seed gives the same interval.
 * Below about 8 repetitions the interval is too narrow for its level; it
 * still shows the spread. Return: 0, -EINVAL, -ENOMEM. */
int brg_bootstrap_median(const double *v, size_t n, double level,
			 unsigned int resamples, uint64_t seed,
			 struct brg_interval *out);

/** brg_median_interval - interval of the median by order statistics, exact for
 * any distribution. @level: wanted, 0 < level < 1; out->level is what it is,
 * which may be less where @n is below brg_median_interval_min().
 * Return: 0, -EINVAL, -ENOMEM. */
int brg_median_interval(const double *v, size_t n, double level,
			struct brg_interval *out);

/** brg_median_interval_min - repetitions without which no such interval has
 * @level: 6 for 95%, 8 for 99% */
size_t brg_median_interval_min(double level);

/** struct brg_mwu - two-sided Mann-Whitney U test
 * @u: pairs (a, b) with a > b, ties counting one half
 * @p: probability of a U at least as far from its mean if both sides came
 *     from one distribution
 * @exact: by the permutation distribution of the midranks (also with ties);
 *         otherwise the normal approximation with tie and continuity
 *         correction
 */
struct brg_mwu {
	double u, p;
	bool exact;
};

#define BRG_MWU_EXACT_MAX 50	/* largest n + m computed exactly */

/** brg_mann_whitney - test @a against @b; @n, @m: > 0.
 * Return: 0, -EINVAL, -ENOMEM. */
int brg_mann_whitney(const double *a, size_t n, const double *b, size_t m,
		     struct brg_mwu *out);

/** brg_mwu_min_p - the smallest two-sided p that @n against @m repetitions
 * can give, reached when the sides do not overlap: 2 / C(n + m, n). What is
 * larger than the wanted level can never be called a difference. */
double brg_mwu_min_p(size_t n, size_t m);

/** struct brg_shift - by how much @b lies above @a
 * @shift: Hodges-Lehmann estimate, the median of all differences b - a
 * @ci: its interval by inversion of the Mann-Whitney test; ci.level may be
 *      below the wanted level when there are too few repetitions for it
 */
struct brg_shift {
	double shift;
	struct brg_interval ci;
};

/** brg_hodges_lehmann - @n, @m: > 0; @level: 0 < level < 1.
 * Of logarithms it is a ratio: exp(shift). Return: 0, -EINVAL, -ENOMEM. */
int brg_hodges_lehmann(const double *a, size_t n, const double *b, size_t m,
		       double level, struct brg_shift *out);

#endif
