/* SPDX-License-Identifier: GPL-2.0-or-later */
/* uring.h - the driver's commands, one at a time, through io_uring. */
#ifndef BRG_STRESS_URING_H
#define BRG_STRESS_URING_H

#include <stdbool.h>
#include <stdint.h>

/** brg_uring_command - what ioctl(@fd, @cmd, @arg) would do.
 * Return: 0, -errno of the command; -ENOSYS, -EPERM, -ENOMEM of the ring. */
int brg_uring_command(int fd, uint32_t cmd, void *arg);

/** brg_uring_can - does the driver behind @fd take them? */
bool brg_uring_can(int fd);

#endif
