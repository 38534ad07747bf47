/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * workload.h - something to measure, and one trial of it.
 *
 * A workload is one file under workloads/ with one const table of operations,
 * listed in workload.c. It sees a cell (one combination of its keys) and an
 * open target, and leaves samples and metrics. It never asks which kernel
 * interface is behind the target.
 */
#ifndef BRG_BENCH_WORKLOAD_H
#define BRG_BENCH_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/keys.h"
#include "lib/place.h"
#include "lib/sha256.h"
#include "lib/target.h"

#define BRG_CELL_PARAMS 24

/** struct brg_param - one value of a cell; @text for words, else @number */
struct brg_param {
	const struct brg_key *key;
	const char *text;
	uint64_t number;
};

struct brg_workload;

/**
 * struct brg_limit - targets on which a workload cannot be measured
 * @key, @value: only with this value of this key; without @value where the
 *	number it has is above 0; without @key always
 * @variant: only this strategy, of targets that have them; NULL goes by @of
 * @of: whether it is about a target
 * @why: goes on after the name of the target: "has no ..."; NULL ends a table
 */
struct brg_limit {
	const char *key, *value;
	const char *variant;
	bool (*of)(const struct brg_target_ops *ops);
	const char *why;
};

/**
 * struct brg_cell - one combination to measure
 * @id: hash of everything below that identifies it, 16 hex digits
 * @job: section of the configuration
 * @where: "FILE:LINE" of the section, for messages
 * @target: NULL for workloads that need none
 * @variant: strategy, or ""
 * @lock: flavour of memory_lock, or "" to leave it as the target opens; a
 *        parameter, too, when given
 * @memory: memory policy, or "" to leave it as the process has it; a
 *          parameter, too, when given
 * @params: identity of the cell beside workload and target
 * @repeat, @warmup: see common keys
 * @repeat_given: by the configuration, not by default
 * @most: repetitions at most; @repeat where there is no precision to reach
 * @precision, @confidence: of the stop rule, shares of 1; 0 for no rule
 * @seed: of the run
 */
struct brg_cell {
	char id[BRG_ID_HEX];
	const char *job;
	const char *where;
	const struct brg_workload *workload;
	const struct brg_target_ops *target;
	const char *variant;
	const char *lock;
	const char *memory;
	struct brg_param params[BRG_CELL_PARAMS];
	size_t nr_params;
	unsigned int repeat, warmup, most;
	bool repeat_given;
	double precision, confidence;
	uint64_t seed;
};

/** brg_cell_param - by name; the name must exist */
const struct brg_param *brg_cell_param(const struct brg_cell *cell,
				       const char *name);
/** brg_param_number - its value, in the unit of the key */
uint64_t brg_param_number(const struct brg_cell *cell, const char *name);
/** brg_cell_is - whether the word @name of @cell is @text */
bool brg_cell_is(const struct brg_cell *cell, const char *name,
		 const char *text);

enum brg_status {
	BRG_TRIAL_NONE,		/* did not come to an end */
	BRG_TRIAL_OK,
	BRG_TRIAL_SKIPPED,	/* this kernel or target cannot */
	BRG_TRIAL_FAILED,
};

#define BRG_MAX_METRICS 48

/** struct brg_metric - name as in docs/RECORDS.md */
struct brg_metric {
	char name[40];
	uint64_t value;
};

#define BRG_BESIDE_UNKNOWN UINT64_MAX	/* this kernel does not say */

/**
 * struct brg_beside - what went on while samples were taken, see beside.h
 * @known: there was such a time
 * @voluntary_switches, @involuntary_switches, @minor_faults, @major_faults: of
 *	the process, with children that ended meanwhile
 * @interrupts: of all kinds, on the CPUs of the trial's threads
 * @page_table_bytes: of the process at the end, less the harness's own
 */
struct brg_beside {
	bool known;
	uint64_t voluntary_switches, involuntary_switches;
	uint64_t minor_faults, major_faults;
	uint64_t interrupts;
	uint64_t page_table_bytes;
};

/**
 * struct brg_result - what a trial brings back; lies in shared memory
 * @nr_samples: filled, from the start of the sample array
 * @cost: valid if @has_cost
 * @locked: memory was locked, so no page fault of the harness disturbed
 * @beside: what went on meanwhile
 * @peer: address of the second function that took part, or ""
 */
struct brg_result {
	enum brg_status status;
	char reason[512];
	struct brg_metric metrics[BRG_MAX_METRICS];
	size_t nr_metrics;
	size_t nr_samples;
	bool has_cost;
	struct brg_fault_cost cost;
	bool locked;
	struct brg_beside beside;
	char peer[32];
};

/** brg_metric - add one; asserts that there is room */
void brg_metric(struct brg_result *result, const char *name, uint64_t value);

/** brg_metric_mean - add @sum divided by @n; nothing if @n is 0 */
void brg_metric_mean(struct brg_result *result, const char *name, uint64_t sum,
		     uint64_t n);

/** brg_skip, brg_fail - end the trial with a reason. Return: -1, so that a
 * workload can return it. */
int brg_skip(struct brg_result *result, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
int brg_fail(struct brg_result *result, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * struct brg_trial - one execution of a cell in a process of its own
 * @target: open, or NULL where the workload needs none
 * @place: CPUs for the threads; the process is on the first already
 * @samples: room for brg_workload.samples() values, not yet touched
 * @hz: ticks of brg_clock_now() a second; of guest time where they are
 *      instructions
 * @instructions: these are what is counted
 */
struct brg_trial {
	const struct brg_cell *cell;
	struct brg_target *target;
	const struct brg_place *place;
	uint64_t *samples;
	struct brg_result *result;
	uint64_t hz;
	bool instructions;
};

/**
 * struct brg_workload - operations; all but @run are called in the process
 * that plans, which must not be disturbed: they allocate nothing
 */
struct brg_workload {
	/** @name: as written in a configuration */
	const char *name;
	/** @summary: one line for people */
	const char *summary;
	/** @keys: its own keys, beside the common ones */
	const struct brg_key *keys;
	/** @needs_target: works on a PCI function */
	bool needs_target;
	/** @limits: what it cannot do on some targets, see limits.h. Such
	 * cells are skipped and never get to @run. Optional. */
	const struct brg_limit *limits;
	/** @check: refuse combinations that mean nothing. Optional.
	 * Return: 0, -EINVAL with the cause in @why. */
	int (*check)(const struct brg_cell *cell, char *why, size_t why_size);
	/** @reach: bytes of the BAR a cell needs, from its start; 0 or NULL
	 * for none. The plan refuses cells beyond the BAR. */
	uint64_t (*reach)(const struct brg_cell *cell);
	/** @samples: how many samples a trial leaves at most */
	uint64_t (*samples)(const struct brg_cell *cell);
	/** @touches: accesses a trial makes, warm-up included, each of which
	 * may fault; for the estimate of time */
	uint64_t (*touches)(const struct brg_cell *cell);
	/** @run: measure. Guarantees asked for: all memory touched in a timed
	 * region has been touched before; nothing in it allocates, prints or
	 * reads another clock. May leave anything behind, the process ends.
	 * Return: 0 with samples and metrics in @trial->result, or the result
	 * of brg_skip() or brg_fail(). */
	int (*run)(struct brg_trial *trial);
};

/** brg_workloads - all, NULL-terminated */
extern const struct brg_workload *const brg_workloads[];
extern const struct brg_workload brg_workload_null;
extern const struct brg_workload brg_workload_fault;
extern const struct brg_workload brg_workload_toggle;
extern const struct brg_workload brg_workload_reset;
extern const struct brg_workload brg_workload_rw;
extern const struct brg_workload brg_workload_access;
extern const struct brg_workload brg_workload_alignment;
extern const struct brg_workload brg_workload_zap;
extern const struct brg_workload brg_workload_export;
extern const struct brg_workload brg_workload_attach;
extern const struct brg_workload brg_workload_import_map;
extern const struct brg_workload brg_workload_revoke;
extern const struct brg_workload brg_workload_map;
extern const struct brg_workload brg_workload_fork;
extern const struct brg_workload brg_workload_vma_lookup;
extern const struct brg_workload brg_workload_vma_scaling;
extern const struct brg_workload brg_workload_memory_lock;
extern const struct brg_workload brg_workload_iommu_dmabuf;
extern const struct brg_workload brg_workload_iommu_map;
extern const struct brg_workload brg_workload_mr;
extern const struct brg_workload brg_workload_p2p_copy;
extern const struct brg_workload brg_workload_mr_invalidate;

/** brg_workload_find - by name, or NULL */
const struct brg_workload *brg_workload_find(const char *name);

#endif
