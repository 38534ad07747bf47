// SPDX-License-Identifier: GPL-2.0-or-later
/* remains.c - see remains.h. */
#include "stress/remains.h"

#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/soak.h"

#define LINE	8192	/* a block's first has a histogram */

/** struct count - @stage_ms: of the stage that is being read, not in @so_far */
struct count {
	struct brg_remains so_far;
	uint64_t stage, stage_ms;
};

static void in_stage(struct count *c, uint64_t stage)
{
	if (stage == c->stage)
		return;
	c->so_far.ms += c->stage_ms;
	c->stage_ms = 0;
	c->stage = stage;
}

static void until(struct count *c, uint64_t ms)
{
	if (ms > c->stage_ms)
		c->stage_ms = ms;
}

static void journal_line(struct count *c, const char *line)
{
	uint64_t stage, begin, took;

	if (sscanf(line, BRG_JOURNAL_STAGE "%" SCNu64, &stage) == 1)
		in_stage(c, stage);
	else if (line[0] != '#' &&
		 sscanf(line, "%*u %*u %*s %*s %*u %*s %*s %*s %" SCNu64
			" %" SCNu64, &begin, &took) == 2) {
		c->so_far.operations++;
		until(c, (begin + took) / 1000);
	}
}

static void series_line(struct count *c, const char *line)
{
	uint64_t stage, to, done, failed, canceled;
	char name[2];

	if (sscanf(line, "%" SCNu64 " %*u %" SCNu64 " %1s %" SCNu64 " %" SCNu64
		   " %" SCNu64, &stage, &to, name, &done, &failed,
		   &canceled) != 6 || strcmp(name, BRG_SERIES_ALL) != 0)
		return;
	in_stage(c, stage);
	until(c, to);
	c->so_far.operations += done + failed + canceled;
}

static void read_lines(struct count *c, const char *dir, const char *name,
		       void (*take)(struct count *c, const char *line))
{
	_cleanup_fclose_ FILE *f = NULL;
	char path[PATH_MAX], line[LINE];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (strchr(line, '\n'))
			take(c, line);
}

struct brg_remains brg_remains_count(const char *dir)
{
	struct count journal = { .stage = 0 }, series = { .stage = 0 };
	const struct brg_remains *j = &journal.so_far, *s = &series.so_far;

	read_lines(&journal, dir, BRG_JOURNAL_OLD, journal_line);
	read_lines(&journal, dir, BRG_JOURNAL, journal_line);
	read_lines(&series, dir, BRG_SERIES, series_line);
	in_stage(&journal, journal.stage + 1);
	in_stage(&series, series.stage + 1);
	return (struct brg_remains){
		.operations = j->operations > s->operations ? j->operations :
							      s->operations,
		.ms = j->ms > s->ms ? j->ms : s->ms,
	};
}
