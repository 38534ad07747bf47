/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * strategy.h - how mappings of a BAR are populated and torn down.
 *
 * A strategy is one file fault_<name>.c with one const struct brg_strategy,
 * listed in strategy.c. What all have in common is in mmap.c.
 */
#ifndef BRG_STRATEGY_H
#define BRG_STRATEGY_H

#include <linux/mm.h>

#include "dev.h"

/**
 * struct brg_strategy - one way of mapping a BAR
 * @name: what user space asks for
 * @summary: one line: how it populates and how it tears down
 * @note: how this kernel makes it deviate, or why it cannot; NULL if neither
 * @supported: false where @note says why not
 * @param_min: least value of the parameter, a power of 2; this and the next
 *	  two are 0 for a strategy without one. The one in force is in
 *	  brg_dev.param
 * @param_max: greatest value, a power of 2
 * @param_default: what it begins with
 * @steers: mmap() without an address gets one that huge entries fit
 * @vm_ops: open, close and fault handlers. open and close must count through
 *          brg_vma_opened() and brg_vma_closed().
 * @mmap: called by mmap() with mmap_lock held for write and nothing of ours,
 *        the VMA complete but not yet linked, hence invisible to
 *        unmap_mapping_range(). Return 0 or -errno. Optional.
 * @lock_and_zap: see brg_lock_and_zap(). Guarantees on return: memory_lock is
 *        held for write, no VMA of the device has a live PTE.
 * @enabled: memory has become enabled; called with state_lock held at most, maybe
 *        late: check the state again. Optional.
 */
struct brg_strategy {
	const char *name;
	const char *summary;
	const char *note;
	bool supported;
	u32 param_min, param_max, param_default;
	bool steers;
	const struct vm_operations_struct *vm_ops;
	int (*mmap)(struct brg_dev *bdev, struct vm_area_struct *vma);
	void (*lock_and_zap)(struct brg_dev *bdev);
	void (*enabled)(struct brg_dev *bdev);
};

extern const struct brg_strategy brg_strategy_eager;
extern const struct brg_strategy brg_strategy_vma_list;
extern const struct brg_strategy brg_strategy_page;
extern const struct brg_strategy brg_strategy_page_vmalock;
extern const struct brg_strategy brg_strategy_whole;
extern const struct brg_strategy brg_strategy_huge;
extern const struct brg_strategy brg_strategy_transition;
extern const struct brg_strategy brg_strategy_around;
extern const struct brg_strategy brg_strategy_adaptive;
extern const struct brg_strategy brg_strategy_dmabuf;

/* What a device starts with: works on every kernel, costs no surprise. */
#define BRG_STRATEGY_DEFAULT (&brg_strategy_page)

unsigned int brg_strategy_count(void);
/* By index; NULL past the last. */
const struct brg_strategy *brg_strategy_at(unsigned int index);

/**
 * brg_strategy_select - switch a device to another strategy
 * @bdev: device
 * @name: NUL-terminated
 * @param: parameter, 0 for its default
 *
 * Context: may sleep; takes memory_lock.
 * Return: 0, -ENOENT unknown, -EOPNOTSUPP not on this kernel, -ERANGE for a
 * parameter out of range or where there is none, -EBUSY mapped.
 */
int brg_strategy_select(struct brg_dev *bdev, const char *name, u32 param);

/*
 * brg_strategy.lock_and_zap by way of the device's address space: finds every
 * VMA without a list, needs no mmap_lock.
 */
void brg_zap_by_mapping(struct brg_dev *bdev);
/* ... with memory_lock held for write already */
void brg_zap_locked(struct brg_dev *bdev);

#endif /* BRG_STRATEGY_H */
