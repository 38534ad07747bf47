// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gup.c - pages of a mapping pinned or lent out: to a pipe, to io_uring.
 *
 * Device memory has no pages, so this is refused, and leaves nothing behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "stress/op.h"
#include "stress/slot.h"

static int lend_to_pipe(struct iovec *iov)
{
	int fd[2], ret;

	if (pipe2(fd, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	ret = vmsplice(fd[1], iov, 1, SPLICE_F_NONBLOCK) < 0 ? -errno : 0;
	close(fd[0]);
	close(fd[1]);
	return ret;
}

static int pin_for_ring(const struct iovec *iov)
{
	struct io_uring ring;
	int ret = io_uring_queue_init(1, &ring, 0);

	if (ret)
		return ret;
	ret = io_uring_register_buffers(&ring, iov, 1);
	io_uring_queue_exit(&ring);
	return ret;
}

static int run(struct brg_actor *a)
{
	struct brg_slot *slot = brg_slot_mapped(a);
	struct iovec iov = { .iov_len = BRG_PAGE };
	bool ring = brg_pick(a, 2);
	uint64_t gen, page;
	char *addr;
	int ret;

	if (!slot || slot->length < BRG_PAGE)
		return -ECANCELED;
	gen = slot->gen;
	addr = slot->addr;
	page = brg_pick(a, slot->length / BRG_PAGE) * BRG_PAGE;
	/* others may have cut a hole there, which is plain memory */
	if (gen & 1 || !addr || page < slot->lo || page >= slot->hi)
		return -ECANCELED;
	a->dev = slot->dev;
	a->arg[0] = page;
	a->arg[1] = ring;
	iov.iov_base = addr + page;
	ret = ring ? pin_for_ring(&iov) : lend_to_pipe(&iov);
	if (slot->gen != gen)
		return ret;
	brg_checked(a, "results");
	if (!ret)
		brg_wrong(a, "results", "pages of device memory were pinned",
			  "page 0x%jx of a mapping, for %s",
			  (uintmax_t)(page / BRG_PAGE),
			  ring ? "io_uring" : "a pipe");
	return ret;
}

const struct brg_op brg_op_gup = {
	.name = "gup",
	.summary = "pin a page of a mapping for io_uring, or lend it to a pipe, which is refused",
	.weight = 2,
	.run = run,
};
