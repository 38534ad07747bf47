/* SPDX-License-Identifier: GPL-2.0-only */
/* hot.h - reset of all functions that share a slot or a bus. */
#ifndef BRG_HOT_H
#define BRG_HOT_H

#include "dev.h"

/**
 * brg_hot_info - BRG_HOT_INFO: whom a hot reset of the function would hit
 * @bdev: device, between brg_dev_enter() and brg_dev_exit()
 * @info: in and out
 *
 * Context: may sleep.
 * Return: see struct brg_hot_info.
 */
int brg_hot_info(struct brg_dev *bdev, struct brg_hot_info *info);

/**
 * brg_hot_reset - BRG_HOT_RESET
 * @bdev: device, between brg_dev_enter() and brg_dev_exit()
 * @reset: request
 *
 * Several devices are locked here, and nowhere else: bind_lock and state_lock
 * of all but @bdev by trylock only, in bus order. memory_lock is held of one at
 * a time, and of none while the device locks are taken.
 *
 * Context: may sleep, for over a second.
 * Return: see struct brg_hot_reset.
 */
int brg_hot_reset(struct brg_dev *bdev, const struct brg_hot_reset *reset);

#endif /* BRG_HOT_H */
