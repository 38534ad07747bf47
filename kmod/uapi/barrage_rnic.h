/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * barrage_rnic.h - what the soft RDMA device adds to verbs.
 *
 * Everything else goes through the kernel's own uverbs interface, and so
 * through an unmodified libibverbs. These methods are called by the ioctl
 * RDMA_VERBS_IOCTL on the device's open file, next to the standard ones.
 */
#ifndef _UAPI_BARRAGE_RNIC_H
#define _UAPI_BARRAGE_RNIC_H

#include <linux/types.h>
#include <rdma/ib_user_ioctl_cmds.h>

/* Not from 0: an EFA provider that believes in us knows a method of its own. */
#define BRG_RNIC_ID(n)	((1U << UVERBS_ID_NS_SHIFT) + 4 + (n))

/**
 * enum brg_rnic_mode - how a dma-buf is held by a memory region
 * @BRG_RNIC_DYNAMIC: the exporter may take it away and give it back: unmapped
 *	when notified, mapped again at the next use
 * @BRG_RNIC_PINNED: pinned for good; an exporter that revokes refuses this
 *	where the kernel lets it tell
 * @BRG_RNIC_PINNED_REVOCABLE: pinned, but the exporter may take it away once
 *	and for all; the region stays, useless, until it is deregistered
 *
 * 0 is no mode, so that an unset field shows.
 */
enum brg_rnic_mode {
	BRG_RNIC_DYNAMIC = 1,
	BRG_RNIC_PINNED = 2,
	BRG_RNIC_PINNED_REVOCABLE = 3,
};

/**
 * enum brg_rnic_state - whether a region reaches its bytes
 * @BRG_RNIC_MAPPED: it does
 * @BRG_RNIC_UNMAPPED: not at present; the next use maps it if it can
 * @BRG_RNIC_REVOKED: never again
 */
enum brg_rnic_state {
	BRG_RNIC_MAPPED = 1,
	BRG_RNIC_UNMAPPED = 2,
	BRG_RNIC_REVOKED = 3,
};

/* Methods of UVERBS_OBJECT_DEVICE */
enum brg_rnic_device_method {
	BRG_RNIC_METHOD_MODE = BRG_RNIC_ID(0),
};

/* Methods of UVERBS_OBJECT_MR */
enum brg_rnic_mr_method {
	BRG_RNIC_METHOD_TRANSFER = BRG_RNIC_ID(0),
	BRG_RNIC_METHOD_MR_INFO = BRG_RNIC_ID(1),
};

/**
 * enum brg_rnic_mode_attr - BRG_RNIC_METHOD_MODE
 * @BRG_RNIC_ATTR_MODE: in, __u64, enum brg_rnic_mode: how dma-bufs that this
 *	context registers from now on are held. The module parameter "mode"
 *	until then.
 *
 * Errors: -EINVAL no such mode; -EOPNOTSUPP not on this kernel.
 */
enum brg_rnic_mode_attr {
	BRG_RNIC_ATTR_MODE = BRG_RNIC_ID(0),
};

/**
 * enum brg_rnic_opcode - which way bytes go, and the access flags it takes
 * @BRG_RNIC_WRITE: local to remote; remote: REMOTE_WRITE
 * @BRG_RNIC_READ: remote to local; remote: REMOTE_READ, local: LOCAL_WRITE
 */
enum brg_rnic_opcode {
	BRG_RNIC_WRITE = 1,
	BRG_RNIC_READ = 2,
};

/**
 * struct brg_rnic_transfer - what to move between two regions
 * @opcode: enum brg_rnic_opcode
 * @reserved: 0
 * @local: address in the local region, as an RDMA device takes it: from the
 *	region's iova
 * @remote: address in the remote region
 * @length: bytes; at least 1
 */
struct brg_rnic_transfer {
	__u32 opcode;
	__u32 reserved;
	__aligned_u64 local;
	__aligned_u64 remote;
	__aligned_u64 length;
};

/**
 * enum brg_rnic_transfer_attr - BRG_RNIC_METHOD_TRANSFER: move bytes by CPU
 * @BRG_RNIC_ATTR_LOCAL: in, handle of a memory region of this context
 * @BRG_RNIC_ATTR_REMOTE: in, another, or the same
 * @BRG_RNIC_ATTR_TRANSFER: in, struct brg_rnic_transfer
 *
 * The driver goes through the addresses that were mapped for the device, as
 * the IOMMU translates them, and nothing else it might know of the buffer. A
 * region of which an address is not translated is -EFAULT.
 *
 * Errors: -EINVAL; -EACCES access flags of a region do not allow it; -ERANGE
 * beyond a region; -ENODEV its buffer is revoked now; -ESTALE it was revoked
 * for good; -EFAULT; -ENOMEM; -EINTR. Bytes before the failure have moved.
 */
enum brg_rnic_transfer_attr {
	BRG_RNIC_ATTR_LOCAL = BRG_RNIC_ID(0),
	BRG_RNIC_ATTR_REMOTE = BRG_RNIC_ID(1),
	BRG_RNIC_ATTR_TRANSFER = BRG_RNIC_ID(2),
};

/**
 * struct brg_rnic_mr_info - how a region stands
 * @mode: enum brg_rnic_mode; 0 for host memory
 * @state: enum brg_rnic_state
 * @segments: contiguous ranges of device addresses it consists of now
 * @reserved: 0
 * @attach_ns: part of the registration that found and attached the buffer; of
 *	host memory: that pinned and mapped it, which the kernel does in one
 * @map_ns: that mapped it for the device, 0 for host memory
 * @table_ns: that built the table of segments, which stands for what a real
 *	device does with the addresses
 * @maps: how often it was mapped, first time included
 * @invalidations: how often it was unmapped because the exporter said so
 */
struct brg_rnic_mr_info {
	__u32 mode;
	__u32 state;
	__u32 segments;
	__u32 reserved;
	__aligned_u64 attach_ns;
	__aligned_u64 map_ns;
	__aligned_u64 table_ns;
	__aligned_u64 maps;
	__aligned_u64 invalidations;
};

/**
 * enum brg_rnic_mr_info_attr - BRG_RNIC_METHOD_MR_INFO
 * @BRG_RNIC_ATTR_INFO_MR: in, handle of a memory region of this context
 * @BRG_RNIC_ATTR_INFO: out, struct brg_rnic_mr_info
 */
enum brg_rnic_mr_info_attr {
	BRG_RNIC_ATTR_INFO_MR = BRG_RNIC_ID(0),
	BRG_RNIC_ATTR_INFO = BRG_RNIC_ID(1),
};

#endif /* _UAPI_BARRAGE_RNIC_H */
