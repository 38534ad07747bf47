/* SPDX-License-Identifier: GPL-2.0-or-later */
/* topology.h - which CPUs and memory are near a PCI function, by hwloc. */
#ifndef BRG_LIB_TOPOLOGY_H
#define BRG_LIB_TOPOLOGY_H

#include <sched.h>
#include <stdbool.h>
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
/** brg_topology_open_xml - the machine that the file @path describes, as
 * written by lstopo. Return: as above. */
int brg_topology_open_xml(const char *path, struct brg_topology **out);
void brg_topology_close(struct brg_topology *topology);

/** brg_topology_locality - of the PCI function at @address.
 * Return: 0, -ENODEV when hwloc does not see it. */
int brg_topology_locality(const struct brg_topology *topology,
			  const char *address, struct brg_locality *out);

/** enum brg_where - CPUs and memory seen from a PCI function
 * @BRG_NEAR: what the firmware calls local to it
 * @BRG_FAR: the rest
 * @BRG_OTHER_SOCKET: in packages that hold none of the near CPUs; memory: of
 *	nodes local to those
 */
enum brg_where {
	BRG_NEAR,
	BRG_FAR,
	BRG_OTHER_SOCKET,
};

/** brg_topology_cpus - CPUs @where from the function at @address.
 * Return: 0, @out may be empty; -ENODEV when hwloc does not see it. */
int brg_topology_cpus(const struct brg_topology *topology, const char *address,
		      enum brg_where where, cpu_set_t *out);

/** brg_topology_nodes - NUMA nodes @where from it, bit n for node n; memory
 * without CPUs counts as far. Return: as brg_topology_cpus(). */
int brg_topology_nodes(const struct brg_topology *topology, const char *address,
		       enum brg_where where, unsigned long long *out);
/** brg_topology_all_nodes - nodes with memory, bit n for node n */
unsigned long long brg_topology_all_nodes(const struct brg_topology *topology);

/** enum brg_path - the closest thing two PCI functions share */
enum brg_path {
	BRG_PATH_UNKNOWN,	/* one of them is not there */
	BRG_PATH_SWITCH,	/* a bridge: a switch, or a root port */
	BRG_PATH_HOST_BRIDGE,	/* the root complex */
	BRG_PATH_SOCKET,	/* the package */
	BRG_PATH_OTHER_SOCKET,	/* the machine, and not the package */
	BRG_PATH_MACHINE,	/* the machine; firmware says no more */
};

/** brg_topology_path - how peer-to-peer requests between two functions go */
enum brg_path brg_topology_path(const struct brg_topology *topology,
				const char *a, const char *b);
/** brg_path_name - "same switch", "same host bridge", ... */
const char *brg_path_name(enum brg_path path);

/** brg_topology_text - the machine in one line as hwloc writes synthetic
 * topologies ("Package:2 [NUMANode] Core:4 PU:2"), or counts where it is too
 * irregular for that, into @buf. Return: @buf. */
const char *brg_topology_text(const struct brg_topology *topology, char *buf,
			      size_t size);

#endif
