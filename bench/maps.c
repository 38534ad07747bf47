// SPDX-License-Identifier: GPL-2.0-or-later
/* maps.c - place, make, touch and remove mappings of a BAR. */
#include "bench/maps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* The largest page of x86-64 */
#define LARGEST_PAGE	(1ULL << 30)
#define PAGE		4096ULL

/* Slots are whole largest pages, so that mappings share no page table. The
 * reservation only finds the addresses. */
int brg_maps_place(struct brg_maps *maps)
{
	uint64_t shift = maps->misalign % LARGEST_PAGE;
	uint64_t slot = (maps->length + shift + LARGEST_PAGE - 1) /
			LARGEST_PAGE * LARGEST_PAGE;
	uint64_t bytes = slot * maps->nr + LARGEST_PAGE;
	char *reserved, *p;

	maps->va = calloc(maps->nr, sizeof(*maps->va));
	if (!maps->va)
		return -ENOMEM;
	reserved = mmap(NULL, bytes, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (reserved == MAP_FAILED)
		return -errno;
	munmap(reserved, bytes);
	p = reserved + (LARGEST_PAGE - (uintptr_t)reserved % LARGEST_PAGE) %
			       LARGEST_PAGE;
	for (size_t i = 0; i < maps->nr; i++)
		maps->va[i] = p + slot * i + shift;
	return 0;
}

int brg_maps_map(struct brg_maps *maps)
{
	struct brg_trial *trial = maps->trial;
	int prot = maps->writable ? PROT_READ | PROT_WRITE : PROT_READ;
	unsigned int bar =
		(unsigned int)brg_cell_param(trial->cell, "bar")->number;

	for (size_t i = 0; maps->length && i < maps->nr; i++) {
		void *at;

		if (brg_target_map(trial->target, bar, 0, maps->length,
				   prot, maps->va[i], &at))
			return brg_fail(trial->result, "%s",
					trial->target->error);
	}
	return 0;
}

void brg_maps_unmap(struct brg_maps *maps)
{
	for (size_t i = 0; maps->length && i < maps->nr; i++)
		munmap(maps->va[i], maps->length);
}

void brg_maps_touch(const struct brg_maps *maps)
{
	for (size_t i = 0; i < maps->nr; i++)
		for (uint64_t at = 0; at < maps->length; at += PAGE)
			brg_maps_load(maps->va[i] + at);
}

int brg_maps_prepare(struct brg_maps *maps, size_t samples)
{
	struct brg_trial *trial = maps->trial;
	int ret;

	memset(trial->samples, 0, samples * sizeof(*trial->samples));
	trial->result->locked = !mlockall(MCL_CURRENT);
	ret = brg_maps_place(maps);
	if (ret)
		return brg_fail(trial->result, "cannot place mappings: %s",
				strerror(-ret));
	return brg_maps_map(maps);
}

int brg_maps_skip_eager(struct brg_trial *trial)
{
	const struct brg_target *target = trial->target;

	if (target->refaults)
		return 0;
	return brg_skip(trial->result,
			"mappings of %s%s%s never come back once emptied",
			target->ops->name, target->variant[0] ? ":" : "",
			target->variant);
}
