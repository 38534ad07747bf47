// SPDX-License-Identifier: GPL-2.0-only
/* rom.c - the expansion ROM, one more region that memory_lock guards. */
#include <linux/pci.h>

#include "compat.h"
#include "mmap.h"
#include "rom.h"

void brg_rom_start(struct brg_dev *bdev)
{
	struct pci_dev *pdev = bdev->pdev;
	struct resource *res = &pdev->resource[PCI_ROM_RESOURCE];
	struct brg_bar *rom = &bdev->bar[BRG_REGION_ROM];
	u32 found;

	/* a shadow is the firmware's copy in RAM */
	if (!pci_resource_len(pdev, PCI_ROM_RESOURCE) ||
	    (res->flags & IORESOURCE_ROM_SHADOW))
		return;
	if (!res->parent && pci_assign_resource(pdev, PCI_ROM_RESOURCE))
		return;
	if (pci_request_region(pdev, PCI_ROM_RESOURCE, KBUILD_MODNAME))
		return;

	rom->start = pci_resource_start(pdev, PCI_ROM_RESOURCE);
	rom->length = pci_resource_len(pdev, PCI_ROM_RESOURCE);
	rom->mappable = rom->length >= PAGE_SIZE;
	bdev->bar_pfn[BRG_REGION_ROM] = rom->start >> PAGE_SHIFT;
	pci_read_config_dword(pdev, PCI_ROM_ADDRESS, &found);
	bdev->rom_found = found & PCI_ROM_ADDRESS_ENABLE;
	bdev->rom_enabled = bdev->rom_found;
}

static void brg_rom_decode(struct brg_dev *bdev, bool on)
{
	/* fails for shadows only */
	if (on)
		pci_enable_rom(bdev->pdev);
	else
		pci_disable_rom(bdev->pdev);
	bdev->rom_enabled = on;
}

void brg_rom_stop(struct brg_dev *bdev)
{
	struct brg_bar *rom = &bdev->bar[BRG_REGION_ROM];

	if (!rom->length)
		return;
	if (rom->io)
		iounmap(rom->io);
	brg_rom_decode(bdev, bdev->rom_found);
	pci_release_region(bdev->pdev, PCI_ROM_RESOURCE);
}

int brg_rom_set(struct brg_dev *bdev, bool on)
{
	int ret = 0;

	if (!bdev->bar[BRG_REGION_ROM].length)
		return -EPERM;
	mutex_lock(&bdev->state_lock);
	brg_lock(bdev);
	if (bdev->state == BRG_STATE_SUSPENDED) {
		ret = -EIO;
	} else if (on != bdev->rom_enabled) {
		if (!on)
			brg_rom_zap(bdev);
		brg_rom_decode(bdev, on);
	}
	brg_unlock(bdev);
	mutex_unlock(&bdev->state_lock);
	return ret;
}

int brg_rom_accessible(const struct brg_dev *bdev)
{
	int ret = brg_accessible(bdev);

	return ret ?: (bdev->rom_enabled ? 0 : -EIO);
}

void brg_rom_zap(struct brg_dev *bdev)
{
	brg_assert_write_locked(&bdev->memory_lock);
	/* nothing is populated but by faults, hence all of it is found */
	if (bdev->bar[BRG_REGION_ROM].length)
		unmap_mapping_range(bdev->inode->i_mapping,
				    BRG_OFFSET(BRG_REGION_ROM), BRG_OFFSET(1), 1);
}

static __always_inline vm_fault_t brg_rom_insert(struct vm_fault *vmf,
						 struct brg_fault *fault)
{
	struct vm_area_struct *vma = vmf->vma;

	if (!brg_vma_dev(vma)->rom_enabled)
		return VM_FAULT_SIGBUS;
	return vmf_insert_pfn(vma, vmf->address, brg_vma_pfn(vma, vmf->address));
}

static vm_fault_t brg_rom_fault(struct vm_fault *vmf)
{
	struct brg_fault fault = { };

	return brg_fault_handle(vmf, &fault, brg_rom_insert);
}

const struct vm_operations_struct brg_rom_vm_ops = {
	.open = brg_vma_open,
	.close = brg_vma_close,
	.fault = brg_rom_fault,
};
