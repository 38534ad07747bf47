/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place.h - which CPUs measure: near a PCI function, far from it, or named. */
#ifndef BRG_LIB_PLACE_H
#define BRG_LIB_PLACE_H

#include <sched.h>
#include <stddef.h>

#define BRG_PLACE_MAX CPU_SETSIZE

/**
 * struct brg_place - CPUs for the threads of a trial, ascending
 * @nr: 0 where threads are left to the scheduler ("any")
 */
struct brg_place {
	int cpus[BRG_PLACE_MAX];
	size_t nr;
};

/** brg_place_check - whether @text is of a form brg_place_find() takes:
 * "any"; "near" or "far", by the local_cpulist sysfs gives for the function;
 * or CPUs as "0", "0-3" or "0-3:8" (a comma would start a sweep).
 * Return: 0, -EINVAL with @why. */
int brg_place_check(const char *text, char *why, size_t why_size);

/** brg_place_find - the CPUs @text means, of those this process may use.
 * @address: PCI function for near and far; NULL makes all CPUs near
 * Return: 0; -EINVAL as above; -ENXIO if no such CPU can be used, @why says
 * which ones can. */
int brg_place_find(const char *text, const char *address,
		   struct brg_place *out, char *why, size_t why_size);

/** brg_place_pin - bind the calling thread to the CPU of thread @thread:
 * CPUs are dealt out in turn. Return: 0, -errno. */
int brg_place_pin(const struct brg_place *place, size_t thread);

#endif
