// SPDX-License-Identifier: GPL-2.0-or-later
/* between.c - the same cells in several runs: kernels side by side. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "reports/between.h"
#include "reports/format.h"
#include "reports/html.h"

static bool is_harness(const struct brg_shape *shape)
{
	return !strcmp(shape->workload, "null");
}

/* Do two runs have a row in common? */
static bool overlap(const struct brg_analysis *a, size_t x, size_t y)
{
	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];

		for (size_t j = 0; j < s->nr_rows && !is_harness(s); j++)
			if (s->rows[j].run == x &&
			    brg_row_in(s, y, s->rows[j].label))
				return true;
	}
	return false;
}

static bool fits(const struct brg_analysis *a, const struct brg_column *c,
		 size_t run)
{
	const struct brg_run *first = &a->runs[c->run[0]];

	if (strcmp(first->release, a->runs[run].release) ||
	    first->evidence != a->runs[run].evidence)
		return false;
	for (size_t i = 0; i < c->nr_runs; i++)
		if (overlap(a, c->run[i], run))
			return false;
	return true;
}

void brg_columns_of(const struct brg_analysis *a, struct brg_columns *out)
{
	out->nr = 0;
	for (size_t run = 0; run < a->nr_runs; run++) {
		size_t c = 0;

		while (c < out->nr && !fits(a, &out->column[c], run))
			c++;
		if (c == out->nr)
			out->column[out->nr++].nr_runs = 0;
		out->column[c].run[out->column[c].nr_runs++] = run;
	}
}

const char *brg_column_title(char *buf, const struct brg_analysis *a,
			     const struct brg_columns *cols, size_t column)
{
	size_t run = cols->column[column].run[0];

	for (size_t c = 0; c < cols->nr; c++)
		if (c != column &&
		    !strcmp(a->runs[cols->column[c].run[0]].release,
			    a->runs[run].release))
			return brg_run_title(buf, a, run);
	snprintf(buf, BRG_TEXT, "Linux %.100s", a->runs[run].release);
	return buf;
}

const struct brg_row *brg_column_row(const struct brg_shape *shape,
				     const struct brg_column *column,
				     const char *label)
{
	const struct brg_row *row = NULL;

	for (size_t i = 0; i < column->nr_runs && !row; i++)
		row = brg_row_in(shape, column->run[i], label);
	return row;
}

/* In ns or instructions: two machines have clocks of two rates */
static double *scaled(const struct brg_run *run, const struct brg_series *s)
{
	double factor = brg_scale_plain(run).factor;
	double *v = malloc((s->n ? s->n : 1) * sizeof(*v));

	for (size_t i = 0; v && i < s->n; i++)
		v[i] = s->v[i] * factor;
	return v;
}

static int compare(const struct brg_analysis *a, struct brg_change *ch)
{
	const struct brg_run *old = &a->runs[ch->base->run];
	const struct brg_run *new = &a->runs[ch->row->run];
	const struct brg_series *b = &ch->base->of[ch->of];
	const struct brg_series *x = &ch->row->of[ch->of];
	_cleanup_free_ double *bv = scaled(old, b), *xv = scaled(new, x);
	struct brg_compare_how how = {
		.level = a->level, .margin = a->margin,
		.repeatable = old->unit == BRG_UNIT_INSTRUCTIONS,
	};
	int ret;

	if (!bv || !xv)
		return -ENOMEM;
	if (ch->of == BRG_OF_P50)
		how.resolution = a->floors[ch->base->run].spread *
				 brg_scale_plain(old).factor;
	ret = brg_compare(bv, b->n, xv, x->n, &how, &ch->c);
	/* Another boot moves figures by more than repetitions show */
	if (!how.repeatable && ch->c.ratio >= 1 - a->margin &&
	    ch->c.ratio <= 1 + a->margin &&
	    (ch->c.verdict == BRG_VERDICT_SLOWER ||
	     ch->c.verdict == BRG_VERDICT_FASTER))
		ch->c.verdict = BRG_VERDICT_NOISE;
	ch->compared = !ret;
	return ret == -ENOMEM ? ret : 0;
}

int brg_change_of(const struct brg_analysis *a, const struct brg_columns *cols,
		  size_t column, const struct brg_shape *shape,
		  const char *label, struct brg_change *out)
{
	struct brg_change *ch = out;

	*ch = (struct brg_change){
		.base = brg_column_row(shape, &cols->column[0], label),
		.row = brg_column_row(shape, &cols->column[column], label),
		.of = BRG_OF_P50,
	};
	if (ch->base)
		ch->of = brg_row_figure(ch->base);
	else if (ch->row)
		ch->of = brg_row_figure(ch->row);
	if (!ch->base || !ch->row ||
	    a->runs[ch->base->run].unit != a->runs[ch->row->run].unit)
		return 0;
	return compare(a, ch);
}

bool brg_shape_compared(const struct brg_columns *cols,
			const struct brg_shape *shape)
{
	size_t in = 0;

	if (is_harness(shape) || shape->timed)
		return false;
	for (size_t c = 0; c < cols->nr; c++)
		for (size_t i = 0; i < cols->column[c].nr_runs; i++)
			if (brg_shape_measured(shape, cols->column[c].run[i])) {
				in++;
				break;
			}
	return in > 1;
}

bool brg_first_of_label(const struct brg_shape *shape, size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (!strcmp(shape->rows[i].label, shape->rows[row].label))
			return false;
	return true;
}

size_t brg_alien_run(const struct brg_analysis *a)
{
	for (size_t run = 0; a->nr_runs > 1 && run < a->nr_runs; run++) {
		bool shared = false;

		for (size_t i = 0; i < a->nr_shapes; i++) {
			const struct brg_shape *s = &a->shapes[i];

			if (is_harness(s) || !brg_shape_measured(s, run))
				continue;
			for (size_t q = 0; q < a->nr_runs; q++)
				shared |= q != run && brg_shape_measured(s, q);
		}
		if (!shared)
			return run;
	}
	return a->nr_runs;
}
