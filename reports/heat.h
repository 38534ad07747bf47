/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * heat.h - every strategy in every shape against the best one there.
 *
 * What is compared for a first touch is all that a program pays, from mmap()
 * to munmap() (in records without a total, until it has touched everything);
 * else what rows of the shape are judged by. So nobody wins by having paid
 * earlier, or by leaving work for later.
 */
#ifndef BRG_REPORTS_HEAT_H
#define BRG_REPORTS_HEAT_H

#include "reports/analysis.h"

/** enum brg_standing - of adaptive in one shape */
enum brg_standing {
	BRG_STANDING_ABSENT,	/* it, or anything beside it, was not measured */
	BRG_STANDING_BEST,	/* or nothing shows that another is better */
	BRG_STANDING_CLOSE,	/* another is better, within the margin */
	BRG_STANDING_BEATEN,
	BRG_STANDING_OPEN,	/* too few repetitions to tell */
	BRG_NR_STANDINGS,
};

/** struct brg_heat - one shape in one run
 * @of: the figure compared
 * @best: row with the smallest median; NULL where nothing was measured
 * @adaptive: its row or NULL; @vs: against the best of the others
 */
struct brg_heat {
	enum brg_of of;
	const struct brg_row *best, *adaptive;
	enum brg_standing standing;
	struct brg_comparison vs;
};

/** brg_heat_of - Return: false where @shape has nothing to compare in @run:
 * the harness itself, timed faults, fewer than two rows with figures */
bool brg_heat_of(const struct brg_analysis *a, const struct brg_shape *shape,
		 size_t run, struct brg_heat *out);

/** brg_heat_ratio - @row against the best of its shape, 0 without a figure */
double brg_heat_ratio(const struct brg_heat *heat, const struct brg_row *row);

#endif
