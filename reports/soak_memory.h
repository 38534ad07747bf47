/* SPDX-License-Identifier: GPL-2.0-or-later */
/* soak_memory.h - when memory over time is called flat, and when not. */
#ifndef BRG_REPORTS_SOAK_MEMORY_H
#define BRG_REPORTS_SOAK_MEMORY_H

#include "reports/soak.h"

#define BRG_SOAK_LITTLE	.01	/* of the level in an hour: as good as none */
#define BRG_SOAK_MUCH	.1	/* an interval beyond it says nothing */

/** brg_soak_judge - of a fitted line
 *
 * flat: its interval holds 0, or it is below BRG_SOAK_LITTLE of the level, the
 * mean, in an hour. But an interval that holds 0 and reaches beyond
 * BRG_SOAK_MUCH of the level says nothing: a short run cannot tell.
 */
enum brg_soak_growth brg_soak_judge(const struct brg_trend *t);

/** brg_soak_within - do samples of @hours lie so near each other that no growth
 * of BRG_SOAK_LITTLE of the level in an hour has room between the least and the
 * most of them? That is flat, too, of memory that changes too seldom for a line:
 * whatever it does, it does not do much of it. */
bool brg_soak_within(const double *kib, size_t nr, double hours);

/** brg_soak_growth_name - "flat", "grows", ... */
const char *brg_soak_growth_name(enum brg_soak_growth growth);

#endif
