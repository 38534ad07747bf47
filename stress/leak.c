// SPDX-License-Identifier: GPL-2.0-or-later
/* leak.c - see leak.h. */
#include "stress/leak.h"

#define TIMES	3
#define SHARE	10	/* one part in so many goes into searching */

/* Objects from one quiet point to the next, and in all */
static const struct limits {
	uint64_t each, least;
} limits[] = {
	/* CPUs keep free objects that look used, some hundreds of them */
	[false] = { 256, 4096 },
	/* what happens to be open, and the 60 that a CPU takes at once */
	[true] = { 16, 512 },
};

bool brg_leak_may_have_grown(const struct brg_leak *leak, uint64_t used,
			     bool exact)
{
	return !leak->counted || used >= leak->used + limits[exact].each;
}

bool brg_leak_count(struct brg_leak *leak, uint64_t used, bool exact)
{
	if (leak->counted && used >= leak->used + limits[exact].each) {
		leak->grown += used - leak->used;
		leak->times++;
	} else {
		leak->grown = 0;
		leak->times = 0;
	}
	leak->used = used;
	leak->counted = true;
	return leak->times >= TIMES && leak->grown >= limits[exact].least;
}

bool brg_leak_search_due(uint64_t now_ns, uint64_t last_ns, uint64_t took_ns,
			 uint64_t period_ns)
{
	uint64_t since = now_ns - last_ns;

	return since >= period_ns && since >= took_ns * (SHARE - 1);
}
