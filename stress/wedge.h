/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wedge.h - does the kernel hold the supervisor? It touches the device, too: to
 * check at quiet points, and to repair what a killed worker has left.
 */
#ifndef BRG_STRESS_WEDGE_H
#define BRG_STRESS_WEDGE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/** struct brg_wedge - what was seen of a process so far
 * @beat: count that it moves as long as it goes on
 * @since_ns: CLOCK_MONOTONIC: since then that stands still, and each look found
 * the process in an uninterruptible sleep; 0 for not */
struct brg_wedge {
	uint64_t beat, since_ns;
};

/**
 * brg_wedge_look - look at @pid, several times a second
 * @beat: its count now
 *
 * Return: for how long it has been held, in ns; 0 if it was not.
 */
uint64_t brg_wedge_look(struct brg_wedge *w, pid_t pid, uint64_t beat,
			uint64_t now_ns);

/** brg_wedge_where - the kernel function that a process or thread waits in,
 * proc(5) wchan. Return: @buf; "unknown" where the kernel does not say. */
const char *brg_wedge_where(pid_t pid, char *buf, size_t size);

#endif
