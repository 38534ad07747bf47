/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compare.h - one set of repetitions against another, and what may be said.
 *
 * The ratio is the Hodges-Lehmann estimate on logarithms: the median of all
 * pairwise ratios; its interval inverts the Mann-Whitney test. A verdict
 * needs both significance and size, in this order:
 *
 *   cannot tell       so few repetitions that even complete separation of the
 *                     two sides would not reach the wanted level
 *   no difference     the whole interval lies within 1 +- margin
 *   inside the noise  the test does not reject, the interval contains 1, or
 *                     the medians differ by less than the resolution
 *   faster, slower    otherwise
 *
 * Instruction counts are repeatable: their spread over repetitions is not
 * chance but state left by earlier trials. No test is made and no difference
 * is too small: the interval is the range of ratios seen, one repetition is
 * enough, and "no difference" means equal.
 */
#ifndef BRG_REPORTS_COMPARE_H
#define BRG_REPORTS_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/stats.h"

enum brg_verdict {
	BRG_VERDICT_UNKNOWN,
	BRG_VERDICT_SAME,
	BRG_VERDICT_NOISE,
	BRG_VERDICT_FASTER,
	BRG_VERDICT_SLOWER,
};

/** struct brg_compare_how
 * @level: wanted confidence, 0..1
 * @margin: relative difference too small to matter, 0..1
 * @resolution: absolute difference of medians that the harness cannot resolve,
 *              in the unit of the figures
 * @repeatable: figures are instruction counts
 */
struct brg_compare_how {
	double level, margin, resolution;
	bool repeatable;
};

/** struct brg_comparison - ratio of x to base; below 1 is faster
 * @p: of the Mann-Whitney test; 0 or 1 for repeatable figures
 * @repeatable: figures are instruction counts
 * @nr_x, @nr_base: repetitions
 */
struct brg_comparison {
	enum brg_verdict verdict;
	double ratio;
	struct brg_interval ci;
	double p;
	bool repeatable;
	size_t nr_x, nr_base;
};

/** brg_compare - judge @x against @base; all figures >= 0.
 * Return: 0; -EINVAL without repetitions or with a figure of 0 (no ratio);
 * -ENOMEM. */
int brg_compare(const double *base, size_t nr_base, const double *x,
		size_t nr_x, const struct brg_compare_how *how,
		struct brg_comparison *out);

/** brg_verdict_name - "faster", ...: for programs, whatever was counted */
const char *brg_verdict_name(enum brg_verdict verdict);
/** brg_verdict_words - for people: of instructions "fewer" and "more" */
const char *brg_verdict_words(const struct brg_comparison *c);

#endif
