/* SPDX-License-Identifier: GPL-2.0-or-later */
/* progress.h - how far a run is, on stderr. */
#ifndef BRG_BENCH_PROGRESS_H
#define BRG_BENCH_PROGRESS_H

#include "bench/plan.h"

/**
 * struct brg_progress - estimates, corrected by what trials really took
 * @tty: one line that is overwritten
 * @interval_ns: no more often than that
 * @done, @total: trials; @total is of those that may still be needed
 * @stopped, @cells: cells that need no more, of how many
 * @budget_ns: 0 for none; @begun_ns: when it began
 * @estimated_ns: of all trials, and of those that are over
 * @spent_ns: what those that are over took
 */
struct brg_progress {
	bool tty;
	bool shown;
	size_t done, total;
	size_t stopped, cells;
	uint64_t budget_ns, begun_ns;
	uint64_t fault_ns;
	uint64_t interval_ns;
	uint64_t last_ns;
	uint64_t started_ns;
	uint64_t estimated_ns, estimated_done_ns, spent_ns;
};

/** brg_progress_start - @interval_ns: 0 for the usual one */
void brg_progress_start(struct brg_progress *p, const struct brg_plan *plan,
			uint64_t fault_ns, uint64_t interval_ns);
/** brg_progress_skip - a trial of @cell is there already */
void brg_progress_skip(struct brg_progress *p, const struct brg_cell *cell);
/** brg_progress_stop - @cell needs no more after @tried trials */
void brg_progress_stop(struct brg_progress *p, const struct brg_cell *cell,
		       unsigned int tried);
/** brg_progress_begin - @cell runs now; prints. Nothing is printed while it
 * runs, so that progress does not disturb what is measured. */
void brg_progress_begin(struct brg_progress *p, const struct brg_cell *cell);
/** brg_progress_end - it is over */
void brg_progress_end(struct brg_progress *p, const struct brg_cell *cell);
/** brg_progress_clear - take the line away before other output */
void brg_progress_clear(struct brg_progress *p);

#endif
