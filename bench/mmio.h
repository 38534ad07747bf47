/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mmio.h - single loads and stores of a given width. */
#ifndef BRG_BENCH_MMIO_H
#define BRG_BENCH_MMIO_H

#include <stdint.h>

/** brg_mmio_fn - @n accesses, at least one, of consecutive words from @p on, which is aligned
 * to their width; stores write zeroes */
typedef void (*brg_mmio_fn)(char *p, uint64_t n);

/** struct brg_mmio - accesses of one width
 * @width: bytes
 * @feature: what a CPU must have for it, for people; NULL for nothing
 */
struct brg_mmio {
	unsigned int width;
	const char *feature;
	brg_mmio_fn load, store;
};

/** brg_mmio_find - accesses of @width bytes: 1, 2, 4, 8, 16, 32 or 64.
 * @why: where there are none, what this CPU or program lacks
 * Return: a table, or NULL. */
const struct brg_mmio *brg_mmio_find(unsigned int width, const char **why);

/** brg_mmio_flush - wait until write-combining buffers are empty */
void brg_mmio_flush(void);

#endif
