// SPDX-License-Identifier: GPL-2.0-or-later
/* gate.c - pair the cells of two runs and take one figure a repetition. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/format.h"
#include "reports/gate.h"

/* Of a trial's samples; any other metric is what the workload recorded */
static const char *const of_samples[] = { "min", "p50", "p90", "p99", "p999",
					  "max", "mean" };
#define NR_OF_SAMPLES (sizeof(of_samples) / sizeof(of_samples[0]))

static double sample_figure(const struct brg_summary *s, size_t which)
{
	const double v[NR_OF_SAMPLES] = {
		(double)s->min, (double)s->p50,	 (double)s->p90, (double)s->p99,
		(double)s->p999, (double)s->max, s->mean,
	};

	return v[which];
}

static int index_of_samples(const char *metric)
{
	for (size_t i = 0; i < NR_OF_SAMPLES; i++)
		if (!strcmp(metric, of_samples[i]))
			return (int)i;
	return -1;
}

/* A figure of a trial in the run's unit, or -1 */
static double figure_of(const struct brg_record *t, const char *metric)
{
	int sample = index_of_samples(metric);

	if (t->status != BRG_RECORD_OK)
		return -1;
	if (sample < 0)
		return brg_record_metric(t, metric, -1);
	return t->nr_samples ? sample_figure(&t->summary, (size_t)sample) : -1;
}

static bool ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && !strcmp(text + n - m, end);
}

/* Runs on two machines have clocks of two rates */
static double factor_of(const struct brg_run *run, const char *metric)
{
	return ends_in(metric, "_bytes") || ends_in(metric, "_count") ?
		       1 : brg_scale_plain(run).factor;
}

/* Records of a cell stand together, in the order of their repetitions */
static const struct brg_record *next_figure(const struct brg_run *run,
					    const struct brg_row *row,
					    const char *metric,
					    const struct brg_record *t)
{
	size_t cell = (size_t)(row->cell - run->cells);

	for (t = t ? t + 1 : run->records; t < run->records + run->nr_records;
	     t++)
		if (t->cell == cell && figure_of(t, metric) >= 0)
			return t;
	return NULL;
}

static bool same_repetitions(const struct brg_gate_pair *p,
			     const struct brg_run *runs)
{
	const struct brg_record *a = NULL, *b = NULL;

	if (!p->base || !p->new)
		return false;
	do {
		a = next_figure(&runs[0], p->base, p->metric, a);
		b = next_figure(&runs[1], p->new, p->metric, b);
	} while (a && b && a->rep == b->rep);
	return !a && !b;
}

static int collect(struct brg_gate_pair *p, int side, const struct brg_run *run,
		   const struct brg_row *row)
{
	const struct brg_record *t = NULL;
	double factor = factor_of(run, p->metric);

	p->v[side] = calloc(run->nr_records + 1, sizeof(double));
	if (!p->v[side])
		return -ENOMEM;
	while ((t = next_figure(run, row, p->metric, t)))
		p->v[side][p->n[side]++] = figure_of(t, p->metric) * factor;
	return 0;
}

static enum brg_gate_state state_of(const struct brg_gate_pair *p)
{
	if (!p->new)
		return BRG_GATE_ONLY_BASE;
	if (!p->base)
		return BRG_GATE_ONLY_NEW;
	if (p->n[0] && p->n[1])
		return BRG_GATE_COMPARED;
	return p->n[0] && p->new->nr_failed ? BRG_GATE_BROKEN :
					      BRG_GATE_UNMEASURED;
}

/* The spread of the harness's own floor hides differences of samples */
static double resolution_of(const struct brg_analysis *a, const char *metric)
{
	double widest = 0;

	if (index_of_samples(metric) < 0)
		return 0;
	for (size_t r = 0; r < a->nr_runs; r++) {
		double spread = a->floors[r].spread *
				brg_scale_plain(&a->runs[r]).factor;

		if (a->floors[r].known && spread > widest)
			widest = spread;
	}
	return widest;
}

static int add_pair(struct brg_gate *g, const struct brg_shape *shape,
		    const struct brg_row *base, const struct brg_row *new,
		    const char *metric)
{
	struct brg_gate_pair *grown, *p;
	int ret = 0;

	grown = reallocarray(g->pairs, g->nr_pairs + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	g->pairs = grown;
	p = &grown[g->nr_pairs++];
	*p = (struct brg_gate_pair){ .shape = shape, .base = base, .new = new,
				     .metric = metric,
				     .resolution = resolution_of(g->a, metric) };
	if (base)
		ret = collect(p, 0, &g->a->runs[0], base);
	if (!ret && new)
		ret = collect(p, 1, &g->a->runs[1], new);
	p->paired = same_repetitions(p, g->a->runs);
	p->state = state_of(p);
	return ret;
}

static const struct brg_row *same_cell(const struct brg_shape *shape,
				       const struct brg_row *row)
{
	for (size_t i = 0; i < shape->nr_rows; i++)
		if (shape->rows[i].run != row->run &&
		    !strcmp(shape->rows[i].cell->id, row->cell->id))
			return &shape->rows[i];
	return NULL;
}

/* What says most about a cell: a walk where any row of its shape has one */
static const char *usual_metric(const struct brg_shape *shape)
{
	for (size_t i = 0; i < shape->nr_rows; i++)
		if (shape->rows[i].of[BRG_OF_WALK].n)
			return "walk";
	return "p50";
}

static int pair_row(struct brg_gate *g, const struct brg_shape *shape,
		    const struct brg_row *row, const char *const *metrics,
		    size_t nr_metrics)
{
	const char *usual = usual_metric(shape);
	const struct brg_row *other = same_cell(shape, row);
	const struct brg_row *base = row->run ? NULL : row;
	int ret = 0;

	if (row->run && other)
		return 0;	/* came with the base's row */
	for (size_t i = 0; i < (nr_metrics ? nr_metrics : 1) && !ret; i++)
		ret = add_pair(g, shape, base, base ? other : row,
			       nr_metrics ? metrics[i] : usual);
	return ret;
}

static bool any_figure(const struct brg_gate *g, const char *metric)
{
	for (size_t i = 0; i < g->nr_pairs; i++)
		if ((!metric || !strcmp(g->pairs[i].metric, metric)) &&
		    (g->pairs[i].n[0] || g->pairs[i].n[1]))
			return true;
	return false;
}

int brg_gate_pairs(struct brg_gate *g, const struct brg_analysis *a,
		   const char *const *metrics, size_t nr_metrics)
{
	int ret = 0;

	*g = (struct brg_gate){ .a = a };
	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];

		if (!strcmp(s->workload, "null"))
			continue;
		if (s->timed)
			g->nr_timed += s->nr_rows;
		for (size_t j = 0; j < s->nr_rows && !s->timed && !ret; j++)
			ret = pair_row(g, s, &s->rows[j], metrics, nr_metrics);
	}
	for (size_t i = 0; i < nr_metrics && !ret; i++)
		ret = any_figure(g, metrics[i]) ? 0 : -ENOENT;
	if (!ret && !any_figure(g, NULL))
		ret = -ENOENT;
	if (ret)
		brg_gate_free(g);
	return ret;
}

void brg_gate_free(struct brg_gate *g)
{
	for (size_t i = 0; i < g->nr_pairs; i++) {
		free(g->pairs[i].v[0]);
		free(g->pairs[i].v[1]);
	}
	free(g->pairs);
	*g = (struct brg_gate){ 0 };
}

static void append(char *buf, size_t size, const char *name)
{
	size_t at = strlen(buf), n = strlen(name);
	const char *found = strstr(buf, name);

	/* names are words between ", " */
	while (found && ((found > buf && found[-1] != ' ') ||
			 (found[n] && found[n] != ',')))
		found = strstr(found + 1, name);
	if (!found && at + n + 3 < size)
		snprintf(buf + at, size - at, "%s%s", at ? ", " : "", name);
}

const char *brg_gate_metric_names(const struct brg_analysis *a, char *buf,
				  size_t size)
{
	buf[0] = '\0';
	for (size_t r = 0; r < a->nr_runs; r++)
		for (size_t i = 0; i < a->runs[r].nr_records; i++) {
			const struct brg_record *t = &a->runs[r].records[i];

			for (size_t m = 0; m < t->nr_metrics; m++)
				append(buf, size, t->metrics[m].key);
		}
	for (size_t i = 0; i < NR_OF_SAMPLES; i++)
		append(buf, size, of_samples[i]);
	return buf;
}

const char *brg_gate_state_name(enum brg_gate_state state)
{
	static const char *const names[] = {
		[BRG_GATE_COMPARED] = "compared",
		[BRG_GATE_ONLY_BASE] = "only in base",
		[BRG_GATE_ONLY_NEW] = "only in new",
		[BRG_GATE_UNMEASURED] = "not measured",
		[BRG_GATE_BROKEN] = "failed in new",
	};

	return names[state];
}

const char *brg_gate_reason(const struct brg_gate_pair *p)
{
	if (p->new && !p->n[1] && p->new->reason)
		return p->new->reason;
	if (p->base && !p->n[0] && p->base->reason)
		return p->base->reason;
	return p->state == BRG_GATE_UNMEASURED ? "this metric is not recorded" :
						 "";
}
