// SPDX-License-Identifier: GPL-2.0-or-later
/* place.c - which CPUs a placement means, and binding threads to them. */
#include "lib/place_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int brg_place_list(const char *text, cpu_set_t *set)
{
	CPU_ZERO(set);
	while (*text) {
		char *end;
		unsigned long first, last;

		if (*text < '0' || *text > '9')
			return -EINVAL;
		first = last = strtoul(text, &end, 10);
		if (*end == '-' && end[1] >= '0' && end[1] <= '9')
			last = strtoul(end + 1, &end, 10);
		if (last < first || last >= CPU_SETSIZE)
			return -EINVAL;
		for (; first <= last; first++)
			CPU_SET((int)first, set);
		if (*end == ':' && end[1])
			end++;
		else if (*end)
			return -EINVAL;
		text = end;
	}
	return CPU_COUNT(set) ? 0 : -EINVAL;
}

static const struct {
	const char *word;
	enum brg_where where;
} words[] = {
	{ "near", BRG_NEAR },
	{ "far", BRG_FAR },
	{ "other-socket", BRG_OTHER_SOCKET },
};

/* Index into words, or -1 */
static int word_of(const char *text)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(words[i].word, text))
			return (int)i;
	return -1;
}

int brg_place_check(const char *text, char *why, size_t why_size)
{
	cpu_set_t set;

	if (!strcmp(text, "any") || word_of(text) >= 0 ||
	    brg_place_list(text, &set) == 0)
		return 0;
	snprintf(why, why_size,
		 "'%s' is no placement (any, near, far, other-socket, or CPUs as 0-3:8)",
		 text);
	return -EINVAL;
}

/* A machine or a function that says nothing has everything near. */
static void cpus_where(const struct brg_topology *topology,
		       const char *address, enum brg_where where,
		       const cpu_set_t *allowed, cpu_set_t *out)
{
	if (!topology || !address ||
	    brg_topology_cpus(topology, address, where, out)) {
		CPU_ZERO(out);
		if (where == BRG_NEAR)
			*out = *allowed;
	}
}

static int wanted_cpus(const char *text, const struct brg_topology *topology,
		       const char *address, const cpu_set_t *allowed,
		       cpu_set_t *out, char *why, size_t why_size)
{
	int word = word_of(text);
	int ret = 0;

	CPU_ZERO(out);
	if (word >= 0) {
		cpus_where(topology, address, words[word].where, allowed, out);
	} else {
		ret = brg_place_check(text, why, why_size);
		if (!ret)
			brg_place_list(text, out);
	}
	CPU_AND(out, out, allowed);
	return ret;
}

static int no_cpu(const char *text, const char *address,
		  const cpu_set_t *allowed, char *why, size_t why_size)
{
	bool relative = word_of(text) >= 0;

	snprintf(why, why_size,
		 "cpus = %s: none of the %d CPUs this process may use%s%s%s",
		 text, CPU_COUNT(allowed), relative ? " is so for " : "",
		 relative ? address ? address : "no device" : "",
		 relative ? " (barrage devices says what is near)" : "");
	return -ENXIO;
}

int brg_place_find(const char *text, const struct brg_topology *topology,
		   const char *address, struct brg_place *out, char *why,
		   size_t why_size)
{
	cpu_set_t allowed, set;
	struct brg_place place = { .nr = 0 };
	int ret;

	if (!strcmp(text, "any")) {
		*out = place;
		return 0;
	}
	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return -errno;
	ret = wanted_cpus(text, topology, address, &allowed, &set, why,
			  why_size);
	if (ret)
		return ret;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &set))
			place.cpus[place.nr++] = cpu;
	if (!place.nr)
		return no_cpu(text, address, &allowed, why, why_size);
	*out = place;
	return 0;
}

int brg_place_pin(const struct brg_place *place, size_t thread)
{
	cpu_set_t set;

	if (!place->nr)
		return 0;
	CPU_ZERO(&set);
	CPU_SET(place->cpus[thread % place->nr], &set);
	return sched_setaffinity(0, sizeof(set), &set) ? -errno : 0;
}

/* "0-3,8" */
const char *brg_place_cpus_text(const struct brg_place *place, char *buf,
				size_t size)
{
	size_t used = 0;

	snprintf(buf, size, "any");
	for (size_t i = 0, j; i < place->nr && used < size; i = j) {
		for (j = i + 1; j < place->nr; j++)
			if (place->cpus[j] != place->cpus[j - 1] + 1)
				break;
		used += (size_t)snprintf(buf + used, size - used, "%s%d",
					 used ? "," : "", place->cpus[i]);
		if (j > i + 1 && used < size)
			used += (size_t)snprintf(buf + used, size - used, "-%d",
						 place->cpus[j - 1]);
	}
	return buf;
}
