/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inuse.h - would somebody miss this PCI function? */
#ifndef BRG_LIB_INUSE_H
#define BRG_LIB_INUSE_H

#include <stddef.h>

/**
 * brg_in_use - look for what would break if @address lost its driver
 * @address: canonical PCI address
 * @what: what was found, for people: "/dev/nvme0n1p1 is mounted on /data"
 *
 * Looks for: block devices on it that are mounted, swapped to, held by another
 * block device or claimed; folders of a host that are mounted; network interfaces on it that are up with an
 * address, the default route or a master; device files of it (vfio and barrage
 * among them) open in any process; a console on its display; bridges, which
 * carry other functions.
 *
 * Return: 0 when nothing was found; -EBUSY with @what; -errno when it could
 * not be found out, with @what.
 */
int brg_in_use(const char *address, char *what, size_t size);

#endif
