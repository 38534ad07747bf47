/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watchdog.h - a process that sees when an operation does not end. */
#ifndef BRG_STRESS_WATCHDOG_H
#define BRG_STRESS_WATCHDOG_H

#include "stress/stage.h"

/** brg_watchdog_start - fork it, from the supervisor.
 * Return: its process id, -errno. */
pid_t brg_watchdog_start(struct brg_stage *st);

#endif
