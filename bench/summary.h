/* SPDX-License-Identifier: GPL-2.0-or-later */
/* summary.h - the short table at the end of a run. */
#ifndef BRG_BENCH_SUMMARY_H
#define BRG_BENCH_SUMMARY_H

#include "bench/plan.h"

/** brg_summary_print - for each cell the median over its repetitions of the
 * samples' p50 and of the walk, to stdout; or why there is none. With it how
 * far the ends of its interval lie from the median of what is compared.
 * @records: array of records. @hz: of the clock, 0 for instructions. */
void brg_summary_print(const struct brg_plan *plan, const json_t *records,
		       uint64_t hz);

/** brg_summary_print_registration - for cells of the workload mr that differ in
 * size only: overhead and growth of "register", fitted, to stdout. Nothing
 * where there are fewer than two sizes. */
void brg_summary_print_registration(const struct brg_plan *plan,
				    const json_t *records, uint64_t hz);

#endif
