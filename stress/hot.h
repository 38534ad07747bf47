/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hot.h - reset of a slot or bus, through the driver's command or vfio-pci's. */
#ifndef BRG_STRESS_HOT_H
#define BRG_STRESS_HOT_H

#include "stress/setup.h"

/** brg_hot_find - BRG_NEED_HOT_RESET for each device of which every function
 * that a reset would hit is under stress, too */
void brg_hot_find(struct brg_setup *setup);

/** brg_hot_hit - which devices a reset of @dev would hit, itself included.
 * @t: of @dev; @index: their indices. Return: how many; 0 when that cannot be
 * said, or one is not under stress. */
unsigned int brg_hot_hit(const struct brg_setup *setup, struct brg_target *t,
			 unsigned int index[BRG_MAX_DEVS]);

/** brg_hot_reset - @other: files of @nr_other other functions hit.
 * Return: 0, -errno. */
int brg_hot_reset(struct brg_target *t, const int32_t *other, uint32_t nr_other);

#endif
