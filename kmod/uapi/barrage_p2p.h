/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * barrage_p2p.h - commands that give a BAR pages, so that block devices reach it,
 * and that say which functions can reach each other. Part of barrage.h, which
 * includes it.
 */
#ifndef _UAPI_BARRAGE_P2P_H
#define _UAPI_BARRAGE_P2P_H

#include <linux/types.h>

#define BRG_P2PMEM_OFFER	0x1	/* drivers of the kernel may take some */

/**
 * struct brg_p2pmem_publish - BRG_P2PMEM_PUBLISH: give a BAR pages, as p2pmem
 * @size: sizeof(struct brg_p2pmem_publish)
 * @flags: BRG_P2PMEM_OFFER or 0
 * @bar: index of the BAR
 * @reserved: 0
 * @offset: first byte
 * @length: bytes; 0 for the rest of the BAR. Both are multiples of the smallest
 *	piece that the kernel gives pages (2 MiB on x86)
 * @out_length: bytes published
 *
 * User space takes pieces of it by mmap() of the function's file
 * p2pmem/allocate in sysfs (Linux 6.2), from its start on as they are free, and
 * uses them for direct I/O of block devices that can reach the function. The
 * BAR can be mapped and exported as before beside it. One range of a function,
 * until it is unbound.
 *
 * Such a mapping cannot be emptied while memory is off, as pages are not the
 * driver's to take back. So, while any of them is mapped or under I/O,
 * BRG_MEMORY (off), BRG_RESET, BRG_HOT_RESET and BRG_POWER (D3hot) are refused
 * with -EBUSY; and while memory is not enabled the driver itself holds all of
 * it, and mmap() is -ENOMEM. What cannot be refused, which is unbinding and a
 * reset by others, takes pages in use back for good: the file "allocate" goes,
 * accesses to its mappings are SIGBUS, I/O under way is waited for without a
 * bound, and nothing can be published until the function is bound anew.
 * BRG_ZAP leaves such mappings alone.
 *
 * Errors: -EFAULT, -E2BIG, -EINVAL; -EINVAL for a range that is not made of such
 * pieces; -ERANGE for one beyond the BAR; -ENXIO for a BAR that is absent, not
 * memory or smaller than a page; -EOPNOTSUPP without CONFIG_PCI_P2PDMA; -EIO
 * while memory is not enabled; -EBUSY when a range is published, or the state is
 * about to change; -EKEYREVOKED when one was taken back, or the kernel failed so
 * late that it cannot try again; -ENOMEM; what the kernel answers; -ENODEV.
 */
struct brg_p2pmem_publish {
	__u32 size;
	__u32 flags;
	__u32 bar;
	__u32 reserved;
	__aligned_u64 offset;
	__aligned_u64 length;
	__aligned_u64 out_length;
};

/**
 * enum brg_p2pmem_state - how the p2pmem of a function stands
 * @BRG_P2PMEM_NONE: nothing was published since the function was bound
 * @BRG_P2PMEM_PUBLISHED: user space may allocate
 * @BRG_P2PMEM_HELD: published, and the driver holds it: memory is not enabled
 * @BRG_P2PMEM_TAKEN: taken back, see struct brg_p2pmem_publish
 */
enum brg_p2pmem_state {
	BRG_P2PMEM_NONE = 1,
	BRG_P2PMEM_PUBLISHED = 2,
	BRG_P2PMEM_HELD = 3,
	BRG_P2PMEM_TAKEN = 4,
};

/**
 * struct brg_p2pmem_info - BRG_P2PMEM_INFO: what is published
 * @size: sizeof(struct brg_p2pmem_info)
 * @flags: 0
 * @out_state: enum brg_p2pmem_state
 * @out_bar: index of the BAR; this and below 0 where nothing was published
 * @out_offset: first byte
 * @out_length: bytes
 *
 * Errors: -EFAULT, -E2BIG, -EINVAL; -ENODEV.
 */
struct brg_p2pmem_info {
	__u32 size;
	__u32 flags;
	__u32 out_state;
	__u32 out_bar;
	__aligned_u64 out_offset;
	__aligned_u64 out_length;
};

/**
 * enum brg_p2p_class - how requests get from one function to another
 * @BRG_P2P_SAME_FUNCTION: they do not leave it
 * @BRG_P2P_SWITCH: by a bridge above both, which turns them round
 * @BRG_P2P_HOST_BRIDGE: through the root complex, which the kernel trusts with
 *	it
 * @BRG_P2P_NONE: not that the kernel knew
 */
enum brg_p2p_class {
	BRG_P2P_SAME_FUNCTION = 1,
	BRG_P2P_SWITCH = 2,
	BRG_P2P_HOST_BRIDGE = 3,
	BRG_P2P_NONE = 4,
};

/**
 * struct brg_p2p_path - BRG_P2P_PATH: can another function reach the BARs?
 * @size: sizeof(struct brg_p2p_path)
 * @flags: 0
 * @client: PCI address of the other, NUL-terminated
 * @out_distance: as pci_p2pdma_distance() says: ports on the way; -1 for no path
 * @out_class: enum brg_p2p_class. The kernel tells only whether there is a path;
 *	which of two it is follows from the bridges and their ACS control bits as
 *	it does for the kernel
 *
 * Errors: -EFAULT, -E2BIG, -EINVAL; -EINVAL for no address; -ENXIO for no
 * function there; -EOPNOTSUPP without CONFIG_PCI_P2PDMA; -ENODEV.
 */
struct brg_p2p_path {
	__u32 size;
	__u32 flags;
	__u8 client[32];
	__s32 out_distance;
	__u32 out_class;
};

#define BRG_P2PMEM_PUBLISH	_IO(BRG_IOC_TYPE, 0x30)
#define BRG_P2PMEM_INFO		_IO(BRG_IOC_TYPE, 0x31)
#define BRG_P2P_PATH		_IO(BRG_IOC_TYPE, 0x32)

#endif /* _UAPI_BARRAGE_P2P_H */
