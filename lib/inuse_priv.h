/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inuse_priv.h - the parts of inuse.h, one per kind of user. */
#ifndef BRG_LIB_INUSE_PRIV_H
#define BRG_LIB_INUSE_PRIV_H

#include <stdbool.h>
#include <stddef.h>

struct brg_pci;

/* Each: 0 nothing found, -EBUSY with @what, -errno with @what. */
int brg_block_in_use(const char *address, char *what, size_t size);
int brg_share_in_use(const char *address, char *what, size_t size);
int brg_net_in_use(const char *address, char *what, size_t size);
int brg_files_in_use(const struct brg_pci *pci, char *what, size_t size);

/** brg_below - whether the device behind the sysfs path @path (a link or a
 * directory) sits on the PCI function @address, however deep */
bool brg_below(const char *path, const char *address);

/** brg_below_class - name of a device of /sys/class/@class on @address into
 * @name. Return: whether there is one. */
bool brg_below_class(const char *address, const char *class, char *name,
		     size_t size);

#endif
