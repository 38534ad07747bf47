// SPDX-License-Identifier: GPL-2.0-or-later
/* busy.c - see busy.h. */
#include "stress/busy.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/cleanup.h"

#define NS_PER_S 1000000000ull

static size_t last(const struct brg_busy *b)
{
	return (b->nr - 1) % BRG_BUSY_NOTES;
}

void brg_busy_note(struct brg_busy *b, uint64_t now_ns, uint64_t idle_ns)
{
	if (b->nr && now_ns - b->at_ns[last(b)] < BRG_BUSY_STEP)
		return;
	b->nr++;
	b->at_ns[last(b)] = now_ns;
	b->idle_ns[last(b)] = idle_ns;
}

double brg_busy_since(const struct brg_busy *b, uint64_t since_ns)
{
	uint64_t first = b->nr > BRG_BUSY_NOTES ? b->nr - BRG_BUSY_NOTES : 0;
	double time, idle;
	size_t from;

	if (!b->nr || !b->cpus)
		return 0;
	/* the last that was taken before */
	while (first + 1 < b->nr &&
	       b->at_ns[(first + 1) % BRG_BUSY_NOTES] <= since_ns)
		first++;
	from = first % BRG_BUSY_NOTES;
	time = (double)(b->at_ns[last(b)] - b->at_ns[from]) * b->cpus;
	idle = (double)(b->idle_ns[last(b)] - b->idle_ns[from]);
	if (time <= 0 || idle > time)
		return 0;
	return 1 - idle / time;
}

int brg_busy_idle(const char *line, uint64_t tick_ns, uint64_t *idle_ns)
{
	uint64_t idle, iowait;

	if (sscanf(line, "cpu %*u %*u %*u %" SCNu64 " %" SCNu64, &idle,
		   &iowait) != 2)
		return -EINVAL;
	*idle_ns = (idle + iowait) * tick_ns;
	return 0;
}

void brg_busy_look(struct brg_busy *b, uint64_t now_ns)
{
	_cleanup_fclose_ FILE *f = NULL;
	uint64_t idle_ns;
	char line[512];

	if (b->nr && now_ns - b->at_ns[last(b)] < BRG_BUSY_STEP)
		return;
	f = fopen("/proc/stat", "re");
	if (!f || !fgets(line, sizeof(line), f) ||
	    brg_busy_idle(line, NS_PER_S / (uint64_t)sysconf(_SC_CLK_TCK),
			  &idle_ns))
		return;
	b->cpus = (unsigned int)sysconf(_SC_NPROCESSORS_ONLN);
	brg_busy_note(b, now_ns, idle_ns);
}
