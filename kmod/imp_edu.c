// SPDX-License-Identifier: GPL-2.0-only
/*
 * imp_edu.c - bytes through a mapping by the DMA engine of QEMU's edu.
 *
 * Only a device that reads and writes proves that DMA addresses lead where
 * they should. The engine copies between the bus and 4 KiB of its own, so each
 * copy is two transfers: ours to edu, edu to the mapping, or back.
 *
 * Source: docs/specs/edu.rst of QEMU. QEMU 7.2 aborts on 4096 bytes, hence the
 * limit of 2048. A transfer takes 100 ms of guest time.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/uaccess.h>

#include "imp_priv.h"
#include "rw.h"
#include "state.h"

#define BRG_EDU_VENDOR		0x1234
#define BRG_EDU_DEVICE		0x11e8
#define BRG_EDU_SRC		0x80
#define BRG_EDU_DST		0x88
#define BRG_EDU_COUNT		0x90
#define BRG_EDU_CMD		0x98
#define BRG_EDU_CMD_RUN		0x1
#define BRG_EDU_CMD_TO_BUS	0x2
#define BRG_EDU_BUFFER		0x40000

#define BRG_EDU_POLL_US		1000
#define BRG_EDU_TIMEOUT_MS	2000

static bool brg_is_edu(const struct brg_dev *bdev)
{
	return bdev->pdev->vendor == BRG_EDU_VENDOR &&
	       bdev->pdev->device == BRG_EDU_DEVICE && bdev->bar[0].mappable;
}

/* One transfer between @bus and the buffer of edu; memory_lock held. */
static int brg_edu_transfer(struct brg_dev *bdev, dma_addr_t bus, u32 length,
			    bool to_bus)
{
	void __iomem *io = bdev->bar[0].io;
	unsigned int waited;

	writeq(to_bus ? BRG_EDU_BUFFER : bus, io + BRG_EDU_SRC);
	writeq(to_bus ? bus : BRG_EDU_BUFFER, io + BRG_EDU_DST);
	writeq(length, io + BRG_EDU_COUNT);
	writeq(BRG_EDU_CMD_RUN | (to_bus ? BRG_EDU_CMD_TO_BUS : 0),
	       io + BRG_EDU_CMD);
	for (waited = 0; waited < BRG_EDU_TIMEOUT_MS; waited++) {
		u64 command = readq(io + BRG_EDU_CMD);

		if (command == U64_MAX)
			return -EIO;
		if (!(command & BRG_EDU_CMD_RUN))
			return 0;
		usleep_range(BRG_EDU_POLL_US, 2 * BRG_EDU_POLL_US);
	}
	return -ETIMEDOUT;
}

/* DMA address of @offset, and how much from there on is one segment. */
static int brg_imp_find(const struct brg_imp *imp, u64 offset, dma_addr_t *bus,
			u32 *length)
{
	struct scatterlist *sg;
	int i;

	for_each_sgtable_dma_sg(imp->sgt, sg, i) {
		if (offset < sg_dma_len(sg)) {
			*bus = sg_dma_address(sg) + offset;
			*length = min_t(u64, *length, sg_dma_len(sg) - offset);
			return 0;
		}
		offset -= sg_dma_len(sg);
	}
	return -ERANGE;
}

/* The part of a copy that is in one segment; memory_lock held for read. */
static int brg_edu_piece(struct brg_imp *imp, u64 offset, dma_addr_t bounce,
			 u32 *length, bool into)
{
	struct brg_dev *bdev = imp->bdev;
	dma_addr_t bus;
	int ret;

	/* revocation, which takes this lock, waits for the transfer */
	brg_imp_lock(imp);
	ret = imp->detached ? -ENOENT : imp->sgt ? 0 : -ENOTCONN;
	if (!ret)
		ret = brg_imp_find(imp, offset, &bus, length);
	if (!ret)
		ret = brg_edu_transfer(bdev, into ? bounce : bus, *length,
				       false);
	if (!ret)
		ret = brg_edu_transfer(bdev, into ? bus : bounce, *length, true);
	brg_imp_unlock(imp);
	return ret;
}

static int brg_edu_copy(struct brg_imp *imp, u64 offset, dma_addr_t bounce,
			u32 length, bool into)
{
	struct brg_dev *bdev = imp->bdev;
	int ret;

	mutex_lock(&bdev->imps.engine_lock);
	brg_read_lock(&bdev->memory_lock);
	ret = brg_accessible(bdev);
	if (!ret)
		pci_set_master(bdev->pdev);
	while (!ret && length) {
		u32 n = length;

		ret = brg_edu_piece(imp, offset, bounce, &n, into);
		offset += n;
		bounce += n;
		length -= n;
	}
	brg_read_unlock(&bdev->memory_lock);
	mutex_unlock(&bdev->imps.engine_lock);
	return ret;
}

static int brg_edu_copy_user(struct brg_imp *imp,
			     const struct brg_import_copy *arg)
{
	bool into = arg->direction == BRG_DIRECTION_FROM_DEVICE;
	struct device *dev = &imp->bdev->pdev->dev;
	void __user *user = u64_to_user_ptr(arg->user);
	dma_addr_t bounce;
	void *buf;
	int ret = 0;

	buf = dma_alloc_coherent(dev, BRG_IMPORT_MAX_COPY, &bounce, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (into && copy_from_user(buf, user, arg->length))
		ret = -EFAULT;
	if (!ret)
		ret = brg_edu_copy(imp, arg->offset, bounce, arg->length, into);
	if (!ret && !into && copy_to_user(user, buf, arg->length))
		ret = -EFAULT;
	dma_free_coherent(dev, BRG_IMPORT_MAX_COPY, buf, bounce);
	return ret;
}

int brg_imp_copy(struct brg_dev *bdev, const struct file *file,
		 const struct brg_import_copy *arg)
{
	struct brg_imp *imp;
	int ret;

	if (arg->reserved || !arg->length || arg->length % 4 ||
	    arg->offset % 4 || arg->length > BRG_IMPORT_MAX_COPY ||
	    (arg->direction != BRG_DIRECTION_TO_DEVICE &&
	     arg->direction != BRG_DIRECTION_FROM_DEVICE))
		return -EINVAL;
	if (!brg_is_edu(bdev))
		return -EOPNOTSUPP;
	ret = brg_bar_map(bdev, 0);
	if (ret)
		return ret;
	imp = brg_imp_get(bdev, file, arg->id);
	if (!imp)
		return -ENOENT;
	if (arg->offset > imp->dmabuf->size ||
	    arg->length > imp->dmabuf->size - arg->offset)
		ret = -ERANGE;
	else
		ret = brg_edu_copy_user(imp, arg);
	brg_imp_put(imp);
	return ret;
}
