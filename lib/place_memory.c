// SPDX-License-Identifier: GPL-2.0-or-later
/* place_memory.c - memory policies by name, as numactl(8) and fio have them. */
#include <errno.h>
#include <numaif.h>
#include <stdio.h>
#include <string.h>

#include "lib/place_priv.h"

static const struct {
	const char *name;
	int mode;
	bool takes_nodes;
} modes[] = {
	{ "default", MPOL_DEFAULT, false },
	{ "local", MPOL_LOCAL, false },
	{ "bind", MPOL_BIND, true },
	{ "prefer", MPOL_PREFERRED, true },
	{ "interleave", MPOL_INTERLEAVE, true },
};

#define NR_MODES (sizeof(modes) / sizeof(*modes))

static const struct {
	const char *word;
	enum brg_where where;
} places[] = {
	{ "near", BRG_NEAR },
	{ "far", BRG_FAR },
	{ "other-socket", BRG_OTHER_SOCKET },
};

#define NR_PLACES (sizeof(places) / sizeof(*places))

/* Index into places, or -1 */
static int place_of(const char *text)
{
	for (size_t i = 0; i < NR_PLACES; i++)
		if (!strcmp(places[i].word, text))
			return (int)i;
	return -1;
}

/* @nodes: what follows the colon, or NULL. Return: index into modes, or -1 */
static int mode_of(const char *text, const char **nodes)
{
	size_t length = strcspn(text, ":");

	*nodes = text[length] ? text + length + 1 : NULL;
	for (size_t i = 0; i < NR_MODES; i++)
		if (strlen(modes[i].name) == length &&
		    !strncmp(modes[i].name, text, length))
			return (int)i;
	return -1;
}

int brg_place_check_memory(const char *text, char *why, size_t why_size)
{
	const char *nodes;
	int mode = mode_of(text, &nodes);
	cpu_set_t set;

	if (mode >= 0 && modes[mode].takes_nodes == !!nodes &&
	    (!nodes || place_of(nodes) >= 0 || !brg_place_list(nodes, &set)))
		return 0;
	snprintf(why, why_size,
		 "'%s' is no memory policy (default, local, or bind, prefer or interleave with nodes: bind:near, prefer:far, interleave:0-1)",
		 text);
	return -EINVAL;
}

static unsigned long long listed(const char *text)
{
	unsigned long long bits = 0;
	cpu_set_t set;

	brg_place_list(text, &set);
	for (int node = 0; node < BRG_MAX_NODES; node++)
		if (CPU_ISSET(node, &set))
			bits |= 1ull << node;
	return bits;
}

/* Which of @nodes there are, or -ENXIO with the ones there are instead */
static int existing(const char *text, const struct brg_topology *topology,
		    const char *address, const char *nodes,
		    unsigned long long *out, char *why, size_t why_size)
{
	unsigned long long all = topology ? brg_topology_all_nodes(topology) : 1;
	int place = place_of(nodes), count = __builtin_popcountll(all);

	*out = place < 0 ? listed(nodes) : 0;
	if (place >= 0 && topology && address)
		brg_topology_nodes(topology, address, places[place].where, out);
	*out &= all;
	if (*out)
		return 0;
	snprintf(why, why_size,
		 "numa_mem_policy = %s: none of the %d NUMA node%s of this machine%s%s",
		 text, count, count == 1 ? "" : "s",
		 place >= 0 ? " is so for " : "",
		 place >= 0 ? address ? address : "no device" : "");
	return -ENXIO;
}

int brg_place_find_memory(const char *text,
			  const struct brg_topology *topology,
			  const char *address, struct brg_place *out,
			  char *why, size_t why_size)
{
	int ret = brg_place_check_memory(text, why, why_size);
	unsigned long long bits = 0;
	const char *nodes;
	int mode;

	if (ret)
		return ret;
	mode = mode_of(text, &nodes);
	if (nodes)
		ret = existing(text, topology, address, nodes, &bits, why,
			       why_size);
	if (ret)
		return ret;
	out->memory_mode = modes[mode].mode;
	out->nodes = bits;
	return 0;
}

int brg_place_bind_memory(const struct brg_place *place)
{
	unsigned long mask = place->nodes;

	if (!place->memory_mode)
		return 0;
	/* maxnode counts one bit more than it means (set_mempolicy(2)) */
	return set_mempolicy(place->memory_mode, mask ? &mask : NULL,
			     mask ? BRG_MAX_NODES + 1 : 0) ? -errno : 0;
}

const char *brg_place_memory_text(const struct brg_place *place, char *buf,
				  size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < NR_MODES; i++)
		if (modes[i].mode == place->memory_mode)
			used = (size_t)snprintf(buf, size, "%s", modes[i].name);
	for (int node = 0, n = 0; node < BRG_MAX_NODES && used < size; node++)
		if (place->nodes >> node & 1)
			used += (size_t)snprintf(buf + used, size - used,
						 "%c%d", n++ ? ',' : ':', node);
	return buf;
}
