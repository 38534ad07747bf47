/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arrival.h - when requests are meant to begin.
 *
 * In a closed loop a requester that waits asks for nothing meanwhile, so the
 * worst moments are the ones with the fewest samples. In an open loop requests
 * have a time of their own; whoever falls behind begins late, and the delay
 * counts from the time that was meant.
 */
#ifndef BRG_BENCH_ARRIVAL_H
#define BRG_BENCH_ARRIVAL_H

#include <stdint.h>

#include "lib/rng.h"

enum brg_arrival_kind {
	BRG_ARRIVAL_CLOSED,	/* as soon as the one before is done */
	BRG_ARRIVAL_FIXED,	/* at equal distances */
	BRG_ARRIVAL_POISSON,	/* at exponential distances of that mean */
};

/** struct brg_arrival - requests of one requester
 * @interval: mean distance in ticks of the measuring clock
 * @next: when the next one is meant to begin
 */
struct brg_arrival {
	enum brg_arrival_kind kind;
	double interval, next;
	struct brg_rng rng;
};

/** brg_arrival_start - requests from the tick @now on.
 * @hz: ticks a second. @rate: requests a second, > 0 unless closed. @seed,
 * @stream: of the distances; requesters of one trial differ in @stream. */
void brg_arrival_start(struct brg_arrival *a, enum brg_arrival_kind kind,
		       uint64_t hz, uint64_t rate, uint64_t seed,
		       uint64_t stream, uint64_t now);

/** brg_arrival_next - the tick the next request is meant for; not for closed */
uint64_t brg_arrival_next(struct brg_arrival *a);

#endif
