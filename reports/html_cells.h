/* SPDX-License-Identifier: GPL-2.0-or-later */
/* html_cells.h - what tables of results are made of. */
#ifndef BRG_REPORTS_HTML_CELLS_H
#define BRG_REPORTS_HTML_CELLS_H

#include "reports/html.h"

/** brg_table_open - a table that scrolls sideways by itself; ended by
 * </table></div>. @label: for people who do not see it */
void brg_table_open(FILE *f, const char *label);
/** brg_table_scale - one unit for a whole table of @run, so that columns can
 * be compared at a glance; of the shapes in the first table if @key_only */
struct brg_scale brg_table_scale(const struct brg_analysis *a, size_t run,
				 bool key_only);
/** brg_shape_head - begin a <tbody> with the shape as heading */
void brg_shape_head(FILE *f, const struct brg_analysis *a,
		    const struct brg_shape *shape, int columns);
/** brg_row_head - begin a <tr> with the target and @more of it; upstream with
 * its kernel */
void brg_row_head(FILE *f, const struct brg_analysis *a,
		  const struct brg_row *row, const char *more);

/** brg_cell_number - the median, times @factor, or a dash */
void brg_cell_number(FILE *f, const struct brg_series *s, double factor);
/** brg_cell_spread - median, and below it its interval over repetitions */
void brg_cell_spread(FILE *f, const struct brg_series *s, double factor);
/** brg_cell_ratio - against upstream, and below it the interval */
void brg_cell_ratio(FILE *f, const struct brg_row *row, enum brg_of of);
/** brg_cell_verdict - on the walk, or on the median sample without one */
void brg_cell_verdict(FILE *f, const struct brg_row *row);
/** brg_cell_missing - why there is no figure, over @columns columns */
void brg_cell_missing(FILE *f, const struct brg_row *row, int columns);

#endif
