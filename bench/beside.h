/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * beside.h - what went on while a trial took its samples: context switches,
 * interrupts, page faults, and the page tables its mappings came to.
 *
 * None of it is in a sample's time but what the sample itself met; it says
 * what an outlier may be made of. One window a process, begun anew by each
 * begin().
 */
#ifndef BRG_BENCH_BESIDE_H
#define BRG_BENCH_BESIDE_H

#include "bench/workload.h"

/** brg_beside_settle - all of the harness's own memory is there: page tables
 * are counted from here on */
void brg_beside_settle(void);

/** brg_beside_begin - samples begin. Allocates; to be called outside of all
 * that is timed. @threads: of the trial, dealt out over its CPUs; interrupts
 * are counted on those. */
void brg_beside_begin(const struct brg_trial *trial, size_t threads);

/** brg_beside_end - samples are over; leaves all in the result */
void brg_beside_end(struct brg_trial *trial);

/** brg_beside_tables - page tables as they are now, where the end of the samples
 * is a moment without mappings */
void brg_beside_tables(struct brg_trial *trial);

/** brg_beside_interrupts - sum over the CPUs in @cpus of a text as
 * /proc/interrupts has it; over all if @cpus is NULL.
 * Return: 0, -EINVAL if it is no such text. */
int brg_beside_interrupts(const char *text, const cpu_set_t *cpus,
			  uint64_t *out);

#endif
