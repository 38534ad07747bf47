// SPDX-License-Identifier: GPL-2.0-or-later
/* topology.c - which CPUs and memory are near a PCI function, by hwloc. */
#include "lib/topology.h"

#include <errno.h>
#include <hwloc.h>
#include <numa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct brg_topology {
	hwloc_topology_t hwloc;
};

/* @path: NULL for this machine */
static int open_topology(const char *path, struct brg_topology **out)
{
	struct brg_topology *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	if (hwloc_topology_init(&t->hwloc)) {
		free(t);
		return -EIO;
	}
	if (path && hwloc_topology_set_xml(t->hwloc, path)) {
		brg_topology_close(t);
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

int brg_topology_open(struct brg_topology **out)
{
	return open_topology(NULL, out);
}

int brg_topology_open_xml(const char *path, struct brg_topology **out)
{
	return open_topology(path, out);
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

static hwloc_obj_t function_of(const struct brg_topology *topology,
			       const char *address)
{
	return hwloc_get_pcidev_by_busidstring(topology->hwloc, address);
}

static hwloc_obj_t host_of(const struct brg_topology *topology,
			   const char *address)
{
	hwloc_obj_t pci = function_of(topology, address);

	return pci ? hwloc_get_non_io_ancestor_obj(topology->hwloc, pci) : NULL;
}

/* Packages that hold a CPU of @near lose all of theirs. */
static void leave_other_sockets(hwloc_topology_t hwloc,
				hwloc_const_cpuset_t near, hwloc_bitmap_t cpus)
{
	hwloc_obj_t package = NULL;

	while ((package = hwloc_get_next_obj_by_type(hwloc, HWLOC_OBJ_PACKAGE,
						     package)))
		if (hwloc_bitmap_intersects(package->cpuset, near))
			hwloc_bitmap_andnot(cpus, cpus, package->cpuset);
	hwloc_bitmap_andnot(cpus, cpus, near);
}

/* Return: new bitmap of CPUs, NULL out of memory */
static hwloc_bitmap_t cpus_from(hwloc_topology_t hwloc, hwloc_obj_t host,
				enum brg_where where)
{
	hwloc_bitmap_t cpus = hwloc_bitmap_dup(
		hwloc_topology_get_topology_cpuset(hwloc));

	if (!cpus)
		return NULL;
	if (where == BRG_NEAR)
		hwloc_bitmap_and(cpus, cpus, host->cpuset);
	else if (where == BRG_FAR)
		hwloc_bitmap_andnot(cpus, cpus, host->cpuset);
	else
		leave_other_sockets(hwloc, host->cpuset, cpus);
	return cpus;
}

int brg_topology_cpus(const struct brg_topology *topology, const char *address,
		      enum brg_where where, cpu_set_t *out)
{
	hwloc_obj_t host = host_of(topology, address);
	hwloc_bitmap_t cpus;

	if (!host)
		return -ENODEV;
	cpus = cpus_from(topology->hwloc, host, where);
	if (!cpus)
		return -ENOMEM;
	CPU_ZERO(out);
	for (int cpu = hwloc_bitmap_first(cpus); cpu >= 0 && cpu < CPU_SETSIZE;
	     cpu = hwloc_bitmap_next(cpus, cpu))
		CPU_SET(cpu, out);
	hwloc_bitmap_free(cpus);
	return 0;
}

static unsigned long long node_bits(hwloc_const_bitmap_t nodes)
{
	unsigned long long bits = 0;

	for (int node = hwloc_bitmap_first(nodes);
	     node >= 0 && node < BRG_MAX_NODES;
	     node = hwloc_bitmap_next(nodes, node))
		bits |= 1ull << node;
	return bits;
}

unsigned long long brg_topology_all_nodes(const struct brg_topology *topology)
{
	return node_bits(hwloc_topology_get_topology_nodeset(topology->hwloc));
}

int brg_topology_nodes(const struct brg_topology *topology, const char *address,
		       enum brg_where where, unsigned long long *out)
{
	hwloc_obj_t host = host_of(topology, address);
	hwloc_bitmap_t cpus, nodes;

	if (!host)
		return -ENODEV;
	if (where != BRG_OTHER_SOCKET) {
		*out = node_bits(host->nodeset);
		if (where == BRG_FAR)
			*out = brg_topology_all_nodes(topology) & ~*out;
		return 0;
	}
	cpus = cpus_from(topology->hwloc, host, where);
	nodes = hwloc_bitmap_alloc();
	if (cpus && nodes) {
		hwloc_cpuset_to_nodeset(topology->hwloc, cpus, nodes);
		*out = node_bits(nodes) & ~node_bits(host->nodeset);
	}
	hwloc_bitmap_free(nodes);
	hwloc_bitmap_free(cpus);
	return cpus && nodes ? 0 : -ENOMEM;
}

static const char *const path_names[] = {
	[BRG_PATH_UNKNOWN] = "unknown",
	[BRG_PATH_SWITCH] = "same switch",
	[BRG_PATH_HOST_BRIDGE] = "same host bridge",
	[BRG_PATH_SOCKET] = "same socket",
	[BRG_PATH_OTHER_SOCKET] = "other socket",
	[BRG_PATH_MACHINE] = "same machine",
};

const char *brg_path_name(enum brg_path path)
{
	return path_names[path];
}

/* hwloc's own counts depths, which I/O objects have none of. */
static hwloc_obj_t common_ancestor(hwloc_obj_t x, hwloc_obj_t y)
{
	for (; x->parent; x = x->parent)
		for (hwloc_obj_t above = y; above; above = above->parent)
			if (above == x)
				return x;
	return x;
}

static enum brg_path socket_path(hwloc_topology_t hwloc, hwloc_obj_t x,
				 hwloc_obj_t y)
{
	int a = common_package(hwloc,
			hwloc_get_non_io_ancestor_obj(hwloc, x)->cpuset);
	int b = common_package(hwloc,
			hwloc_get_non_io_ancestor_obj(hwloc, y)->cpuset);

	if (a < 0 || b < 0)
		return BRG_PATH_MACHINE;
	return a == b ? BRG_PATH_SOCKET : BRG_PATH_OTHER_SOCKET;
}

enum brg_path brg_topology_path(const struct brg_topology *topology,
				const char *a, const char *b)
{
	hwloc_obj_t x = function_of(topology, a), y = function_of(topology, b);
	hwloc_obj_t both;

	if (!x || !y)
		return BRG_PATH_UNKNOWN;
	both = common_ancestor(x, y);
	if (both->type == HWLOC_OBJ_PCI_DEVICE ||
	    (both->type == HWLOC_OBJ_BRIDGE &&
	     both->attr->bridge.upstream_type == HWLOC_OBJ_BRIDGE_PCI))
		return BRG_PATH_SWITCH;
	if (both->type == HWLOC_OBJ_BRIDGE)
		return BRG_PATH_HOST_BRIDGE;
	return socket_path(topology->hwloc, x, y);
}

const char *brg_topology_text(const struct brg_topology *topology, char *buf,
			      size_t size)
{
	hwloc_topology_t hwloc = topology->hwloc;

	if (hwloc_topology_export_synthetic(hwloc, buf, size, 0) < 0)
		snprintf(buf, size, "irregular: %d packages, %d NUMA nodes, %d cores, %d PUs",
			 hwloc_get_nbobjs_by_type(hwloc, HWLOC_OBJ_PACKAGE),
			 hwloc_get_nbobjs_by_type(hwloc, HWLOC_OBJ_NUMANODE),
			 hwloc_get_nbobjs_by_type(hwloc, HWLOC_OBJ_CORE),
			 hwloc_get_nbobjs_by_type(hwloc, HWLOC_OBJ_PU));
	return buf;
}
