/* SPDX-License-Identifier: GPL-2.0-or-later */
/* features.h - what a device and its target can, and what has to be left out. */
#ifndef BRG_STRESS_FEATURES_H
#define BRG_STRESS_FEATURES_H

#include "stress/settings.h"

/** brg_features_find - of an open device, for the needs of operations */
unsigned int brg_features_find(struct brg_device *dev,
			       const struct brg_setup *setup);

/** brg_features_apply - weights of operations and pairs whose needs no
 * device meets become 0, in every phase. @skipped: gets
 * "NAME (needs ...)" for each, comma-separated. */
void brg_features_apply(struct brg_setup *setup, char *skipped, size_t size);

#endif
