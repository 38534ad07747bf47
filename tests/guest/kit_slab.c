// SPDX-License-Identifier: GPL-2.0-or-later
/* kit_slab.c - see kit_slab.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "kit_slab.h"
#include "lib/sysfs.h"

#define GRACE_US	200000

static void read_slabinfo(struct kit_slab *slab)
{
	FILE *f = fopen("/proc/slabinfo", "re");
	char line[512];

	assert_non_null(f);
	slab->n = 0;
	while (fgets(line, sizeof(line), f)) {
		struct kit_slab_cache *c = &slab->cache[slab->n];

		assert_true(slab->n < KIT_SLABS);
		/* as many as all others, but freed later, by RCU */
		if (sscanf(line, "%31s %lu", c->name, &c->used) == 2 &&
		    strcmp(c->name, "kmemleak_object") != 0)
			slab->n++;
	}
	fclose(f);
	assert_true(slab->n > 0);
}

void kit_slab_read(struct kit_slab *slab)
{
	unsigned int shrunk = 0;

	read_slabinfo(slab);
	usleep(GRACE_US);
	/* not all names of caches are names of files */
	for (unsigned int i = 0; i < slab->n; i++)
		shrunk += !brg_sysfs_write("1", "/sys/kernel/slab/%s/shrink",
					   slab->cache[i].name);
	assert_true(shrunk > 0);
	read_slabinfo(slab);
}

static unsigned long used(const struct kit_slab *slab, const char *name)
{
	for (unsigned int i = 0; i < slab->n; i++)
		if (!strcmp(slab->cache[i].name, name))
			return slab->cache[i].used;
	return 0;
}

unsigned long kit_slab_growth(const struct kit_slab *before,
			      const struct kit_slab *now, const char **name)
{
	unsigned long most = 0;

	*name = "none";
	for (unsigned int i = 0; i < now->n; i++) {
		const struct kit_slab_cache *c = &now->cache[i];
		unsigned long was = used(before, c->name);

		if (c->used > was && c->used - was > most) {
			most = c->used - was;
			*name = c->name;
		}
	}
	return most;
}
