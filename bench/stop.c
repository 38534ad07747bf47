// SPDX-License-Identifier: GPL-2.0-or-later
/* stop.c - the stop rule of repetitions. */
#include "bench/stop.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/stats.h"

static const char *const why_names[] = {
	[BRG_STOP_NOT] = "",
	[BRG_STOP_REPEAT] = "repeat",
	[BRG_STOP_PRECISION] = "precision",
	[BRG_STOP_REPEAT_MAX] = "repeat_max",
	[BRG_STOP_NO_FIGURE] = "no figure",
};

bool brg_figure_of(const json_t *record, double *out)
{
	json_t *walk = json_object_get(json_object_get(record, "metrics"),
				       "walk");
	json_t *p50 = json_object_get(json_object_get(record, "summary"),
				      "p50");
	json_t *figure = walk ? walk : p50;

	*out = json_number_value(figure);
	return json_is_number(figure);
}

double brg_interval_width(const double *v, size_t n, double confidence)
{
	struct brg_interval ci;
	double median, below, above;

	if (n < brg_median_interval_min(confidence) ||
	    brg_median_interval(v, n, confidence, &ci) ||
	    brg_median(v, n, &median) || !(median > 0))
		return -1;
	below = (median - ci.low) / median;
	above = (ci.high - median) / median;
	return below > above ? below : above;
}

static void decide(struct brg_stop *stop, const struct brg_cell *cell)
{
	stop->width = brg_interval_width(stop->figures, stop->nr,
					 cell->confidence);
	if (stop->tried < cell->repeat)
		stop->why = BRG_STOP_NOT;
	else if (!(cell->precision > 0))
		stop->why = BRG_STOP_REPEAT;
	else if (!stop->nr)
		stop->why = BRG_STOP_NO_FIGURE;
	else if (stop->width >= 0 && stop->width <= cell->precision)
		stop->why = BRG_STOP_PRECISION;
	else
		stop->why = stop->tried < cell->most ? BRG_STOP_NOT :
						       BRG_STOP_REPEAT_MAX;
}

int brg_stop_take(struct brg_stop *stop, const struct brg_cell *cell,
		  const json_t *record)
{
	double figure;

	stop->tried++;
	if (brg_figure_of(record, &figure)) {
		if (stop->nr == stop->room) {
			size_t room = stop->room ? 2 * stop->room : 8;
			double *grown = reallocarray(stop->figures, room,
						     sizeof(*grown));

			if (!grown)
				return -ENOMEM;
			stop->figures = grown;
			stop->room = room;
		}
		stop->figures[stop->nr++] = figure;
	}
	decide(stop, cell);
	return 0;
}

json_t *brg_stop_json(const struct brg_stop *stop, const struct brg_cell *cell)
{
	return json_pack("{s:s, s:i, s:f, s:o}", "why", why_names[stop->why],
			 "repetitions", (int)stop->nr, "confidence",
			 cell->confidence, "width",
			 stop->width < 0 ? json_null() :
					   json_real(stop->width));
}

void brg_stop_clear(struct brg_stop *stop)
{
	free(stop->figures);
	*stop = (struct brg_stop){ 0 };
}
