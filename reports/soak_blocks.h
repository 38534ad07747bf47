/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * soak_blocks.h - durations of a stage in pieces of time that somebody else
 * has cut: the blocks of series.tsv.
 *
 * At most BRG_SERIES_BINS of them are kept: before there are more, neighbours
 * become one, all as long as each other, about. What ended after the last is
 * taken from the journal, one by one: a run that was killed did so after it had
 * written that.
 */
#ifndef BRG_REPORTS_SOAK_BLOCKS_H
#define BRG_REPORTS_SOAK_BLOCKS_H

#include "reports/soak_series.h"

/** struct brg_block - from, to: us since the start of the stage */
struct brg_block {
	uint64_t from_us, to_us;
	struct brg_series_cell cell;
};

/** struct brg_blocks - @width_us: neighbours that are no longer together are
 * one. @covered_us: up to there blocks of the series go. @tail: of pieces of
 * time after that, the last that is in use, from 1 */
struct brg_blocks {
	size_t nr;
	struct brg_block *block[BRG_SERIES_BINS];
	uint64_t width_us, covered_us, tail;
};

/** brg_blocks_add - append a block, of which @cell is known. Return: 0; -EBADMSG
 * where it does not come after the last, or has no length; -ENOMEM. */
int brg_blocks_add(struct brg_blocks *b, uint64_t from_us, uint64_t to_us,
		   const struct brg_series_cell *cell);

/** brg_blocks_tail - an operation of the journal; it is taken if it ended
 * after all blocks. Return: 0, -ENOMEM. */
int brg_blocks_tail(struct brg_blocks *b, uint64_t at_us,
		    enum brg_soak_result result, uint64_t duration_us);

/** brg_blocks_end - where the last ends, 0 without any */
uint64_t brg_blocks_end(const struct brg_blocks *b);

/** brg_blocks_bins - as bins of at least @width_us, of a stage that begins at
 * @from_s of the run. Of a time of which no block tells there is no bin.
 * @b: used up, brg_blocks_free() it. @out: malloc()ed, NULL for no bin.
 * Return: 0, -ENOMEM. */
int brg_blocks_bins(struct brg_blocks *b, double from_s, double width_us,
		    struct brg_soak_bin **out, size_t *nr);

/** brg_blocks_free - @b may be NULL */
void brg_blocks_free(struct brg_blocks *b);

#endif
