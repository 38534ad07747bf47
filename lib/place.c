// SPDX-License-Identifier: GPL-2.0-or-later
/* place.c - CPU lists, and binding threads to them. */
#include "lib/place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/sysfs.h"

/* @separator: ',' as the kernel writes lists, ':' as we do */
static int parse_list(const char *text, char separator, cpu_set_t *set)
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
		if (*end == separator && end[1])
			end++;
		else if (*end)
			return -EINVAL;
		text = end;
	}
	return CPU_COUNT(set) ? 0 : -EINVAL;
}

static int is_word(const char *text)
{
	return !strcmp(text, "any") || !strcmp(text, "near") ||
	       !strcmp(text, "far");
}

int brg_place_check(const char *text, char *why, size_t why_size)
{
	cpu_set_t set;

	if (is_word(text) || parse_list(text, ':', &set) == 0)
		return 0;
	snprintf(why, why_size,
		 "'%s' is no placement (any, near, far, or CPUs as 0-3:8)",
		 text);
	return -EINVAL;
}

/* Those of @allowed the kernel calls local to @address, all if it is silent */
static void near_cpus(const char *address, const cpu_set_t *allowed,
		      cpu_set_t *out)
{
	char list[4096];

	if (!address ||
	    brg_sysfs_read(list, sizeof(list),
			   "/sys/bus/pci/devices/%s/local_cpulist", address) ||
	    parse_list(list, ',', out))
		*out = *allowed;
	CPU_AND(out, out, allowed);
}

static int wanted_cpus(const char *text, const char *address,
		       const cpu_set_t *allowed, cpu_set_t *out, char *why,
		       size_t why_size)
{
	int ret;

	if (!strcmp(text, "near")) {
		near_cpus(address, allowed, out);
		return 0;
	}
	if (!strcmp(text, "far")) {
		near_cpus(address, allowed, out);
		CPU_XOR(out, out, allowed);
		return 0;
	}
	ret = brg_place_check(text, why, why_size);
	if (!ret) {
		parse_list(text, ':', out);
		CPU_AND(out, out, allowed);
	}
	return ret;
}

int brg_place_find(const char *text, const char *address,
		   struct brg_place *out, char *why, size_t why_size)
{
	cpu_set_t allowed, set;
	struct brg_place place = { .nr = 0 };
	int ret;

	if (!strcmp(text, "any")) {
		out->nr = 0;
		return 0;
	}
	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return -errno;
	ret = wanted_cpus(text, address, &allowed, &set, why, why_size);
	if (ret)
		return ret;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &set))
			place.cpus[place.nr++] = cpu;
	if (!place.nr) {
		snprintf(why, why_size,
			 "cpus = %s: none of the %d CPUs this process may use",
			 text, CPU_COUNT(&allowed));
		return -ENXIO;
	}
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
