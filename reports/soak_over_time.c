// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * soak_over_time.c - series.tsv: what a run did over time, the whole of it,
 * also where the journal has lost its beginning.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/soak.h"
#include "reports/soak_blocks.h"
#include "reports/soak_lines.h"

/* What a line says. @durations: text, of a line of all */
struct entry {
	uint64_t stage, from_ms, to_ms, by[BRG_SOAK_RESULTS], max_us;
	const char *name;
	char *durations;
};

static bool take_text(char **at, char end, const char **out)
{
	char *tail = strchr(*at, end);

	if (!tail || tail == *at)
		return false;
	*tail = '\0';
	*out = *at;
	*at = tail + 1;
	return true;
}

static bool parse(char *line, struct entry *e)
{
	char *at = line;
	uint64_t quantile;	/* two; the histogram has those of all */

	if (!strchr(line, '\n') ||
	    !brg_soak_take_number(&at, '\t', &e->stage) ||
	    !brg_soak_take_number(&at, '\t', &e->from_ms) ||
	    !brg_soak_take_number(&at, '\t', &e->to_ms) ||
	    !take_text(&at, '\t', &e->name))
		return false;
	for (int r = 0; r < BRG_SOAK_RESULTS; r++)
		if (!brg_soak_take_number(&at, '\t', &e->by[r]))
			return false;
	for (int i = 0; i < 2; i++)
		if (!brg_soak_take_number(&at, '\t', &quantile))
			return false;
	if (!brg_soak_take_number(&at, '\t', &e->max_us))
		return false;
	e->durations = at;
	return e->stage < BRG_SOAK_STAGES;
}

/* "LEAST:COUNT,...\n", or "-\n" for none. Return: false for anything else. */
static bool take_durations(char *at, struct brg_distribution *d)
{
	uint64_t least, n;
	bool last = false;

	if (!strcmp(at, "-\n"))
		return true;
	while (!last) {
		char *comma;

		if (!brg_soak_take_number(&at, ':', &least))
			return false;
		comma = strchr(at, ',');
		last = !comma;
		if (!brg_soak_take_number(&at, last ? '\n' : ',', &n))
			return false;
		d->bucket[brg_hist_index(least)] += n;
	}
	return !*at;
}

static int take_all(struct brg_soak_stage *st, const struct entry *e)
{
	struct brg_series_cell cell = { .max_us = e->max_us };

	memcpy(cell.by, e->by, sizeof(cell.by));
	if (!take_durations(e->durations, &cell.durations) ||
	    brg_distribution_count(&cell.durations) !=
		    e->by[BRG_SOAK_DONE] + e->by[BRG_SOAK_FAILED])
		return -EBADMSG;
	if (!st->blocks)
		st->blocks = calloc(1, sizeof(*st->blocks));
	if (!st->blocks)
		return -ENOMEM;
	return brg_blocks_add(st->blocks, e->from_ms * 1000, e->to_ms * 1000,
			      &cell);
}

/* Of a stage that is in no summary nobody else has counts of all. */
static int take_op(struct brg_soak *run, const struct entry *e)
{
	struct brg_soak_op *op = brg_soak_op_find(run, e->name);

	if (strcmp(e->durations, "-\n"))
		return -EBADMSG;
	for (int r = 0; r < BRG_SOAK_RESULTS; r++)
		if (!run->stage[e->stage].summary)
			op->by[r] += e->by[r];
	if (e->max_us > op->summary_max_us)
		op->summary_max_us = e->max_us;
	return 0;
}

static int take(void *reader, char *line)
{
	struct brg_soak *run = reader;
	struct entry e;

	if (line[0] == '#')
		return strchr(line, '\n') ? 0 : -EBADMSG;
	if (!parse(line, &e))
		return -EBADMSG;
	while (run->nr_stages <= e.stage)
		if (brg_soak_add_stage(run, "", ""))
			return -ENOMEM;
	return strcmp(e.name, BRG_SERIES_ALL) ? take_op(run, &e) :
		take_all(&run->stage[e.stage], &e);
}

int brg_soak_read_series(struct brg_soak *run, char *why, size_t why_size)
{
	struct brg_soak_lines lines = { .run = run, .head = BRG_SERIES_HEAD,
					.take = take, .reader = run };
	int ret;

	if (!brg_soak_has(run->path, BRG_SERIES))
		return 0;
	ret = brg_soak_lines_read(&lines, BRG_SERIES, why, why_size);
	return ret ? ret : brg_soak_lines_tell(&lines, "series");
}
