// SPDX-License-Identifier: GPL-2.0-or-later
/* peers.c - can one PCI function reach the BARs of another, and which way? */
#include "lib/peers.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/pci_regs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kmod/uapi/barrage.h"
#include "lib/acs.h"
#include "lib/cleanup.h"
#include "lib/sysfs.h"

const char *brg_peers_name(enum brg_peers_class class)
{
	static const char *const names[] = {
		[BRG_PEERS_UNKNOWN] = "unknown",
		[BRG_PEERS_SAME_FUNCTION] = "same function",
		[BRG_PEERS_SWITCH] = "same switch",
		[BRG_PEERS_HOST_BRIDGE] = "host bridge",
		[BRG_PEERS_NONE] = "not possible",
	};

	return names[class];
}

/* Deeper than any hierarchy: bus numbers are 8 bits. */
#define MAX_DEPTH 256

/** struct branch - a function and what is above it, itself first
 * @at: where the directory of each ends in @path
 */
struct branch {
	char path[PATH_MAX];
	size_t at[MAX_DEPTH];
	size_t nr;
};

/* A device's directory in sysfs lies in that of the bridge above it. */
static bool find_branch(const char *address, struct branch *out)
{
	char link[PATH_MAX], name[BRG_PCI_ADDRESS_SIZE], *slash;
	char real[PATH_MAX];

	if (brg_sysfs_path(link, sizeof(link), "/sys/bus/pci/devices/%s",
			   address) || !realpath(link, out->path))
		return false;
	memcpy(real, out->path, sizeof(real));
	for (out->nr = 0; out->nr < MAX_DEPTH; out->nr++) {
		slash = strrchr(real, '/');
		if (!slash || brg_pci_address(slash + 1, name))
			break;
		out->at[out->nr] = strlen(real);
		*slash = '\0';
	}
	return out->nr > 0;
}

static bool same(const struct branch *a, size_t i, const struct branch *b,
		 size_t j)
{
	return a->at[i] == b->at[j] && !memcmp(a->path, b->path, a->at[i]);
}

/* Requests, completions, and what egress control forbids, go up to the root
 * complex (PCIe Base 6.0, 7.7.11.3; v7.3 drivers/pci/p2pdma.c). */
static void add_redirects(const struct branch *branch, size_t nr,
			  struct brg_peers *pair)
{
	char directory[PATH_MAX];

	for (size_t i = 0; i < nr; i++) {
		size_t used = strlen(pair->redirects);
		int control;

		snprintf(directory, sizeof(directory), "%.*s",
			 (int)branch->at[i], branch->path);
		control = brg_acs_control(directory);
		if (control < 0 ||
		    !(control & (PCI_ACS_RR | PCI_ACS_CR | PCI_ACS_EC)))
			continue;
		snprintf(pair->redirects + used,
			 sizeof(pair->redirects) - used, "%s%s",
			 used ? " " : "", strrchr(directory, '/') + 1);
	}
}

/* The bridge that both are below counts, too, and only once. */
static void derive(const char *a, const char *b, struct brg_peers *pair)
{
	struct branch x, y;
	size_t i, j = 0;

	if (!find_branch(a, &x) || !find_branch(b, &y))
		return;
	for (i = 0; i < x.nr; i++) {
		for (j = 0; j < y.nr && !same(&x, i, &y, j); j++)
			;
		if (j < y.nr)
			break;
	}
	add_redirects(&x, i < x.nr ? i + 1 : i, pair);
	add_redirects(&y, i < x.nr ? j : y.nr, pair);
	if (!strcmp(a, b))
		pair->class = BRG_PEERS_SAME_FUNCTION;
	else if (i < x.nr && !pair->redirects[0])
		pair->class = BRG_PEERS_SWITCH;
	else
		pair->class = BRG_PEERS_HOST_BRIDGE;
}

/* Ask the driver that @provider is bound to. */
static bool ask(const struct brg_pci *provider, const char *client,
		struct brg_peers *pair)
{
	static const enum brg_peers_class classes[] = {
		[BRG_P2P_SAME_FUNCTION] = BRG_PEERS_SAME_FUNCTION,
		[BRG_P2P_SWITCH] = BRG_PEERS_SWITCH,
		[BRG_P2P_HOST_BRIDGE] = BRG_PEERS_HOST_BRIDGE,
		[BRG_P2P_NONE] = BRG_PEERS_NONE,
	};
	struct brg_p2p_path arg = { .size = sizeof(arg) };
	_cleanup_close_ int fd = -1;
	char path[PATH_MAX];

	if (strcmp(provider->driver, "barrage") ||
	    brg_sysfs_path(path, sizeof(path), "/dev/barrage/%s",
			   provider->address))
		return false;
	fd = open(path, O_RDWR | O_CLOEXEC);
	snprintf((char *)arg.client, sizeof(arg.client), "%s", client);
	if (fd < 0 || ioctl(fd, BRG_P2P_PATH, &arg) ||
	    arg.out_class >= sizeof(classes) / sizeof(classes[0]))
		return false;
	pair->class = classes[arg.out_class];
	pair->distance = arg.out_distance;
	pair->by_kernel = true;
	return true;
}

void brg_peers_find(const struct brg_pci *a, const struct brg_pci *b,
		   struct brg_peers *out)
{
	memset(out, 0, sizeof(*out));
	out->distance = -1;
	derive(a->address, b->address, out);
	if (!ask(a, b->address, out))
		ask(b, a->address, out);
}
