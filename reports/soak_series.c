// SPDX-License-Identifier: GPL-2.0-or-later
/* soak_series.c - durations of a stage in bins of time. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "reports/soak_series.h"

#define FIRST_WIDTH_US	100000

void brg_series_cell_add(struct brg_series_cell *c, enum brg_soak_result result,
			 uint64_t duration_us)
{
	c->by[result]++;
	if (result == BRG_SOAK_CANCELED)
		return;
	brg_distribution_add(&c->durations, duration_us);
	if (duration_us > c->max_us)
		c->max_us = duration_us;
}

void brg_series_cell_join(struct brg_series_cell *to,
			  const struct brg_series_cell *from)
{
	for (int r = 0; r < BRG_SOAK_RESULTS; r++)
		to->by[r] += from->by[r];
	if (from->max_us > to->max_us)
		to->max_us = from->max_us;
	brg_distribution_merge(&to->durations, &from->durations);
}

/* A histogram tells the upper end of a bucket, which may be above them all */
static uint64_t quantile(const struct brg_series_cell *c, uint32_t ppm)
{
	uint64_t q = brg_distribution_quantile(&c->durations, ppm);

	return q < c->max_us ? q : c->max_us;
}

struct brg_soak_bin brg_series_cell_bin(const struct brg_series_cell *c,
					double from_s, double to_s)
{
	struct brg_soak_bin bin = { .from_s = from_s, .to_s = to_s,
				    .p50_us = quantile(c, 500000),
				    .p99_us = quantile(c, 990000),
				    .max_us = c->max_us };

	for (int r = 0; r < BRG_SOAK_RESULTS; r++)
		bin.by[r] = c->by[r];
	return bin;
}

/* @from is taken into @to, which may be empty */
static void join(struct brg_series_cell **to, struct brg_series_cell **from)
{
	struct brg_series_cell *b = *from;

	*from = NULL;
	if (!b)
		return;
	if (!*to) {
		*to = b;
		return;
	}
	brg_series_cell_join(*to, b);
	free(b);
}

static void halve(struct brg_series *s)
{
	for (size_t i = 0; i < BRG_SERIES_BINS / 2; i++) {
		struct brg_series_cell *a = s->cell[2 * i];
		struct brg_series_cell *b = s->cell[2 * i + 1];

		s->cell[2 * i] = NULL;
		s->cell[2 * i + 1] = NULL;
		join(&a, &b);
		s->cell[i] = a;
	}
	s->width_us *= 2;
	s->nr = (s->nr + 1) / 2;
}

int brg_series_add(struct brg_series *s, uint64_t at_us,
		   enum brg_soak_result result, uint64_t duration_us)
{
	struct brg_series_cell *c;
	size_t i;

	if (!s->width_us)
		s->width_us = FIRST_WIDTH_US;
	while (at_us / s->width_us >= BRG_SERIES_BINS)
		halve(s);
	i = at_us / s->width_us;
	if (!s->cell[i])
		s->cell[i] = calloc(1, sizeof(*c));
	c = s->cell[i];
	if (!c)
		return -ENOMEM;
	if (i >= s->nr)
		s->nr = i + 1;
	if (at_us > s->end_us)
		s->end_us = at_us;
	brg_series_cell_add(c, result, duration_us);
	return 0;
}

void brg_series_fold(struct brg_series *s, double width_us)
{
	while (s->nr > 1 && (double)s->width_us < width_us)
		halve(s);
}

static struct brg_soak_bin bin_of(const struct brg_series *s, size_t i,
				  double from_s, double end_s)
{
	double width = (double)s->width_us / 1e6;
	double begin = fmax(width * (double)i, (double)s->begin_us / 1e6);
	double end = i + 1 == s->nr ? end_s : width * (double)(i + 1);
	const struct brg_series_cell *c = s->cell[i];
	struct brg_soak_bin none = { .from_s = from_s + begin,
				     .to_s = from_s + fmax(end, begin + .001) };

	return c ? brg_series_cell_bin(c, none.from_s, none.to_s) : none;
}

int brg_series_bins(struct brg_series *s, double from_s, double span_s,
		    struct brg_soak_bin **out, size_t *nr)
{
	double width = (double)s->width_us / 1e6, end;
	struct brg_soak_bin *bins;
	size_t first;

	*out = NULL;
	*nr = 0;
	if (!s->nr)
		return 0;
	/* a stage that did nothing at its end has empty bins there */
	while (s->nr < BRG_SERIES_BINS && (double)s->nr * width < span_s)
		s->nr++;
	end = fmin((double)s->nr * width, fmax(span_s, (double)s->end_us / 1e6));
	first = s->begin_us / s->width_us;
	if (s->nr > first + 1 &&
	    end - (double)(s->nr - 1) * width < BRG_SERIES_HARDLY * width) {
		join(&s->cell[s->nr - 2], &s->cell[s->nr - 1]);
		s->nr--;
	}
	if (first >= s->nr)
		first = s->nr - 1;
	bins = calloc(s->nr - first, sizeof(*bins));
	if (!bins)
		return -ENOMEM;
	for (size_t i = first; i < s->nr; i++)
		bins[i - first] = bin_of(s, i, from_s, end);
	*out = bins;
	*nr = s->nr - first;
	return 0;
}

void brg_series_free(struct brg_series *s)
{
	for (size_t i = 0; i < BRG_SERIES_BINS; i++) {
		free(s->cell[i]);
		s->cell[i] = NULL;
	}
	s->nr = 0;
}
