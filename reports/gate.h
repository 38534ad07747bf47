/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gate.h - one run against another, cell by cell: did anything get slower?
 *
 * A pair is a cell that both runs measured, and one metric, with one figure a
 * repetition. What can be said of all pairs together:
 *
 *   slower, faster    by more than the threshold: the Mann-Whitney test of the
 *                     new figures against those of the base times 1 +- the
 *                     threshold rejects, after Holm's correction over all
 *                     pairs, and the medians are further apart than the
 *                     harness can resolve
 *   no difference     the interval lies within 1 +- threshold
 *   inside the noise  anything between
 *   cannot tell       so few repetitions that even complete separation could
 *                     not survive the correction
 *
 * Tests are two-sided and used in one direction, so the chance that a run
 * against an equal one is called slower anywhere is at most (1 - level) / 2.
 * Pairs with too few repetitions can never be called different, so they do
 * not count for the correction of the others.
 *
 * Instruction counts have no noise: there the interval is the range of ratios
 * seen, of each repetition to the same one of the base, one is enough, and
 * slower means that all of it is above.
 */
#ifndef BRG_REPORTS_GATE_H
#define BRG_REPORTS_GATE_H

#include "reports/analysis.h"

/** struct brg_gate_how
 * @level: at which all verdicts hold together, 0..1
 * @threshold: relative difference that is accepted, >= 0, below 1
 * @repeatable: figures are instruction counts
 */
struct brg_gate_how {
	double level, threshold;
	bool repeatable;
};

/** enum brg_gate_state - what became of a cell
 * @BRG_GATE_COMPARED: in both runs, see the verdict
 * @BRG_GATE_ONLY_BASE, @BRG_GATE_ONLY_NEW: the other run does not have it
 * @BRG_GATE_UNMEASURED: one or both have no figure, skipped for a reason
 * @BRG_GATE_BROKEN: measured in the base, failed in the new run
 */
enum brg_gate_state {
	BRG_GATE_COMPARED,
	BRG_GATE_ONLY_BASE,
	BRG_GATE_ONLY_NEW,
	BRG_GATE_UNMEASURED,
	BRG_GATE_BROKEN,
	BRG_GATE_NR_STATES,
};

/** struct brg_gate_pair - a cell and a metric
 * @shape: where to find words for it; @base, @new: its rows, NULL where missing
 * @metric: "walk", "p50", ...
 * @v, @n: figures of base [0] and new [1], in ns, instructions, bytes or
 *         counts; @v is the pair's
 * @paired: both sides have the same repetitions, in the same order
 * @resolution: least difference of medians that the harness can tell
 * @median: valid where the side has figures
 * @c: ratio, interval at the level for itself, verdict, and p after the
 *     correction of the test the verdict comes from
 * @state: see above; @c is valid for BRG_GATE_COMPARED
 */
struct brg_gate_pair {
	const struct brg_shape *shape;
	const struct brg_row *base, *new;
	const char *metric;
	double *v[2];
	size_t n[2];
	bool paired;
	double median[2], resolution;
	enum brg_gate_state state;
	struct brg_comparison c;
};

/** struct brg_gate - runs[0] is the base, runs[1] the new one
 * @nr_tested: pairs that entered the correction
 * @nr_needed: repetitions on either side for a verdict on all compared pairs
 * @nr_timed: cells left out because the driver timed its faults
 */
struct brg_gate {
	const struct brg_analysis *a;
	struct brg_gate_how how;
	struct brg_gate_pair *pairs;
	size_t nr_pairs;
	size_t nr_of_state[BRG_GATE_NR_STATES];
	size_t nr_of_verdict[BRG_VERDICT_SLOWER + 1];
	size_t nr_tested, nr_needed, nr_timed;
};

/** brg_gate_pairs - find the pairs of the two runs of @a, with their figures.
 * @metrics: names, or @nr_metrics 0 for the one that says most: the walk, or
 * the median sample where a workload has none. Cells of workload null and
 * those with timing on are left out. Units differ: the caller's mistake.
 * Return: 0; -ENOENT no cell has a metric (of that name); -ENOMEM. On failure
 * @g needs no brg_gate_free(). */
int brg_gate_pairs(struct brg_gate *g, const struct brg_analysis *a,
		   const char *const *metrics, size_t nr_metrics);
void brg_gate_free(struct brg_gate *g);

/** brg_gate_judge - fill in what depends on all pairs together.
 * Return: 0, -ENOMEM. */
int brg_gate_judge(struct brg_gate *g, const struct brg_gate_how *how);

/** brg_gate_repetitions - fewest repetitions n, against as many, at which one
 * of @nr_pairs can be called different. @nr_pairs: > 0. */
size_t brg_gate_repetitions(size_t nr_pairs, double level);

/** brg_gate_exit - enum brg_exit: a failed check, nothing could be told, or
 * pass */
int brg_gate_exit(const struct brg_gate *g);

/** brg_gate_metric_names - all that the runs of @a know, for a message.
 * Return: @buf. */
const char *brg_gate_metric_names(const struct brg_analysis *a, char *buf,
				  size_t size);

/** brg_gate_state_name - "compared", "only in base", ... */
const char *brg_gate_state_name(enum brg_gate_state state);
/** brg_gate_reason - why there is no figure, of the side that says so */
const char *brg_gate_reason(const struct brg_gate_pair *p);

/** struct brg_gate_difference - of where and how the two runs were made */
struct brg_gate_difference {
	char *name, *text[2];
};

/** brg_gate_differences - what their manifests disagree on, and the floor of
 * the harness. @out, @nr: malloc()ed, for brg_gate_free_differences().
 * Return: 0, -ENOMEM. */
int brg_gate_differences(const struct brg_analysis *a,
			 struct brg_gate_difference **out, size_t *nr);
void brg_gate_free_differences(struct brg_gate_difference *d, size_t nr);

#endif
