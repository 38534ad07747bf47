// SPDX-License-Identifier: GPL-2.0-only
/* uring.c - the commands of ioctl.c through io_uring. */
#include "compat.h"
#include "barrage.h"
#include "ioctl.h"
#include "uring.h"

int brg_uring_cmd(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	const struct brg_uring *payload;

	if (issue_flags & IO_URING_F_NONBLOCK)
		return -EAGAIN;
	payload = brg_uring_payload(ioucmd, struct brg_uring);
	/* the queue is shared with user space */
	return brg_ioctl(ioucmd->file, ioucmd->cmd_op, READ_ONCE(payload->arg));
}
