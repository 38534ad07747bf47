/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * endless.h - an access that faults, and faults again, and never ends.
 *
 * A fault handler that says it is done and has inserted nothing makes its thread
 * go round between the access and the fault. Nothing is blocked, no lock is
 * held, and a thread may take its time; but no access needs hundreds of faults.
 * A signal ends it.
 */
#ifndef BRG_STRESS_ENDLESS_H
#define BRG_STRESS_ENDLESS_H

#include <stdbool.h>
#include <stdint.h>

#include "stress/arena.h"

/**
 * struct brg_endless - what the watchdog knows of a worker's access; zeroed
 * @tid: thread of the worker when it was looked at first
 * @access: brg_worker.access then
 * @faults: minor faults of the thread then
 * @since_ns: when that was; 0 for no access under way
 */
struct brg_endless {
	int32_t tid;
	uint64_t access, faults, since_ns;
};

/**
 * brg_endless_look - is the worker still at the same access, and faulting?
 * @e: of this worker
 * @w: worker
 * @now_ns: monotonic
 * @faults: out: minor faults since the access was looked at first
 *
 * Return: true if the access has taken half a second and 300 faults.
 */
bool brg_endless_look(struct brg_endless *e, const struct brg_worker *w,
		      uint64_t now_ns, uint64_t *faults);

/**
 * brg_endless_faults - minor faults of a thread, from its stat file
 * @text: of /proc/PID/task/TID/stat: a name in parentheses, then numbers
 * @faults: out
 *
 * Return: 0, -EINVAL.
 */
int brg_endless_faults(const char *text, uint64_t *faults);

#endif
