/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * maps.h - mappings of a BAR that a workload needs but does not measure page
 * by page: several of one length, at addresses of a chosen alignment.
 */
#ifndef BRG_BENCH_MAPS_H
#define BRG_BENCH_MAPS_H

#include "bench/workload.h"

/**
 * struct brg_maps - @nr mappings of the same bytes of a BAR
 * @length: of each, in bytes, from the start of the BAR; 0 for no mappings
 * @misalign: address minus BAR offset, modulo 1 GiB
 * @writable: for writing, too; nothing here does
 * @va: out: address of each; where it will be while it is not mapped
 */
struct brg_maps {
	struct brg_trial *trial;
	uint64_t length, misalign;
	size_t nr;
	bool writable;
	char **va;
};

/** brg_maps_place - choose addresses; nothing is mapped yet. Between this and
 * mapping, nobody else may map anything. Return: 0, -ENOMEM, -errno. */
int brg_maps_place(struct brg_maps *maps);

/** brg_maps_map - map all. Return: 0, or the result of brg_fail(). */
int brg_maps_map(struct brg_maps *maps);
void brg_maps_unmap(struct brg_maps *maps);

/** brg_maps_touch - load a word from every page of every mapping */
void brg_maps_touch(const struct brg_maps *maps);

/** brg_maps_prepare - what trials with mappings begin with: touch the first
 * @samples samples, lock memory, place and map. Return: as brg_maps_map(). */
int brg_maps_prepare(struct brg_maps *maps, size_t samples);

/** brg_maps_skip_eager - whether mappings of the target come back once they
 * were emptied. Return: 0, or the result of brg_skip(). */
int brg_maps_skip_eager(struct brg_trial *trial);

/** brg_maps_load - one aligned 32-bit load that the compiler keeps */
static inline void brg_maps_load(const void *p)
{
	(void)*(const volatile uint32_t *)p;
}

#endif
