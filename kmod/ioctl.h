/* SPDX-License-Identifier: GPL-2.0-only */
/* ioctl.h - commands of the character device. */
#ifndef BRG_IOCTL_H
#define BRG_IOCTL_H

#include <linux/fs.h>

long brg_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

#endif /* BRG_IOCTL_H */
