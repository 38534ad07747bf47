// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_devices.c - `barrage devices`: what is there and what it could do. */
#include <errno.h>
#include <pci/pci.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/devices.h"
#include "lib/cleanup.h"
#include "lib/msg.h"
#include "lib/select.h"

/** struct devices_conf - options of devices */
struct devices_conf {
	bool all;
	bool json;
	bool pairs;
};

__attribute__((format(printf, 1, 2))) static void quiet(char *fmt, ...)
{
	(void)fmt;
}

/*
 * Names need no access to devices, so pci_init() is left out: it ends the
 * process where there is none. It would also have set these callbacks.
 */
static struct pci_access *open_names(void)
{
	struct pci_access *access = pci_alloc();

	access->debug = quiet;
	access->warning = quiet;
	return access;
}

static void lookup(struct pci_access *access, struct device *d)
{
	const struct brg_pci *pci = &d->pci;

	/* Without a name libpci would invent one; "" says it better. */
	if (!pci_lookup_name(access, d->vendor_name, sizeof(d->vendor_name),
			     PCI_LOOKUP_VENDOR | PCI_LOOKUP_NO_NUMBERS,
			     pci->vendor))
		d->vendor_name[0] = 0;
	if (!pci_lookup_name(access, d->device_name, sizeof(d->device_name),
			     PCI_LOOKUP_DEVICE | PCI_LOOKUP_NO_NUMBERS,
			     pci->vendor, pci->device))
		d->device_name[0] = 0;
	if (!pci_lookup_name(access, d->class_name, sizeof(d->class_name),
			     PCI_LOOKUP_CLASS | PCI_LOOKUP_NO_NUMBERS,
			     pci->class_code >> 8))
		d->class_name[0] = 0;
}

static void judge(struct device *d)
{
	const struct brg_target_ops *ops;

	while (d->nr_serving < MAX_TARGETS &&
	       (ops = brg_target_at(d->nr_serving))) {
		struct serving *s = &d->serving[d->nr_serving++];

		s->ops = ops;
		s->state = brg_serve(&d->pci, ops, s->why, sizeof(s->why));
	}
}

static void describe(struct device *list, size_t n)
{
	struct brg_topology *topology = NULL;
	struct pci_access *access = open_names();

	if (brg_topology_open(&topology))
		brg_warn("devices: cannot tell what is near: hwloc cannot read this machine");
	for (size_t i = 0; i < n; i++) {
		lookup(access, &list[i]);
		judge(&list[i]);
		list[i].has_locality =
			topology &&
			!brg_topology_locality(topology, list[i].pci.address,
					       &list[i].locality);
		for (size_t j = 0; topology && j < n && j < MAX_PEERS; j++)
			list[i].path[j] = brg_topology_path(
				topology, list[i].pci.address,
				list[j].pci.address);
	}
	brg_topology_close(topology);
	pci_cleanup(access);
}

/* By default what could be a target: endpoints with a memory BAR. */
static bool interesting(const struct brg_pci *pci)
{
	if (brg_pci_is_bridge(pci))
		return false;
	for (int i = 0; i < BRG_PCI_NR_BARS; i++)
		if (pci->bar[i].size && !pci->bar[i].io)
			return true;
	return false;
}

static int collect_all(bool all, struct device **out, size_t *n)
{
	_cleanup_free_ struct brg_pci *found = NULL;
	struct device *list;
	size_t total, kept = 0;
	int ret = brg_pci_list(&found, &total);

	if (ret) {
		brg_error("devices: cannot list PCI functions: %s (is sysfs mounted on /sys, and is there a PCI bus?)",
			  strerror(-ret));
		return BRG_EXIT_ENVIRONMENT;
	}
	list = calloc(total ? total : 1, sizeof(*list));
	if (!list) {
		brg_error("devices: cannot list PCI functions: out of memory (free some memory and try again)");
		return BRG_EXIT_ENVIRONMENT;
	}
	for (size_t i = 0; i < total; i++)
		if (all || interesting(&found[i]))
			list[kept++].pci = found[i];
	*out = list;
	*n = kept;
	return BRG_EXIT_PASS;
}

static int collect_named(int argc, char **argv, struct device **out, size_t *n)
{
	struct device *list = calloc(argc, sizeof(*list));
	char address[BRG_PCI_ADDRESS_SIZE], why[512];
	int ret;

	if (!list) {
		brg_error("devices: cannot list PCI functions: out of memory (free some memory and try again)");
		return BRG_EXIT_ENVIRONMENT;
	}
	for (int i = 0; i < argc; i++) {
		ret = brg_select_device(argv[i], address, why, sizeof(why));
		if (ret) {
			brg_error("%s", why);
			free(list);
			return ret == -EINVAL ? BRG_EXIT_USAGE :
						BRG_EXIT_ENVIRONMENT;
		}
		brg_pci_read(address, &list[i].pci);
	}
	*out = list;
	*n = argc;
	return BRG_EXIT_PASS;
}

static int devices_run(int argc, char **argv, void *data)
{
	const struct devices_conf *conf = data;
	_cleanup_free_ struct device *list = NULL;
	size_t n = 0;
	int ret;

	ret = argc ? collect_named(argc, argv, &list, &n) :
		     collect_all(conf->all, &list, &n);
	if (ret)
		return ret;
	if (!conf->pairs)
		describe(list, n);
	if (conf->json) {
		if (!(conf->pairs ? devices_pairs_json : devices_json)(list, n))
			return BRG_EXIT_PASS;
		/* Of a full disk main() speaks, at the end of all output. */
		if (!ferror(stdout))
			brg_error("devices: cannot write JSON: out of memory (free some and try again)");
		return BRG_EXIT_ENVIRONMENT;
	}
	if (conf->pairs) {
		devices_pairs(list, n);
	} else if (argc) {
		devices_full(list, n);
	} else {
		devices_table(list, n);
		devices_exporters();
	}
	return BRG_EXIT_PASS;
}

static const struct brg_opt devices_opts[] = {
	{ .name = "all", .letter = 'a', .type = BRG_OPT_FLAG,
	  .offset = offsetof(struct devices_conf, all),
	  .help = "Also bridges and functions without a memory BAR." },
	{ .name = "json", .letter = 'j', .type = BRG_OPT_FLAG,
	  .offset = offsetof(struct devices_conf, json),
	  .help = "One JSON array instead of a table. Unknown values are null." },
	{ .name = "pairs", .letter = 'p', .type = BRG_OPT_FLAG,
	  .offset = offsetof(struct devices_conf, pairs),
	  .help = "Instead, how each two of the functions reach each other: same function, same switch, host bridge, not possible. The kernel is asked where one of them is bound to barrage; elsewhere it is derived from bridges and ACS, and said to be." },
	{ .name = NULL },
};

const struct brg_cmd brg_cmd_devices = {
	.name = "devices",
	.args = "[DEVICE...]",
	.summary = "list PCI functions and the targets they could be",
	.description =
		"For each function: driver, IOMMU group, NUMA node, near CPUs, link, reset methods, BARs, and for each target interface whether it is ready, would be after 'barrage bind', or why it cannot be. With DEVICE (an address, vendor:device[#n], role:NAME) everything about these.",
	.examples = "barrage devices\n"
		    "barrage devices 0000:01:00.0\n"
		    "barrage devices --all --json\n"
		    "barrage devices --pairs",
	.opts = devices_opts,
	.conf_size = sizeof(struct devices_conf),
	.run = devices_run,
};
