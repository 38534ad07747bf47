// SPDX-License-Identifier: GPL-2.0-only
/*
 * fs.c - an inode per device, on a file system that is mounted nowhere.
 *
 * Two device nodes of one device (mknod) are two inodes and so two address
 * spaces: a teardown through either would miss the mappings made through the
 * other. Every file therefore maps through an inode of ours, as vfio does
 * (v7.3 drivers/vfio/vfio_main.c, vfio_fs_inode_new()).
 */
#include <linux/fs.h>
#include <linux/fs_context.h>
#include <linux/mount.h>
#include <linux/pseudo_fs.h>

#include "fs.h"

#define BRG_FS_MAGIC 0x42415252	/* "BARR" */

static struct vfsmount *brg_mount;

static int brg_fs_init_context(struct fs_context *fc)
{
	return init_pseudo(fc, BRG_FS_MAGIC) ? 0 : -ENOMEM;
}

/*
 * No owner: the mount below would hold the module for ever. It goes in
 * brg_fs_fini(), and no inode is left then: files hold the module themselves.
 */
static struct file_system_type brg_fs_type = {
	.name = "barrage",
	.init_fs_context = brg_fs_init_context,
	.kill_sb = kill_anon_super,
};

int brg_fs_init(void)
{
	brg_mount = kern_mount(&brg_fs_type);
	return PTR_ERR_OR_ZERO(brg_mount);
}

void brg_fs_fini(void)
{
	kern_unmount(brg_mount);
}

struct inode *brg_fs_inode_create(void)
{
	return alloc_anon_inode(brg_mount->mnt_sb);
}

void brg_fs_inode_destroy(struct inode *inode)
{
	if (!IS_ERR_OR_NULL(inode))
		iput(inode);
}
