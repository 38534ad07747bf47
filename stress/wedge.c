// SPDX-License-Identifier: GPL-2.0-or-later
/* wedge.c - see wedge.h. */
#include "stress/wedge.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/sysfs.h"

/* proc_pid_stat(5), state: "D" also of a sleep that only a kill ends */
static bool held(pid_t pid)
{
	const char *rest;
	char text[512];

	if (brg_sysfs_read(text, sizeof(text), "/proc/%d/stat", (int)pid))
		return false;
	/* the name may have parentheses and blanks of its own */
	rest = strrchr(text, ')');
	return rest && !strncmp(rest, ") D", 3);
}

const char *brg_wedge_where(pid_t pid, char *buf, size_t size)
{
	if (brg_sysfs_read(buf, size, "/proc/%d/wchan", (int)pid))
		snprintf(buf, size, "unknown");
	return buf;
}

uint64_t brg_wedge_look(struct brg_wedge *w, pid_t pid, uint64_t beat,
			uint64_t now_ns)
{
	bool still = beat == w->beat;

	w->beat = beat;
	if (!still || !held(pid)) {
		w->since_ns = 0;
		return 0;
	}
	if (!w->since_ns)
		w->since_ns = now_ns;
	return now_ns - w->since_ns;
}
