// SPDX-License-Identifier: GPL-2.0-or-later
/* devices_json.c - `barrage devices --json`. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "cli/devices.h"

/* Unknown is null, not an empty string or -1. */
static json_t *text(const char *s)
{
	return s[0] ? json_string(s) : json_null();
}

static json_t *number(int value)
{
	return value < 0 ? json_null() : json_integer(value);
}

static json_t *hex(unsigned int value, int digits)
{
	char buf[16];

	snprintf(buf, sizeof(buf), "%0*x", digits, value);
	return json_string(buf);
}

static json_t *bars(const struct brg_pci *pci)
{
	json_t *out = json_array();

	for (int i = 0; i < BRG_PCI_NR_BARS; i++) {
		const struct brg_pci_bar *bar = &pci->bar[i];

		if (!bar->size)
			continue;
		json_array_append_new(
			out, json_pack("{s:i, s:I, s:s, s:b, s:b}", "index", i,
				       "size", (json_int_t)bar->size, "type",
				       bar->io ? "io" : "memory",
				       "prefetchable", bar->prefetchable,
				       "64bit", bar->is_64bit));
	}
	return out;
}

/* "bus flr" to ["bus", "flr"] */
static json_t *words(const char *list)
{
	json_t *out = json_array();

	while (*list) {
		size_t length = strcspn(list, " ");

		if (length)
			json_array_append_new(out, json_stringn(list, length));
		list += length + (list[length] != 0);
	}
	return out;
}

static json_t *link_state(const struct brg_pci *pci)
{
	if (!pci->link_speed[0])
		return json_null();
	return json_pack("{s:s, s:i, s:o, s:i}", "speed", pci->link_speed,
			 "width", (int)pci->link_width, "max_speed",
			 text(pci->max_link_speed), "max_width",
			 (int)pci->max_link_width);
}

static json_t *locality(const struct device *d)
{
	json_t *distances = json_array();

	if (!d->has_locality) {
		json_decref(distances);
		return json_null();
	}
	for (unsigned int i = 0; i < d->locality.nodes; i++)
		json_array_append_new(distances,
				      json_integer(d->locality.distance[i]));
	return json_pack("{s:o, s:o, s:o, s:o}", "cpus",
			 text(d->locality.cpus), "node",
			 number(d->locality.node), "package",
			 number(d->locality.package), "node_distances",
			 distances);
}

static json_t *targets(const struct device *d)
{
	json_t *out = json_array();

	for (unsigned int i = 0; i < d->nr_serving; i++) {
		const struct serving *s = &d->serving[i];

		json_array_append_new(
			out, json_pack("{s:s, s:s, s:o}", "name", s->ops->name,
				       "state", brg_serve_name(s->state),
				       "reason", text(s->why)));
	}
	return out;
}

static json_t *one(const struct device *d)
{
	const struct brg_pci *pci = &d->pci;

	return json_pack(
		"{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"address", pci->address, "vendor", hex(pci->vendor, 4),
		"device", hex(pci->device, 4), "class", hex(pci->class_code, 6),
		"vendor_name", text(d->vendor_name), "device_name",
		text(d->device_name), "class_name", text(d->class_name),
		"driver", text(pci->driver), "driver_override",
		text(pci->driver_override), "enable_count",
		(json_int_t)pci->enable_count, "bars", bars(pci), "iommu_group",
		number(pci->iommu_group), "numa_node", number(pci->numa_node),
		"link", link_state(pci), "reset_methods",
		words(pci->reset_methods), "locality", locality(d), "targets",
		targets(d));
}

int devices_json(const struct device *list, size_t n)
{
	json_t *out = json_array();
	int ret = 0;

	for (size_t i = 0; i < n && !ret; i++)
		ret = json_array_append_new(out, one(&list[i]));
	if (!ret)
		ret = json_dumpf(out, stdout, JSON_INDENT(2));
	if (!ret)
		putchar('\n');
	json_decref(out);
	return ret ? -ENOMEM : 0;
}
