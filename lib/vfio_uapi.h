/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vfio_uapi.h - kernel interfaces newer than the headers of Debian 12 (6.1).
 *
 * Layouts and numbers are those of Linux 6.6 and later: device character
 * devices in include/uapi/linux/vfio.h, address spaces in
 * include/uapi/linux/iommufd.h. Names are ours, so that newer system headers
 * do not collide.
 */
#ifndef BRG_LIB_VFIO_UAPI_H
#define BRG_LIB_VFIO_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>
#include <linux/vfio.h>

/** struct brg_vfio_bind - tie a device file to an iommufd; unlocks the device
 * @argsz: sizeof(struct brg_vfio_bind)
 * @flags: 0
 * @iommufd: file descriptor of /dev/iommu
 * @out_devid: id of the device in that iommufd
 */
struct brg_vfio_bind {
	__u32 argsz;
	__u32 flags;
	__s32 iommufd;
	__u32 out_devid;
};

/** struct brg_vfio_attach - let the device do DMA in an address space
 * @argsz: sizeof(struct brg_vfio_attach)
 * @flags: 0
 * @pt_id: id of the address space; the page table chosen comes back in it
 */
struct brg_vfio_attach {
	__u32 argsz;
	__u32 flags;
	__u32 pt_id;
};

/** struct brg_ioas_alloc - a new, empty I/O address space
 * @size: sizeof(struct brg_ioas_alloc)
 * @flags: 0
 * @out_ioas_id: its id
 */
struct brg_ioas_alloc {
	__u32 size;
	__u32 flags;
	__u32 out_ioas_id;
};

#define BRG_VFIO_BIND _IO(VFIO_TYPE, VFIO_BASE + 18)
#define BRG_VFIO_ATTACH _IO(VFIO_TYPE, VFIO_BASE + 19)
#define BRG_IOAS_ALLOC _IO(';', 0x81)

#endif
