/* SPDX-License-Identifier: GPL-2.0-or-later */
/* disturb.h - take a device's memory away and give it back, accounted for. */
#ifndef BRG_STRESS_DISTURB_H
#define BRG_STRESS_DISTURB_H

#include "stress/actor.h"

/** brg_disturb_off_on - memory off and on by @set, with a look at every
 * witness while it is off and after it has returned
 * @set: Return: 0 or -errno
 * Return: 0; -ECANCELED when somebody else has the window; -errno of @set. */
int brg_disturb_off_on(struct brg_actor *a, struct brg_device *dev,
		       int (*set)(struct brg_target *t, bool enable));

/** brg_disturb_sleep - the same by D3hot, which also a reset would end: then it
 * is not known when memory was off. */
int brg_disturb_sleep(struct brg_actor *a, struct brg_device *dev,
		      int (*set)(struct brg_target *t, bool enable));

/** brg_disturb_empty - run @empty, which leaves mappings of the device empty
 * @dev: with memory on or off
 * Return: what @empty returned. */
int brg_disturb_empty(struct brg_actor *a, struct brg_device *dev,
		      struct brg_target *t, int (*empty)(struct brg_target *t));

/** brg_disturb_reset - the same with a @reset, whose end may find the function
 * awake that was asleep.
 * Return: what @reset returned; -ECANCELED while it has to stay asleep. */
int brg_disturb_reset(struct brg_actor *a, struct brg_device *dev,
		      struct brg_target *t, int (*reset)(struct brg_target *t));

/** brg_disturb_reset_begin - count a reset of @dev, so that it is not taken for
 * asleep meanwhile. Return: false while it has to stay asleep. */
bool brg_disturb_reset_begin(struct brg_actor *a, struct brg_device *dev);
void brg_disturb_reset_end(struct brg_actor *a, struct brg_device *dev);

/** brg_disturb_repair - a worker was killed: end what it had begun
 * @worker: its id; its process has been reaped
 * Context: the supervisor. */
void brg_disturb_repair(struct brg_actor *a, unsigned int worker);

/**
 * brg_disturb_binding - take the driver away under everybody, and bring it back
 * @again: does both; the window is owned, and a blur, meanwhile
 * @title: of the finding if it fails
 *
 * Context: a worker. Return: 0, -ECANCELED another owns the window, -EBUSY
 * somebody has mapped before the strategy was chosen, what @again says.
 */
int brg_disturb_binding(struct brg_actor *a, struct brg_device *dev,
			int (*again)(struct brg_device *dev), const char *title);

/** brg_device_rebind - bound to barrage again, with strategy and lock as set
 * up. Context: the caller owns the window, or no worker runs.
 * Return: 0, -errno. */
int brg_device_rebind(struct brg_device *dev, bool unbind_first);

/** brg_device_rescan - removed from the bus, found and bound again, set up as
 * by brg_device_rebind(). Context and return: as that. */
int brg_device_rescan(struct brg_device *dev);

#endif
