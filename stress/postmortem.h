/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * postmortem.h - a verdict for a soak that could not give one itself.
 *
 * A machine that goes down takes the supervisor with it. What was synced before
 * stays: the journal, the kernel's log, running.json; the kernel's last words
 * are in persistent storage (v7.3 Documentation/ABI/testing/pstore), or where
 * systemd-pstore(8) has put them.
 */
#ifndef BRG_STRESS_POSTMORTEM_H
#define BRG_STRESS_POSTMORTEM_H

#include <stddef.h>

/** enum brg_corpse - what a directory holds
 * @BRG_CORPSE_NONE: no soak
 * @BRG_CORPSE_ENDED: one that ended with a verdict
 * @BRG_CORPSE_ALIVE: one that is running
 * @BRG_CORPSE_KILLED: one whose process is gone, in a machine that is still up
 * @BRG_CORPSE_DOWN: one whose machine has been started again since
 */
enum brg_corpse {
	BRG_CORPSE_NONE,
	BRG_CORPSE_ENDED,
	BRG_CORPSE_ALIVE,
	BRG_CORPSE_KILLED,
	BRG_CORPSE_DOWN,
};

/** brg_corpse_look - which of them @dir is */
enum brg_corpse brg_corpse_look(const char *dir);

/** brg_postmortem - file what is left of a soak that was killed or went down, or
 * is held by its kernel, which its watchdog has filed:
 * summary.json with its findings, and pstore/ with copies of what the kernel
 * left since it began.
 * @stores: where that may be, NULL-terminated; nothing there is changed
 * @title: out: of the first finding; @why: on failure, one line
 * Return: 0, -errno. */
int brg_postmortem(const char *dir, const char *const *stores, char *title,
		   size_t title_size, char *why, size_t why_size);

/** brg_postmortem_text - a line of a kernel's log without what stands before
 * its text: "<4>", "4711 6 ", "[   12.345678]", "[   T99]". Return: into @line. */
const char *brg_postmortem_text(const char *line);

#endif
