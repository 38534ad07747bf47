/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * journal.h - what every worker did, from shared memory to the result
 * directory, synced.
 *
 * journal.tsv: a head line with the format's version, then one line for each
 * operation that has ended: worker, index, operation, seed, device, three
 * arguments, begin and duration in us, result. At 16 MiB it becomes
 * journal.tsv.1 and a new one begins. A line that was cut off is no line.
 */
#ifndef BRG_STRESS_JOURNAL_H
#define BRG_STRESS_JOURNAL_H

#include <stdio.h>

#include "stress/arena.h"

#define BRG_JOURNAL_HEAD "# barrage stress journal 1"

/** struct brg_op_journal - an open one */
struct brg_op_journal {
	int dir_fd;
	FILE *stream;
	uint64_t lines, bytes;
	uint64_t synced_ns;
	int error;
};

/** brg_op_journal_open - in the directory @dir_fd. Return: 0, -errno. */
int brg_op_journal_open(struct brg_op_journal *j, int dir_fd);

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
