// SPDX-License-Identifier: GPL-2.0-or-later
/* endless.c - see endless.h. */
#include "stress/endless.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/sysfs.h"

/* Memory that comes back ends it, which somebody may do soon. */
#define LEAST_NS	(500 * 1000000ull)
#define LEAST_FAULTS	300

int brg_endless_faults(const char *text, uint64_t *faults)
{
	/* the name may have parentheses and blanks of its own */
	const char *rest = strrchr(text, ')');

	/* state ppid pgrp session tty tpgid flags minflt */
	if (!rest || sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %" SCNu64,
			    faults) != 1)
		return -EINVAL;
	return 0;
}

/* Of this thread alone; /proc/TID/stat sums all of its process. */
static int thread_faults(int tid, uint64_t *faults)
{
	char text[512];
	int ret = brg_sysfs_read(text, sizeof(text), "/proc/%d/task/%d/stat",
				 tid, tid);

	return ret ? ret : brg_endless_faults(text, faults);
}

bool brg_endless_look(struct brg_endless *e, const struct brg_worker *w,
		      uint64_t now_ns, uint64_t *faults)
{
	uint64_t access = w->access;

	if (!(access & 1)) {
		e->since_ns = 0;
		return false;
	}
	if (!e->since_ns || e->access != access || e->tid != w->tid) {
		*e = (struct brg_endless){ .access = access, .tid = w->tid };
		if (!thread_faults(e->tid, &e->faults))
			e->since_ns = now_ns;
		return false;
	}
	if (now_ns - e->since_ns < LEAST_NS || thread_faults(e->tid, faults))
		return false;
	*faults -= e->faults;
	/* it may have been killed meanwhile, and another one begun */
	return *faults >= LEAST_FAULTS && w->access == access &&
	       w->tid == e->tid;
}
