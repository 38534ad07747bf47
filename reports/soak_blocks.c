// SPDX-License-Identifier: GPL-2.0-or-later
/* soak_blocks.c - see soak_blocks.h. */
#include <errno.h>
#include <stdlib.h>

#include "reports/soak_blocks.h"

#define TAIL_US	10000000	/* as long as blocks are */

/* @b is taken into @a, the one before it */
static void join(struct brg_block *a, struct brg_block *b)
{
	a->to_us = b->to_us;
	brg_series_cell_join(&a->cell, &b->cell);
	free(b);
}

static bool is_short(const struct brg_blocks *b, const struct brg_block *first,
		     uint64_t to_us)
{
	return to_us - first->from_us <= b->width_us;
}

/* Longer ones, until a quarter of them is free */
static void make_room(struct brg_blocks *b)
{
	b->width_us = brg_blocks_end(b) / BRG_SERIES_BINS + 1;
	do {
		size_t nr = 0;

		b->width_us *= 2;
		for (size_t i = 0; i < b->nr; i++) {
			struct brg_block *block = b->block[i];

			if (nr && is_short(b, b->block[nr - 1], block->to_us))
				join(b->block[nr - 1], block);
			else
				b->block[nr++] = block;
		}
		b->nr = nr;
	} while (b->nr > BRG_SERIES_BINS * 3 / 4);
}

/* Return: NULL out of memory. */
static struct brg_block *append(struct brg_blocks *b, uint64_t from_us,
				uint64_t to_us)
{
	struct brg_block *block = b->nr ? b->block[b->nr - 1] : NULL;

	if (block && is_short(b, block, to_us)) {
		block->to_us = to_us;
		return block;
	}
	if (b->nr == BRG_SERIES_BINS)
		make_room(b);
	block = calloc(1, sizeof(*block));
	if (!block)
		return NULL;
	block->from_us = from_us;
	block->to_us = to_us;
	b->block[b->nr++] = block;
	return block;
}

int brg_blocks_add(struct brg_blocks *b, uint64_t from_us, uint64_t to_us,
		   const struct brg_series_cell *cell)
{
	struct brg_block *block;

	if (from_us < b->covered_us || to_us <= from_us)
		return -EBADMSG;
	block = append(b, from_us, to_us);
	if (!block)
		return -ENOMEM;
	b->covered_us = to_us;
	brg_series_cell_join(&block->cell, cell);
	return 0;
}

int brg_blocks_tail(struct brg_blocks *b, uint64_t at_us,
		    enum brg_soak_result result, uint64_t duration_us)
{
	struct brg_block *last;
	uint64_t piece, from_us;

	if (at_us <= b->covered_us)
		return 0;
	piece = (at_us - b->covered_us - 1) / TAIL_US + 1;
	from_us = piece == b->tail + 1 ? brg_blocks_end(b) :
		  b->covered_us + (piece - 1) * TAIL_US;
	last = piece > b->tail ? append(b, from_us, at_us) :
				 b->block[b->nr - 1];
	if (!last)
		return -ENOMEM;
	if (piece > b->tail)
		b->tail = piece;
	if (at_us > last->to_us)
		last->to_us = at_us;
	brg_series_cell_add(&last->cell, result, duration_us);
	return 0;
}

uint64_t brg_blocks_end(const struct brg_blocks *b)
{
	return b->nr ? b->block[b->nr - 1]->to_us : 0;
}

static double length_us(const struct brg_block *block)
{
	return (double)(block->to_us - block->from_us);
}

/* Neighbours become one until each is long enough, or next to a gap. */
static void fold(struct brg_blocks *b, double width_us)
{
	size_t nr = 0;

	for (size_t i = 0; i < b->nr; i++) {
		struct brg_block *block = b->block[i];
		struct brg_block *last = nr ? b->block[nr - 1] : NULL;
		bool short_end = i + 1 == b->nr &&
				 length_us(block) < BRG_SERIES_HARDLY * width_us;

		if (last && last->to_us == block->from_us &&
		    (length_us(last) < width_us || short_end))
			join(last, block);
		else
			b->block[nr++] = block;
	}
	b->nr = nr;
}

int brg_blocks_bins(struct brg_blocks *b, double from_s, double width_us,
		    struct brg_soak_bin **out, size_t *nr)
{
	struct brg_soak_bin *bins = calloc(b->nr + 1, sizeof(*bins));

	if (!bins)
		return -ENOMEM;
	fold(b, width_us);
	for (size_t i = 0; i < b->nr; i++)
		bins[i] = brg_series_cell_bin(&b->block[i]->cell,
			from_s + (double)b->block[i]->from_us / 1e6,
			from_s + (double)b->block[i]->to_us / 1e6);
	*out = bins;
	*nr = b->nr;
	return 0;
}

void brg_blocks_free(struct brg_blocks *b)
{
	for (size_t i = 0; b && i < b->nr; i++)
		free(b->block[i]);
	free(b);
}
