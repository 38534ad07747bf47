/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reset.h - what every kind of function reset has to keep. */
#ifndef BRG_STRESS_RESET_H
#define BRG_STRESS_RESET_H

#include "stress/actor.h"

/** brg_reset_and_compare - run @reset and hold configuration space before it
 * against after it, when nobody else changes it meanwhile.
 * Return: what @reset returned. */
int brg_reset_and_compare(struct brg_actor *a, struct brg_device *dev,
			  int (*reset)(struct brg_target *t));

#endif
