/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stop.h - when a cell has been repeated often enough.
 *
 * A cell without precision gets its fixed number of repetitions. One with it
 * goes on until the interval of the median of its figures is narrow enough,
 * but not beyond its largest number. The decision depends on the figures
 * alone, so a resumed run decides alike.
 */
#ifndef BRG_BENCH_STOP_H
#define BRG_BENCH_STOP_H

#include <jansson.h>

#include "bench/plan.h"

enum brg_stop_why {
	BRG_STOP_NOT,		/* goes on */
	BRG_STOP_REPEAT,	/* fixed number reached */
	BRG_STOP_PRECISION,	/* interval narrow enough */
	BRG_STOP_REPEAT_MAX,	/* precision not reached by the last */
	BRG_STOP_NO_FIGURE,	/* least number of trials gave none */
};

/** struct brg_stop - one cell under way
 * @figures: of trials that are ok; @room for as many
 * @tried: trials so far, of any outcome
 * @width: largest relative distance of the interval's ends from the median,
 *	   in shares of 1; negative while there is none of that confidence
 */
struct brg_stop {
	double *figures;
	size_t nr, room;
	unsigned int tried;
	enum brg_stop_why why;
	double width;
};

/** brg_stop_take - the next trial of @cell is over, with @record.
 * Return: 0, -ENOMEM. */
int brg_stop_take(struct brg_stop *stop, const struct brg_cell *cell,
		  const json_t *record);

/** brg_stop_json - {why, repetitions, confidence, width} for the record that
 * was the last of its cell; "width" is null where it cannot be told. Return:
 * new reference, or NULL out of memory. */
json_t *brg_stop_json(const struct brg_stop *stop, const struct brg_cell *cell);

/** brg_figure_of - what comparisons use of a record: walk, else the p50 of its
 * samples. Return: whether there is one. */
bool brg_figure_of(const json_t *record, double *out);

/** brg_interval_width - see struct brg_stop. Return: negative where @n are too
 * few for @confidence, or their median is 0. */
double brg_interval_width(const double *v, size_t n, double confidence);

void brg_stop_clear(struct brg_stop *stop);

#endif
