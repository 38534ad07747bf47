/* SPDX-License-Identifier: GPL-2.0-or-later */
/* devices.h - what `barrage devices` knows about one function. */
#ifndef BRG_CLI_DEVICES_H
#define BRG_CLI_DEVICES_H

#include "lib/pci.h"
#include "lib/serve.h"
#include "lib/topology.h"

/* brg_target_at() has fewer. */
#define MAX_TARGETS 8

/* More are listed without their paths to each other. */
#define MAX_PEERS 32

/** struct serving - one interface and how far the function is from it */
struct serving {
	const struct brg_target_ops *ops;
	enum brg_serve state;
	char why[512];
};

/** struct device - one function
 * @vendor_name, @device_name: from pci.ids, or ""
 * @class_name: from pci.ids, or ""
 * @has_locality: @locality is known
 * @path: to the first functions of the list, by their place in it
 */
struct device {
	struct brg_pci pci;
	char vendor_name[128];
	char device_name[128];
	char class_name[128];
	bool has_locality;
	struct brg_locality locality;
	struct serving serving[MAX_TARGETS];
	unsigned int nr_serving;
	enum brg_path path[MAX_PEERS];
};

/** devices_json - all of it as a JSON array to stdout. Return: 0, -ENOMEM. */
int devices_json(const struct device *list, size_t n);

/** devices_table - two lines each, at most 100 columns */
void devices_table(const struct device *list, size_t n);

/** devices_exporters - exporters that need no function, and why one is absent */
void devices_exporters(void);

/** devices_full - everything about each, one item a line */
void devices_full(const struct device *list, size_t n);

/** devices_pairs, devices_pairs_json - how each two of them reach each other */
void devices_pairs(const struct device *list, size_t n);
int devices_pairs_json(const struct device *list, size_t n);

#endif
