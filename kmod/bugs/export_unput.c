// SPDX-License-Identifier: GPL-2.0-only
/* export_unput.c - an export without a file descriptor is left behind. */
#include <linux/dma-buf.h>
#include <linux/file.h>

#include "bug.h"
#include "ioctl_priv.h"

static int brg_export_and_leave(struct brg_dev *bdev, struct brg_export *export,
				struct brg_call *call)
{
	struct dma_buf *dmabuf;
	int ret;

	ret = brg_exp_create(bdev, call->file, export, &dmabuf);
	if (ret)
		return ret;
	call->fd = get_unused_fd_flags(export->open_flags & O_CLOEXEC);
	if (call->fd < 0)
		return call->fd;
	export->out_fd = call->fd;
	call->install = dmabuf->file;
	return 0;
}

const struct brg_bug brg_bug_export_unput = {
	.name = "export-unput",
	.id = "D4b",
	.title = "the error path of an export without a file descriptor forgets it",
	.origin = "e98137f0a874: the error path of dma_buf_fd()",
	.mechanism = "the dma-buf stays for ever, and with it the device that was unbound",
	.interleaving = "an export while the table of file descriptors is full",
	.detector = "counters,leaks,kmemleak",
	.harm = "leaks",
	.kernels = "all",
	.strategy = "page",
	.supported = true,
	.steps = { .export_file = brg_export_and_leave },
};
