// SPDX-License-Identifier: GPL-2.0-or-later
/* manifest.c - gather what makes a run comparable with another. */
#include "lib/manifest.h"
#include "lib/module.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "lib/environment.h"
#include "lib/pci.h"
#include "lib/record.h"
#include "lib/sha256.h"
#include "lib/sysfs.h"

static json_t *now(void)
{
	char text[32];
	time_t t = time(NULL);
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return json_string(text);
}

static json_t *strings(const char *const *v)
{
	json_t *out = json_array();

	for (; v && *v; v++)
		json_array_append_new(out, json_string(*v));
	return out;
}

static json_t *config_object(const struct brg_manifest_facts *f)
{
	char sha[BRG_SHA256_HEX];

	brg_sha256_hex(f->config_text, strlen(f->config_text), sha, sizeof(sha));
	return json_pack("{s:s, s:s, s:s, s:o}", "path", f->config_path,
			 "sha256", sha, "text", f->config_text, "set",
			 strings(f->set));
}

/* 16 hex digits over what was asked and when it started */
static json_t *run_id(const struct brg_manifest_facts *f, const char *created)
{
	char id[BRG_ID_HEX], *text = NULL, *set;
	json_t *list = strings(f->set);
	int length;

	set = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	length = asprintf(&text, "%s\n%s\n%ju\n%s", f->config_text,
			  set ? set : "", (uintmax_t)f->seed, created);
	free(set);
	if (length < 0)
		return NULL;
	brg_sha256_hex(text, (size_t)length, id, sizeof(id));
	free(text);
	return json_string(id);
}

static json_t *kernel_object(void)
{
	struct utsname name = { 0 };
	char cmdline[4096];

	uname(&name);
	if (brg_sysfs_read(cmdline, sizeof(cmdline), "/proc/cmdline"))
		snprintf(cmdline, sizeof(cmdline), "unknown");
	return json_pack("{s:s, s:s, s:s}", "release", name.release, "version",
			 name.version, "cmdline", cmdline);
}

static json_t *module_object(unsigned int api)
{
	char version[64], id[129];
	bool loaded = brg_sysfs_exists("/sys/module/barrage");
	json_t *out = json_pack("{s:b, s:n, s:n, s:n, s:b}", "loaded", loaded,
				"api", "srcversion", "build_id", "bugs",
				brg_module_has_bugs());

	if (api)
		json_object_set_new(out, "api", json_integer(api));
	if (!brg_sysfs_read(version, sizeof(version),
			    "/sys/module/barrage/srcversion"))
		json_object_set_new(out, "srcversion", json_string(version));
	if (!brg_module_build_id("barrage", id, sizeof(id)))
		json_object_set_new(out, "build_id", json_string(id));
	return out;
}

static void cpu_model(char *buf, size_t size)
{
	FILE *stream = fopen("/proc/cpuinfo", "re");
	char line[512];

	snprintf(buf, size, "unknown");
	while (stream && fgets(line, sizeof(line), stream)) {
		char *colon = strchr(line, ':');

		if (strncmp(line, "model name", 10) || !colon)
			continue;
		line[strcspn(line, "\n")] = '\0';
		snprintf(buf, size, "%s", colon + 1 + strspn(colon + 1, " "));
		break;
	}
	if (stream)
		fclose(stream);
}

static json_t *cpu_object(const struct brg_topology *topology)
{
	char model[256], shape[1024] = "unknown";
	struct sysinfo info = { 0 };
	uint64_t memory;
	int nodes = 0;

	cpu_model(model, sizeof(model));
	if (topology)
		brg_topology_text(topology, shape, sizeof(shape));
	sysinfo(&info);
	memory = (uint64_t)info.totalram * info.mem_unit;
	/* Linux numbers at most 1024 nodes (CONFIG_NODES_SHIFT <= 10) */
	for (int i = 0; i < 1024; i++)
		nodes += brg_sysfs_exists("/sys/devices/system/node/node%d", i);
	return json_pack("{s:s, s:I, s:i, s:s, s:I}", "model", model, "online",
			 (json_int_t)sysconf(_SC_NPROCESSORS_ONLN),
			 "numa_nodes", nodes ? nodes : 1, "topology", shape,
			 "memory_bytes",
			 (json_int_t)memory);
}

static json_t *bars_array(const struct brg_pci *pci)
{
	json_t *out = json_array();

	for (int i = 0; i < BRG_PCI_NR_BARS; i++)
		if (pci->bar[i].size && !pci->bar[i].io)
			json_array_append_new(
				out, json_pack("{s:i, s:I}", "index", i, "size",
					       (json_int_t)pci->bar[i].size));
	return out;
}

static json_t *device_object(const struct brg_pci *pci)
{
	char vendor[8], device[8], class[8], link[64] = "none";

	snprintf(vendor, sizeof(vendor), "%04x", pci->vendor);
	snprintf(device, sizeof(device), "%04x", pci->device);
	snprintf(class, sizeof(class), "%06x", pci->class_code & 0xffffff);
	if (pci->link_speed[0])
		snprintf(link, sizeof(link), "%s x%u", pci->link_speed,
			 pci->link_width);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:i, s:i, s:s, s:s}",
			 "address", pci->address, "vendor", vendor, "device",
			 device, "class", class, "driver", pci->driver, "bars",
			 bars_array(pci), "iommu_group", pci->iommu_group,
			 "numa_node", pci->numa_node, "link", link,
			 "reset_methods", pci->reset_methods);
}

/* What is near the function, by hwloc; null where it does not say */
static json_t *near_object(const struct brg_topology *topology,
			   const char *address)
{
	struct brg_locality near;

	if (!topology || brg_topology_locality(topology, address, &near))
		return json_null();
	return json_pack("{s:s, s:i, s:i}", "cpus", near.cpus, "node",
			 near.node, "package", near.package);
}

static json_t *devices_array(const char *address,
			     const struct brg_topology *topology)
{
	json_t *out = json_array();
	struct brg_pci pci;
	json_t *device;

	if (!address || brg_pci_read(address, &pci))
		return out;
	device = device_object(&pci);
	json_object_set_new(device, "near", near_object(topology, address));
	json_array_append_new(out, device);
	return out;
}

json_t *brg_manifest_build(const struct brg_manifest_facts *f)
{
	struct brg_audit audit = { f->address, f->hypervisor, f->evidence,
				   f->clock };
	json_t *created = now(), *warnings = json_array();
	json_t *id = run_id(f, json_string_value(created));

	return json_pack(
		"{s:s, s:i, s:o, s:o, s:n, s:s, s:s, s:I, s:{s:s, s:s},"
		" s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o,"
		" s:{s:I, s:I, s:I}}",
		"format", BRG_RECORD_FORMAT, "version", BRG_RECORD_VERSION,
		"id", id, "created", created, "finished", "evidence",
		brg_evidence_names[f->evidence], "unit", f->clock->unit,
		"tsc_hz", (json_int_t)f->clock->hz, "program", "version",
		BRG_VERSION, "git", BRG_GIT, "config", config_object(f), "argv",
		strings((const char *const *)f->argv), "seed",
		(json_int_t)f->seed, "kernel", kernel_object(), "module",
		module_object(f->api), "cpu", cpu_object(f->topology), "devices",
		devices_array(f->address, f->topology), "environment",
		brg_environment(&audit, warnings), "warnings", warnings, "plan",
		"cells", (json_int_t)f->cells, "repeats",
		(json_int_t)f->repeats, "trials", (json_int_t)f->trials);
}

void brg_manifest_finish(json_t *manifest, bool ran_out)
{
	json_object_set_new(manifest, "finished", now());
	json_object_set_new(manifest, "ended_by",
			    json_string(ran_out ? "time_budget" : "plan"));
}
