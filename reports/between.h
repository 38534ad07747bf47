/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * between.h - the same cells in several runs: kernels side by side.
 *
 * Runs of one kernel that measured different rows (another workload, another
 * lock) share a column; a kernel that measured a row twice has two. The first
 * column is the base: all others are held against it, row by row.
 */
#ifndef BRG_REPORTS_BETWEEN_H
#define BRG_REPORTS_BETWEEN_H

#include "reports/analysis.h"

/** struct brg_column - @run: indices into brg_analysis.runs, ascending */
struct brg_column {
	size_t run[BRG_MAX_RUNS], nr_runs;
};

/** struct brg_columns - see above; in the order of their first runs */
struct brg_columns {
	struct brg_column column[BRG_MAX_RUNS];
	size_t nr;
};

/** brg_columns_of - every run of @a in one column */
void brg_columns_of(const struct brg_analysis *a, struct brg_columns *out);
/** brg_column_title - "Linux 7.3.4", with the first run's number where
 * another column has the same. @buf: BRG_TEXT bytes. Return: @buf. */
const char *brg_column_title(char *buf, const struct brg_analysis *a,
			     const struct brg_columns *cols, size_t column);
/** brg_column_row - the row of @label in @shape, or NULL */
const struct brg_row *brg_column_row(const struct brg_shape *shape,
				     const struct brg_column *column,
				     const char *label);

/** struct brg_change - one row of a column against the base
 * @of: the figure compared. @c: valid where @compared: both have that figure
 *      in comparable units. Times of two clocks are made equal before. */
struct brg_change {
	const struct brg_row *base, *row;
	enum brg_of of;
	struct brg_comparison c;
	bool compared;
};

/** brg_change_of - @column: > 0. Return: 0, -ENOMEM. */
int brg_change_of(const struct brg_analysis *a, const struct brg_columns *cols,
		  size_t column, const struct brg_shape *shape,
		  const char *label, struct brg_change *out);

/** brg_shape_compared - shown between runs: not the harness, not timed, and
 * measured in two columns */
bool brg_shape_compared(const struct brg_columns *cols,
			const struct brg_shape *shape);

/** brg_first_of_label - rows of several runs have one label; is this the first
 * of them in @shape? */
bool brg_first_of_label(const struct brg_shape *shape, size_t row);

/** brg_alien_run - a run that measured nothing that any other did, the index
 * of it; @a->nr_runs without */
size_t brg_alien_run(const struct brg_analysis *a);

#endif
