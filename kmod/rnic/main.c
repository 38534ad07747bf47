// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - one soft RDMA device, on behalf of the PCI function that is named.
 *
 * Never loaded by itself: who loads it says which function, and gets a device
 * that user space takes for an EFA, because libibverbs needs a provider that
 * registers dma-bufs and asks little else of a device.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>

#include "rnic.h"

static char *device;
module_param(device, charp, 0444);
MODULE_PARM_DESC(device, "PCI function on whose behalf memory is mapped, e.g. 0000:01:00.0");

static char *driver_id = "efa";
module_param(driver_id, charp, 0444);
MODULE_PARM_DESC(driver_id, "what user space takes the device for: efa (default), so that libibverbs works, or unknown, for raw uverbs only");

enum brg_rnic_mode brg_rnic_default_mode = BRG_RNIC_DYNAMIC;

static const char *const brg_mode_names[] = {
	[BRG_RNIC_DYNAMIC] = "dynamic",
	[BRG_RNIC_PINNED] = "pinned",
	[BRG_RNIC_PINNED_REVOCABLE] = "pinned-revocable",
};

static int brg_mode_set(const char *text, const struct kernel_param *param)
{
	unsigned int i;

	for (i = BRG_RNIC_DYNAMIC; i < ARRAY_SIZE(brg_mode_names); i++) {
		if (!sysfs_streq(text, brg_mode_names[i]))
			continue;
		if (i == BRG_RNIC_PINNED_REVOCABLE &&
		    !brg_mr_revocable_possible())
			return -EOPNOTSUPP;
		WRITE_ONCE(brg_rnic_default_mode, i);
		return 0;
	}
	return -EINVAL;
}

static int brg_mode_get(char *text, const struct kernel_param *param)
{
	return sysfs_emit(text, "%s\n",
			  brg_mode_names[READ_ONCE(brg_rnic_default_mode)]);
}

static const struct kernel_param_ops brg_mode_ops = {
	.set = brg_mode_set,
	.get = brg_mode_get,
};
module_param_cb(mode, &brg_mode_ops, NULL, 0644);
MODULE_PARM_DESC(mode, "how dma-bufs are held: dynamic (default), pinned, pinned-revocable; a context can choose otherwise");

static DEFINE_MUTEX(brg_rnic_lock);	/* brg_rnic */
static struct brg_rnic *brg_rnic;

/* The function goes: so does what maps memory for it. */
static int brg_pci_notify(struct notifier_block *block, unsigned long action,
			  void *data)
{
	if (action != BUS_NOTIFY_DEL_DEVICE)
		return NOTIFY_DONE;
	mutex_lock(&brg_rnic_lock);
	if (brg_rnic && &brg_rnic->pdev->dev == data) {
		pci_info(brg_rnic->pdev, "removed, and %s with it\n",
			 dev_name(&brg_rnic->ibdev.dev));
		brg_rnic_destroy(brg_rnic);
		brg_rnic = NULL;
	}
	mutex_unlock(&brg_rnic_lock);
	return NOTIFY_OK;
}

static struct notifier_block brg_pci_block = {
	.notifier_call = brg_pci_notify,
};

static struct pci_dev *brg_find_function(const char *address)
{
	unsigned int domain, bus, slot, function;
	char rest;

	if (sscanf(address, "%x:%x:%x.%x%c", &domain, &bus, &slot, &function,
		   &rest) != 4 || bus > 0xff || slot > 0x1f || function > 7)
		return NULL;
	return pci_get_domain_bus_and_slot(domain, bus, PCI_DEVFN(slot, function));
}

static int brg_driver_id(enum rdma_driver_id *out)
{
	if (!strcmp(driver_id, "efa"))
		*out = RDMA_DRIVER_EFA;
	else if (!strcmp(driver_id, "unknown"))
		*out = RDMA_DRIVER_UNKNOWN;
	else
		return -EINVAL;
	return 0;
}

static int __init brg_rnic_init(void)
{
	enum rdma_driver_id id;
	struct pci_dev *pdev;
	int ret;

	if (brg_driver_id(&id)) {
		pr_err("driver_id: cannot use '%s' (valid: efa, unknown)\n",
		       driver_id);
		return -EINVAL;
	}
	if (!device) {
		pr_err("cannot load: no function named (device=0000:01:00.0)\n");
		return -EINVAL;
	}
	pdev = brg_find_function(device);
	if (!pdev) {
		pr_err("device: cannot use '%s': no such PCI function\n", device);
		return -ENODEV;
	}
	ret = bus_register_notifier(&pci_bus_type, &brg_pci_block);
	if (ret)
		goto err_put_pdev;
	mutex_lock(&brg_rnic_lock);
	ret = brg_rnic_create(pdev, id, &brg_rnic);
	mutex_unlock(&brg_rnic_lock);
	if (ret)
		goto err_unregister_notifier;
	pci_dev_put(pdev);
	return 0;

err_unregister_notifier:
	bus_unregister_notifier(&pci_bus_type, &brg_pci_block);
	if (ret == -EBUSY)
		pr_err("%s: cannot use: its driver leaves DMA to user space\n",
		       device);
err_put_pdev:
	pci_dev_put(pdev);
	return ret;
}

static void __exit brg_rnic_exit(void)
{
	bus_unregister_notifier(&pci_bus_type, &brg_pci_block);
	if (brg_rnic)
		brg_rnic_destroy(brg_rnic);
}

module_init(brg_rnic_init);
module_exit(brg_rnic_exit);

MODULE_DESCRIPTION("Soft RDMA device that registers memory and proves it");
MODULE_AUTHOR("The barrage maintainers");
MODULE_LICENSE("GPL");
MODULE_VERSION("0.1.0");
