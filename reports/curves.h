/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * curves.h - figures against a parameter, with fitted growth.
 *
 * An axis says which metric of which workload is drawn against which
 * parameter. A panel is one drawing: an axis, a run, and all cells that differ
 * in that parameter, target, strategy, lock and what the axis is split by alone.
 */
#ifndef BRG_REPORTS_CURVES_H
#define BRG_REPORTS_CURVES_H

#include "lib/growth.h"
#include "reports/analysis.h"

#define BRG_MAX_CURVES 14

/** struct brg_axis
 * @metric: of the record; "p50" is that of its samples
 * @count: rate: this metric is divided by @metric; nothing is fitted
 * @split: parameters told by curves of one panel, not by panels of their own
 * @least: different values that make a drawing, 3 unless said
 * @each_byte: growth with bytes, not with 4 KiB pages
 * @ucx: print the fit as UCX wants it, too
 * @x, @y: what is written on the axes. @title, @what: of the drawing
 */
struct brg_axis {
	const char *workload, *key, *metric, *count, *split[2];
	unsigned int least;
	bool each_byte, ucx;
	const char *x, *y, *title, *what;
};

extern const struct brg_axis brg_axes[];
extern const size_t brg_nr_axes;

/** struct brg_point - the repetitions at one @x */
struct brg_point {
	double x, median, min, max;
};

/** struct brg_curve
 * @row: that of the largest x: target and style
 * @label: of the row, and what the axis is split by: "barrage:page, pinned"
 * @point: ascending
 * @n, @y: every repetition, in the unit of the run (rates: of 1 / unit);
 *         n counts pages where the parameter is a number of bytes
 * @growth: of y with n; valid where @has_growth
 */
struct brg_curve {
	const struct brg_row *row;
	char label[128];
	struct brg_point *point;
	size_t nr_points;
	double *n, *y;
	size_t nr, room;
	struct brg_growth growth;
	bool has_growth;
};

/** struct brg_panel - see above. @shape: one that stands for its parameters
 * @n_unit: what n counts in x, BRG_PAGE or 1 */
struct brg_panel {
	const struct brg_axis *axis;
	const struct brg_shape *shape;
	size_t run;
	double n_unit;
	struct brg_curve curve[BRG_MAX_CURVES];
	size_t nr_curves;
};

/** brg_panel_make - the panel of @axis and @run that @shape stands for.
 * Return: 0; -ENOENT: another shape stands for it, or there is too little to
 * draw; -ENOMEM. Only after 0 a brg_panel_free() is needed. */
int brg_panel_make(const struct brg_analysis *a, const struct brg_axis *axis,
		   const struct brg_shape *shape, size_t run,
		   struct brg_panel *out);
void brg_panel_free(struct brg_panel *p);

/** brg_panel_title - "One more fault among many VMAs: made by mmap"; says
 * which of the parameters that vary it has. @buf: BRG_TEXT bytes */
const char *brg_panel_title(char *buf, const struct brg_analysis *a,
			    const struct brg_panel *p);

/** brg_panel_key_is_bytes - the parameter is a number of bytes */
bool brg_panel_key_is_bytes(const struct brg_axis *axis);

#endif
