/* SPDX-License-Identifier: GPL-2.0-or-later */
/* power.h - D3hot and back through configuration space, by any target. */
#ifndef BRG_STRESS_POWER_H
#define BRG_STRESS_POWER_H

#include "lib/target.h"

/** brg_power_cap - where the power management capability is.
 * Return: offset, 0 without one. */
unsigned int brg_power_cap(struct brg_target *t);

/** brg_power_set - to D0, or to D3hot. @cap: brg_power_cap().
 * Return: 0, -errno. */
int brg_power_set(struct brg_target *t, unsigned int cap, bool awake);

#endif
