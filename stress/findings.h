/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * findings.h - from the arena, where findings are filed by whoever sees them, to
 * the disk: at once, for what was found may take the machine down next.
 */
#ifndef BRG_STRESS_FINDINGS_H
#define BRG_STRESS_FINDINGS_H

#include <jansson.h>

#include "stress/arena.h"

/**
 * struct brg_findings - of one stage
 * @dir_fd: of the result directory
 * @target, @lock: of the stage
 */
struct brg_findings {
	int dir_fd;
	const char *target, *lock;
};

/** brg_findings_save - append what is new in @arena to BRG_FINDINGS, synced.
 * How often it was seen is not known by then: 1. Without news: no I/O, no
 * system call. Return: 0, -errno. */
int brg_findings_save(const struct brg_findings *f, struct brg_arena *arena);

/** brg_findings_add - append all of @arena to @findings, of a summary. */
void brg_findings_add(const struct brg_findings *f,
		      const struct brg_arena *arena, json_t *findings);

#endif
