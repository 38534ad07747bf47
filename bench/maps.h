/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * maps.h - mappings of a BAR at addresses of a chosen alignment, or wherever
 * the kernel puts them: several of one length.
 */
#ifndef BRG_BENCH_MAPS_H
#define BRG_BENCH_MAPS_H

#include "bench/workload.h"

/** enum brg_made - what a mapping is made of
 * @BRG_MADE_WHOLE: one VMA
 * @BRG_MADE_PIECES: a call of mmap() for each piece
 * @BRG_MADE_SPLIT: mapped at once, then every other piece is made writable
 */
enum brg_made {
	BRG_MADE_WHOLE,
	BRG_MADE_PIECES,
	BRG_MADE_SPLIT,
};

/**
 * struct brg_maps - @nr mappings of the same bytes of a BAR
 * @length: of each, in bytes; 0 for no mappings
 * @offset: in the BAR, where each begins
 * @misalign: address minus BAR offset, modulo 1 GiB
 * @anywhere: the kernel chooses each address as it maps, instead; not with
 *            BRG_MADE_PIECES
 * @made: of one VMA each, or of several
 * @pieces: VMAs of a mapping that is not made as a whole; divides its pages
 * @writable: for writing, too; nothing here does
 * @combined: write-combined
 * @va: out: address of each; where it will be while it is not mapped, unless
 *      @anywhere
 * @bar: out
 */
struct brg_maps {
	struct brg_trial *trial;
	uint64_t length, offset, misalign;
	size_t nr;
	bool anywhere;
	enum brg_made made;
	size_t pieces;
	bool writable;
	bool combined;
	char **va;
	unsigned int bar;
};

/** brg_maps_place - choose addresses; nothing is mapped yet. Until that is done
 * nobody else may map anything: brg_maps_map() would find the place taken.
 * Return: 0, -ENOMEM, -errno. */
int brg_maps_place(struct brg_maps *maps);

/** brg_maps_map - map all, and split. Return: 0, or the result of brg_fail(),
 * or of brg_skip() if the target cannot map that way. */
int brg_maps_map(struct brg_maps *maps);
void brg_maps_unmap(struct brg_maps *maps);

/** brg_maps_touch - load a word from every page of every mapping */
void brg_maps_touch(const struct brg_maps *maps);

/** brg_maps_prepare - what trials with mappings begin with: settle the memory
 * of @samples samples, place and map. Return: as brg_maps_map(). */
int brg_maps_prepare(struct brg_maps *maps, size_t samples);

/** brg_maps_at_va - let the keys "va" and "misalign" say where */
void brg_maps_at_va(struct brg_maps *maps);

/** brg_maps_first_access - load the first word of the first mapping.
 * Return: ticks it took; 0 where nothing is mapped. */
uint64_t brg_maps_first_access(const struct brg_maps *maps);

/** brg_maps_load - one aligned 32-bit load that the compiler keeps */
static inline void brg_maps_load(const void *p)
{
	(void)*(const volatile uint32_t *)p;
}

#endif
