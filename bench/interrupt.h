/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * interrupt.h - what workloads share that take a BAR away from whoever has it
 * mapped, and look how long it takes and what the first access after costs.
 */
#ifndef BRG_BENCH_INTERRUPT_H
#define BRG_BENCH_INTERRUPT_H

#include "bench/shared_keys.h"

/* Their keys; @count_, @populated_ and @va_ are the fallbacks. */
#define BRG_INTERRUPT_KEYS(count_, populated_, va_)                       \
	BRG_COUNT_KEY(count_),                                            \
	BRG_POPULATED_KEY(populated_, "length of each mapping, touched page by page before each sample; 0: nothing is mapped"), \
	BRG_MAPPINGS_KEY,                                                 \
	BRG_VA_KEY(va_),                                                  \
	BRG_MISALIGN_KEY

/**
 * struct brg_interrupt - one way
 * @request: take memory away and have it back at once. @part: ticks of the
 *           request's parts, the first of @parts. The sample is their sum.
 *           Return: 0 or -errno with the error text of the target filled;
 *           -EOPNOTSUPP and -ENOTTY if there is no way.
 * @parts: names of the metrics, NULL-terminated; the last but NULL is that of
 *         the first load after the request
 */
struct brg_interrupt {
	int (*request)(struct brg_target *target, uint64_t part[]);
	const char *const *parts;
};

/** brg_interrupt_touches - for touches() of struct brg_workload; a request is
 * taken for two faults */
uint64_t brg_interrupt_touches(const struct brg_cell *cell);

/** brg_interrupt_run - map as the keys say; then for each sample touch every
 * page, interrupt, and load. Return: as run() of struct brg_workload. */
int brg_interrupt_run(struct brg_trial *trial,
		      const struct brg_interrupt *interrupt);

#endif
