/* SPDX-License-Identifier: GPL-2.0-or-later */
/* peers.h - can one PCI function reach the BARs of another, and which way? */
#ifndef BRG_LIB_PEERS_H
#define BRG_LIB_PEERS_H

#include <stdbool.h>

#include "lib/pci.h"

/** enum brg_peers_class - the way of requests from one function to the other
 * @BRG_PEERS_UNKNOWN: one of them is not there
 * @BRG_PEERS_SAME_FUNCTION: they do not leave it
 * @BRG_PEERS_SWITCH: a bridge above both turns them round
 * @BRG_PEERS_HOST_BRIDGE: through the root complex
 * @BRG_PEERS_NONE: the kernel knows none
 */
enum brg_peers_class {
	BRG_PEERS_UNKNOWN,
	BRG_PEERS_SAME_FUNCTION,
	BRG_PEERS_SWITCH,
	BRG_PEERS_HOST_BRIDGE,
	BRG_PEERS_NONE,
};

/** struct brg_peers - two functions
 * @class: of the way from one to the other
 * @by_kernel: the kernel said so, through the driver of one of them; otherwise
 *	it is derived from bridges and ACS, and whether the kernel trusts the root
 *	complex with it (BRG_PEERS_HOST_BRIDGE) is open
 * @distance: ports on the way as the kernel counts them; -1 if it did not
 * @redirects: ports that send requests up to the root complex, separated by
 *	blanks
 */
struct brg_peers {
	enum brg_peers_class class;
	bool by_kernel;
	int distance;
	char redirects[256];
};

/** brg_peers_find - how @a and @b reach each other. The kernel is asked where one
 * of them is bound to barrage. */
void brg_peers_find(const struct brg_pci *a, const struct brg_pci *b,
		   struct brg_peers *out);

/** brg_peers_name - "same switch", ... */
const char *brg_peers_name(enum brg_peers_class class);

#endif
