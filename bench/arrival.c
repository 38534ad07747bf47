// SPDX-License-Identifier: GPL-2.0-or-later
/* arrival.c - when requests are meant to begin. */
#include "bench/arrival.h"

#include <math.h>

void brg_arrival_start(struct brg_arrival *a, enum brg_arrival_kind kind,
		       uint64_t hz, uint64_t rate, uint64_t seed,
		       uint64_t stream, uint64_t now)
{
	*a = (struct brg_arrival){
		.kind = kind,
		.interval = rate ? (double)hz / (double)rate : 0,
		.next = (double)now,
		.rng = brg_rng_seed(seed, stream),
	};
}

uint64_t brg_arrival_next(struct brg_arrival *a)
{
	uint64_t meant = (uint64_t)a->next;
	/* from (0, 1]: 53 bits are what a double holds */
	double u = (double)((brg_rng_next(&a->rng) >> 11) + 1) * 0x1p-53;

	a->next += a->kind == BRG_ARRIVAL_POISSON ? -log(u) * a->interval :
						    a->interval;
	return meant;
}
