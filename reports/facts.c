// SPDX-License-Identifier: GPL-2.0-or-later
/* facts.c - what a manifest says about where and how a run was made. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/facts.h"

const struct brg_fact brg_facts[] = {
	{ "evidence", "evidence", false },
	{ "unit", "unit", false },
	{ "clock, Hz", "tsc_hz", false },
	{ "started", "created", true },
	{ "finished", "finished", true },
	{ "kernel", "kernel.release", false },
	{ "kernel build", "kernel.version", false },
	{ "kernel command line", "kernel.cmdline", false },
	{ "barrage", "program.version", false },
	{ "barrage source", "program.git", false },
	{ "module srcversion", "module.srcversion", false },
	{ "module build ID", "module.build_id", false },
	{ "module with injectable bugs", "module.bugs", false },
	{ "CPU", "cpu.model", false },
	{ "CPUs online", "cpu.online", false },
	{ "NUMA nodes", "cpu.numa_nodes", false },
	{ "memory, bytes", "cpu.memory_bytes", false },
	{ "device", "devices.0.address", false },
	{ "vendor", "devices.0.vendor", false },
	{ "device ID", "devices.0.device", false },
	{ "BARs", "devices.0.bars", false },
	{ "link", "devices.0.link", false },
	{ "device NUMA node", "devices.0.numa_node", false },
	{ "IOMMU group", "devices.0.iommu_group", false },
	{ "reset methods", "devices.0.reset_methods", false },
	{ "configuration", "config.path", false },
	{ "configuration SHA-256", "config.sha256", false },
	{ "seed", "seed", false },
	{ "run", "id", true },
};

const size_t brg_nr_facts = sizeof(brg_facts) / sizeof(brg_facts[0]);

char *brg_fact_text(const json_t *manifest, const char *path)
{
	char key[64];
	const char *dot = path;
	const json_t *v = manifest;
	char *text = NULL;

	while (v && *dot) {
		size_t len = strcspn(dot, ".");

		snprintf(key, sizeof(key), "%.*s", (int)len, dot);
		v = json_is_array(v) ?
			json_array_get(v, strtoul(key, NULL, 10)) :
			json_object_get(v, key);
		dot += len + (dot[len] == '.');
	}
	if (!v || json_is_null(v))
		return strdup("–");
	if (json_is_string(v))
		return strdup(json_string_value(v));
	text = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT);
	return text ? text : strdup("–");
}
