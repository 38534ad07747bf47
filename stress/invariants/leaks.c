// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * leaks.c - the kernel's small objects do not become more and more.
 *
 * Counted by cache of /proc/slabinfo, at quiet points, where nobody has
 * anything open but what was open at the last. One count says little: CPUs
 * keep free objects that look used, some hundreds of them. So it takes a cache
 * that grew at each of three quiet points on end, and by more than that can
 * explain. A leak of one object an hour is kmemleak's, and any where KASAN
 * keeps what was freed: there it grows for as long as that store is not full.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "stress/invariant.h"
#include "stress/setup.h"

#define CACHES	64	/* kmalloc-8 to kmalloc-8k, some of each size */
#define TIMES	3
#define LEAST	4096	/* objects in all */
#define EACH	256	/* objects from one quiet point to the next */

/**
 * struct cache - one
 * @used: objects in use at the last quiet point
 * @grown: since it last did not grow
 * @times: quiet points since then
 */
struct cache {
	char name[32];
	uint64_t used, grown;
	unsigned int times;
};

static struct cache cache[CACHES];	/* the supervisor's */
static unsigned int nr_caches;
static bool counted;

static struct cache *find(const char *name)
{
	for (unsigned int i = 0; i < nr_caches; i++)
		if (!strcmp(cache[i].name, name))
			return &cache[i];
	if (nr_caches == CACHES)
		return NULL;
	snprintf(cache[nr_caches].name, sizeof(cache[0].name), "%s", name);
	return &cache[nr_caches++];
}

/* Return: whether it has grown for too long. */
static bool count(struct cache *c, uint64_t used)
{
	if (counted && used >= c->used + EACH) {
		c->grown += used - c->used;
		c->times++;
	} else {
		c->grown = 0;
		c->times = 0;
	}
	c->used = used;
	return c->times >= TIMES && c->grown >= LEAST;
}

static void quiet(struct brg_actor *a, struct brg_device *dev)
{
	_cleanup_fclose_ FILE *f = NULL;
	char line[256], name[32];
	uint64_t used;

	/* of the machine, not of a device */
	if (dev->index || a->arena->keeps_freed)
		return;
	f = fopen("/proc/slabinfo", "re");
	while (f && fgets(line, sizeof(line), f)) {
		struct cache *c;

		if (strncmp(line, "kmalloc-", 8) ||
		    sscanf(line, "%31s %" SCNu64, name, &used) != 2)
			continue;
		c = find(name);
		if (c && count(c, used))
			brg_wrong(a, "leaks", "objects of the kernel become more and more",
				  "%s: %ju in use, %ju more than %u quiet points ago, after %ju operations",
				  name, (uintmax_t)used, (uintmax_t)c->grown,
				  c->times, (uintmax_t)a->arena->ops);
	}
	/* the first is the baseline */
	if (counted && nr_caches)
		brg_checked(a, "leaks");
	counted = true;
}

static void begin(struct brg_actor *a, struct brg_device *dev)
{
	(void)a;
	(void)dev;
	counted = false;
	nr_caches = 0;
	memset(cache, 0, sizeof(cache));
}

const struct brg_invariant brg_inv_leaks = {
	.name = "leaks",
	.claim = "small objects of the kernel do not become more at each quiet point",
	.source = "nothing is open at a quiet point that was not at the last; v7.3 Documentation/filesystems/proc.rst, slabinfo",
	.begin = begin,
	.quiet = quiet,
};
