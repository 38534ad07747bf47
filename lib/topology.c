// SPDX-License-Identifier: GPL-2.0-or-later
/* topology.c - which CPUs and memory are near a PCI function, by hwloc. */
#include "lib/topology.h"

#include <errno.h>
#include <hwloc.h>
#include <numa.h>
#include <stdlib.h>

struct brg_topology {
	hwloc_topology_t hwloc;
};

int brg_topology_open(struct brg_topology **out)
{
	struct brg_topology *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	if (hwloc_topology_init(&t->hwloc)) {
		free(t);
		return -EIO;
	}
	/* Bridges and all: a function without a known class counts too. */
	hwloc_topology_set_io_types_filter(t->hwloc,
					   HWLOC_TYPE_FILTER_KEEP_ALL);
	if (hwloc_topology_load(t->hwloc)) {
		brg_topology_close(t);
		return -EIO;
	}
	*out = t;
	return 0;
}

void brg_topology_close(struct brg_topology *topology)
{
	if (!topology)
		return;
	hwloc_topology_destroy(topology->hwloc);
	free(topology);
}

static int common_package(hwloc_topology_t hwloc, hwloc_const_cpuset_t cpus)
{
	hwloc_obj_t first = NULL, next = NULL;

	while ((next = hwloc_get_next_obj_covering_cpuset_by_type(
			hwloc, cpus, HWLOC_OBJ_PACKAGE, next))) {
		if (first)
			return -1;
		first = next;
	}
	return first ? (int)first->os_index : -1;
}

static void add_distances(struct brg_locality *out)
{
	int nodes;

	if (numa_available() < 0 || out->node < 0)
		return;
	nodes = numa_max_node() + 1;
	if (nodes < 2 || nodes > BRG_MAX_NODES)
		return;
	for (int i = 0; i < nodes; i++)
		out->distance[i] = numa_distance(out->node, i);
	out->nodes = nodes;
}

int brg_topology_locality(const struct brg_topology *topology,
			  const char *address, struct brg_locality *out)
{
	struct brg_locality locality = { .node = -1 };
	hwloc_obj_t pci, host;

	pci = hwloc_get_pcidev_by_busidstring(topology->hwloc, address);
	if (!pci)
		return -ENODEV;
	host = hwloc_get_non_io_ancestor_obj(topology->hwloc, pci);
	hwloc_bitmap_list_snprintf(locality.cpus, sizeof(locality.cpus),
				   host->cpuset);
	/* One node below it is near; several mean that none is nearer. */
	if (hwloc_bitmap_weight(host->nodeset) == 1)
		locality.node = hwloc_bitmap_first(host->nodeset);
	locality.package = common_package(topology->hwloc, host->cpuset);
	add_distances(&locality);
	*out = locality;
	return 0;
}
