// SPDX-License-Identifier: GPL-2.0-or-later
/* uring.c - see uring.h. */
#include "stress/uring.h"

#include <errno.h>
#include <liburing.h>
#include <string.h>

#include "kmod/uapi/barrage.h"

static int wait_for(struct io_uring *ring)
{
	struct io_uring_cqe *cqe;
	int ret;

	do
		ret = io_uring_wait_cqe(ring, &cqe);
	while (ret == -EINTR);
	if (ret)
		return ret;
	ret = cqe->res;
	io_uring_cqe_seen(ring, cqe);
	return ret;
}

int brg_uring_command(int fd, uint32_t cmd, void *arg)
{
	struct brg_uring payload = { .arg = (uintptr_t)arg };
	struct io_uring_sqe *sqe;
	struct io_uring ring;
	int ret = io_uring_queue_init(2, &ring, 0);

	if (ret)
		return ret;
	sqe = io_uring_get_sqe(&ring);
	io_uring_prep_rw(IORING_OP_URING_CMD, sqe, fd, NULL, 0, 0);
	sqe->cmd_op = cmd;
	memcpy(sqe->cmd, &payload, sizeof(payload));
	ret = io_uring_submit(&ring);
	ret = ret < 0 ? ret : wait_for(&ring);
	io_uring_queue_exit(&ring);
	return ret;
}

bool brg_uring_can(int fd)
{
	struct brg_info info = { .size = sizeof(info) };

	return !brg_uring_command(fd, BRG_INFO, &info);
}
