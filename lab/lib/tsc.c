// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Print how many kHz the time stamp counter of this machine has.
 *
 * Two readings 200 ms apart, each against CLOCK_MONOTONIC_RAW and each the
 * closest of many, so that whoever else wants the CPU does not count.
 */
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

#define TRIES	200

struct reading {
	uint64_t ticks, ns;
};

static struct reading read_both(void)
{
	struct reading best = { 0, 0 };
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < TRIES; i++) {
		struct timespec t;
		uint64_t before = __rdtsc(), took;

		clock_gettime(CLOCK_MONOTONIC_RAW, &t);
		took = __rdtsc() - before;
		if (took >= least)
			continue;
		least = took;
		best.ticks = before + took / 2;
		best.ns = (uint64_t)t.tv_sec * 1000000000 +
			  (uint64_t)t.tv_nsec;
	}
	return best;
}

int main(void)
{
	const struct timespec pause = { .tv_nsec = 200000000 };
	struct reading from = read_both(), to;

	nanosleep(&pause, NULL);
	to = read_both();
	printf("%.0f\n", (double)(to.ticks - from.ticks) * 1e6 /
	       (double)(to.ns - from.ns));
	return 0;
}
