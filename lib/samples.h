/* SPDX-License-Identifier: GPL-2.0-or-later */
/* samples.h - room for the raw samples of one trial, shared with the process
 * that measures, so that nothing is copied or allocated while it does. */
#ifndef BRG_LIB_SAMPLES_H
#define BRG_LIB_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct brg_samples - shared anonymous memory
 * @v: the samples, in ticks of the run's clock
 * @nr: how many there is room for
 * @bytes: of the mapping
 */
struct brg_samples {
	uint64_t *v;
	size_t nr;
	size_t bytes;
};

/** brg_samples_reserve - room for @nr samples; what was there is given up
 * only if it is too small. Pages are not touched. Return: 0, -ENOMEM. */
int brg_samples_reserve(struct brg_samples *samples, size_t nr);

/** brg_samples_release - give everything back */
void brg_samples_release(struct brg_samples *samples);

#endif
