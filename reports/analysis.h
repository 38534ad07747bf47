/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * analysis.h - what a set of runs says, before anyone draws it.
 *
 * A shape is a workload with its parameters; a row is one target, strategy and
 * flavour of memory_lock in one run measured in that shape. Rows are compared
 * with upstream vfio-pci, or with upstream's lock where that is not there,
 * in the same shape and run, never across runs. Figures stay in the unit of
 * their run (TSC cycles or instructions).
 */
#ifndef BRG_REPORTS_ANALYSIS_H
#define BRG_REPORTS_ANALYSIS_H

#include "reports/compare.h"
#include "reports/run.h"

#define BRG_PAGE 4096.0		/* "per 4 KiB page", whatever the stride */
#define BRG_MAX_RUNS 64		/* three kernels, locks, several workloads */
#define BRG_CURVE_POINTS 151	/* of a percentile curve */
#define BRG_CURVE_NINES 5.0	/* it ends at 1 - 10^-5 */

/** struct brg_series - one figure, once a repetition
 * @ci: bootstrap interval of the median; its level is 0 for one repetition
 */
struct brg_series {
	double *v;
	size_t n;
	double median, min, max;
	struct brg_interval ci;
};

/** enum brg_of - what is known of each repetition, in the run's unit
 * @BRG_OF_WALK: touching the whole mapping
 * @BRG_OF_PAGE: the same per 4 KiB page of all mappings
 * @BRG_OF_READY: mmap() and that walk per 4 KiB page: strategies that populate
 *                in mmap() pay there
 * @BRG_OF_P50, @BRG_OF_P99: of the repetition's samples
 * @BRG_OF_MMAP, @BRG_OF_MUNMAP, @BRG_OF_ZAP: of the whole mapping
 * @BRG_OF_TOTAL: all of its life, from mmap() to munmap()
 */
enum brg_of {
	BRG_OF_WALK,
	BRG_OF_PAGE,
	BRG_OF_READY,
	BRG_OF_P50,
	BRG_OF_P99,
	BRG_OF_MMAP,
	BRG_OF_MUNMAP,
	BRG_OF_ZAP,
	BRG_OF_TOTAL,
	BRG_NR_OF,
};

/** brg_of_names - by enum, for programs: "walk", "walk_per_page", ... */
extern const char *const brg_of_names[BRG_NR_OF];

/** struct brg_cost - parts of one faulting touch, mean, in the run's unit
 * @rest: @total less the parts: exception entry and exit, generic memory
 *        management, page-table allocation, the access, the harness
 */
struct brg_cost {
	double wait, check, insert, rest, total, faults;
};

/** struct brg_row - one target and strategy, in one shape, in one run
 * @run: index into brg_analysis.runs
 * @label: "barrage:page", "barrage:page, mutex", "vfio-pci (group)"
 * @of: by enum brg_of
 * @curve: latency at 1 - 10^-t, t = 0 .. BRG_CURVE_NINES in equal steps, of
 *         all repetitions' samples together; @nr_curve points are backed by
 *         enough samples
 * @beside: by enum brg_beside_of, sums over the repetitions, but the most page
 *	tables of any; below 0 where it was not recorded
 * @baseline: row it is compared with, index in the shape; -1 without
 * @is_reference: it is what others are compared with
 * @vs: against the baseline, by enum brg_of; valid where @has_vs
 * @nr_skipped, @nr_failed: repetitions; @reason of the last of them
 * @job: section of the configuration
 */
struct brg_row {
	size_t run;
	const struct brg_run_cell *cell;
	char label[64];
	bool is_upstream, is_reference;
	struct brg_series of[BRG_NR_OF];
	size_t nr_samples, nr_curve;
	double curve[BRG_CURVE_POINTS];
	struct brg_summary pooled;
	struct brg_cost cost;
	bool has_cost;
	double beside[BRG_NR_BESIDE];
	int baseline;
	struct brg_comparison vs[BRG_NR_OF];
	bool has_vs[BRG_NR_OF];
	unsigned int nr_skipped, nr_failed;
	const char *reason, *job;
};

/** struct brg_shape - one workload with one set of parameters
 * @size_bytes: of a mapping, 0 where the workload has none
 * @family: equal for shapes that differ in their scaling key alone
 * @name: the section of the configuration it comes from, where each shape of the
 *        workload has one of its own: what its author called it; else NULL
 * @timed: the driver timed its faults, which slows them: no latency of these
 *         is quoted, they serve the split of costs
 */
struct brg_shape {
	const char *workload, *name;
	const struct brg_pair *params;
	size_t nr_params;
	double size_bytes;
	unsigned int family;
	bool timed;
	struct brg_row *rows;
	size_t nr_rows;
};

/** struct brg_floor - what the harness adds to a sample, by workload null */
struct brg_floor {
	bool known;
	double p50, p99, spread;
	struct brg_row *row;
};

struct brg_analysis {
	struct brg_run *runs;
	size_t nr_runs;
	struct brg_shape *shapes;
	size_t nr_shapes;
	struct brg_floor *floors;	/* one a run */
	unsigned int nr_families;
	size_t nr_comparisons;
	double level, margin;
	uint64_t seed;
};

/** brg_analyse - @nr_runs: 1..BRG_MAX_RUNS. @runs stay the caller's and must outlive @out.
 * @level, @margin: see compare.h. Return: 0, -ENOMEM. */
int brg_analyse(struct brg_run *runs, size_t nr_runs, double level,
		double margin, struct brg_analysis *out);
void brg_analysis_free(struct brg_analysis *a);

/** brg_row_in - the row of @label in @shape and run @run, or NULL */
const struct brg_row *brg_row_in(const struct brg_shape *shape, size_t run,
				 const char *label);
/** brg_param - a parameter of a shape as number, or @missing */
double brg_param(const struct brg_shape *shape, const char *key,
		 double missing);
/** brg_param_varies - whether shapes of the workload differ in @key */
bool brg_param_varies(const struct brg_analysis *a, const char *workload,
		      const char *key);
/** brg_shape_represents - the one of its family to show where one must do:
 * measured in most runs, and the largest (by scaling key) of those */
bool brg_shape_represents(const struct brg_analysis *a,
			  const struct brg_shape *shape);
/** brg_shape_sampled - there are samples and no walk over a mapping */
bool brg_shape_sampled(const struct brg_shape *shape);
/** brg_scaling_key - the parameter a workload is swept over to see its cost
 * grow: "size", "vmas", "readers", ... */
const char *brg_scaling_key(const char *workload);
/** brg_shape_compare_but - order of shapes by workload and all parameters but
 * those in @but (its last is NULL) and the lock, which belongs to the row */
int brg_shape_compare_but(const struct brg_shape *a, const struct brg_shape *b,
			  const char *const *but);
/** brg_shape_compare - the same, then by the scaling key */
int brg_shape_compare(const struct brg_shape *a, const struct brg_shape *b);
/** brg_row_figure - what a row is told and judged by: the walk per page, the
 * walk as a whole where it is over no mapping, or the median sample */
enum brg_of brg_row_figure(const struct brg_row *row);
/** brg_shape_measured - some row of run @run has figures */
bool brg_shape_measured(const struct brg_shape *shape, size_t run);

/* Between analysis.c, shape.c and measure.c */
void brg_shape_number_families(struct brg_analysis *a);
void brg_shape_name_all(struct brg_analysis *a);
int brg_row_measure(const struct brg_analysis *a, struct brg_row *row,
		    double pages);
void brg_row_free(struct brg_row *row);

#endif
