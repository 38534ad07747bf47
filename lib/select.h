/* SPDX-License-Identifier: GPL-2.0-or-later */
/* select.h - from what a person writes to the address of a PCI function. */
#ifndef BRG_LIB_SELECT_H
#define BRG_LIB_SELECT_H

#include <stddef.h>

struct brg_topology;

/**
 * brg_select_device - find the function that @text means
 * @text: an address ("0000:01:00.0", "01:00.0"); vendor and device with an
 *        optional index from 0 ("1af4:1110", "1af4:1110#1"); "role:NAME", a
 *        line "NAME ADDRESS" of the file named by $BARRAGE_ROLES; or "auto":
 *        what $BARRAGE_DEVICE says, else the only function that no driver
 *        uses and that has a prefetchable memory BAR of 1 MiB or more
 * @address: canonical address, written on success only
 * @why: on failure one sentence with object, cause and remedy
 *
 * Return: 0; -EINVAL for text of no such form or an ambiguous one; -ENODEV
 * when nothing matches; -errno of reading roles or sysfs.
 */
int brg_select_device(const char *text, char address[32], char *why,
		      size_t why_size);

/**
 * brg_select_peer - find a function to work with the one at @of
 * @text: "same-switch", "same-host-bridge", "same-socket" or "other-socket": the
 *        first function of @driver that is so far from @of by hwloc and no
 *        nearer; or what brg_select_device() takes
 * @topology: of this machine, or NULL to look now
 * @driver: name of the driver it has to be bound to
 *
 * Return: 0; -ENODEV where no function is there, with those that only lack the
 * driver in @why; -EIO when hwloc cannot; or as brg_select_device().
 */
int brg_select_peer(const char *text, const struct brg_topology *topology,
		    const char *of, const char *driver, char address[32],
		    char *why, size_t why_size);

#endif
