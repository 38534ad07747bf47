/* SPDX-License-Identifier: GPL-2.0-or-later */
/* devices.h - bind, open and stamp the functions under stress. */
#ifndef BRG_STRESS_DEVICES_H
#define BRG_STRESS_DEVICES_H

#include "stress/settings.h"

/** brg_devices_select - addresses of the configured devices.
 * Return: 0, -EINVAL, -ENODEV... with @why. */
int brg_devices_select(const struct brg_settings *s,
		       char address[BRG_MAX_DEVS][32], unsigned int *nr,
		       char *why, size_t why_size);

/** brg_devices_open - bind to what @target needs, open, choose @lock, stamp.
 * @setup->nr_devs counts those that have been opened, also on failure.
 * Return: 0, -errno with @why. */
int brg_devices_open(struct brg_setup *setup, const struct brg_settings *s,
		     const char *target, const char *lock, bool force,
		     struct brg_arena *arena, char *why, size_t why_size);
void brg_devices_close(struct brg_setup *setup);

/** brg_devices_restore - drivers as they were found */
void brg_devices_restore(char address[BRG_MAX_DEVS][32], unsigned int nr);

#endif
