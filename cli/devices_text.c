// SPDX-License-Identifier: GPL-2.0-or-later
/* devices_text.c - `barrage devices` for people. */
#include <stdio.h>
#include <string.h>

#include "cli/devices.h"

#define WIDTH 100

/* Exact in the largest unit that divides it: "64m", "1536k". */
static const char *size_text(uint64_t bytes, char *buf, size_t size)
{
	static const char units[] = "\0kmgt";
	unsigned int unit = 0;

	while (unit < 4 && bytes && !(bytes % 1024)) {
		bytes /= 1024;
		unit++;
	}
	snprintf(buf, size, "%llu%.1s", (unsigned long long)bytes,
		 units + unit);
	return buf;
}

static const char *number_text(int value, char *buf, size_t size)
{
	if (value < 0)
		return "-";
	snprintf(buf, size, "%d", value);
	return buf;
}

static const char *or_dash(const char *text)
{
	return text[0] ? text : "-";
}

/* Without pci.ids the class in figures is all there is to say. */
static const char *name_of(const struct device *d, char *buf, size_t size)
{
	if (d->device_name[0])
		return d->device_name;
	if (d->class_name[0])
		return d->class_name;
	snprintf(buf, size, "class %04x", d->pci.class_code >> 8);
	return buf;
}

/* "2.5 GT/s PCIe" and 4 to "2.5 GT/s x4" */
static const char *link_text(const struct brg_pci *pci, char *buf, size_t size)
{
	int length = strcspn(pci->link_speed, "P");

	while (length && pci->link_speed[length - 1] == ' ')
		length--;
	if (!pci->link_width || !length || pci->link_speed[0] == 'U')
		return "-";
	snprintf(buf, size, "%.*s x%u", length, pci->link_speed,
		 pci->link_width);
	return buf;
}

/* "0:4k 2:1g*", the star for prefetchable, "i/o" instead of a port range. */
static const char *bars_text(const struct brg_pci *pci, char *buf, size_t size)
{
	char number[32];
	size_t used = 0;

	buf[0] = 0;
	for (int i = 0; i < BRG_PCI_NR_BARS && used < size; i++) {
		const struct brg_pci_bar *bar = &pci->bar[i];

		if (!bar->size)
			continue;
		used += snprintf(buf + used, size - used, "%s%d:%s%s",
				 used ? " " : "", i,
				 bar->io ? "i/o" :
					   size_text(bar->size, number,
						     sizeof(number)),
				 bar->prefetchable ? "*" : "");
	}
	return or_dash(buf);
}

static size_t list_state(const struct device *d, enum brg_serve state,
			 const char *label, char *buf, size_t size)
{
	size_t used = 0;

	for (unsigned int i = 0; i < d->nr_serving && used < size; i++)
		if (d->serving[i].state == state)
			used += snprintf(buf + used, size - used, "%s%s",
					 used ? ", " : label,
					 d->serving[i].ops->name);
	return used < size ? used : size - 1;
}

static void second_line(const struct device *d)
{
	char text[WIDTH + 1], name[32];
	size_t used, size = WIDTH - 14 + 1;

	used = snprintf(text, size, "%.40s", name_of(d, name, sizeof(name)));
	used += list_state(d, BRG_SERVE_READY, "; ready: ", text + used,
			   size - used);
	used += list_state(d, BRG_SERVE_BIND, "; after bind: ", text + used,
			   size - used);
	if (d->nr_serving && used == strlen(text) && !strchr(text, ';'))
		snprintf(text + used, size - used, "; no target");
	printf("%-14s%s\n", "", text);
}

void devices_table(const struct device *list, size_t n)
{
	char group[16], node[16], state[64], bars[128];

	printf("%-13s %-9s %-12s %-5s %-4s %-8s %-12s %-8s %s\n", "ADDRESS",
	       "ID", "DRIVER", "GROUP", "NODE", "CPUS", "LINK", "RESET",
	       "BARS");
	for (size_t i = 0; i < n; i++) {
		const struct device *d = &list[i];
		const struct brg_pci *pci = &d->pci;

		printf("%-13s %04x:%04x %-12.12s %-5s %-4s %-8.8s %-12.12s %-8.8s %.20s\n",
		       pci->address, pci->vendor, pci->device,
		       or_dash(pci->driver),
		       number_text(pci->iommu_group, group, sizeof(group)),
		       number_text(pci->numa_node, node, sizeof(node)),
		       d->has_locality ? or_dash(d->locality.cpus) : "-",
		       link_text(pci, state, sizeof(state)),
		       or_dash(pci->reset_methods),
		       bars_text(pci, bars, sizeof(bars)));
		second_line(d);
	}
	printf("\n* prefetchable. 'barrage devices ADDRESS' says everything, and why a target is missing.\n");
}

static void full_bars(const struct brg_pci *pci)
{
	char size[32];

	for (int i = 0; i < BRG_PCI_NR_BARS; i++) {
		const struct brg_pci_bar *bar = &pci->bar[i];

		if (bar->size)
			printf("  BAR %d       %s of %s%s%s\n", i,
			       size_text(bar->size, size, sizeof(size)),
			       bar->io ? "I/O ports" : "memory",
			       bar->is_64bit ? ", 64-bit" : "",
			       bar->prefetchable ? ", prefetchable" : "");
	}
}

static void full_locality(const struct device *d)
{
	if (!d->has_locality)
		return;
	printf("  near        CPUs %s", d->locality.cpus);
	if (d->locality.node >= 0)
		printf(", memory of node %d", d->locality.node);
	if (d->locality.package >= 0)
		printf(", package %d", d->locality.package);
	for (unsigned int i = 0; i < d->locality.nodes; i++)
		printf("%s%d", i ? " " : "; distance to nodes: ",
		       d->locality.distance[i]);
	putchar('\n');
}

static void full_one(const struct device *d)
{
	const struct brg_pci *pci = &d->pci;
	char text[64];

	printf("%s  %04x:%04x  %s%s%s\n", pci->address, pci->vendor,
	       pci->device, d->vendor_name, d->vendor_name[0] ? ", " : "",
	       name_of(d, text, sizeof(text)));
	printf("  class       %06x  %s\n", pci->class_code, d->class_name);
	printf("  driver      %s%s%s\n",
	       pci->driver[0] ? pci->driver : "none",
	       pci->driver_override[0] ? ", override " : "",
	       pci->driver_override);
	printf("  IOMMU group %s\n",
	       number_text(pci->iommu_group, text, sizeof(text)));
	printf("  NUMA node   %s\n",
	       number_text(pci->numa_node, text, sizeof(text)));
	full_locality(d);
	printf("  link        %s\n", link_text(pci, text, sizeof(text)));
	printf("  reset by    %s\n", or_dash(pci->reset_methods));
	full_bars(pci);
	for (unsigned int i = 0; i < d->nr_serving; i++)
		printf("  %-11s %s%s%s\n", d->serving[i].ops->name,
		       brg_serve_name(d->serving[i].state),
		       d->serving[i].why[0] ? ": " : "", d->serving[i].why);
}

void devices_full(const struct device *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i)
			putchar('\n');
		full_one(&list[i]);
		for (size_t j = 0; j < n && j < MAX_PEERS; j++)
			if (j != i)
				printf("  to %-12s %s\n", list[j].pci.address,
				       brg_path_name(list[i].path[j]));
	}
}
