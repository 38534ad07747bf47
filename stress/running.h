/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * running.h - what is under way in a result directory, for whoever finds it
 * without a verdict: after a kill, a crash, a reboot.
 *
 * running.json is on the disk before a stage begins, and gone when
 * summary.json is there.
 */
#ifndef BRG_STRESS_RUNNING_H
#define BRG_STRESS_RUNNING_H

#include <jansson.h>

#include "stress/session.h"

#define BRG_RUNNING "running.json"

/** brg_running_note - write it, synced. @target, @lock: of the stage that
 * begins, "" before the first. Return: 0, -errno. */
int brg_running_note(const struct brg_stress *s, const char *target,
		     const char *lock);

/** brg_running_over - the verdict is there: take it away */
void brg_running_over(const struct brg_stress *s);

/** brg_running_boot - this boot's id, "" where the kernel tells none.
 * random(4). Return: @buf. */
const char *brg_running_boot(char *buf, size_t size);

#endif
