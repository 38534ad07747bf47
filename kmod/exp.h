/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exp.h - BARs as dma-bufs that can be taken back.
 *
 * States of an export, changed by brg_exp_state_set() only:
 *
 *	LIVE ----> REVOKING ----> REVOKED      leaving ENABLED; closing; unbinding
 *	  ^           |              |
 *	  +-----------+--------------+         ENABLED again, not closed
 *
 *  - LIVE: importers may map.
 *  - REVOKING: they may not. Mappings exist, or are not known to be gone.
 *  - REVOKED: they may not, and no mapping exists.
 *
 * Whoever is about to make memory unusable freezes all exports of the device:
 * it counts in brg_exps.revokers, and nothing is LIVE while that is not 0. So
 * there is no gap between the last unmapping and the change of state, although
 * importers are told, and waited for, before memory_lock is taken: no fault
 * ever waits for an importer, nor can an importer whose unmapping waits for
 * mmap_lock wait for us.
 *
 * The wait is bounded (revoke_timeout_ms). An importer that is still mapped
 * when it ends is reported and counted, and its mapping stays: the kernel has
 * no way of taking it. From 7.1 on importers that say they cannot be revoked
 * are not let in; before, that cannot be known.
 *
 * CPUs that have mapped the dma-buf need no telling (exp_mmap.c): their entries
 * go under memory_lock, as those of the BAR do, and come back by faults.
 */
#ifndef BRG_EXP_H
#define BRG_EXP_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "barrage.h"

struct brg_dev;
struct dma_buf;
struct file;
struct vm_area_struct;
struct vm_operations_struct;

/**
 * struct brg_exps - the exports of a device
 * @lock: guards @list, @revokers, @nr_mmapped, and in each export @state,
 *	@notify, @closed, @late, @mmapped. A leaf
 * @list: struct brg_exp.node
 * @revokers: how many keep exports from being LIVE
 * @nr_mmapped: exports that exist and have been mapped by a CPU
 * @held: who holds memory_lock for write is one of these; guarded by
 *	memory_lock held for write
 * @p2pdma: the P2PDMA core knows the function; constant while bound
 * @unmapped: woken when an export loses its last mapping
 * @nr_exports: dma-bufs that exist
 * @nr_attachments: importers attached
 * @nr_maps: mappings that exist
 * @revokes: this and all below: see struct brg_export_stat
 * @notifications: same
 * @timeouts: same
 * @late_unmaps: same
 * @refused: same
 * @revoke_ns: same
 * @reached: functions of the same domain that a path is known to lead to
 */
struct brg_exps {
	spinlock_t lock;	/* list, revokers, nr_mmapped; see above */
	struct list_head list;
	unsigned int revokers;
	unsigned int nr_mmapped;
	bool held;
	bool p2pdma;
	wait_queue_head_t unmapped;
	atomic_t nr_exports;
	atomic_t nr_attachments;
	atomic_t nr_maps;
	atomic64_t revokes;
	atomic64_t notifications;
	atomic64_t timeouts;
	atomic64_t late_unmaps;
	atomic64_t refused;
	atomic64_t revoke_ns;
	DECLARE_BITMAP(reached, U16_MAX + 1);	/* by bus and devfn */
};

void brg_exps_init(struct brg_exps *exps);
/* From probe(): make the function one whose BARs can be mapped by P2PDMA. */
void brg_exps_probe(struct brg_dev *bdev);

/**
 * brg_exp_freeze - let no export be mapped until brg_exp_thaw()
 * @bdev: device
 *
 * Refuses if a mapped export has the policy "busy". For commands that can be
 * refused; brg_exp_revoke_all() does it for all others.
 *
 * Context: may sleep; takes the reservation locks of exports, one at a time.
 * Caller holds neither memory_lock of this device nor a reservation lock.
 * Return: 0, or -EBUSY with nothing frozen.
 */
int brg_exp_freeze(struct brg_dev *bdev);

/* Undo brg_exp_freeze(). Context: may sleep; takes memory_lock for read. */
void brg_exp_thaw(struct brg_dev *bdev);
/* The same with memory_lock held, for read or write. */
void brg_exp_thaw_locked(struct brg_dev *bdev);

/**
 * brg_exp_revoke_all - freeze, notify importers, wait until they have unmapped
 * @bdev: device
 *
 * Context: as brg_exp_freeze(). The caller takes memory_lock for write next and
 * then calls brg_exp_keep_frozen(); brg_exp_settle() is the end of it.
 */
void brg_exp_revoke_all(struct brg_dev *bdev);

/* Hand the freeze over to the holder of memory_lock (held for write). */
void brg_exp_keep_frozen(struct brg_dev *bdev);

/**
 * brg_exp_settle - make exports what the state of the device allows
 * @bdev: device, memory_lock held for write, about to be released
 *
 * Context: any; takes brg_exps.lock.
 */
void brg_exp_settle(struct brg_dev *bdev);

/**
 * brg_exp_close_file - revoke for ever what was exported through a file
 * @bdev: device of the file
 * @file: being released
 *
 * Context: may sleep, no longer than the stated bound; holds no lock.
 */
void brg_exp_close_file(struct brg_dev *bdev, const struct file *file);

/**
 * brg_exp_create - a dma-buf, not visible to anybody yet
 * @bdev: device, between brg_dev_enter() and brg_dev_exit()
 * @file: of the device; the export is revoked for ever when it is closed. NULL
 *	for none
 * @export: checked here but for size and flags; out_path and out_length are
 *	filled
 * @out: the dma-buf; dma_buf_put() gets rid of it
 *
 * Context: may sleep; copies from user space; takes memory_lock.
 * Return: 0, errors of struct brg_export.
 */
int brg_exp_create(struct brg_dev *bdev, const struct file *file,
		   struct brg_export *export, struct dma_buf **out);

/**
 * brg_exp_get_bar - the dma-buf that CPU mappings of a BAR go through
 * @bdev: device
 * @bar: index of a BAR that can be mapped
 *
 * Made if there is none, in any state of the device. Not for importers.
 *
 * Context: mmap_lock held; may sleep; takes memory_lock for read.
 * Return: with a reference; -ENOMEM, -ENFILE; -ENODEV once unbound.
 */
struct dma_buf *brg_exp_get_bar(struct brg_dev *bdev, u32 bar);

/**
 * brg_exp_zap - empty mappings of the device that go through a dma-buf
 * @bdev: device, memory_lock held for write
 */
void brg_exp_zap(struct brg_dev *bdev);

/**
 * brg_exp_zap_exported - empty what CPUs have mapped of exports themselves
 * @bdev: device, memory_lock held for write
 */
void brg_exp_zap_exported(struct brg_dev *bdev);

/* vm_ops of a VMA of an export, by which it is known */
extern const struct vm_operations_struct brg_exp_vm_ops;

/**
 * struct brg_exp_place - where in a BAR an address of such a VMA lies
 * @bar: index
 * @offset: of that byte
 * @length: bytes from there, contiguous, in range and VMA
 * @pfn: frame
 * @closed: nobody gets at it any more
 */
struct brg_exp_place {
	u32 bar;
	u64 offset;
	u64 length;
	unsigned long pfn;
	bool closed;
};

/**
 * brg_exp_find - from an address to a place in a BAR
 * @vma: has brg_exp_vm_ops
 * @address: in it
 * @place: result
 *
 * Takes as long as there are ranges before it.
 *
 * Context: mmap_lock or the VMA lock held.
 */
void brg_exp_find(const struct vm_area_struct *vma, unsigned long address,
		  struct brg_exp_place *place);

/** brg_exp_stat - fill the out_ fields. Context: any. */
void brg_exp_stat(struct brg_dev *bdev, struct brg_export_stat *stat);

#endif /* BRG_EXP_H */
