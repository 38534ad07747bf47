// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * leaks.c - the kernel's small objects do not become more and more.
 *
 * Counted by cache of /proc/slabinfo, at quiet points, where nobody has
 * anything open but what was open at the last. Some of what was freed looks
 * used there: CPUs keep some hundreds of objects, and KASAN many more, so that
 * it sees who uses one later. Shrinking a cache makes both give back what they
 * keep (v7.3 mm/slab_common.c, kmem_cache_shrink()), and then what is left is
 * in use. That is done only to a cache that seems to have grown, and at the
 * first quiet point. Where caches cannot be shrunk one has to grow by more than
 * CPUs can keep, and with KASAN, which keeps more all the time, nothing is said.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/sysfs.h"
#include "stress/invariant.h"
#include "stress/leak.h"
#include "stress/setup.h"

#define CACHES	64	/* kmalloc-8 to kmalloc-8k, some of each size */
#define SHRINK	"/sys/kernel/slab/%s/shrink"

/**
 * struct cache - one
 * @now: objects in use, or kept, as read last
 */
struct cache {
	char name[32];
	uint64_t now;
	struct brg_leak leak;
};

static struct cache cache[CACHES];	/* the supervisor's */
static unsigned int nr_caches;

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

static void read_all(void)
{
	_cleanup_fclose_ FILE *f = fopen("/proc/slabinfo", "re");
	char line[256], name[32];
	uint64_t used;

	while (f && fgets(line, sizeof(line), f)) {
		struct cache *c;

		if (strncmp(line, "kmalloc-", 8) ||
		    sscanf(line, "%31s %" SCNu64, name, &used) != 2)
			continue;
		c = find(name);
		if (c)
			c->now = used;
	}
}

/* Return: how many caches gave back what was kept. */
static unsigned int shrink_suspects(void)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < nr_caches; i++)
		if (cache[i].now &&
		    brg_leak_may_have_grown(&cache[i].leak, cache[i].now, true))
			n += !brg_sysfs_write("1", SHRINK, cache[i].name);
	return n;
}

static void judge(struct brg_actor *a, struct cache *c, bool exact)
{
	if (brg_leak_count(&c->leak, c->now, exact))
		brg_wrong(a, "leaks", "objects of the kernel become more and more",
			  "%s: %ju in use, %ju more than %u quiet points ago, after %ju operations",
			  c->name, (uintmax_t)c->now, (uintmax_t)c->leak.grown,
			  c->leak.times, (uintmax_t)a->arena->ops);
}

static void quiet(struct brg_actor *a, struct brg_device *dev)
{
	bool first = !nr_caches, exact;

	/* of the machine, not of a device */
	if (dev->index)
		return;
	read_all();
	exact = nr_caches && brg_sysfs_exists(SHRINK, cache[0].name);
	if (!exact && a->arena->keeps_freed)
		return;
	if (exact && shrink_suspects())
		read_all();
	for (unsigned int i = 0; i < nr_caches; i++)
		judge(a, &cache[i], exact);
	/* the first is the baseline */
	if (!first)
		brg_checked(a, "leaks");
}

static void begin(struct brg_actor *a, struct brg_device *dev)
{
	(void)a;
	(void)dev;
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
