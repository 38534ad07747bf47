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
 * live PTE; none can appear until brg_unlock(). Exported dma-bufs are revoked
 * likewise (see exp.h for what bounds the wait).
 */
void brg_lock_and_zap(struct brg_dev *bdev);

/* Take memory_lock for write without emptying anything, and release it. */
void brg_lock(struct brg_dev *bdev);
void brg_unlock(struct brg_dev *bdev);

/* The only writer of brg_dev.state; state_lock and memory_lock held. */
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
 * brg_freeze - prepare to leave ENABLED by a command, which can be refused
 * @bdev: device
 *
 * No export can be mapped and no p2pmem allocated until brg_thaw().
 *
 * Context: as brg_exp_freeze().
 * Return: 0, or -EBUSY with nothing frozen: an export of policy "busy" is
 * mapped, or p2pmem is in use.
 */
int brg_freeze(struct brg_dev *bdev);
void brg_thaw(struct brg_dev *bdev);

/**
 * brg_memory_set - memory decoding on or off, in state and in hardware
 * @bdev: device, between brg_dev_enter() and brg_dev_exit()
 * @enable: wanted
 * @command: PCI_COMMAND bits other than PCI_COMMAND_MEMORY to write along
 * @mask: which of them
 *
 * Context: may sleep.
 * Return: 0; -EIO in D3hot, or when configuration space cannot be reached;
 * -EBUSY when it is to be disabled and brg_freeze() refuses.
 */
int brg_memory_set(struct brg_dev *bdev, bool enable, u16 command, u16 mask);

/**
 * brg_decode_on - let the kernel reach the BARs where user space may not
 * @bdev: device in D0, not RESETTING, state_lock held until brg_decode_restore()
 *
 * The state stays as it is, so no mapping is populated and no access allowed;
 * only the hardware decodes.
 *
 * Context: may sleep.
 * Return: whether it was off; for brg_decode_restore().
 */
bool brg_decode_on(struct brg_dev *bdev);
void brg_decode_restore(struct brg_dev *bdev, bool was_off);

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
