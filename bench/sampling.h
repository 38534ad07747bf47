/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sampling.h - the loop of workloads whose samples are a few system calls: warm
 * up, take "count" samples, and say what their parts cost in the mean.
 */
#ifndef BRG_BENCH_SAMPLING_H
#define BRG_BENCH_SAMPLING_H

#include "bench/workload.h"

#define BRG_PARTS_MAX 6

/**
 * struct brg_sampling - how one sample is taken
 * @take: take one; @sample is out. @part is out, too: ticks of each part,
 *        zeroed before. Return: 0, or the result of brg_fail() or brg_skip().
 * @data: for @take
 * @parts: names of the metrics that the parts are, NULL-terminated, at most
 *         BRG_PARTS_MAX; one that stayed 0 throughout was not measured and is
 *         left out
 */
struct brg_sampling {
	int (*take)(void *data, uint64_t *sample, uint64_t part[]);
	void *data;
	const char *const *parts;
};

/** brg_sampling_settle - touch the first @n samples and lock memory, so that no
 * fault of the harness is in a sample; to be called before anything of the
 * target is mapped, as that must not be locked. */
void brg_sampling_settle(struct brg_trial *trial, size_t n);

/** brg_sampling_run - warm up, take as many samples as the key "count" says,
 * and leave them and the mean of each part in the result.
 * Return: 0, or what @take returned. */
int brg_sampling_run(struct brg_trial *trial,
		     const struct brg_sampling *sampling);

#endif
