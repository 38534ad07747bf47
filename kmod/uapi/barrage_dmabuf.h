/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * barrage_dmabuf.h - commands that hand BARs to other devices as dma-bufs, and
 * take them back. Part of barrage.h, which includes it.
 */
#ifndef _UAPI_BARRAGE_DMABUF_H
#define _UAPI_BARRAGE_DMABUF_H

#include <linux/types.h>

/**
 * struct brg_range - part of a BAR or of a dma-buf
 * @offset: bytes from its start
 * @length: bytes
 */
struct brg_range {
	__aligned_u64 offset;
	__aligned_u64 length;
};

/**
 * enum brg_p2p - what becomes of an importer that the BAR cannot be reached by
 * @BRG_P2P_STRICT: its attachment is refused where pci_p2pdma_distance() knows
 *	no path. Needs a kernel with CONFIG_PCI_P2PDMA
 * @BRG_P2P_WARN: it is let in, with a line in the kernel log
 * @BRG_P2P_OFF: nobody asks
 */
enum brg_p2p {
	BRG_P2P_STRICT = 1,
	BRG_P2P_WARN = 2,
	BRG_P2P_OFF = 3,
};

/**
 * enum brg_export_policy - when a reset or the like meets importers' mappings
 * @BRG_POLICY_REVOKE: they are told to go, and waited for
 * @BRG_POLICY_BUSY: commands are refused with -EBUSY while there are any. What
 *	cannot be refused (unbinding, resets of other origin) revokes
 * @BRG_POLICY_WAIT: they are waited for first, for half of the time that a
 *	revocation may take, and told to go only then
 */
enum brg_export_policy {
	BRG_POLICY_REVOKE = 1,
	BRG_POLICY_BUSY = 2,
	BRG_POLICY_WAIT = 3,
};

/**
 * enum brg_export_path - how an importer gets its DMA addresses
 * @BRG_PATH_RESOURCE: dma_map_resource() of each range, on every kernel
 * @BRG_PATH_P2PDMA: dma_buf_phys_vec_to_sgt(), which takes the route through a
 *	switch where there is one; kernels that have it
 */
enum brg_export_path {
	BRG_PATH_RESOURCE = 1,
	BRG_PATH_P2PDMA = 2,
};

#define BRG_EXPORT_MAX_RANGES	4096

/**
 * struct brg_export - BRG_EXPORT: a dma-buf of a BAR, or of parts of it
 * @size: sizeof(struct brg_export)
 * @flags: 0
 * @bar: index of the BAR
 * @nr_ranges: at most BRG_EXPORT_MAX_RANGES; 0 for the whole BAR
 * @ranges: user pointer to that many struct brg_range, in the order in which
 *	the dma-buf holds them; each of whole pages, none overlapping another
 * @p2p: enum brg_p2p
 * @policy: enum brg_export_policy
 * @path: enum brg_export_path, or 0 for the best that this kernel can do
 * @open_flags: of the new file: O_CLOEXEC, O_RDONLY or O_RDWR
 * @out_fd: the dma-buf
 * @out_path: path chosen
 * @out_length: bytes of it
 *
 * Importers can map it while memory is enabled. When memory stops being so,
 * and at BRG_ZAP, mappings are revoked; when it is enabled again, importers may
 * map again. Closing the file of the device that the export was made through,
 * and unbinding, revoke it for ever; the dma-buf itself lives on.
 *
 * Revocation waits for importers no longer than the module parameter
 * revoke_timeout_ms in all.
 *
 * The dma-buf can be mapped shared by mmap(), readable or, if open_flags said
 * O_RDWR, writable, in any state of the function. While importers could not map
 * it for the state of memory, and for ever once it is closed or unbound, a touch
 * is SIGBUS; the wait for importers comes first and keeps no touch out. EINVAL
 * for a mapping that is private or goes beyond the end, EACCES for one that
 * wants more than open_flags, ENODEV once revoked for ever.
 *
 * Errors: -EFAULT, -E2BIG; -EINVAL for an unknown value, a range that is empty
 * or not of whole pages; -ERANGE for one beyond the BAR; -EEXIST for one that
 * overlaps another; -EMSGSIZE for too many; -ENXIO for a BAR that is absent,
 * not memory or smaller than a page; -EOPNOTSUPP for a path or a check that the
 * kernel cannot do; -EIO while memory is disabled; -EMFILE; -ENOMEM; -ENODEV.
 *
 * Errors of dma_buf_attach(): -EOPNOTSUPP for an importer that cannot do
 * peer-to-peer, or that cannot be revoked; -EXDEV for one without a path;
 * -ENODEV while revoked.
 */
struct brg_export {
	__u32 size;
	__u32 flags;
	__u32 bar;
	__u32 nr_ranges;
	__aligned_u64 ranges;
	__u32 p2p;
	__u32 policy;
	__u32 path;
	__u32 open_flags;
	__s32 out_fd;
	__u32 out_path;
	__aligned_u64 out_length;
};

/**
 * struct brg_export_stat - BRG_EXPORT_STAT: exports of a function
 * @size: sizeof(struct brg_export_stat)
 * @flags: 0
 * @out_exports: dma-bufs that exist now
 * @out_live: of these, how many can be mapped
 * @out_revoking: of these, how many are revoked and still mapped
 * @out_attachments: importers attached now
 * @out_mappings: mappings that exist now
 * @out_paths: bit (1 << enum brg_export_path) of each the kernel can do
 * @out_revokes: revocations so far, of any number of exports at once
 * @out_notifications: exports whose importers have been told to go
 * @out_timeouts: exports still mapped when the wait ended
 * @out_late_unmaps: mappings that went after that
 * @out_refused: attachments and mappings refused
 * @out_revoke_ns: duration of the last revocation: from the first notification
 *	until the last mapping was gone or the wait ended (CLOCK_MONOTONIC)
 *
 * Errors: -EFAULT, -E2BIG, -EINVAL; -ENODEV.
 */
struct brg_export_stat {
	__u32 size;
	__u32 flags;
	__u32 out_exports;
	__u32 out_live;
	__u32 out_revoking;
	__u32 out_attachments;
	__u32 out_mappings;
	__u32 out_paths;
	__aligned_u64 out_revokes;
	__aligned_u64 out_notifications;
	__aligned_u64 out_timeouts;
	__aligned_u64 out_late_unmaps;
	__aligned_u64 out_refused;
	__aligned_u64 out_revoke_ns;
};

/**
 * enum brg_import_mode - what an importer can do
 * @BRG_IMPORT_DYNAMIC: maps when asked, unmaps when told to go, may map again
 * @BRG_IMPORT_REVOCABLE: pins at attachment, unmaps when told to go, and never
 *	maps again
 * @BRG_IMPORT_PINNED: pins at attachment and cannot be told to go
 * @BRG_IMPORT_STATIC: dma_buf_attach(): neither peer-to-peer nor notifications
 * @BRG_IMPORT_NO_P2P: as dynamic, without peer-to-peer
 */
enum brg_import_mode {
	BRG_IMPORT_DYNAMIC = 1,
	BRG_IMPORT_REVOCABLE = 2,
	BRG_IMPORT_PINNED = 3,
	BRG_IMPORT_STATIC = 4,
	BRG_IMPORT_NO_P2P = 5,
};

/**
 * enum brg_import_manner - how an importer takes a notification
 * @BRG_MANNER_PROMPT: unmaps at once
 * @BRG_MANNER_SLOW: unmaps after a delay
 * @BRG_MANNER_NEVER: keeps its mapping
 * @BRG_MANNER_REMAP: unmaps at once and tries to map again until it can
 */
enum brg_import_manner {
	BRG_MANNER_PROMPT = 1,
	BRG_MANNER_SLOW = 2,
	BRG_MANNER_NEVER = 3,
	BRG_MANNER_REMAP = 4,
};

#define BRG_IMPORT_MAX_DELAY_MS	60000

/**
 * struct brg_import_attach - BRG_IMPORT_ATTACH: attach the function to a dma-buf
 * @size: sizeof(struct brg_import_attach)
 * @flags: 0
 * @fd: any dma-buf, of any exporter
 * @mode: enum brg_import_mode
 * @manner: enum brg_import_manner; BRG_MANNER_PROMPT for modes that are not
 *	notified
 * @delay_ms: of BRG_MANNER_SLOW, at most BRG_IMPORT_MAX_DELAY_MS; else 0
 * @dma_bits: width of DMA addresses that the function claims from now on, for
 *	every attachment of it: 24 to 64; 0 leaves it
 * @out_id: of the attachment, for the commands below
 * @out_length: bytes of the dma-buf
 *
 * The attachment belongs to the open file: others know no such id, and closing
 * the file detaches, as does unbinding.
 *
 * Errors: -EFAULT, -E2BIG, -EINVAL; -EBADF for no file; -EINVAL for a file that
 * is no dma-buf; -EIO for a width the platform cannot do; -ENOMEM; what the
 * exporter answers; -ENODEV.
 */
struct brg_import_attach {
	__u32 size;
	__u32 flags;
	__s32 fd;
	__u32 mode;
	__u32 manner;
	__u32 delay_ms;
	__u32 dma_bits;
	__u32 out_id;
	__aligned_u64 out_length;
};

/**
 * struct brg_import_id - argument of commands on an attachment
 * @size: sizeof(struct brg_import_id)
 * @flags: 0
 * @id: brg_import_attach.out_id
 * @reserved: 0
 *
 * BRG_IMPORT_DETACH: unmaps if need be. BRG_IMPORT_UNMAP. Errors: -EFAULT,
 * -E2BIG, -EINVAL; -ENOENT for an unknown id; -ENOTCONN (unmap) when it is not
 * mapped; -ENODEV.
 */
struct brg_import_id {
	__u32 size;
	__u32 flags;
	__u32 id;
	__u32 reserved;
};

/* enum brg_direction - of DMA, as the importer declares it */
enum brg_direction {
	BRG_DIRECTION_BOTH = 1,
	BRG_DIRECTION_TO_DEVICE = 2,
	BRG_DIRECTION_FROM_DEVICE = 3,
};

/**
 * struct brg_import_map - BRG_IMPORT_MAP: map an attachment for DMA
 * @size: sizeof(struct brg_import_map)
 * @flags: 0
 * @id: brg_import_attach.out_id
 * @direction: enum brg_direction
 * @out_nr_segments: pieces of it in DMA space
 * @reserved: 0
 *
 * Errors: -EFAULT, -E2BIG, -EINVAL; -ENOENT for an unknown id; -EISCONN when it
 * is mapped; -EKEYREVOKED when a revocable importer was told to go; what the
 * exporter answers (-ENODEV while revoked); -ENODEV.
 */
struct brg_import_map {
	__u32 size;
	__u32 flags;
	__u32 id;
	__u32 direction;
	__u32 out_nr_segments;
	__u32 reserved;
};

/**
 * struct brg_segment - piece of a mapping
 * @address: DMA address
 * @length: bytes
 */
struct brg_segment {
	__aligned_u64 address;
	__aligned_u64 length;
};

enum brg_import_state {
	BRG_IMPORT_UNMAPPED = 1,
	BRG_IMPORT_MAPPED = 2,
	BRG_IMPORT_REVOKED = 3,
};

/**
 * struct brg_import_query - BRG_IMPORT_QUERY: how an attachment stands
 * @size: sizeof(struct brg_import_query)
 * @flags: 0
 * @id: brg_import_attach.out_id
 * @first: segment to begin with
 * @segments: user pointer to @nr_segments struct brg_segment, filled as far as
 *	there are so many
 * @nr_segments: at most BRG_EXPORT_MAX_RANGES
 * @out_nr_segments: of the mapping, 0 while there is none
 * @out_state: enum brg_import_state
 * @out_notifications: times it was told to go
 * @out_remaps: times it mapped again by itself (BRG_MANNER_REMAP)
 * @out_refusals: times it tried to and could not
 * @out_length: sum over the segments
 *
 * Errors: -EFAULT, -E2BIG, -EINVAL; -ENOENT for an unknown id; -EMSGSIZE for
 * too many segments; -ENOMEM; -ENODEV.
 */
struct brg_import_query {
	__u32 size;
	__u32 flags;
	__u32 id;
	__u32 first;
	__aligned_u64 segments;
	__u32 nr_segments;
	__u32 out_nr_segments;
	__u32 out_state;
	__u32 out_notifications;
	__u32 out_remaps;
	__u32 out_refusals;
	__aligned_u64 out_length;
};

/**
 * struct brg_import_stat - BRG_IMPORT_STAT: what a function imports
 * @size: sizeof(struct brg_import_stat)
 * @flags: 0
 * @out_attachments: now
 * @out_mappings: now
 *
 * Errors: -EFAULT, -E2BIG, -EINVAL; -ENODEV.
 */
struct brg_import_stat {
	__u32 size;
	__u32 flags;
	__u32 out_attachments;
	__u32 out_mappings;
};

#define BRG_IMPORT_MAX_COPY	2048

/**
 * struct brg_import_copy - BRG_IMPORT_COPY: move bytes by the function's own DMA
 * @size: sizeof(struct brg_import_copy)
 * @flags: 0
 * @id: brg_import_attach.out_id; mapped
 * @direction: BRG_DIRECTION_FROM_DEVICE: from user memory into the dma-buf;
 *	BRG_DIRECTION_TO_DEVICE: from the dma-buf into user memory. The device
 *	in question is the one that does the DMA
 * @offset: into the dma-buf, multiple of 4
 * @user: user pointer
 * @length: bytes, multiple of 4, at most BRG_IMPORT_MAX_COPY
 * @reserved: 0
 *
 * For functions with a DMA engine that the driver knows: QEMU's edu. Every
 * byte passes through it twice, to and from memory of its own.
 *
 * Errors: -EFAULT, -E2BIG, -EINVAL; -ENOENT for an unknown id; -ENOTCONN when
 * it is not mapped; -ERANGE beyond the dma-buf; -EOPNOTSUPP for a function
 * without a known engine; -EIO while its memory is disabled; -ETIMEDOUT when
 * the engine does not finish; -ENOMEM; -ENODEV.
 */
struct brg_import_copy {
	__u32 size;
	__u32 flags;
	__u32 id;
	__u32 direction;
	__aligned_u64 offset;
	__aligned_u64 user;
	__u32 length;
	__u32 reserved;
};

#define BRG_EXPORT		_IO(BRG_IOC_TYPE, 0x20)
#define BRG_EXPORT_STAT		_IO(BRG_IOC_TYPE, 0x21)
#define BRG_IMPORT_ATTACH	_IO(BRG_IOC_TYPE, 0x24)
#define BRG_IMPORT_DETACH	_IO(BRG_IOC_TYPE, 0x25)
#define BRG_IMPORT_MAP		_IO(BRG_IOC_TYPE, 0x26)
#define BRG_IMPORT_UNMAP	_IO(BRG_IOC_TYPE, 0x27)
#define BRG_IMPORT_QUERY	_IO(BRG_IOC_TYPE, 0x28)
#define BRG_IMPORT_STAT		_IO(BRG_IOC_TYPE, 0x29)
#define BRG_IMPORT_COPY		_IO(BRG_IOC_TYPE, 0x2a)

#endif /* _UAPI_BARRAGE_DMABUF_H */
