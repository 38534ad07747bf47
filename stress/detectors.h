/* SPDX-License-Identifier: GPL-2.0-or-later */
/* detectors.h - all that a finding can be by: invariants, and classes of messages
 * of the kernel. */
#ifndef BRG_STRESS_DETECTORS_H
#define BRG_STRESS_DETECTORS_H

#include <stdbool.h>
#include <stddef.h>

/** brg_detectors_check - are all names in @list, with commas, of detectors?
 * @why: if not, "cannot use NAME: ...". Return: 0, -EINVAL, -ENOMEM. */
int brg_detectors_check(const char *list, char *why, size_t size);

/** brg_detectors_among - is the name of @length characters in @list? */
bool brg_detectors_among(const char *list, const char *name, size_t length);

#endif
