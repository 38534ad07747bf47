/* SPDX-License-Identifier: GPL-2.0-only */
/* fs.h - an inode per device, on a file system that is mounted nowhere. */
#ifndef BRG_FS_H
#define BRG_FS_H

struct inode;

int brg_fs_init(void);
void brg_fs_fini(void);

/**
 * brg_fs_inode_create - a fresh inode with an address space of its own
 *
 * Context: may sleep.
 * Return: the inode or ERR_PTR(-ENOMEM).
 */
struct inode *brg_fs_inode_create(void);
void brg_fs_inode_destroy(struct inode *inode);

#endif /* BRG_FS_H */
