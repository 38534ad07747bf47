// SPDX-License-Identifier: GPL-2.0-or-later
/* maps.c - place, make, touch and remove mappings of a BAR. */
#include "bench/maps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bench/sampling.h"
#include "bench/shared_keys.h"
#include "lib/clock.h"

/* Slots are whole largest pages, so that mappings share no page table. The
 * reservation only finds the addresses: one that stayed would be unmapped by
 * the mmap() that is measured. */
static int find_slots(struct brg_maps *maps)
{
	uint64_t shift = (maps->offset + maps->misalign) % BRG_LARGEST_PAGE;
	uint64_t slot = (maps->length + shift + BRG_LARGEST_PAGE - 1) /
			BRG_LARGEST_PAGE * BRG_LARGEST_PAGE;
	uint64_t bytes = slot * maps->nr + BRG_LARGEST_PAGE;
	char *reserved, *p;

	reserved = mmap(NULL, bytes, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (reserved == MAP_FAILED)
		return -errno;
	munmap(reserved, bytes);
	p = reserved + (BRG_LARGEST_PAGE - (uintptr_t)reserved % BRG_LARGEST_PAGE) %
			       BRG_LARGEST_PAGE;
	for (size_t i = 0; i < maps->nr; i++)
		maps->va[i] = p + slot * i + shift;
	return 0;
}

int brg_maps_place(struct brg_maps *maps)
{
	maps->bar = (unsigned int)brg_param_number(maps->trial->cell, "bar");
	maps->va = calloc(maps->nr, sizeof(*maps->va));
	if (!maps->va)
		return -ENOMEM;
	return maps->anywhere ? 0 : find_slots(maps);
}

/* Map @length bytes of mapping @i from @from on. */
static int map_part(struct brg_maps *maps, size_t i, uint64_t from,
		    uint64_t length)
{
	struct brg_target *target = maps->trial->target;
	int prot = maps->writable ? PROT_READ | PROT_WRITE : PROT_READ;
	int (*map)(struct brg_target *t, unsigned int bar, uint64_t offset,
		   size_t length, int prot, void *addr, void **out) =
		maps->combined ? brg_target_map_combined : brg_target_map;
	void *at;
	int ret = map(target, maps->bar, maps->offset + from, length, prot,
		      maps->anywhere ? NULL : maps->va[i] + from, &at);

	if (ret)
		return (ret == -EOPNOTSUPP ? brg_skip : brg_fail)(
			maps->trial->result, "%s", target->error);
	if (!from)
		maps->va[i] = at;
	return 0;
}

/* Every other VMA gets another protection, so that none can be merged. */
static int split(const struct brg_maps *maps, size_t i)
{
	uint64_t piece = maps->length / maps->pieces;
	int prot = PROT_READ | (maps->writable ? 0 : PROT_WRITE);

	for (uint64_t at = 0; at < maps->length; at += 2 * piece)
		if (mprotect(maps->va[i] + at, piece, prot))
			return brg_fail(maps->trial->result,
					"cannot split a mapping into %zu VMAs: %s",
					maps->pieces, strerror(errno));
	return 0;
}

static int map_one(struct brg_maps *maps, size_t i)
{
	uint64_t part = maps->made == BRG_MADE_PIECES ?
				maps->length / maps->pieces : maps->length;

	for (uint64_t from = 0; from < maps->length; from += part)
		if (map_part(maps, i, from, part))
			return -1;
	return maps->made == BRG_MADE_SPLIT ? split(maps, i) : 0;
}

int brg_maps_map(struct brg_maps *maps)
{
	for (size_t i = 0; maps->length && i < maps->nr; i++)
		if (map_one(maps, i))
			return -1;
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
		for (uint64_t at = 0; at < maps->length; at += BRG_PAGE)
			brg_maps_load(maps->va[i] + at);
}

int brg_maps_prepare(struct brg_maps *maps, size_t samples)
{
	int ret;

	brg_sampling_settle(maps->trial, samples);
	ret = brg_maps_place(maps);
	if (ret)
		return brg_fail(maps->trial->result,
				"cannot place mappings: %s", strerror(-ret));
	return brg_maps_map(maps);
}

void brg_maps_at_va(struct brg_maps *maps)
{
	const struct brg_cell *cell = maps->trial->cell;

	maps->anywhere = brg_cell_is(cell, "va", "mmap");
	maps->misalign = brg_param_number(cell, "misalign");
}

uint64_t brg_maps_first_access(const struct brg_maps *maps)
{
	uint64_t start;

	if (!maps->length)
		return 0;
	start = brg_clock_now();
	brg_maps_load(maps->va[0]);
	return brg_clock_now() - start;
}
