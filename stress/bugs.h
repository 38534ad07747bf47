/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bugs.h - the driver's injectable bugs, where it was built with them. */
#ifndef BRG_STRESS_BUGS_H
#define BRG_STRESS_BUGS_H

#include <stddef.h>
#include <stdint.h>

/** brg_bug_set - inject the bug @name, or none with "".
 * @why: on failure one line. Return: 0; -EOPNOTSUPP where the module was built
 * without; -EINVAL for an unknown name; -errno. */
int brg_bug_set(const char *name, char *why, size_t why_size);

/**
 * struct brg_perturb - where a soak's windows are widened
 * @level: pauses at each place, at most; 0 for none
 * @seed: what their number is drawn from
 * @probes: functions of the kernel that are such places besides the driver's
 *	named steps, up to 8 with commas; "" for none
 */
struct brg_perturb {
	unsigned int level;
	uint64_t seed;
	const char *probes;
};

/** brg_bug_perturb - from now on. Return: as above; -EINVAL for functions that
 * there are not, that cannot be probed (v7.3 kernel/kprobes.c,
 * register_kprobe()), or without a level. */
int brg_bug_perturb(const struct brg_perturb *how, char *why, size_t why_size);

/** brg_bug_perturb_end - no more, and no function is probed */
void brg_bug_perturb_end(void);

/** brg_bug_get - injected now, "" for none or a module without */
void brg_bug_get(char *buf, size_t size);

#endif
