/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * series.h - what operations did and how long they took, over the whole of a
 * soak, however long: series.tsv.
 *
 * The journal has everything, and so the end of a night only. Here each
 * operation is counted into a histogram, some 5 ns beside the 450 that its line
 * in the journal takes, and what the histograms say becomes a block of lines
 * (lib/soak.h) about every ten seconds. A block is one write(2), and synced: who
 * is killed, or goes down with the machine, leaves whole ones.
 */
#ifndef BRG_STRESS_SERIES_H
#define BRG_STRESS_SERIES_H

#include <stdint.h>
#include <stdio.h>

#include "stress/arena.h"

struct brg_op_sum;

/* From here on blocks stand for twice the time, and again each time that so
 * much has been added: a week is some 40 MiB. */
#define BRG_OP_SERIES_WIDEN	(8ull << 20)
#define BRG_OP_SERIES_MS	10000

/** struct brg_op_series - an open series.tsv, or none
 * @bytes: written
 * @stage, @start_ns: under way: number, CLOCK_MONOTONIC of its start
 * @from_ms: where the next block begins, since then
 * @last_ns: CLOCK_MONOTONIC: where the last operation ended
 * @any: one has, since the last block
 * @op: what each did since then
 * @buffer: of @stream, for a whole block
 */
struct brg_op_series {
	FILE *stream;
	uint64_t bytes;
	unsigned int stage;
	uint64_t start_ns, from_ms, last_ns;
	bool any;
	struct brg_op_sum *op;
	char *buffer;
};

/** brg_op_series_open - in the directory @dir_fd. brg_op_series_close() it,
 * also on failure. Return: 0, -errno. */
int brg_op_series_open(struct brg_op_series *s, int dir_fd);

/** brg_op_series_begin - a stage. @number: from 0; @start_ns:
 * CLOCK_MONOTONIC */
void brg_op_series_begin(struct brg_op_series *s, unsigned int number,
			 uint64_t start_ns);

/** brg_op_series_add - count one operation. No I/O. */
void brg_op_series_add(struct brg_op_series *s, const struct brg_entry *e);

/** brg_op_series_tick - write a block if it is time. @now_ns: CLOCK_MONOTONIC,
 * at which all that ended before has been counted */
void brg_op_series_tick(struct brg_op_series *s, uint64_t now_ns);

/** brg_op_series_end - the stage is over: write what there is, up to where the
 * last operation ended */
void brg_op_series_end(struct brg_op_series *s);

void brg_op_series_close(struct brg_op_series *s);

#endif
