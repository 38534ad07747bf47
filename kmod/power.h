/* SPDX-License-Identifier: GPL-2.0-only */
/* power.h - D0 and D3hot, by command or by the power management capability. */
#ifndef BRG_POWER_H
#define BRG_POWER_H

#include "dev.h"

/**
 * brg_power_set - put the function to sleep, or wake it
 * @bdev: device, between brg_dev_enter() and brg_dev_exit()
 * @power: 0 for D0, 3 for D3hot
 *
 * Asleep, no mapping has a live PTE and no access is allowed. What is lost in
 * D3hot (PCI PM 1.2, 5.4.1) is restored on the way back: configuration space
 * and the MSI-X table.
 *
 * Context: may sleep; takes state_lock, and memory_lock but for the transition
 * itself.
 * Return: 0; -EOPNOTSUPP without the capability, -EINVAL for another state,
 * -EIO when the function does not follow, -EBUSY when it is to sleep and an
 * export of policy "busy" is mapped.
 */
int brg_power_set(struct brg_dev *bdev, unsigned int power);

/**
 * brg_power_wake - to D0 if it is asleep
 * @bdev: device, state_lock held
 *
 * Context: may sleep; takes memory_lock.
 * Return: 0 or -EIO.
 */
int brg_power_wake(struct brg_dev *bdev);

#endif /* BRG_POWER_H */
