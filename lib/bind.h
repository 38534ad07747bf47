/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bind.h - give a PCI function to a driver and give it back exactly.
 *
 * What was found (driver, driver_override, enable, command register) is
 * written to a journal under /run/barrage/bind/<address>.json before anything
 * changes and removed when it has been restored, so that a crash in between
 * is repaired by the next `barrage unbind` or `barrage bind --restore`.
 */
#ifndef BRG_LIB_BIND_H
#define BRG_LIB_BIND_H

#include <stdbool.h>
#include <stddef.h>

struct brg_bind_opts {
	bool force;	/* take it from a driver although it is bound (never in use) */
	bool dry_run;
};

/** brg_bind - bind @address to @driver ("barrage", "vfio-pci"), or to none
 * with NULL. Refuses a function whose present driver is not one of ours
 * (barrage, vfio-pci, none) without opts->force, and always one that is in
 * use: a mounted disk or swap on it, the default route, an open vfio or
 * barrage file. Journals what was there first.
 * @why: on failure one sentence with object, cause and remedy.
 * Return: 0, -EBUSY in use, -EPERM, -ENODEV, -ENOENT driver not loaded. */
int brg_bind(const char *address, const char *driver,
	     const struct brg_bind_opts *opts, char *why, size_t why_size);

/** brg_bind_restore - put @address back to what the journal says.
 * Return: 0, also when there is nothing to restore; -errno with @why. */
int brg_bind_restore(const char *address, char *why, size_t why_size);

#endif
