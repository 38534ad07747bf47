/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * run.h - a run directory in memory, read strictly as docs/RECORDS.md says.
 *
 * Strings live as long as the run and are unique: two equal texts of one run
 * have one address. Samples stay in the file, mapped read-only.
 */
#ifndef BRG_REPORTS_RUN_H
#define BRG_REPORTS_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "lib/clock.h"
#include "lib/stats.h"

enum brg_unit {
	BRG_UNIT_TSC,
	BRG_UNIT_INSTRUCTIONS,
};

enum brg_record_status {
	BRG_RECORD_OK,
	BRG_RECORD_SKIPPED,
	BRG_RECORD_FAILED,
};

/** struct brg_pair - a parameter or a metric; @text is NULL for a number */
struct brg_pair {
	const char *key;
	const char *text;
	double number;
};

/** struct brg_run_cell - one combination measured; see "cell" in RECORDS.md
 * @params: sorted, what says most first: see brg_pair_order()
 */
struct brg_run_cell {
	const char *id, *workload, *target, *variant;
	struct brg_pair *params;
	size_t nr_params;
};

/** struct brg_split - what the driver counted in a trial; zero without */
struct brg_split {
	double faults, timed, wait, check, insert, order[3];
};

/** enum brg_beside_of - what went on while a trial took its samples */
enum brg_beside_of {
	BRG_BESIDE_INTERRUPTS,
	BRG_BESIDE_VOLUNTARY,
	BRG_BESIDE_INVOLUNTARY,
	BRG_BESIDE_MINOR,
	BRG_BESIDE_MAJOR,
	BRG_BESIDE_TABLES,
	BRG_NR_BESIDE,
};

/** brg_beside_names - by enum, as in a record: "interrupts", ... */
extern const char *const brg_beside_names[BRG_NR_BESIDE];

/** struct brg_record - one record
 * @cell: index into brg_run.cells
 * @reason: of a skipped or failed trial, else NULL
 * @first_sample, @nr_samples: into brg_run.samples
 * @summary: exact, of those samples; computed here, not believed
 * @beside: by enum brg_beside_of, below 0 where it was not recorded
 */
struct brg_record {
	size_t cell;
	unsigned int rep, trial;
	enum brg_record_status status;
	const char *job, *reason;
	struct brg_pair *metrics;
	size_t nr_metrics;
	size_t first_sample, nr_samples;
	struct brg_summary summary;
	struct brg_split split;
	double beside[BRG_NR_BESIDE];
};

/** struct brg_run - see brg_run_load()
 * @warnings: of the manifest first, then what reading found
 * @floor_subtracted: from each touch by brg_run_less_floor(), 0 without
 */
struct brg_run {
	char *path;
	json_t *manifest;
	const char *id, *created, *finished, *release;
	enum brg_evidence evidence;
	enum brg_unit unit;
	double tsc_hz;
	struct brg_run_cell *cells;
	size_t nr_cells;
	struct brg_record *records;
	size_t nr_records, nr_ok;
	const uint64_t *samples;
	size_t nr_samples;
	char **warnings;
	size_t nr_warnings;
	uint64_t floor_subtracted;
	/* private */
	void *strings;
	void *map;
	size_t map_bytes;
};

/** brg_run_load - read the run directory @path.
 * A last line cut off, or records whose samples are missing, are dropped and
 * told in @run->warnings. @why: on failure one message naming file, cause and
 * remedy. Return: 0; -EINVAL no run directory of this version, or damaged;
 * -errno of reading. On failure @run needs no brg_run_free(). */
int brg_run_load(struct brg_run *run, const char *path, char *why,
		 size_t why_size);
void brg_run_free(struct brg_run *run);

/** brg_run_less_floor - take the harness floor, the median of workload null, out
 * of every touch of workload fault: samples, walk and total. Other workloads
 * time system calls, which that loop says nothing about.
 * Return: 0, -ENODATA where null was not measured. */
int brg_run_less_floor(struct brg_run *run);
/** brg_less_floor - @sample of @t without what was subtracted, at least 0 */
uint64_t brg_less_floor(const struct brg_run *run, const struct brg_record *t,
			uint64_t sample);

/** brg_run_string - the one copy of @text in @run; NULL without memory */
const char *brg_run_string(struct brg_run *run, const char *text);
/** brg_run_warn - add a warning to @run. Return: 0, -ENOMEM. */
int brg_run_warn(struct brg_run *run, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** brg_pair_order - compare keys: phase, size, alignment, ... in the order
 * people are told of them, any others by name. Return: as strcmp(). */
int brg_pair_order(const char *a, const char *b);
/** brg_pair_find - the entry of that key, or NULL */
const struct brg_pair *brg_pair_find(const struct brg_pair *pairs, size_t nr,
				     const char *key);
/** brg_record_metric - a metric of a trial, or @missing */
double brg_record_metric(const struct brg_record *t, const char *key, double missing);

/** brg_evidence_meaning - a phrase for people: what figures may be used for */
const char *brg_evidence_meaning(enum brg_evidence evidence);

/* Between run.c and records.c */
int brg_run_read_manifest(struct brg_run *run, char *why, size_t why_size);
int brg_run_read_records(struct brg_run *run, char *why, size_t why_size);

#endif
