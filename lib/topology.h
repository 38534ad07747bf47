/* SPDX-License-Identifier: GPL-2.0-or-later */
/* topology.h - which CPUs and memory are near a PCI function. */
#ifndef BRG_LIB_TOPOLOGY_H
#define BRG_LIB_TOPOLOGY_H

#include <stddef.h>

#define BRG_MAX_NODES 64

struct brg_topology;

/** struct brg_locality - how near
 * @cpus: near CPUs as a list, "0-7,16"; "" if unknown
 * @node: NUMA node with the nearest memory, -1 if unknown
 * @package: physical package (socket) the near CPUs belong to, -1 if they
 *           span several or it is unknown
 * @distance: from @node to each node, firmware's figures, 10 is local
 * @nodes: entries in @distance, 0 where there is one node or none known
 */
struct brg_locality {
	char cpus[128];
	int node;
	int package;
	int distance[BRG_MAX_NODES];
	unsigned int nodes;
};

/** brg_topology_open - look at this machine; costs some 10 ms.
 * Return: 0, -ENOMEM, -EIO when hwloc cannot. */
int brg_topology_open(struct brg_topology **out);
void brg_topology_close(struct brg_topology *topology);

/** brg_topology_locality - of the PCI function at @address.
 * Return: 0, -ENODEV when hwloc does not see it. */
int brg_topology_locality(const struct brg_topology *topology,
			  const char *address, struct brg_locality *out);

#endif
