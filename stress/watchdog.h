/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watchdog.h - a process that sees when an operation does not end. */
#ifndef BRG_STRESS_WATCHDOG_H
#define BRG_STRESS_WATCHDOG_H

#include "stress/setup.h"

/** brg_watchdog_start - fork it. @dir_fd: where stacks.txt goes.
 * Return: its process id, -errno. */
pid_t brg_watchdog_start(const struct brg_setup *setup,
			 struct brg_arena *arena, int dir_fd);

#endif
