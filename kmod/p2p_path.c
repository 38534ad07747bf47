// SPDX-License-Identifier: GPL-2.0-only
/* p2p_path.c - can one function reach another, and which way? */
#include <linux/pci-p2pdma.h>

#include "compat.h"
#include "dev.h"
#include "p2pmem.h"

/*
 * PCIe Base 6.0, 7.7.11.3: requests, completions, and what egress control
 * forbids, go up to the root complex (v7.3 drivers/pci/p2pdma.c).
 */
static bool brg_p2p_redirects(struct pci_dev *pdev)
{
	int pos = pci_find_ext_capability(pdev, PCI_EXT_CAP_ID_ACS);
	u16 control = 0;

	if (!pos)
		return false;
	pci_read_config_word(pdev, pos + PCI_ACS_CTRL, &control);
	return control & (PCI_ACS_RR | PCI_ACS_CR | PCI_ACS_EC);
}

static struct pci_dev *brg_p2p_common(struct pci_dev *a, struct pci_dev *b)
{
	struct pci_dev *up;

	for (; a; a = pci_upstream_bridge(a))
		for (up = b; up; up = pci_upstream_bridge(up))
			if (up == a)
				return a;
	return NULL;
}

/* Do requests turn round at a bridge, without a port that sends them on? */
static bool brg_p2p_turns_round(struct pci_dev *provider,
				struct pci_dev *client)
{
	struct pci_dev *top = brg_p2p_common(provider, client);
	struct pci_dev *pdev;

	if (!top || brg_p2p_redirects(top))
		return false;
	for (pdev = provider; pdev != top; pdev = pci_upstream_bridge(pdev))
		if (brg_p2p_redirects(pdev))
			return false;
	for (pdev = client; pdev != top; pdev = pci_upstream_bridge(pdev))
		if (brg_p2p_redirects(pdev))
			return false;
	return true;
}

static enum brg_p2p_class brg_p2p_class(struct pci_dev *provider,
					struct pci_dev *client, int distance)
{
	if (distance < 0)
		return BRG_P2P_NONE;
	if (provider == client)
		return BRG_P2P_SAME_FUNCTION;
	return brg_p2p_turns_round(provider, client) ? BRG_P2P_SWITCH :
						       BRG_P2P_HOST_BRIDGE;
}

static struct pci_dev *brg_p2p_find(const u8 *name)
{
	unsigned int domain, bus, slot, function;
	char end;

	if (sscanf(name, "%x:%x:%x.%x%c", &domain, &bus, &slot, &function,
		   &end) != 4 || bus > 0xff || slot > 0x1f || function > 7)
		return ERR_PTR(-EINVAL);
	return pci_get_domain_bus_and_slot(domain, bus,
					   PCI_DEVFN(slot, function)) ?:
	       ERR_PTR(-ENXIO);
}

int brg_p2p_path(struct brg_dev *bdev, struct brg_p2p_path *path)
{
	struct pci_dev *client;

	if (strnlen(path->client, sizeof(path->client)) == sizeof(path->client))
		return -EINVAL;
	client = brg_p2p_find(path->client);
	if (IS_ERR(client))
		return PTR_ERR(client);
	if (!IS_ENABLED(CONFIG_PCI_P2PDMA)) {
		pci_dev_put(client);
		return -EOPNOTSUPP;
	}
	path->out_distance = pci_p2pdma_distance(bdev->pdev, &client->dev,
						 false);
	path->out_class = brg_p2p_class(bdev->pdev, client, path->out_distance);
	pci_dev_put(client);
	return 0;
}
