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

/** brg_bug_perturb - up to @level pauses at each named step of the driver, by
 * @seed; 0 for none. Return: as above. */
int brg_bug_perturb(unsigned int level, uint64_t seed, char *why,
		    size_t why_size);

/** brg_bug_get - injected now, "" for none or a module without */
void brg_bug_get(char *buf, size_t size);

#endif
