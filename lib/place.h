/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place.h - which CPUs measure and which memory they use: near a PCI function,
 * far from it, or named. */
#ifndef BRG_LIB_PLACE_H
#define BRG_LIB_PLACE_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/topology.h"

#define BRG_PLACE_MAX CPU_SETSIZE

/**
 * struct brg_place - where a trial runs
 * @cpus: for its threads, ascending
 * @nr: 0 where threads are left to the scheduler ("any")
 * @memory_mode: MPOL_* of set_mempolicy(); 0 leaves the process's own
 * @nodes: of that policy, bit n for node n
 */
struct brg_place {
	int cpus[BRG_PLACE_MAX];
	size_t nr;
	int memory_mode;
	unsigned long long nodes;
};

/** brg_place_check - whether @text is of a form brg_place_find() takes:
 * "any"; "near", "far" or "other-socket" as in enum brg_where; or CPUs as "0",
 * "0-3" or "0-3:8" (a comma would start a sweep).
 * Return: 0, -EINVAL with @why. */
int brg_place_check(const char *text, char *why, size_t why_size);

/** brg_place_find - the CPUs @text means, of those this process may use.
 * @topology: NULL where it is unknown: then all CPUs are near
 * @address: PCI function they are near to; NULL makes all CPUs near
 * Return: 0; -EINVAL as above; -ENXIO if no such CPU can be used, @why says
 * which ones can. */
int brg_place_find(const char *text, const struct brg_topology *topology,
		   const char *address, struct brg_place *out, char *why,
		   size_t why_size);

/** brg_place_check_memory - whether @text is a memory policy: "default" or
 * "local"; or "bind", "prefer" or "interleave" with nodes, as "bind:near",
 * "prefer:far", "interleave:0-1:3". Return: 0, -EINVAL with @why. */
int brg_place_check_memory(const char *text, char *why, size_t why_size);

/** brg_place_find_memory - what @text means for the function at @address, into
 * @out->memory_mode and nodes. Return: 0; -EINVAL as above; -ENXIO where this
 * machine has no such node, or no choice of nodes at all. */
int brg_place_find_memory(const char *text,
			  const struct brg_topology *topology,
			  const char *address, struct brg_place *out,
			  char *why, size_t why_size);

/** brg_place_pin - bind the calling thread to the CPU of thread @thread:
 * CPUs are dealt out in turn. Return: 0, -errno. */
int brg_place_pin(const struct brg_place *place, size_t thread);

/** brg_place_bind_memory - give the calling thread, and all that it makes
 * from now on, the memory policy of @place. Pages that are there stay where
 * they are; page tables made later follow it. Return: 0, -errno. */
int brg_place_bind_memory(const struct brg_place *place);

/** brg_place_cpus_text - "0-3,8" or "any", brg_place_memory_text - "bind:1" or
 * "default", into @buf. Return: @buf. */
const char *brg_place_cpus_text(const struct brg_place *place, char *buf,
				size_t size);
const char *brg_place_memory_text(const struct brg_place *place, char *buf,
				  size_t size);

#endif
