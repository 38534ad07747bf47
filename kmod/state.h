/* SPDX-License-Identifier: GPL-2.0-only */
/* state.h - the one place where a device changes its state. */
#ifndef BRG_STATE_H
#define BRG_STATE_H

#include "dev.h"

/**
 * brg_lock_and_zap - empty every mapping and take memory_lock for write
 * @bdev: device
 *
 * Context: may sleep; caller holds none of mmap_lock, vma_lock, memory_lock.
 * On return memory_lock is held for write and no mapping of the device has a
 * live PTE; none can appear until brg_unlock().
 */
void brg_lock_and_zap(struct brg_dev *bdev);

/* Take memory_lock for write without emptying anything, and release it. */
void brg_lock(struct brg_dev *bdev);
void brg_unlock(struct brg_dev *bdev);

/* The only writer of brg_dev.state; memory_lock held for write. */
void brg_state_set(struct brg_dev *bdev, enum brg_state state);

/**
 * brg_unlock_enabled - brg_unlock(), and let the strategy know that memory is
 * enabled, if it is
 * @bdev: device, memory_lock held for write
 *
 * Context: may sleep.
 */
void brg_unlock_enabled(struct brg_dev *bdev);

/**
 * brg_memory_set - memory decoding on or off, in state and in hardware
 * @bdev: device, between brg_dev_enter() and brg_dev_exit()
 * @enable: wanted
 * @command: PCI_COMMAND bits other than PCI_COMMAND_MEMORY to write along
 * @mask: which of them
 *
 * Context: may sleep.
 * Return: 0; -EIO when configuration space cannot be reached.
 */
int brg_memory_set(struct brg_dev *bdev, bool enable, u16 command, u16 mask);

/**
 * brg_accessible - may the BARs be accessed?
 * @bdev: device
 *
 * Context: memory_lock held.
 * Return: 0, -EIO while disabled, -ENODEV when gone.
 */
static inline int brg_accessible(const struct brg_dev *bdev)
{
	brg_assert_locked(&bdev->memory_lock);
	if (likely(bdev->state == BRG_STATE_ENABLED))
		return 0;
	return bdev->state == BRG_STATE_GONE ? -ENODEV : -EIO;
}

#endif /* BRG_STATE_H */
