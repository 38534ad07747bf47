// SPDX-License-Identifier: GPL-2.0-or-later
/* bugs.c - parameters of a module that was built with BRG_BUGS=1. */
#include "stress/bugs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/module.h"
#include "lib/sysfs.h"

#define PARAMETER "/sys/module/barrage/parameters/"

static int without(const char *what, char *why, size_t why_size)
{
	snprintf(why, why_size,
		 "module barrage: cannot %s: %s (build it with BRG_BUGS=1, never for measuring)",
		 what, brg_sysfs_exists("/sys/module/barrage") ?
		 "it was built without injectable bugs" : "it is not loaded");
	return -EOPNOTSUPP;
}

/* Names are the second column of the driver's table. */
static void list_names(char *buf, size_t size)
{
	char table[4096], *at = table, *line;
	size_t used = 0;

	buf[0] = 0;
	if (brg_sysfs_read(table, sizeof(table), PARAMETER "bugs"))
		return;
	while ((line = strsep(&at, "\n"))) {
		strsep(&line, "\t");
		if (line && used < size)
			used += snprintf(buf + used, size - used, "%s%s",
					 used ? ", " : "", strsep(&line, "\t"));
	}
}

int brg_bug_set(const char *name, char *why, size_t why_size)
{
	char known[700] = "";
	int ret;

	/* first use of the driver may come after this */
	if (name[0] && !brg_module_loaded("barrage"))
		brg_module_load("barrage", why, why_size);
	if (!brg_sysfs_exists(PARAMETER "bug"))
		return name[0] ? without("inject a bug", why, why_size) : 0;
	ret = brg_sysfs_write(name[0] ? name : "none", PARAMETER "bug");
	if (!ret)
		return 0;
	list_names(known, sizeof(known));
	snprintf(why, why_size, "bug %s: cannot inject: %s (one of %.500s)",
		 name, ret == -EINVAL ? "unknown" : strerror(-ret), known);
	return ret;
}

static int probe(const char *functions, char *why, size_t why_size)
{
	int ret = brg_sysfs_write(functions, PARAMETER "perturb_probe");

	if (ret)
		snprintf(why, why_size,
			 "perturb_probe %s: cannot pause there: %s (up to 8 functions, with commas, of those in /proc/kallsyms that are not in /sys/kernel/debug/kprobes/blacklist)",
			 functions, ret == -ENOENT ? "no such function" :
						     strerror(-ret));
	/* nothing was done: whatever the cause, it is in the name */
	return ret ? -EINVAL : 0;
}

int brg_bug_perturb(const struct brg_perturb *how, char *why, size_t why_size)
{
	char text[32];
	int ret;

	if (how->probes[0] && !how->level) {
		snprintf(why, why_size,
			 "perturb_probe %s: cannot use: nothing pauses where perturb is 0 (set perturb = 60, say)",
			 how->probes);
		return -EINVAL;
	}
	if (!brg_sysfs_exists(PARAMETER "perturb"))
		return how->level ? without("widen its windows", why, why_size) :
				    0;
	snprintf(text, sizeof(text), "%ju", (uintmax_t)how->seed);
	brg_sysfs_write(text, PARAMETER "perturb_seed");
	/* also what an earlier soak, that was killed, has left */
	ret = how->probes[0] ? probe(how->probes, why, why_size) :
			       brg_sysfs_write("\n", PARAMETER "perturb_probe");
	if (ret)
		return ret;
	snprintf(text, sizeof(text), "%u", how->level);
	return brg_sysfs_write(text, PARAMETER "perturb");
}

void brg_bug_perturb_end(void)
{
	brg_sysfs_write("\n", PARAMETER "perturb_probe");
	brg_sysfs_write("0", PARAMETER "perturb");
}

void brg_bug_get(char *buf, size_t size)
{
	if (brg_sysfs_read(buf, size, PARAMETER "bug") || !strcmp(buf, "none"))
		buf[0] = 0;
}
