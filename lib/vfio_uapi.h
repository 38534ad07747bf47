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

/** struct brg_vfio_dmabuf - make a dma-buf of a BAR; the ioctl returns its fd
 * @region_index: BAR
 * @open_flags: of the new file
 * @flags: 0
 * @nr_ranges: of @ranges
 * @ranges: parts of the BAR, in whole pages
 *
 * Linux 6.19, include/uapi/linux/vfio.h.
 */
struct brg_vfio_dmabuf {
	__u32 region_index;
	__u32 open_flags;
	__u32 flags;
	__u32 nr_ranges;
	struct {
		__u64 offset;
		__u64 length;
	} ranges[];
};

#define BRG_VFIO_FEATURE_DMABUF 11

/** struct brg_ioas_map - map memory of this process
 * @size: sizeof(struct brg_ioas_map)
 * @flags: BRG_IOAS_*
 * @ioas_id: address space
 * @reserved: 0
 * @user_va: what to map
 * @length: of it, in bytes
 * @iova: where to
 */
struct brg_ioas_map {
	__u32 size;
	__u32 flags;
	__u32 ioas_id;
	__u32 reserved;
	__aligned_u64 user_va;
	__aligned_u64 length;
	__aligned_u64 iova;
};

/** struct brg_ioas_map_file - map a memfd, or since 7.0 a dma-buf of a BAR
 * @size: sizeof(struct brg_ioas_map_file)
 * @flags: BRG_IOAS_*
 * @ioas_id: address space
 * @fd: of the file
 * @start: where in it to begin
 * @length: in bytes
 * @iova: where to
 */
struct brg_ioas_map_file {
	__u32 size;
	__u32 flags;
	__u32 ioas_id;
	__s32 fd;
	__aligned_u64 start;
	__aligned_u64 length;
	__aligned_u64 iova;
};

/** struct brg_ioas_unmap - take mappings away
 * @size: sizeof(struct brg_ioas_unmap)
 * @ioas_id: address space
 * @iova: first byte
 * @length: in bytes; how much it was comes back in it
 */
struct brg_ioas_unmap {
	__u32 size;
	__u32 ioas_id;
	__aligned_u64 iova;
	__aligned_u64 length;
};

#define BRG_IOAS_FIXED		(1u << 0)
#define BRG_IOAS_WRITE		(1u << 1)
#define BRG_IOAS_READ		(1u << 2)

#define BRG_IOAS_MAP _IO(';', 0x85)
#define BRG_IOAS_UNMAP _IO(';', 0x86)
#define BRG_IOAS_MAP_FILE _IO(';', 0x8f)
#define BRG_VFIO_BIND _IO(VFIO_TYPE, VFIO_BASE + 18)
#define BRG_VFIO_ATTACH _IO(VFIO_TYPE, VFIO_BASE + 19)
#define BRG_IOAS_ALLOC _IO(';', 0x81)

#endif
