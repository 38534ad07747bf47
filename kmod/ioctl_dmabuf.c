// SPDX-License-Identifier: GPL-2.0-only
/* ioctl_dmabuf.c - the commands that export and import dma-bufs. */
#include <linux/dma-buf.h>
#include <linux/file.h>

#include "compat.h"
#include "ioctl_priv.h"
#include "step.h"

static int brg_export_file(struct brg_dev *bdev, struct brg_export *export,
			   struct brg_call *call)
{
	struct dma_buf *dmabuf;
	int ret;

	/* before there is anything to undo */
	call->fd = get_unused_fd_flags(export->open_flags & O_CLOEXEC);
	if (call->fd < 0)
		return call->fd;
	ret = brg_exp_create(bdev, call->file, export, &dmabuf);
	if (ret) {
		put_unused_fd(call->fd);
		return ret;
	}
	export->out_fd = call->fd;
	call->install = dmabuf->file;
	return 0;
}

int brg_do_export(struct brg_dev *bdev, union brg_arg *arg,
		  struct brg_call *call)
{
	return brg_step(export_file, brg_export_file)(bdev, &arg->export, call);
}

int brg_do_export_stat(struct brg_dev *bdev, union brg_arg *arg)
{
	brg_exp_stat(bdev, &arg->export_stat);
	return 0;
}

int brg_do_import_attach(struct brg_dev *bdev, union brg_arg *arg,
			 struct brg_call *call)
{
	return brg_imp_attach(bdev, call->file, &arg->import_attach);
}

int brg_do_import_detach(struct brg_dev *bdev, union brg_arg *arg,
			 struct brg_call *call)
{
	if (arg->import_id.reserved)
		return -EINVAL;
	return brg_imp_detach(bdev, call->file, arg->import_id.id);
}

int brg_do_import_map(struct brg_dev *bdev, union brg_arg *arg,
		      struct brg_call *call)
{
	if (arg->import_map.reserved)
		return -EINVAL;
	return brg_imp_map(bdev, call->file, &arg->import_map);
}

int brg_do_import_unmap(struct brg_dev *bdev, union brg_arg *arg,
			struct brg_call *call)
{
	if (arg->import_id.reserved)
		return -EINVAL;
	return brg_imp_unmap(bdev, call->file, arg->import_id.id);
}

int brg_do_import_query(struct brg_dev *bdev, union brg_arg *arg,
			struct brg_call *call)
{
	return brg_imp_query(bdev, call->file, &arg->import_query);
}

int brg_do_import_stat(struct brg_dev *bdev, union brg_arg *arg)
{
	arg->import_stat.out_attachments =
		atomic_read(&bdev->imps.nr_attachments);
	arg->import_stat.out_mappings = atomic_read(&bdev->imps.nr_maps);
	return 0;
}

int brg_do_import_copy(struct brg_dev *bdev, union brg_arg *arg,
		       struct brg_call *call)
{
	return brg_imp_copy(bdev, call->file, &arg->import_copy);
}
