/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory.h - how much memory the soak and the kernel have, over time.
 *
 * A line of memory.tsv (lib/soak.h) for each quiet point, where nobody has
 * anything under way, with KiB of everything in brg_memory_names; synced.
 */
#ifndef BRG_STRESS_MEMORY_H
#define BRG_STRESS_MEMORY_H

#include <stdint.h>
#include <stdio.h>

#include "stress/arena.h"

/** enum brg_memory_kind - whose memory
 * @BRG_MEM_SUPERVISOR, @BRG_MEM_WORKERS: RssAnon of the processes
 * (proc_pid_status(5)); the rest is of /proc/meminfo */
enum brg_memory_kind {
	BRG_MEM_SUPERVISOR,
	BRG_MEM_WORKERS,
	BRG_MEM_SLAB,
	BRG_MEM_UNRECLAIMABLE,
	BRG_MEM_PAGE_TABLES,
	BRG_MEM_STACKS,
	BRG_MEM_VMALLOC,
	BRG_MEM_PERCPU,
	BRG_MEM_AVAILABLE,
	BRG_NR_MEM
};

extern const char *const brg_memory_names[BRG_NR_MEM];

/** struct brg_memory - an open memory.tsv, or none
 * @kib: what was found last */
struct brg_memory {
	FILE *stream;
	uint64_t kib[BRG_NR_MEM];
};

/** brg_memory_open - in the directory @dir_fd. Return: 0, -errno. */
int brg_memory_open(struct brg_memory *m, int dir_fd);

/** brg_memory_note - look, and write a line. @stage: from 0; @ms: since it
 * began. Reads files of /proc: some 0.1 ms, and waits for the disk. */
void brg_memory_note(struct brg_memory *m, const struct brg_arena *arena,
		     unsigned int stage, uint64_t ms);

/** brg_memory_find - @name's number of KiB in the file at @path, whose lines
 * are "NAME: NUMBER kB". Return: 0 where there is none. */
uint64_t brg_memory_find(const char *path, const char *name);

void brg_memory_close(struct brg_memory *m);

#endif
