// SPDX-License-Identifier: GPL-2.0-only
/* export_put_twice.c - an export without a file descriptor is put twice. */
#include <linux/dma-buf.h>
#include <linux/file.h>

#include "compat.h"
#include "bug.h"
#include "ioctl_priv.h"

static int brg_export_then_fd(struct brg_dev *bdev, struct brg_export *export,
			      struct brg_call *call)
{
	struct dma_buf *dmabuf;
	int ret;

	ret = brg_exp_create(bdev, call->file, export, &dmabuf);
	if (ret)
		return ret;
	call->fd = get_unused_fd_flags(export->open_flags & O_CLOEXEC);
	if (call->fd < 0) {
		dma_buf_put(dmabuf);
		/* by the label for whoever failed before */
		dma_buf_put(dmabuf);
		return call->fd;
	}
	export->out_fd = call->fd;
	call->install = dmabuf->file;
	return 0;
}

const struct brg_bug brg_bug_export_put_twice = {
	.name = "export-put-twice",
	.id = "D4",
	.title = "the error path of an export without a file descriptor puts it twice",
	.origin = "e98137f0a874: the error path of dma_buf_fd()",
	.mechanism = "the file is released while it is being released",
	.interleaving = "an export while the table of file descriptors is full",
	.detector = "kasan,warning,refcount,bug,oops,slab,kernel,counters,results",
	.harm = "corrupts",
	.kernels = "6.13 and later: before, nothing comes of it",
	.strategy = "page",
	.supported = BRG_TELLS_OF_PUTS,
	.steps = { .export_file = brg_export_then_fd },
};
