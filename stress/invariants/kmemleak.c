// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kmemleak.c - there is no memory that nobody points to.
 *
 * Seldom, as a search takes seconds: see kmemleak in settings_keys.c. Twice
 * each time, since an object has to be unreferenced in two searches with the
 * same contents; one that is younger than 5 s is not told.
 */
#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/clock.h"
#include "lib/sysfs.h"
#include "stress/invariant.h"
#include "stress/leak.h"
#include "stress/setup.h"

#define FILE_NAME "/sys/kernel/debug/kmemleak"

/* all the supervisor's */
static uint64_t last_ns, took_ns;
static bool by_itself; /* the kernel searched before we began */

static bool wanted(const struct brg_actor *a, const struct brg_device *dev)
{
	/* of the machine, not of a device */
	return a->setup->kmemleak_ns && !dev->index &&
	       brg_sysfs_exists(FILE_NAME);
}

/* Does the kernel search by itself? It has a thread for that. */
static bool searches_by_itself(void)
{
	char text[16] = "";
	glob_t found;
	bool is = false;

	if (glob("/proc/[0-9]*/comm", GLOB_NOSORT, NULL, &found))
		return false;
	for (size_t i = 0; i < found.gl_pathc && !is; i++)
		is = !brg_sysfs_read(text, sizeof(text), "%s",
				     found.gl_pathv[i]) &&
		     !strcmp(text, "kmemleak");
	globfree(&found);
	return is;
}

/*
 * What is known from before is not ours to tell; what leaked and was not found
 * yet is taken for ours. Nor shall the kernel search by itself: it would wait
 * for us, so long that it counts as hung.
 */
static void begin(struct brg_actor *a, struct brg_device *dev)
{
	if (!wanted(a, dev))
		return;
	by_itself = searches_by_itself();
	if (by_itself)
		brg_sysfs_write("scan=off", FILE_NAME);
	brg_sysfs_write("clear", FILE_NAME);
	last_ns = brg_monotonic_ns();
	took_ns = 0;
}

static void restore(struct brg_actor *a, struct brg_device *dev)
{
	if (wanted(a, dev) && by_itself)
		brg_sysfs_write("scan=on", FILE_NAME);
}

/* Who allocated it: the first function that is of a module, "[name]" behind it */
static void allocator(const char *line, char *buf, size_t size)
{
	const char *module = strrchr(line, '['), *name = strstr(line, "] ");

	if (buf[0] || !module || !isalpha((unsigned char)module[1]))
		return;
	name = name && name < module ? name + 2 : line + strspn(line, " ");
	snprintf(buf, size, "%.*s", (int)strcspn(name, "\n"), name);
}

static void search(struct brg_actor *a)
{
	_cleanup_fclose_ FILE *f = NULL;
	char line[256], first[256] = "", by[160] = "";
	unsigned int n = 0;

	for (unsigned int i = 0; i < 2; i++)
		if (brg_sysfs_write("scan", FILE_NAME))
			return;
	f = fopen(FILE_NAME, "re");
	while (f && fgets(line, sizeof(line), f)) {
		if (!strncmp(line, "unreferenced object", 19)) {
			if (!n++)
				snprintf(first, sizeof(first), "%.*s",
					 (int)strcspn(line, "\n"), line);
		} else if (n == 1) {
			allocator(line, by, sizeof(by));
		}
	}
	if (!f)
		return;
	brg_checked(a, "kmemleak");
	if (n)
		brg_wrong(a, "kmemleak",
			  "there is memory that nobody points to",
			  "%u objects; %s by %s", n, first,
			  by[0] ? by : "the kernel");
}

static void quiet(struct brg_actor *a, struct brg_device *dev)
{
	uint64_t now = brg_monotonic_ns();

	if (!wanted(a, dev) ||
	    !brg_leak_search_due(now, last_ns, took_ns, a->setup->kmemleak_ns))
		return;
	search(a);
	last_ns = brg_monotonic_ns();
	took_ns = last_ns - now;
}

const struct brg_invariant brg_inv_kmemleak = {
	.name = "kmemleak",
	.claim = "the kernel finds no memory that nobody points to",
	.source = "v7.3 Documentation/dev-tools/kmemleak.rst",
	.begin = begin,
	.quiet = quiet,
	.restore = restore,
};
