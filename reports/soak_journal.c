// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * soak_journal.c - a journal of any size, read once.
 *
 * Ten million lines are some 900 MB, hence a parser of its own. It takes what
 * is to be told and steps over the rest.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/soak.h"
#include "reports/soak_blocks.h"
#include "reports/soak_lines.h"

#define MAX_WORKERS 256	/* those of a stage whose index tells the next */
#define SLOTS	256	/* of names, a power of two */
#define ARGS	4	/* device and arguments, not told */

/* What a line says */
struct entry {
	uint64_t worker, index, seed, begin_us, duration_us;
	const char *name;
	enum brg_soak_result result;
};

/* One operation's durations beside its entry in the run */
struct timed {
	struct brg_distribution durations;
};

/**
 * struct reader - @run: to be filled
 * @stage: under way, @nr_stages: with a series
 * @named: a line has said which stage it is
 * @series: by stage
 * @next: by worker: the index that its next line has at least
 * @slot: by hash of the name, index of an operation + 1
 * @slow_us: by operation: where in its stage the slowest ended
 */
struct reader {
	struct brg_soak *run;
	size_t stage, nr_stages;
	bool named, any;
	struct brg_series *series;
	uint64_t next[MAX_WORKERS];
	uint16_t slot[SLOTS];
	struct timed *timed;
	uint64_t slow_us[BRG_SOAK_OPS];
	uint64_t by[BRG_SOAK_OPS][BRG_SOAK_RESULTS];
};

static bool take_hex(char **at, uint64_t *out)
{
	uint64_t n = 0;
	char *p = *at;

	if (p[0] != '0' || p[1] != 'x')
		return false;
	for (p += 2; *p && *p != '\t'; p++) {
		unsigned int digit = (unsigned char)*p - '0';

		if (digit > 9)
			digit = ((unsigned char)*p | 0x20) - 'a' + 10;
		if (digit > 15)
			return false;
		n = n << 4 | digit;
	}
	if (*p != '\t')
		return false;
	*at = p + 1;
	*out = n;
	return true;
}

static bool skip_fields(char **at, int n)
{
	char *p = *at;

	for (; n; n--) {
		p = strchr(p, '\t');
		if (!p)
			return false;
		p++;
	}
	*at = p;
	return true;
}

static bool take_result(const char *at, enum brg_soak_result *out)
{
	char *end;
	long result = strtol(at, &end, 10);

	if (end == at || *end != '\n')
		return false;
	*out = !result ? BRG_SOAK_DONE : result == -ECANCELED ?
		BRG_SOAK_CANCELED : BRG_SOAK_FAILED;
	return true;
}

static bool parse(char *line, struct entry *e)
{
	char *at = line, *end;

	if (!brg_soak_take_number(&at, '\t', &e->worker) ||
	    !brg_soak_take_number(&at, '\t', &e->index))
		return false;
	end = strchr(at, '\t');
	if (!end || end == at)
		return false;
	e->name = at;
	*end = '\0';
	at = end + 1;
	return take_hex(&at, &e->seed) && skip_fields(&at, ARGS) &&
	       brg_soak_take_number(&at, '\t', &e->begin_us) &&
	       brg_soak_take_number(&at, '\t', &e->duration_us) &&
	       take_result(at, &e->result);
}

/* Names are few and come again and again */
static size_t op_index(struct reader *r, const char *name)
{
	uint32_t hash = 2166136261u;	/* FNV-1a */
	size_t i, op;

	for (const char *c = name; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 16777619u;
	for (i = hash % SLOTS; r->slot[i]; i = (i + 1) % SLOTS)
		if (!strcmp(r->run->op[r->slot[i] - 1].name, name))
			return r->slot[i] - 1u;
	op = (size_t)(brg_soak_op_find(r->run, name) - r->run->op);
	if (op < BRG_SOAK_OPS - 1)	/* the last is many */
		r->slot[i] = (uint16_t)(op + 1);
	return op;
}

static int need_stage(struct reader *r, size_t stage)
{
	struct brg_series *more;

	if (stage >= BRG_SOAK_STAGES)
		return -E2BIG;
	r->stage = stage;
	memset(r->next, 0, sizeof(r->next));
	if (stage < r->nr_stages)
		return 0;
	more = reallocarray(r->series, stage + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	memset(more + r->nr_stages, 0,
	       (stage + 1 - r->nr_stages) * sizeof(*more));
	r->series = more;
	r->nr_stages = stage + 1;
	while (r->run->nr_stages < r->nr_stages)
		if (brg_soak_add_stage(r->run, "", ""))
			return -ENOMEM;
	return 0;
}

/* Return: -EBADMSG for one that is cut off. */
static int comment(struct reader *r, const char *line)
{
	struct brg_soak_stage *st;
	char target[96] = "", lock[48] = "";
	size_t stage;
	int ret;

	if (!strchr(line, '\n'))
		return -EBADMSG;
	if (strncmp(line, BRG_JOURNAL_STAGE, strlen(BRG_JOURNAL_STAGE)) ||
	    sscanf(line + strlen(BRG_JOURNAL_STAGE), "%zu %95s %47s", &stage,
		   target, lock) != 3)
		return 0;
	if (r->named && stage == r->stage)
		return 0;	/* at the top of the next part */
	ret = need_stage(r, stage);
	if (ret)
		return ret;
	r->named = true;
	st = &r->run->stage[stage];
	if (!st->target[0]) {
		snprintf(st->target, sizeof(st->target), "%s", target);
		snprintf(st->lock, sizeof(st->lock), "%s", lock);
	}
	return 0;
}

/* Where no line names stages, an index that goes back tells of the next. Twice
 * the same is a worker that was killed just after it had written a line. */
static int next_stage(struct reader *r, const struct entry *e)
{
	int ret = 0;

	if (e->worker >= MAX_WORKERS)
		return 0;
	if (!r->named && r->any && e->index + 1 < r->next[e->worker])
		ret = need_stage(r, r->stage + 1);
	else if (!r->nr_stages)
		ret = need_stage(r, 0);
	r->next[e->worker] = e->index + 1;
	return ret;
}

static void count_op(struct reader *r, const struct entry *e, uint64_t end_us)
{
	size_t i = op_index(r, e->name);
	struct brg_soak_op *op = &r->run->op[i];

	r->by[i][e->result]++;
	if (e->result == BRG_SOAK_CANCELED)
		return;
	op->lines++;
	brg_distribution_add(&r->timed[i].durations, e->duration_us);
	if (op->lines > 1 && e->duration_us <= op->max_us)
		return;
	op->max_us = e->duration_us;
	op->slow_stage = r->stage;
	op->slow_worker = (unsigned int)e->worker;
	op->slow_seed = e->seed;
	r->slow_us[i] = end_us;
}

static int take(void *reader, char *line)
{
	struct reader *r = reader;
	struct brg_soak_stage *st;
	struct brg_series *s;
	struct entry e;
	uint64_t end_us;
	int ret;

	if (line[0] == '#')
		return comment(r, line);
	if (!parse(line, &e))
		return -EBADMSG;
	ret = next_stage(r, &e);
	if (ret)
		return ret;
	end_us = e.begin_us + e.duration_us;
	s = &r->series[r->stage];
	if (!r->any && e.index) {
		r->run->cut = true;	/* its worker has done some before */
		s->begin_us = end_us;
	}
	r->any = true;
	if (end_us < s->begin_us)
		s->begin_us = end_us;
	count_op(r, &e, end_us);
	r->run->lines++;
	st = &r->run->stage[r->stage];
	st->lines++;
	if (st->blocks)
		return brg_blocks_tail(st->blocks, end_us, e.result,
				       e.duration_us);
	return brg_series_add(s, end_us, e.result, e.duration_us);
}

/* The last stage of a journal without names is the last of the summary, if its
 * beginning is lost: as many stages are missing. */
static int shift(struct reader *r)
{
	struct brg_soak *run = r->run;
	size_t by = run->nr_stages - r->nr_stages;

	if (r->named || !run->cut || !by)
		return 0;
	for (size_t i = run->nr_stages; i-- > 0;)
		run->stage[i].lines = i >= by ? run->stage[i - by].lines : 0;
	for (size_t i = 0; i < run->nr_ops; i++)
		run->op[i].slow_stage += by;
	r->series = reallocarray(r->series, run->nr_stages, sizeof(*r->series));
	if (!r->series)
		return -ENOMEM;
	memmove(r->series + by, r->series, r->nr_stages * sizeof(*r->series));
	memset(r->series, 0, by * sizeof(*r->series));
	r->nr_stages = run->nr_stages;
	return 0;
}

/* Stages follow each other; each lasts as long as anything is known of it. */
static void place_stages(struct reader *r)
{
	struct brg_soak *run = r->run;
	double at = 0;

	for (size_t i = 0; i < run->nr_stages; i++) {
		struct brg_soak_stage *st = &run->stage[i];
		double span = brg_soak_number(st->summary, "ran_ms") / 1e3;

		if (i < r->nr_stages)
			span = fmax(span, (double)r->series[i].end_us / 1e6);
		if (st->blocks)
			span = fmax(span, (double)brg_blocks_end(st->blocks) /
					  1e6);
		st->from_s = at;
		at += span;
		st->to_s = at;
	}
	run->span_s = at;
}

/* By the series, or what the journal has of the stage */
static int stage_bins(struct reader *r, size_t i, double width_us)
{
	struct brg_soak_stage *st = &r->run->stage[i];
	int ret;

	if (!st->blocks && i >= r->nr_stages)
		return 0;
	if (!st->blocks) {
		brg_series_fold(&r->series[i], width_us);
		return brg_series_bins(&r->series[i], st->from_s,
				       st->to_s - st->from_s, &st->bin,
				       &st->nr_bins);
	}
	r->run->series = true;
	ret = brg_blocks_bins(st->blocks, st->from_s, width_us, &st->bin,
			      &st->nr_bins);
	brg_blocks_free(st->blocks);
	st->blocks = NULL;
	return ret;
}

static int make_bins(struct reader *r)
{
	double width_us = r->run->span_s * 1e6 / BRG_SOAK_BINS;
	int ret = 0;

	for (size_t i = 0; i < r->run->nr_stages && !ret; i++)
		ret = stage_bins(r, i, width_us);
	return ret;
}

static uint64_t at_most(uint64_t value, uint64_t max)
{
	return value < max ? value : max;
}

static uint64_t sum(const uint64_t *by)
{
	return by[BRG_SOAK_DONE] + by[BRG_SOAK_FAILED] + by[BRG_SOAK_CANCELED];
}

static void finish_ops(struct reader *r)
{
	struct brg_soak *run = r->run;

	for (size_t i = 0; i < run->nr_ops; i++) {
		struct brg_soak_op *op = &run->op[i];
		const struct brg_distribution *d = &r->timed[i].durations;

		if (!run->summary && sum(r->by[i]) > sum(op->by))
			memcpy(op->by, r->by[i], sizeof(op->by));
		if (!op->lines)
			continue;
		op->p50_us = at_most(brg_distribution_quantile(d, 500000),
				     op->max_us);
		op->p99_us = at_most(brg_distribution_quantile(d, 990000),
				     op->max_us);
		op->slow_s = run->stage[op->slow_stage].from_s +
			     (double)r->slow_us[i] / 1e6;
	}
}

static int tell_losses(const struct reader *r)
{
	struct brg_soak *run = r->run;
	double all = brg_soak_number(run->summary, "operations");

	if (all > (double)run->lines)
		run->lost = (uint64_t)all - run->lines;
	if (r->named || r->nr_stages < 2)
		return 0;
	return brg_soak_warn(run, BRG_JOURNAL ": it does not name its stages (an older barrage wrote it); they were told apart by the indices of workers");
}

static int read_parts(struct reader *r, char *why, size_t why_size)
{
	static const char *const parts[] = { BRG_JOURNAL_OLD, BRG_JOURNAL };
	struct brg_soak_lines lines = { .run = r->run, .head = BRG_JOURNAL_HEAD,
					.take = take, .reader = r };
	bool any = false;
	int ret = 0;

	for (size_t i = 0; i < 2 && !ret; i++) {
		if (!brg_soak_has(r->run->path, parts[i]))
			continue;
		any = true;
		ret = brg_soak_lines_read(&lines, parts[i], why, why_size);
		if (ret == -E2BIG)
			snprintf(why, why_size, "%s/%s: cannot read: more than %d stages (is it a journal?)",
				 r->run->path, parts[i], BRG_SOAK_STAGES);
	}
	if (!any)
		ret = brg_soak_warn(r->run, "no " BRG_JOURNAL " is there: nothing is known %s",
				    brg_soak_has(r->run->path, BRG_SERIES) ?
				    "of single operations" : "over time");
	return ret ? ret : brg_soak_lines_tell(&lines, "journal");
}

int brg_soak_read_journal(struct brg_soak *run, char *why, size_t why_size)
{
	struct reader *r = calloc(1, sizeof(*r));
	int ret = -ENOMEM;

	if (!r)
		return ret;
	r->run = run;
	r->timed = calloc(BRG_SOAK_OPS, sizeof(*r->timed));
	if (r->timed)
		ret = read_parts(r, why, why_size);
	if (!ret)
		ret = shift(r);
	if (!ret) {
		place_stages(r);
		ret = make_bins(r);
	}
	if (!ret) {
		finish_ops(r);
		ret = tell_losses(r);
	}
	for (size_t i = 0; i < r->nr_stages && r->series; i++)
		brg_series_free(&r->series[i]);
	free(r->series);
	free(r->timed);
	free(r);
	return ret;
}
