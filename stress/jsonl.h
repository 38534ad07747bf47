/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * jsonl.h - what a soak cannot wait to put into its summary, since it may not
 * reach its end: a line of JSON each in BRG_STAGES, BRG_FINDINGS.
 */
#ifndef BRG_STRESS_JSONL_H
#define BRG_STRESS_JSONL_H

#include <jansson.h>

/** brg_jsonl_add - append @object, which is used up, to the file @name in
 * @dir_fd, synced. Return: 0, -errno. */
int brg_jsonl_add(int dir_fd, const char *name, json_t *object);

/** brg_jsonl_load - an array of them, up to a line that was cut off; empty
 * without a file. Return: NULL out of memory. */
json_t *brg_jsonl_load(int dir_fd, const char *name);

/** brg_jsonl_over - they are in the summary: take the file away */
void brg_jsonl_over(int dir_fd, const char *name);

#endif
