/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plan.h - from a configuration to the trials of a run.
 *
 * A configuration's jobs expand into cells, one for each combination of what
 * they sweep. Trials repeat each cell; they are ordered in rounds, each round
 * a seeded permutation of all cells, so that what drifts while a run lasts
 * spreads over all variants alike.
 */
#ifndef BRG_BENCH_PLAN_H
#define BRG_BENCH_PLAN_H

#include <jansson.h>

#include "bench/workload.h"
#include "lib/config.h"
#include "lib/pci.h"

/** brg_common_keys - keys of every job and of [global] */
extern const struct brg_key brg_common_keys[];

#define BRG_BAR_UNKNOWN UINT64_MAX	/* "auto" before a device is known */

/** struct brg_planned - one trial: which cell, which repetition */
struct brg_planned {
	const struct brg_cell *cell;
	unsigned int rep;
};

/**
 * struct brg_plan - what to run
 * @config: stays alive as long as the plan, cells point into it
 * @settings: everything cells point into
 * @cells: the matrix, in the order of the configuration
 * @trials: all repetitions, in the order of execution
 * @repeats: most repetitions of any cell
 * @device: as written, or NULL
 * @out: directory, or NULL
 * @time_budget_ns: 0 for none
 */
struct brg_plan {
	struct brg_config *config;
	struct brg_setting *settings;
	size_t nr_settings;
	struct brg_cell *cells;
	size_t nr_cells;
	struct brg_planned *trials;
	size_t nr_trials;
	unsigned int repeats;
	uint64_t seed;
	const char *device;
	const char *out;
	uint64_t time_budget_ns;
};

/** brg_plan_create - check everything that needs no device and expand it.
 * @config: taken over, also on failure
 * @set: NULL-terminated "key=value"; override every section
 * @why: on failure one line with file and line.
 * Return: 0, -EINVAL, -ENOMEM. */
int brg_plan_create(struct brg_config *config, const char *const *set,
		    struct brg_plan *out, char *why, size_t why_size);

/** brg_plan_needs_device - whether any cell works on a PCI function */
bool brg_plan_needs_device(const struct brg_plan *plan);

/** brg_plan_set_device - resolve "bar = auto", refuse BARs that are not there
 * or too small for a cell. Cells get their identity here.
 * @pci: NULL when no device is known (a dry run); nothing is refused then.
 * Return: 0, -EINVAL with @why. */
int brg_plan_set_device(struct brg_plan *plan, const struct brg_pci *pci,
			char *why, size_t why_size);

/** brg_plan_once - counting instructions, one repetition says it all: reduce
 * to that what the configuration leaves open. Before brg_plan_order(). */
void brg_plan_once(struct brg_plan *plan);

/** brg_plan_order - fill @plan->trials; the same for the same cells and seed.
 * Return: 0, -ENOMEM. */
int brg_plan_order(struct brg_plan *plan);

/** brg_plan_print - the matrix and its estimated time, to stdout */
void brg_plan_print(const struct brg_plan *plan, uint64_t fault_ns);

/** struct brg_plan_time - estimates, if every touch faults
 * @least_ns: with the fewest repetitions, @most_ns: with the most
 */
struct brg_plan_time {
	uint64_t least_ns, most_ns;
};

/** brg_plan_estimate - how long the trials take */
struct brg_plan_time brg_plan_estimate(const struct brg_plan *plan,
				       uint64_t fault_ns);

/** brg_plan_fits - whether the fewest repetitions fit into the time budget.
 * @why: if not, one line. Return: 0, -ETIME. */
int brg_plan_fits(const struct brg_plan *plan, uint64_t fault_ns, char *why,
		  size_t why_size);

/** brg_cell_driver - driver its target must be bound to, "none", or "any"
 * where a cell needs no target */
const char *brg_cell_driver(const struct brg_cell *cell);

/** brg_cell_json - {workload, target, variant, params}. Return: new reference
 * or NULL out of memory. */
json_t *brg_cell_json(const struct brg_cell *cell);

/** brg_cell_target_text - "barrage:page", "sysfs" or "-" into @buf */
const char *brg_cell_target_text(const struct brg_cell *cell, char *buf,
				 size_t size);

/** brg_cell_text - "fault barrage:page size=256m misalign=4k", only with what
 * differs from the keys' defaults, into @buf */
const char *brg_cell_text(const struct brg_cell *cell, char *buf, size_t size);

/** brg_cell_estimate_ns - of one trial, at most, if a fault takes @fault_ns */
uint64_t brg_cell_estimate_ns(const struct brg_cell *cell, uint64_t fault_ns);

void brg_plan_clear(struct brg_plan *plan);

#endif
