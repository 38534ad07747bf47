/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * front.h - who waits for a soak, and has nothing to do with the device.
 *
 * A kernel that hangs holds whoever touches its device, and neither ends nor
 * says a word: so the soak is a child. Where that is held its watchdog calls the
 * front, which concludes from what lies in the result directory; and where there
 * is no watchdog, before and after stages, the front itself has a bound.
 */
#ifndef BRG_STRESS_FRONT_H
#define BRG_STRESS_FRONT_H

#include <limits.h>
#include <stdint.h>
#include <sys/types.h>

/** struct brg_front - shared with the soak
 * @pid: of the front
 * @dir: of the results, by the soak; "" before there is one
 * @what: the soak does, which has to end by @until_ns, CLOCK_MONOTONIC; 0: any
 * time will do */
struct brg_front {
	pid_t pid;
	char dir[PATH_MAX];
	char what[80];
	_Atomic uint64_t until_ns;
};

/**
 * brg_front_run - have @soak(@front, @data) done in a child
 *
 * SIGINT and SIGTERM are passed on to it, SIGKILL of this process is its end,
 * too; it ends this process by the signal that ended it.
 *
 * Return: what @soak returns; BRG_EXIT_FAIL if it was held, with the findings
 * told and summary.json written; BRG_EXIT_ENVIRONMENT without processes.
 */
int brg_front_run(int (*soak)(struct brg_front *front, void *data),
		  void *data);

/** brg_front_expect - @what has to end within @seconds, or is a finding; NULL:
 * it has. @front: NULL for none. Context: the soak. */
void brg_front_expect(struct brg_front *front, const char *what,
		      unsigned int seconds);

/** brg_front_call - the soak is held, all that it knew is on the disk. Context:
 * its watchdog. */
void brg_front_call(const struct brg_front *front);

#endif
