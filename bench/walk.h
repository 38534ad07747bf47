/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * walk.h - touch memory in a given order and time each touch.
 *
 * The one hot loop of the suite. Workloads differ in what lies at the
 * addresses; the loop, and so the harness's share of a sample, is the same.
 */
#ifndef BRG_BENCH_WALK_H
#define BRG_BENCH_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/place.h"

enum brg_order {
	BRG_ORDER_SEQUENTIAL,	/* ascending */
	BRG_ORDER_STRIDED,	/* 2 MiB apart, so each in another page table */
	BRG_ORDER_RANDOM,	/* seeded permutation */
	BRG_ORDER_BACKWARDS,	/* descending */
};

/** brg_order_fill - write the order of @n touches @stride bytes apart to @out:
 * each of 0..@n-1 once. @n: < 2^32. @seed: for BRG_ORDER_RANDOM. */
void brg_order_fill(uint32_t *out, size_t n, enum brg_order order,
		    uint64_t stride, uint64_t seed);

/**
 * struct brg_walker - the touches of one thread
 * @base: address of touch 0
 * @stride: bytes between touch i and i + 1
 * @order: which to touch, @n of them
 * @samples: room for @n
 * @write: store instead of load
 * @begin, @end: out: clock before the first and after the last touch
 * @minor_faults, @voluntary, @involuntary: out: of this thread in the walk
 */
struct brg_walker {
	char *base;
	uint64_t stride;
	const uint32_t *order;
	size_t n;
	uint64_t *samples;
	bool write;
	uint64_t begin, end;
	uint64_t minor_faults, voluntary, involuntary;
};

/** brg_walk - run @nr walkers at once, each in a thread pinned by @place;
 * one alone in the calling thread. They start together.
 * Return: 0, -errno if a thread cannot be made or pinned. */
int brg_walk(struct brg_walker *walkers, size_t nr,
	     const struct brg_place *place);

/** brg_walk_time - from the first clock reading of any walker to the last */
uint64_t brg_walk_time(const struct brg_walker *walkers, size_t nr);

#endif
