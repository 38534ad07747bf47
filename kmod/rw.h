/* SPDX-License-Identifier: GPL-2.0-only */
/* rw.h - read() and write() of regions. */
#ifndef BRG_RW_H
#define BRG_RW_H

#include <linux/fs.h>

#include "dev.h"

ssize_t brg_read(struct file *file, char __user *to, size_t count, loff_t *pos);
ssize_t brg_write(struct file *file, const char __user *from, size_t count,
		  loff_t *pos);

/**
 * brg_bar_map - map a BAR for the kernel, as brg_bar.io
 * @bdev: device, between brg_dev_enter() and brg_dev_exit()
 * @index: of a memory BAR
 *
 * Context: may sleep.
 * Return: 0, also if it is mapped; -ENOMEM.
 */
int brg_bar_map(struct brg_dev *bdev, unsigned int index);

/**
 * brg_config_read - read configuration space
 * @bdev: device, between brg_dev_enter() and brg_dev_exit()
 * @offset: below pdev->cfg_size
 * @length: 1, 2 or 4, @offset a multiple of it
 * @value: result, in CPU byte order
 *
 * The memory enable bit is the one user space set last, also where hardware
 * has none (virtual functions).
 *
 * Context: may sleep.
 * Return: 0 or -EIO.
 */
int brg_config_read(struct brg_dev *bdev, unsigned int offset,
		    unsigned int length, u32 *value);

/**
 * brg_config_write - write configuration space
 * @bdev: device
 * @offset: of the register, aligned to @length
 * @length: 1, 2 or 4 bytes
 * @value: in CPU byte order
 *
 * As above. Only the command register can be written, of power management the
 * power state, and of the ROM's address the enable bit: base address registers
 * and interrupt capabilities belong to the kernel.
 *
 * Return: 0, -EPERM for any other register, -EINVAL for D1 and D2, -EIO.
 */
int brg_config_write(struct brg_dev *bdev, unsigned int offset,
		     unsigned int length, u32 value);

#endif /* BRG_RW_H */
