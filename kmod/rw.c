// SPDX-License-Identifier: GPL-2.0-only
/*
 * rw.c - read() and write() of regions.
 *
 * Memory BARs are accessed by aligned 4, 2 and 1 byte operations, through a
 * buffer: memory_lock must not be held while user memory is touched.
 */
#include <linux/io.h>
#include <linux/minmax.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "rom.h"
#include "rw.h"
#include "state.h"

/* Accesses under one hold of memory_lock; short, for writers' sake. */
#define BRG_RW_CHUNK	128

int brg_bar_map(struct brg_dev *bdev, unsigned int index)
{
	struct brg_bar *bar = &bdev->bar[index];
	void __iomem *io = bar->io;
	int ret = 0;

	/* pairs with smp_store_release() below */
	if (smp_load_acquire(&bar->io))
		return 0;

	mutex_lock(&bdev->map_lock);
	if (!bar->io) {
		io = ioremap(bar->start, bar->length);
		if (io)
			/* readers look without the mutex */
			smp_store_release(&bar->io, io);
		else
			ret = -ENOMEM;
	}
	mutex_unlock(&bdev->map_lock);
	return ret;
}

/* The widest naturally aligned access that fits. */
static unsigned int brg_access_width(u64 offset, size_t left)
{
	if (left >= 4 && !(offset & 3))
		return 4;
	return left >= 2 && !(offset & 1) ? 2 : 1;
}

static void brg_io_copy(void __iomem *io, u64 offset, u8 *buf, size_t count,
			bool write)
{
	while (count) {
		unsigned int width = brg_access_width(offset, count);
		void __iomem *p = io + offset;

		switch (width) {
		case 4:
			if (write)
				__raw_writel(*(u32 *)buf, p);
			else
				*(u32 *)buf = __raw_readl(p);
			break;
		case 2:
			if (write)
				__raw_writew(*(u16 *)buf, p);
			else
				*(u16 *)buf = __raw_readw(p);
			break;
		default:
			if (write)
				__raw_writeb(*buf, p);
			else
				*buf = __raw_readb(p);
		}
		offset += width;
		buf += width;
		count -= width;
	}
}

static int brg_bar_chunk(struct brg_dev *bdev, unsigned int index, u64 offset,
			 u8 *buf, size_t count, bool write)
{
	struct brg_watch watch;
	int ret;

	brg_read_lock_watch(&bdev->memory_lock, &watch);
	ret = index == BRG_REGION_ROM ? brg_rom_accessible(bdev) :
					brg_accessible(bdev);
	if (!ret)
		brg_io_copy(bdev->bar[index].io, offset, buf, count, write);
	brg_read_unlock_watch(&bdev->memory_lock, &watch);
	return ret;
}

static int brg_config_chunk(struct brg_dev *bdev, u64 offset, u8 *buf,
			    size_t count, bool write)
{
	while (count) {
		unsigned int width = brg_access_width(offset, count);
		__le32 le = 0;
		u32 value = 0;
		int ret;

		if (write) {
			memcpy(&le, buf, width);
			ret = brg_config_write(bdev, offset, width,
					       le32_to_cpu(le));
		} else {
			ret = brg_config_read(bdev, offset, width, &value);
			le = cpu_to_le32(value);
			memcpy(buf, &le, width);
		}
		if (ret)
			return ret;
		offset += width;
		buf += width;
		count -= width;
	}
	return 0;
}

/* Length of a region that can be read and written, 0 for others. */
static u64 brg_region_length(const struct brg_dev *bdev, u64 index)
{
	if (index == BRG_REGION_CONFIG)
		return bdev->pdev->cfg_size;
	return index <= BRG_REGION_ROM ? bdev->bar[index].length : 0;
}

static ssize_t brg_rw(struct brg_dev *bdev, char __user *user, size_t count,
		      loff_t *pos, bool write)
{
	u64 index = BRG_OFFSET_TO_REGION(*pos);
	u64 offset = *pos & BRG_OFFSET_MASK;
	u64 length = brg_region_length(bdev, index);
	u8 buf[BRG_RW_CHUNK] __aligned(4);
	size_t done = 0;
	int ret = 0;

	if (offset >= length)
		return -EINVAL;
	count = min_t(u64, count, length - offset);
	if (index == BRG_REGION_ROM && write)
		return -EPERM;
	if (index <= BRG_REGION_ROM) {
		ret = brg_bar_map(bdev, index);
		if (ret)
			return ret;
	}

	while (done < count) {
		/* buffer and device offset share their alignment */
		size_t skew = offset & 3;
		size_t n = min(count - done, sizeof(buf) - skew);

		ret = -EFAULT;
		if (write && copy_from_user(buf + skew, user + done, n))
			break;
		ret = index == BRG_REGION_CONFIG ?
		      brg_config_chunk(bdev, offset, buf + skew, n, write) :
		      brg_bar_chunk(bdev, index, offset, buf + skew, n, write);
		if (ret)
			break;
		ret = -EFAULT;
		if (!write && copy_to_user(user + done, buf + skew, n))
			break;
		ret = 0;
		done += n;
		offset += n;
		if (fatal_signal_pending(current))
			break;
		cond_resched();
	}
	*pos += done;
	return done ? done : ret;
}

static ssize_t brg_rw_entered(struct file *file, char __user *user,
			      size_t count, loff_t *pos, bool write)
{
	struct brg_dev *bdev = file->private_data;
	ssize_t ret;

	if (!count)
		return 0;
	ret = brg_dev_enter(bdev);
	if (ret)
		return ret;
	ret = brg_rw(bdev, user, count, pos, write);
	brg_dev_exit(bdev);
	return ret;
}

ssize_t brg_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	return brg_rw_entered(file, to, count, pos, false);
}

ssize_t brg_write(struct file *file, const char __user *from, size_t count,
		  loff_t *pos)
{
	return brg_rw_entered(file, (char __user *)from, count, pos, true);
}
