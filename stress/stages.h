/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stages.h - what stages did, on the disk as each ends: a night has many, and
 * may not reach its end.
 */
#ifndef BRG_STRESS_STAGES_H
#define BRG_STRESS_STAGES_H

#include <jansson.h>

/** brg_stages_add - append @stage, which is used up, to the file in @dir_fd,
 * synced. Return: 0, -errno. */
int brg_stages_add(int dir_fd, json_t *stage);

/** brg_stages_load - an array of them, up to a line that was cut off; empty
 * without a file. Return: NULL out of memory. */
json_t *brg_stages_load(int dir_fd);

/** brg_stages_over - they are in the summary: take the file away */
void brg_stages_over(int dir_fd);

#endif
