/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kit_slab.h - which of the kernel's caches of objects has grown */
#ifndef KIT_SLAB_H
#define KIT_SLAB_H

#define KIT_SLABS	512

/** struct kit_slab - objects in use, by cache but kmemleak's own, at one time */
struct kit_slab {
	unsigned int n;
	struct kit_slab_cache {
		char name[32];
		unsigned long used;
	} cache[KIT_SLABS];
};

/**
 * kit_slab_read - what is in use now, after all that is only kept was given back
 *
 * Waits for a grace period's frees, and shrinks each cache: a CPU keeps free
 * objects that look used, and KASAN keeps what was freed (v7.3
 * mm/slab_common.c, kmem_cache_shrink()). Fails the test if the kernel does
 * not let it.
 */
void kit_slab_read(struct kit_slab *slab);

/**
 * kit_slab_growth - of the cache that has grown most since @before
 * @name: it, in @now; "none" where none has grown
 *
 * Return: by so many objects.
 */
unsigned long kit_slab_growth(const struct kit_slab *before,
			      const struct kit_slab *now, const char **name);

#endif
