/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * soak_series.h - durations of a stage in bins of time.
 *
 * How long a stage is, is known at its end only. So bins begin short, and
 * whenever the last of BRG_SERIES_BINS is passed, each two become one.
 */
#ifndef BRG_REPORTS_SOAK_SERIES_H
#define BRG_REPORTS_SOAK_SERIES_H

#include "lib/hist.h"
#include "reports/soak.h"

#define BRG_SERIES_BINS	128
#define BRG_SERIES_HARDLY .5	/* of a bin: one that is shorter joins another */

/** struct brg_series_cell - one bin; @max_us and @durations of those done or
 * failed */
struct brg_series_cell {
	uint64_t by[BRG_SOAK_RESULTS];
	uint64_t max_us;
	struct brg_distribution durations;
};

/** struct brg_series - @width_us: of a bin. @nr: up to the last that is in
 * use. @begin_us: what lies before is not known. @end_us: of the last
 * operation. @cell: NULL where nothing ended */
struct brg_series {
	uint64_t width_us, begin_us, end_us;
	size_t nr;
	struct brg_series_cell *cell[BRG_SERIES_BINS];
};

/** brg_series_cell_add - count an operation */
void brg_series_cell_add(struct brg_series_cell *c, enum brg_soak_result result,
			 uint64_t duration_us);
/** brg_series_cell_join - count all that @from has */
void brg_series_cell_join(struct brg_series_cell *to,
			  const struct brg_series_cell *from);
/** brg_series_cell_bin - as a bin between two times of the run */
struct brg_soak_bin brg_series_cell_bin(const struct brg_series_cell *c,
					double from_s, double to_s);

/** brg_series_add - an operation that ended at @at_us. Return: 0, -ENOMEM. */
int brg_series_add(struct brg_series *s, uint64_t at_us,
		   enum brg_soak_result result, uint64_t duration_us);

/** brg_series_fold - make bins at least @width_us wide */
void brg_series_fold(struct brg_series *s, double width_us);

/** brg_series_bins - @s as bins of a stage that begins at @from_s of the run
 * and is @span_s long. A last one that is hardly begun joins the one before.
 * @out: malloc()ed, NULL for no bin. Return: 0, -ENOMEM. */
int brg_series_bins(struct brg_series *s, double from_s, double span_s,
		    struct brg_soak_bin **out, size_t *nr);

void brg_series_free(struct brg_series *s);

#endif
