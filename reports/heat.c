// SPDX-License-Identifier: GPL-2.0-or-later
/* heat.c - every strategy in every shape against the best one there. */
#include <string.h>

#include "reports/heat.h"

static bool is_adaptive(const struct brg_row *row)
{
	return !strcmp(row->cell->target, "barrage") &&
	       !strncmp(row->cell->variant, "adaptive", 8);
}

static enum brg_of figure_of(const struct brg_shape *shape)
{
	const struct brg_pair *phase = brg_pair_find(shape->params,
						     shape->nr_params, "phase");
	bool first = !phase || !phase->text || !strcmp(phase->text, "first");

	for (size_t i = 0; i < shape->nr_rows; i++) {
		const struct brg_row *row = &shape->rows[i];

		if (row->of[BRG_OF_TOTAL].n && first)
			return BRG_OF_TOTAL;
		if (row->of[BRG_OF_READY].n && first)
			return BRG_OF_READY;
		if (row->of[brg_row_figure(row)].n)
			return brg_row_figure(row);
	}
	return BRG_OF_P50;
}

static const struct brg_row *best_of(const struct brg_shape *shape, size_t run,
				     enum brg_of of, bool but_adaptive,
				     size_t *nr)
{
	const struct brg_row *best = NULL;

	*nr = 0;
	for (size_t i = 0; i < shape->nr_rows; i++) {
		const struct brg_row *row = &shape->rows[i];

		if (row->run != run || !(row->of[of].median > 0) ||
		    (but_adaptive && is_adaptive(row)))
			continue;
		++*nr;
		if (!best || row->of[of].median < best->of[of].median)
			best = row;
	}
	return best;
}

static const struct brg_row *adaptive_of(const struct brg_shape *shape,
					 size_t run, enum brg_of of)
{
	for (size_t i = 0; i < shape->nr_rows; i++)
		if (shape->rows[i].run == run && is_adaptive(&shape->rows[i]) &&
		    shape->rows[i].of[of].median > 0)
			return &shape->rows[i];
	return NULL;
}

static enum brg_standing stand(const struct brg_analysis *a,
			       const struct brg_row *rival,
			       struct brg_heat *heat)
{
	const struct brg_series *mine = &heat->adaptive->of[heat->of];
	const struct brg_series *other = &rival->of[heat->of];
	const struct brg_compare_how how = {
		.level = a->level, .margin = a->margin,
		.repeatable = a->runs[rival->run].unit == BRG_UNIT_INSTRUCTIONS,
	};

	if (brg_compare(other->v, other->n, mine->v, mine->n, &how, &heat->vs))
		return BRG_STANDING_ABSENT;
	switch (heat->vs.verdict) {
	case BRG_VERDICT_UNKNOWN:
		return BRG_STANDING_OPEN;
	case BRG_VERDICT_SLOWER:
		return heat->vs.ratio > 1 + a->margin ? BRG_STANDING_BEATEN :
							BRG_STANDING_CLOSE;
	default:
		return BRG_STANDING_BEST;
	}
}

bool brg_heat_of(const struct brg_analysis *a, const struct brg_shape *shape,
		 size_t run, struct brg_heat *out)
{
	const struct brg_row *rival;
	size_t nr, nr_rivals;

	*out = (struct brg_heat){ .of = figure_of(shape) };
	if (!strcmp(shape->workload, "null") || shape->timed)
		return false;
	out->best = best_of(shape, run, out->of, false, &nr);
	if (nr < 2)
		return false;
	out->adaptive = adaptive_of(shape, run, out->of);
	rival = best_of(shape, run, out->of, true, &nr_rivals);
	if (out->adaptive && rival)
		out->standing = stand(a, rival, out);
	return true;
}

double brg_heat_ratio(const struct brg_heat *heat, const struct brg_row *row)
{
	return row->of[heat->of].median / heat->best->of[heat->of].median;
}
