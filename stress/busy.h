/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * busy.h - were the CPUs busy all the time, so that nobody could be expected to
 * be on time? Who waits for what does not come leaves them idle.
 */
#ifndef BRG_STRESS_BUSY_H
#define BRG_STRESS_BUSY_H

#include <stdint.h>

#define BRG_BUSY_NOTES	512
#define BRG_BUSY_STEP	500000000ull	/* ns from note to note: 256 s in all */

/**
 * struct brg_busy - how idle they were, over the last minutes
 * @at_ns, @idle_ns: of each note: when, and idle time of all CPUs until then
 * @nr: notes ever taken
 * @cpus: online
 */
struct brg_busy {
	uint64_t at_ns[BRG_BUSY_NOTES], idle_ns[BRG_BUSY_NOTES];
	uint64_t nr;
	unsigned int cpus;
};

/** brg_busy_note - take a note of @idle_ns at @now_ns, unless the last is
 * younger than BRG_BUSY_STEP */
void brg_busy_note(struct brg_busy *b, uint64_t now_ns, uint64_t idle_ns);

/** brg_busy_since - the share of CPU time from about @since_ns to the last note
 * that was not idle, 0 to 1; 0 where no two notes tell. */
double brg_busy_since(const struct brg_busy *b, uint64_t since_ns);

/** brg_busy_idle - idle time of all CPUs so far, in ns, out of the first line of
 * /proc/stat: idle and iowait (v7.3 Documentation/filesystems/proc.rst).
 * @tick_ns: of a unit there. Return: 0 or -EINVAL. */
int brg_busy_idle(const char *line, uint64_t tick_ns, uint64_t *idle_ns);

/** brg_busy_look - take a note of this machine */
void brg_busy_look(struct brg_busy *b, uint64_t now_ns);

#endif
