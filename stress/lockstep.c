// SPDX-License-Identifier: GPL-2.0-or-later
/* lockstep.c - see lockstep.h. */
#include "stress/lockstep.h"

#include <sched.h>
#include <sys/resource.h>

#ifdef __x86_64__
#include <x86intrin.h>
#endif

#include "lib/clock.h"
#include "stress/access.h"

/* An emulated CPU hands over to the next one at each of these. */
static inline void relax(void)
{
#ifdef __x86_64__
	_mm_pause();
#else
	sched_yield();
#endif
}

/* Only compared; a system call would be the larger part of a round. */
static inline uint64_t ticks(void)
{
#ifdef __x86_64__
	return __rdtsc();
#else
	return brg_monotonic_ns();
#endif
}

static uint64_t faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return (uint64_t)usage.ru_minflt;
}

void brg_walk_prepare(struct brg_walk *walk, struct brg_slot *slot,
		      uint64_t pages)
{
	walk->slot = slot;
	walk->pages = pages < BRG_LOCKSTEP_MAX ? pages : BRG_LOCKSTEP_MAX;
	walk->at[0] = walk->at[1] = 0;
	walk->gone = false;
}

/* Return: false if the other side does not come. */
static bool meet(struct brg_walk *walk, unsigned int side, uint64_t page,
		 const _Atomic bool *stop)
{
	walk->at[side] = page + 1;
	for (unsigned int n = 1; walk->at[!side] <= page; n++) {
		if (walk->gone || *stop)
			return false;
		/* preempted, or on the CPU that we have */
		if (n % 256)
			relax();
		else
			sched_yield();
	}
	return true;
}

void brg_walk_run(struct brg_walk *walk, struct brg_actor *a,
		  unsigned int side)
{
	uint64_t before = faults();

	for (uint64_t page = 0; page < walk->pages; page++) {
		/* now and then somewhat later than the other */
		unsigned int late = (unsigned int)brg_pick(a, 16);

		if (!meet(walk, side, page, &a->arena->stop)) {
			walk->gone = true;
			walk->pages = page;
			break;
		}
		while (late-- > 8)
			relax();
		walk->begin[side][page] = ticks();
		brg_access(a, walk->slot, page, BRG_READ);
		walk->end[side][page] = ticks();
	}
	walk->faults[side] = faults() - before;
}

uint64_t brg_walk_rounds(const struct brg_walk *walk)
{
	uint64_t most = walk->faults[0] + walk->faults[1];

	return walk->pages < most ? walk->pages : most;
}

uint64_t brg_walk_races(const struct brg_walk *walk)
{
	uint64_t races = 0, most = walk->faults[0];

	for (uint64_t page = 0; page < walk->pages; page++)
		races += walk->begin[0][page] < walk->end[1][page] &&
			 walk->begin[1][page] < walk->end[0][page];
	if (walk->faults[1] < most)
		most = walk->faults[1];
	return races < most ? races : most;
}
