/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pci.h - what the kernel says about PCI functions. */
#ifndef BRG_LIB_PCI_H
#define BRG_LIB_PCI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BRG_PCI_ADDRESS_SIZE 32
#define BRG_PCI_NR_BARS 6

/** struct brg_pci_bar - one base address register
 * @start: bus-independent physical address, 0 if absent
 * @size: bytes, 0 if absent
 */
struct brg_pci_bar {
	uint64_t start;
	uint64_t size;
	bool io;
	bool prefetchable;
	bool is_64bit;
};

/** struct brg_pci - one function, as found when it was read
 * @address: "0000:01:00.0"
 * @class_code: 24 bits: class, subclass, programming interface
 * @driver: name, or "" if none is bound
 * @driver_override: name, or "" if none is set
 * @enable_count: of pci_enable_device(), in sysfs "enable"
 * @iommu_group: number, or -1 without IOMMU
 * @numa_node: number, or -1 if the platform does not say
 * @link_speed, @link_width: current, of the link; "" and 0 without link
 * @max_link_speed, @max_link_width: what both ends could do
 * @reset_methods: in the order tried, separated by blanks; "" for none
 */
struct brg_pci {
	char address[BRG_PCI_ADDRESS_SIZE];
	uint16_t vendor;
	uint16_t device;
	uint32_t class_code;
	char driver[64];
	char driver_override[64];
	uint64_t enable_count;
	struct brg_pci_bar bar[BRG_PCI_NR_BARS];
	int iommu_group;
	int numa_node;
	char link_speed[32];
	unsigned int link_width;
	char max_link_speed[32];
	unsigned int max_link_width;
	char reset_methods[64];
};

/** brg_pci_address - canonical form of "01:00.0" or "0000:01:00.0".
 * Return: 0, -EINVAL if @text is no PCI address. */
int brg_pci_address(const char *text, char address[BRG_PCI_ADDRESS_SIZE]);

/** brg_pci_read - everything about the function at @address (canonical).
 * Return: 0, -ENODEV if there is none, -errno. */
int brg_pci_read(const char *address, struct brg_pci *out);

/** brg_pci_list - all functions in the order of their addresses, in @out,
 * which the caller frees. Return: 0, -errno; -ENOENT without PCI. */
int brg_pci_list(struct brg_pci **out, size_t *n);

/** brg_pci_is_bridge - PCI-to-PCI bridge, root or switch port */
bool brg_pci_is_bridge(const struct brg_pci *pci);

/** brg_pci_biggest_bar - the largest prefetchable memory BAR, or -1 */
int brg_pci_biggest_bar(const struct brg_pci *pci);

/** brg_pci_driver_exists - whether a PCI driver of that name is registered */
bool brg_pci_driver_exists(const char *driver);

/** brg_pci_command - read the command register from configuration space.
 * Return: 0, -errno. */
int brg_pci_command(const char *address, uint16_t *command);

/** brg_pci_set_command - write the command register. Return: 0, -errno. */
int brg_pci_set_command(const char *address, uint16_t command);

#endif
