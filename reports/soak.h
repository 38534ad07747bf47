/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * soak.h - runs of barrage stress in memory: what they said of themselves in
 * summary.json, and what their journals say over time.
 *
 * Stages follow each other: the time of a run goes through all of them, while
 * files count from the start of a stage. A journal is read once, line by line,
 * into histograms of a bounded number of bins for each stage, and the bins of
 * a run are folded until they fit a figure; so memory does not depend on how
 * long the run was. The journal keeps its last 16 to 32 MiB only: bins are
 * those of series.tsv where a run has left one, and else only of that; of what
 * is older, the summary alone has counts.
 */
#ifndef BRG_REPORTS_SOAK_H
#define BRG_REPORTS_SOAK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "lib/trend.h"

#define BRG_SOAK_BINS	200	/* of a run, about: more than a figure shows */
#define BRG_SOAK_OPS	96	/* names; what comes after is "other" */
#define BRG_SOAK_COLUMNS 16	/* of memory.tsv */
#define BRG_SOAK_RUNS	500	/* on one page */
#define BRG_SOAK_STAGES	1024	/* of a run */

/** enum brg_soak_result - how an operation ended; see docs/STRESS.md
 * @BRG_SOAK_CANCELED: found nothing to be done to */
enum brg_soak_result {
	BRG_SOAK_DONE,
	BRG_SOAK_FAILED,
	BRG_SOAK_CANCELED,
	BRG_SOAK_RESULTS,
};

extern const char *const brg_soak_result_names[BRG_SOAK_RESULTS];

/** struct brg_soak_bin - operations that ended between two times
 * @from_s, @to_s: since the start of the run
 * @by: how many, by result
 * @p50_us, @p99_us, @max_us: durations of those done or failed; 0 without any
 */
struct brg_soak_bin {
	double from_s, to_s;
	uint64_t by[BRG_SOAK_RESULTS];
	uint64_t p50_us, p99_us, max_us;
};

struct brg_blocks;	/* soak_blocks.h */

/** struct brg_soak_stage - one target with one lock
 * @target, @lock: "" where neither summary nor journal says so
 * @summary: its object, or NULL; borrowed
 * @from_s, @to_s: since the start of the run
 * @lines: operations in the journal
 * @blocks: of series.tsv, while it is loaded
 * @bin, @nr_bins: none without journal and series
 */
struct brg_soak_stage {
	char target[96], lock[48];
	const json_t *summary;
	double from_s, to_s;
	uint64_t lines;
	struct brg_blocks *blocks;
	struct brg_soak_bin *bin;
	size_t nr_bins;
};

/** struct brg_soak_op - one operation over the whole run
 * @by: of the summary, or where there is none of series or journal, whichever
 *	knows of more
 * @lines: in the journal, canceled ones apart
 * @p50_us, @p99_us, @max_us: by the journal
 * @slow_stage, @slow_s: where the slowest ended, s since the run's start
 * @slow_worker, @slow_seed: who, and of what stream
 * @summary_max_us: by summary or series; above @max_us where that line is gone
 */
struct brg_soak_op {
	char name[32];
	uint64_t by[BRG_SOAK_RESULTS];
	uint64_t lines, p50_us, p99_us, max_us;
	size_t slow_stage;
	double slow_s;
	unsigned int slow_worker;
	uint64_t slow_seed;
	uint64_t summary_max_us;
};

/** enum brg_soak_growth - see brg_soak_judge() */
enum brg_soak_growth {
	BRG_SOAK_UNTOLD,
	BRG_SOAK_FLAT,
	BRG_SOAK_GROWS,
	BRG_SOAK_SHRINKS,
};

/** struct brg_soak_column - one quantity of memory.tsv
 * @kib: by sample
 * @has_trend: @trend, in KiB an hour, could be fitted
 */
struct brg_soak_column {
	char name[32];
	double *kib;
	bool has_trend;
	struct brg_trend trend;
	enum brg_soak_growth growth;
};

/** struct brg_soak_memory - @at_s: since the start of the run. @fitted: first
 * sample of the fits */
struct brg_soak_memory {
	double *at_s;
	size_t nr, room, fitted;
	struct brg_soak_column column[BRG_SOAK_COLUMNS];
	size_t nr_columns;
};

/** struct brg_soak_finding - @entry: of the summary, borrowed. @at_s: since the
 * start of the run. @stage: index */
struct brg_soak_finding {
	const json_t *entry;
	double at_s;
	size_t stage;
};

/** struct brg_soak - one run
 * @label: for people, unique on the page
 * @summary: NULL where the run did not get to write one
 * @lab: of the lab run that it was in, or NULL
 * @verdict, @reason: never NULL
 * @evidence: enum brg_evidence, or -1 unknown
 * @stage, @nr_stages: at least one where anything was done
 * @span_s: end of the last stage
 * @lines, @lost: operations in the journal, and those that are not there
 * @cut: because it has lost its beginning
 * @series: time is that of series.tsv, and has its beginning all the same
 * @config, @log: text of the files, of the log its end only; NULL without
 */
struct brg_soak {
	char *path, *label;
	json_t *summary, *lab;
	const char *verdict, *reason;
	int evidence;
	struct brg_soak_stage *stage;
	size_t nr_stages;
	double span_s;
	uint64_t lines, lost;
	bool cut, series;
	struct brg_soak_op op[BRG_SOAK_OPS];
	size_t nr_ops;
	struct brg_soak_finding *finding;
	size_t nr_findings;
	struct brg_soak_memory memory;
	char *config, *log;
	char **warnings;
	size_t nr_warnings;
};

/** struct brg_soak_where - a result directory
 * @round: of a soak in the lab, 0 otherwise. @lab: path of lab.json, or NULL */
struct brg_soak_where {
	char *path, *lab;
	unsigned long round;
};

/** struct brg_soak_rounds - a directory of lab/soak
 * @rounds, @findings: array of an object for each line of rounds.tsv,
 *	findings.tsv
 */
struct brg_soak_rounds {
	char *path;
	json_t *rounds, *findings;
};

/** struct brg_soaks - all that goes on one page
 * @level: of intervals, 0..1 */
struct brg_soaks {
	struct brg_soak_where *where;
	struct brg_soak *run;
	size_t nr, nr_loaded;
	struct brg_soak_rounds *rounds;
	size_t nr_rounds;
	double level;
};

/** enum brg_dir_kind - what a directory given to barrage report holds */
enum brg_dir_kind {
	BRG_DIR_NONE,
	BRG_DIR_BENCH,
	BRG_DIR_SOAK,
};

/** brg_dir_kind - by the files in it, and below it for those of the lab */
enum brg_dir_kind brg_dir_kind(const char *path);

/** brg_soaks_load - read all runs in and below @paths.
 * @out: zeroed but for @level; brg_soaks_free() it, also on failure.
 * @why: on failure one message naming file, cause and remedy.
 * Return: 0; -EINVAL for files of another version or kind; -E2BIG; -ENOMEM;
 * -errno of reading. */
int brg_soaks_load(struct brg_soaks *out, char **paths, size_t nr, char *why,
		   size_t why_size);
void brg_soaks_free(struct brg_soaks *s);

/** brg_soak_load - read one result directory. @run: zeroed; brg_soak_free() it,
 * also on failure. @lab: path of a lab.json, or NULL. Return: as above. */
int brg_soak_load(struct brg_soak *run, const char *path, const char *lab,
		  double level, char *why, size_t why_size);
void brg_soak_free(struct brg_soak *run);

/** brg_soak_warn - add a note to @run. Return: 0, -ENOMEM. */
int brg_soak_warn(struct brg_soak *run, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** brg_soak_number - of the summary's object @o, 0 where it is not there */
double brg_soak_number(const json_t *o, const char *key);
/** brg_soak_text - "" where it is not there */
const char *brg_soak_text(const json_t *o, const char *key);
/** brg_soak_sum - of a number over all stages of the summary */
double brg_soak_sum(const struct brg_soak *run, const char *key);
/** brg_soak_windows - times that memory was surely off, in a stage */
double brg_soak_windows(const struct brg_soak_stage *st);
/** brg_soak_in_bins - operations that the bins of a stage have */
double brg_soak_in_bins(const struct brg_soak_stage *st);
/** brg_soak_over_time - operations that all bins have */
double brg_soak_over_time(const struct brg_soak *run);
/** brg_soak_operations - of the summary, or else of series or journal */
double brg_soak_operations(const struct brg_soak *run);

/** brg_soak_op_find - the entry of @name, added if need be; never NULL */
struct brg_soak_op *brg_soak_op_find(struct brg_soak *run, const char *name);
/** brg_soak_add_stage - append one. Return: 0, -ENOMEM. */
int brg_soak_add_stage(struct brg_soak *run, const char *target,
		       const char *lock);

/* Between the files of the loader */
/** brg_soak_read_summary - fill in all that does not need the journal */
int brg_soak_read_summary(struct brg_soak *run, char *why, size_t why_size);
/** brg_soak_place_findings - once stages have their times */
int brg_soak_place_findings(struct brg_soak *run);
/** brg_soak_read_series - blocks of stages, and what they add up to. Before the
 * journal, which has what was done after them. */
int brg_soak_read_series(struct brg_soak *run, char *why, size_t why_size);
/** brg_soak_read_journal - stages, their bins and times, operations */
int brg_soak_read_journal(struct brg_soak *run, char *why, size_t why_size);
/** brg_soak_read_memory - and fit */
int brg_soak_read_memory(struct brg_soak *run, double level, char *why,
			 size_t why_size);
/** brg_soak_read_rounds - of a directory of lab/soak. Return: as above. */
int brg_soak_read_rounds(struct brg_soak_rounds *r, const char *path, char *why,
			 size_t why_size);
/** brg_soak_find - result directories in and below @path, appended to
 * @out->where. Return: 0, -E2BIG, -ENOMEM. */
int brg_soak_find(struct brg_soaks *out, const char *path);
/** brg_soak_has - is there a file @name in @dir? */
bool brg_soak_has(const char *dir, const char *name);

#endif
