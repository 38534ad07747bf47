/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * list.h - operations of a run as text that stands alone.
 *
 *	# barrage stress list 1
 *	| [global]			the configuration, line by line
 *	set seed=7			what the command line said on top
 *	pair fault-zap=3		the same, by --pair
 *	find stamps: an access ...	what it is meant to show
 *	0 mmap 0x1f3c...		worker, operation, seed of its stream
 *	4 race 0x2b... fault-zap	of a race, which, where that is known
 *
 * A worker does its operations in this order; between workers there is none.
 */
#ifndef BRG_STRESS_LIST_H
#define BRG_STRESS_LIST_H

#include <stdbool.h>

#include "stress/setup.h"

#define BRG_LIST_HEAD "# barrage stress list 1"
#define BRG_LIST_SETS 32

/** struct brg_list - a list in memory */
struct brg_list {
	char *config;
	char *set[BRG_LIST_SETS + 1], *pair[BRG_LIST_SETS + 1];
	unsigned int nr_set, nr_pair;
	char *find;
	struct brg_list_op *op;
	size_t nr, room;
};

/* In a result directory: "set" and "pair" lines, what the command line said. */
#define BRG_LIST_GIVEN "given.list"

/** brg_list_load - of a file, or of a result directory: its journal, its
 * configuration, what was given on the command line but for how long and where
 * to, and the finding in its summary.
 * @why: on failure one line. Return: 0, -EINVAL for what is no list, a journal
 * of another version; -errno. */
int brg_list_load(const char *path, struct brg_list *list, char *why,
		  size_t why_size);

/** brg_list_save - with the operations for which @keep (of @list->nr, NULL for
 * all) is true. Return: 0, -errno. */
int brg_list_save(const struct brg_list *list, const bool *keep,
		  const char *path);
void brg_list_clear(struct brg_list *list);

/** brg_list_line - take one line of a list or of a journal.
 * Return: 1 taken, 0 of no interest, -EINVAL with nothing changed. */
int brg_list_line(struct brg_list *list, char *line, bool journal);

#endif
