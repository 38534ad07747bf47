// SPDX-License-Identifier: GPL-2.0-or-later
/* measure.c - the figures of one row, from its records and their samples. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "reports/analysis.h"

#define BOOTSTRAP_RESAMPLES 1000

const char *const brg_of_names[BRG_NR_OF] = {
	[BRG_OF_WALK] = "walk",
	[BRG_OF_PAGE] = "walk_per_page",
	[BRG_OF_READY] = "mmap_and_walk_per_page",
	[BRG_OF_P50] = "p50",
	[BRG_OF_P99] = "p99",
	[BRG_OF_MMAP] = "mmap",
	[BRG_OF_MUNMAP] = "munmap",
	[BRG_OF_ZAP] = "zap",
	[BRG_OF_TOTAL] = "total",
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static int describe_series(const struct brg_analysis *a, struct brg_series *s)
{
	int ret;

	if (!s->n)
		return 0;
	qsort(s->v, s->n, sizeof(*s->v), by_value);
	s->min = s->v[0];
	s->max = s->v[s->n - 1];
	ret = brg_median(s->v, s->n, &s->median);
	if (ret || s->n < 2) {
		s->ci = (struct brg_interval){ s->min, s->max, 0 };
		return ret;
	}
	return brg_bootstrap_median(s->v, s->n, a->level, BOOTSTRAP_RESAMPLES,
				    a->seed, &s->ci);
}

/* Trials of a cell stand together after loading */
static const struct brg_record *records_of(const struct brg_run *run,
					 const struct brg_run_cell *cell,
					 size_t *nr)
{
	size_t index = (size_t)(cell - run->cells), first = 0, end;

	while (first < run->nr_records && run->records[first].cell < index)
		first++;
	for (end = first; end < run->nr_records; end++)
		if (run->records[end].cell != index)
			break;
	*nr = end - first;
	return run->records + first;
}

static void add_figure(struct brg_row *row, enum brg_of of, double value)
{
	row->of[of].v[row->of[of].n++] = value;
}

static void collect_record(struct brg_row *row, const struct brg_record *t,
			   double pages)
{
	static const struct {
		const char *metric;
		enum brg_of of;
	} plain[] = {
		{ "walk", BRG_OF_WALK }, { "mmap", BRG_OF_MMAP },
		{ "munmap", BRG_OF_MUNMAP }, { "zap", BRG_OF_ZAP },
		{ "total", BRG_OF_TOTAL },
	};
	double walk = brg_record_metric(t, "walk", -1);
	double mmap = brg_record_metric(t, "mmap", 0);

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		double v = brg_record_metric(t, plain[i].metric, -1);

		if (v >= 0)
			add_figure(row, plain[i].of, v);
	}
	if (walk >= 0 && pages > 0) {
		add_figure(row, BRG_OF_PAGE, walk / pages);
		add_figure(row, BRG_OF_READY, (mmap + walk) / pages);
	}
	if (t->nr_samples) {
		add_figure(row, BRG_OF_P50, (double)t->summary.p50);
		add_figure(row, BRG_OF_P99, (double)t->summary.p99);
		row->nr_samples += t->nr_samples;
	}
}

/* Counts belong to all samples together, page tables to one process. */
static void collect_beside(struct brg_row *row, const struct brg_record *t)
{
	for (size_t i = 0; i < BRG_NR_BESIDE; i++) {
		double v = t->beside[i], *out = &row->beside[i];

		if (v < 0)
			continue;
		if (i == BRG_BESIDE_TABLES)
			*out = fmax(*out, v);
		else
			*out = fmax(*out, 0) + v;
	}
}

static int collect_series(struct brg_row *row, const struct brg_record *t,
			  size_t nr, double pages)
{
	for (size_t i = 0; i < BRG_NR_OF; i++) {
		row->of[i].v = calloc(nr ? nr : 1, sizeof(*row->of[i].v));
		if (!row->of[i].v)
			return -ENOMEM;
	}
	for (size_t i = 0; i < BRG_NR_BESIDE; i++)
		row->beside[i] = -1;
	for (size_t i = 0; i < nr; i++) {
		row->nr_skipped += t[i].status == BRG_RECORD_SKIPPED;
		row->nr_failed += t[i].status == BRG_RECORD_FAILED;
		if (t[i].reason)
			row->reason = t[i].reason;
		if (t[i].status != BRG_RECORD_OK)
			continue;
		collect_record(row, &t[i], pages);
		collect_beside(row, &t[i]);
	}
	return 0;
}

/* Points whose tail holds less than one sample are left out */
static void draw_curve(struct brg_row *row, uint64_t *pool)
{
	size_t ranks[BRG_CURVE_POINTS] = { 0 }, n = row->nr_samples;

	for (size_t i = 0; i < BRG_CURVE_POINTS; i++) {
		double nines = BRG_CURVE_NINES * (double)i /
			       (BRG_CURVE_POINTS - 1);
		double share = 1 - pow(10, -nines);

		if (pow(10, -nines) * (double)n < 1)
			break;
		ranks[i] = brg_rank(n, (uint32_t)lround(share * BRG_PPM));
		row->nr_curve = i + 1;
	}
	brg_select(pool, n, ranks, row->nr_curve);
	for (size_t i = 0; i < row->nr_curve; i++)
		row->curve[i] = (double)pool[ranks[i]];
	brg_summarise(pool, n, &row->pooled);
}

/*
 * A fault happens inside exactly one touch, and a touch with a fault takes
 * far longer than one without. So the cost of a faulting touch is the mean of
 * as many of the longest samples as there were faults.
 */
static double mean_of_longest(uint64_t *v, size_t n, size_t count)
{
	size_t first = n - count;
	double sum = 0;

	brg_select(v, n, &first, 1);
	for (size_t i = first; i < n; i++)
		sum += (double)v[i];
	return sum / (double)count;
}

static void copy_samples(const struct brg_run *run,
			 const struct brg_record *t, uint64_t *out)
{
	memcpy(out, run->samples + t->first_sample,
	       t->nr_samples * sizeof(*out));
	for (size_t i = 0; run->floor_subtracted && i < t->nr_samples; i++)
		out[i] = brg_less_floor(run, t, out[i]);
}

static void split_cost(struct brg_row *row, const struct brg_record *t,
		       size_t nr, uint64_t *scratch, const struct brg_run *run)
{
	struct brg_cost *c = &row->cost;
	double timed = 0, total = 0;

	for (size_t i = 0; i < nr; i++) {
		size_t faults = (size_t)t[i].split.faults;

		if (t[i].status != BRG_RECORD_OK || !(t[i].split.timed > 0) ||
		    !t[i].nr_samples)
			continue;
		if (faults > t[i].nr_samples)
			faults = t[i].nr_samples;
		if (!faults)
			continue;
		copy_samples(run, &t[i], scratch);
		total += mean_of_longest(scratch, t[i].nr_samples, faults) *
			 (double)faults;
		c->faults += (double)faults;
		timed += t[i].split.timed;
		c->wait += t[i].split.wait;
		c->check += t[i].split.check;
		c->insert += t[i].split.insert;
	}
	if (!(timed > 0))
		return;
	row->has_cost = true;
	c->wait /= timed;
	c->check /= timed;
	c->insert /= timed;
	c->total = total / c->faults;
	c->rest = fmax(0, c->total - c->wait - c->check - c->insert);
}

static int measure_samples(const struct brg_run *run, struct brg_row *row,
			   const struct brg_record *t, size_t nr)
{
	_cleanup_free_ uint64_t *pool = NULL;
	size_t at = 0;

	if (!row->nr_samples)
		return 0;
	pool = malloc(row->nr_samples * sizeof(*pool));
	if (!pool)
		return -ENOMEM;
	split_cost(row, t, nr, pool, run);
	for (size_t i = 0; i < nr; i++) {
		if (!t[i].nr_samples)
			continue;
		copy_samples(run, &t[i], pool + at);
		at += t[i].nr_samples;
	}
	draw_curve(row, pool);
	return 0;
}

int brg_row_measure(const struct brg_analysis *a, struct brg_row *row,
		    double pages)
{
	const struct brg_run *run = &a->runs[row->run];
	const struct brg_record *t;
	size_t nr;
	int ret;

	t = records_of(run, row->cell, &nr);
	row->job = nr ? t->job : NULL;
	ret = collect_series(row, t, nr, pages);
	if (!ret)
		ret = measure_samples(run, row, t, nr);
	for (size_t i = 0; i < BRG_NR_OF && !ret; i++)
		ret = describe_series(a, &row->of[i]);
	return ret;
}

void brg_row_free(struct brg_row *row)
{
	for (size_t i = 0; i < BRG_NR_OF; i++)
		free(row->of[i].v);
}
