/* SPDX-License-Identifier: GPL-2.0-or-later */
/* health.h - what the kernel says about itself, in words and in counters. */
#ifndef BRG_STRESS_HEALTH_H
#define BRG_STRESS_HEALTH_H

#include <stdbool.h>
#include <stdio.h>

#include "lib/badness.h"
#include "lib/kmsg.h"
#include "stress/arena.h"

/** enum brg_lockdep - is it watching? */
enum brg_lockdep { BRG_LOCKDEP_NONE, BRG_LOCKDEP_OFF, BRG_LOCKDEP_ON };

/**
 * struct brg_health - witnesses that need no invariant
 * @lockdep: when the run began
 * @kasan: the kernel has KASAN
 * @taint, @warnings, @oopses, @hung: counters then; -1 where there are none
 * @hung_timeout, @hung_interval: of the kernel's own watch, then; -1 without it
 * @unsynced: of @log; @urgent: it is about a fault
 * @synced_ns: CLOCK_MONOTONIC of the last time
 * @doubt: why the run proves nothing, "" as long as it may
 */
struct brg_health {
	struct brg_kmsg kmsg;
	struct brg_badness *badness;
	struct brg_arena *arena;
	FILE *log;
	enum brg_lockdep lockdep;
	bool kasan;
	long long taint, warnings, oopses, hung;
	long long hung_timeout, hung_interval;
	bool unsynced, urgent;
	uint64_t synced_ns;
	char doubt[256];
};

/** brg_health_start - take the baseline. @dir_fd: where kernel.log goes.
 * Return: 0, -ENOMEM; a log that cannot be read is a doubt, no error. */
int brg_health_start(struct brg_health *h, struct brg_arena *arena,
		     int dir_fd);

/** brg_health_log - read what is new in the kernel's log, and keep it: on the
 * disk at once if it is about a fault, within a second otherwise */
void brg_health_log(struct brg_health *h);

/** brg_health_counters - compare with the baseline */
void brg_health_counters(struct brg_health *h);

/** brg_health_level - how much could have been seen, for the verdict */
const char *brg_health_level(const struct brg_health *h);

void brg_health_stop(struct brg_health *h);

#endif
