/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * journal.h - what every worker did, from shared memory to the result
 * directory, synced.
 *
 * What it looks like is said in lib/soak.h.
 */
#ifndef BRG_STRESS_JOURNAL_H
#define BRG_STRESS_JOURNAL_H

#include <stdio.h>

#include "lib/soak.h"
#include "stress/arena.h"
#include "stress/series.h"

/** struct brg_op_journal - an open one
 * @stage: the line of the stage under way, "" before the first
 * @series: counts what goes into the journal, or NULL
 */
struct brg_op_journal {
	int dir_fd;
	FILE *stream;
	char stage[160];
	struct brg_op_series *series;
	uint64_t lines, bytes;
	uint64_t synced_ns;
	int error;
};

/** brg_op_journal_open - in the directory @dir_fd. Return: 0, -errno. */
int brg_op_journal_open(struct brg_op_journal *j, int dir_fd);

/** brg_op_journal_stage - what follows belongs to stage @index: times begin
 * from its start, and indices of workers from 0.
 * @index: in the summary's stages */
void brg_op_journal_stage(struct brg_op_journal *j, size_t index,
			  const char *target, const char *lock);

/** brg_op_journal_drain - take what workers have put into their rings.
 * @j->error says whether anything could not be written. */
void brg_op_journal_drain(struct brg_op_journal *j, struct brg_arena *arena);

/** brg_op_journal_unfinished - note the operation that @worker was in when it
 * died, result -EINTR */
void brg_op_journal_unfinished(struct brg_op_journal *j,
			       struct brg_arena *arena, unsigned int worker);

/** brg_op_journal_sync - to the disk. */
void brg_op_journal_sync(struct brg_op_journal *j);
void brg_op_journal_close(struct brg_op_journal *j);

#endif
