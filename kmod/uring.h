/* SPDX-License-Identifier: GPL-2.0-only */
/* uring.h - the commands of ioctl.c through io_uring. */
#ifndef BRG_URING_H
#define BRG_URING_H

struct io_uring_cmd;

/**
 * brg_uring_cmd - one command of a submission queue
 * @ioucmd: cmd_op is the number of the command, the payload struct brg_uring
 * @issue_flags: of the core
 *
 * All commands may sleep, so they are run by a worker of io_uring, which
 * shares memory and files with the submitter.
 *
 * Context: may sleep unless IO_URING_F_NONBLOCK.
 * Return: what the ioctl returns; -EAGAIN asks for a worker.
 */
int brg_uring_cmd(struct io_uring_cmd *ioucmd, unsigned int issue_flags);

#endif /* BRG_URING_H */
