// SPDX-License-Identifier: GPL-2.0-or-later
/* devices_pairs.c - `barrage devices --pairs`. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "cli/devices.h"
#include "lib/peers.h"

static json_t *words(const char *list)
{
	json_t *out = json_array();

	while (*list) {
		size_t length = strcspn(list, " ");

		json_array_append_new(out, json_stringn(list, length));
		list += length + (list[length] != 0);
	}
	return out;
}

static const char *told_by(const struct brg_peers *pair)
{
	return pair->by_kernel ? "kernel" : "derived";
}

static json_t *one(const char *a, const char *b, const struct brg_peers *pair)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "a", a, "b", b,
			 "path", brg_peers_name(pair->class), "told_by",
			 told_by(pair), "distance",
			 pair->distance < 0 ? json_null() :
					      json_integer(pair->distance),
			 "redirected_by", words(pair->redirects));
}

int devices_pairs_json(const struct device *list, size_t n)
{
	json_t *out = json_array();
	struct brg_peers pair;
	int ret = 0;

	for (size_t i = 0; i < n && !ret; i++)
		for (size_t j = i; j < n && !ret; j++) {
			brg_peers_find(&list[i].pci, &list[j].pci, &pair);
			ret = json_array_append_new(
				out, one(list[i].pci.address,
					 list[j].pci.address, &pair));
		}
	if (!ret)
		ret = json_dumpf(out, stdout, JSON_INDENT(2));
	if (!ret)
		putchar('\n');
	json_decref(out);
	return ret ? -ENOMEM : 0;
}

void devices_pairs(const struct device *list, size_t n)
{
	struct brg_peers pair;
	bool derived = false;

	printf("%-13s %-13s %-14s %-8s %s\n", "ADDRESS", "ADDRESS", "PATH",
	       "TOLD BY", "REDIRECTED BY");
	for (size_t i = 0; i < n; i++)
		for (size_t j = i; j < n; j++) {
			brg_peers_find(&list[i].pci, &list[j].pci, &pair);
			derived |= !pair.by_kernel;
			printf("%-13s %-13s %-14s %-8s %s\n",
			       list[i].pci.address, list[j].pci.address,
			       brg_peers_name(pair.class), told_by(&pair),
			       pair.redirects[0] ? pair.redirects : "-");
		}
	if (derived)
		printf("\nderived: from bridges and ACS. Whether the kernel trusts a host bridge it says of functions bound to barrage.\n");
}
