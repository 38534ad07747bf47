// SPDX-License-Identifier: GPL-2.0-only
/* p2pmem.c - a BAR with pages; see p2pmem.h. */
#include <linux/memremap.h>
#include <linux/overflow.h>
#include <linux/pci-p2pdma.h>
#include <linux/sysfs.h>

#include "compat.h"
#include "dev.h"
#include "p2pmem.h"

static ssize_t p2pmem_show(struct device_driver *driver, char *buf)
{
	return sysfs_emit(buf, "%d\n", IS_ENABLED(CONFIG_PCI_P2PDMA));
}
static DRIVER_ATTR_RO(p2pmem);

static struct attribute *brg_p2pmem_attrs[] = {
	&driver_attr_p2pmem.attr,
	NULL
};

const struct attribute_group brg_p2pmem_group = {
	.attrs = brg_p2pmem_attrs,
};

void brg_p2pmem_init(struct brg_p2pmem *mem)
{
	spin_lock_init(&mem->lock);
	mem->state = BRG_P2PMEM_NONE;
	/* until the function becomes ENABLED */
	mem->holds = 1;
}

static int brg_p2pmem_check(const struct brg_dev *bdev,
			    const struct brg_p2pmem_publish *publish,
			    size_t *length)
{
	unsigned long align = memremap_compat_align();
	const struct brg_bar *bar;
	u64 end;

	if (publish->reserved)
		return -EINVAL;
	if (publish->bar >= PCI_STD_NUM_BARS ||
	    !bdev->bar[publish->bar].mappable)
		return -ENXIO;
	if (!IS_ENABLED(CONFIG_PCI_P2PDMA))
		return -EOPNOTSUPP;
	bar = &bdev->bar[publish->bar];
	if (publish->offset >= bar->length ||
	    check_add_overflow(publish->offset, publish->length, &end) ||
	    end > bar->length)
		return -ERANGE;
	*length = publish->length ?: bar->length - publish->offset;
	/* the kernel would warn, too */
	if (!IS_ALIGNED(bar->start | publish->offset | *length, align))
		return -EINVAL;
	return 0;
}

/* From here on nothing changes until brg_p2pmem_end(). */
static int brg_p2pmem_begin(struct brg_p2pmem *mem)
{
	int ret = 0;

	spin_lock(&mem->lock);
	if (mem->state == BRG_P2PMEM_TAKEN)
		ret = -EKEYREVOKED;
	else if (mem->state != BRG_P2PMEM_NONE || mem->holds)
		ret = -EBUSY;
	else
		mem->publishing = true;
	spin_unlock(&mem->lock);
	return ret;
}

/*
 * When the core fails late it takes back the file that user space gets pages by,
 * keeps its pool, and would not make the file again (v7.3 drivers/pci/p2pdma.c,
 * pci_p2pdma_add_resource() where devm_add_action_or_reset() fails).
 */
static bool brg_p2pmem_spoilt(struct device *dev)
{
	struct kernfs_node *group, *file;

	group = sysfs_get_dirent(dev->kobj.sd, "p2pmem");
	if (!group)
		return false;
	file = sysfs_get_dirent(group, "allocate");
	sysfs_put(file);
	sysfs_put(group);
	return !file;
}

static void brg_p2pmem_end(struct brg_dev *bdev, int ret)
{
	bool spoilt = ret && brg_p2pmem_spoilt(&bdev->pdev->dev);
	struct brg_p2pmem *mem = &bdev->p2pmem;

	spin_lock(&mem->lock);
	mem->publishing = false;
	if (!ret)
		mem->state = BRG_P2PMEM_PUBLISHED;
	else if (spoilt)
		mem->state = BRG_P2PMEM_TAKEN;
	spin_unlock(&mem->lock);
}

/*
 * In a group of their own the resources can be given back before the driver
 * core would do it, which is after remove() has switched memory off.
 */
static int brg_p2pmem_add(struct brg_dev *bdev)
{
	struct brg_p2pmem *mem = &bdev->p2pmem;
	struct device *dev = &bdev->pdev->dev;
	int ret;

	mem->group = devres_open_group(dev, NULL, GFP_KERNEL);
	if (!mem->group)
		return -ENOMEM;
	ret = pci_p2pdma_add_resource(bdev->pdev, mem->bar, mem->length,
				      mem->offset);
	devres_close_group(dev, mem->group);
	if (ret)
		devres_release_group(dev, mem->group);
	return ret;
}

int brg_p2pmem_publish(struct brg_dev *bdev,
		       struct brg_p2pmem_publish *publish)
{
	struct brg_p2pmem *mem = &bdev->p2pmem;
	size_t length = 0;
	int ret;

	ret = brg_p2pmem_check(bdev, publish, &length);
	if (ret)
		return ret;

	mutex_lock(&bdev->state_lock);
	ret = bdev->state == BRG_STATE_ENABLED ? 0 : -EIO;
	if (!ret)
		ret = brg_p2pmem_begin(mem);
	if (ret)
		goto out_unlock;
	mem->bar = publish->bar;
	mem->offset = publish->offset;
	mem->length = length;
	ret = brg_p2pmem_add(bdev);
	brg_p2pmem_end(bdev, ret);
	if (!ret && (publish->flags & BRG_P2PMEM_OFFER))
		pci_p2pmem_publish(bdev->pdev, true);
	publish->out_length = length;
out_unlock:
	mutex_unlock(&bdev->state_lock);
	return ret;
}

void brg_p2pmem_info(struct brg_dev *bdev, struct brg_p2pmem_info *info)
{
	struct brg_p2pmem *mem = &bdev->p2pmem;
	bool any;

	spin_lock(&mem->lock);
	any = mem->state != BRG_P2PMEM_NONE;
	info->out_state = mem->held ? BRG_P2PMEM_HELD : mem->state;
	info->out_bar = any ? mem->bar : 0;
	info->out_offset = any ? mem->offset : 0;
	info->out_length = any ? mem->length : 0;
	spin_unlock(&mem->lock);
}

int brg_p2pmem_hold(struct brg_dev *bdev)
{
	struct brg_p2pmem *mem = &bdev->p2pmem;
	int ret = 0;

	spin_lock(&mem->lock);
	if (mem->publishing) {
		ret = -EBUSY;
	} else if (mem->state == BRG_P2PMEM_PUBLISHED && !mem->held) {
		mem->held = pci_alloc_p2pmem(bdev->pdev, mem->length);
		if (!mem->held)
			ret = -EBUSY;
	}
	if (!ret)
		mem->holds++;
	spin_unlock(&mem->lock);
	return ret;
}

void brg_p2pmem_release(struct brg_dev *bdev)
{
	struct brg_p2pmem *mem = &bdev->p2pmem;

	spin_lock(&mem->lock);
	if (!--mem->holds && mem->held) {
		pci_free_p2pmem(bdev->pdev, mem->held, mem->length);
		mem->held = NULL;
	}
	spin_unlock(&mem->lock);
}

void brg_p2pmem_evict(struct brg_dev *bdev)
{
	lockdep_assert_held(&bdev->state_lock);
	if (!brg_p2pmem_hold(bdev))
		return;
	pci_warn(bdev->pdev,
		 "p2pmem in use is taken back: a reset does not ask\n");
	brg_p2pmem_remove(bdev);
	/* nothing is left that could be in use */
	brg_p2pmem_hold(bdev);
}

void brg_p2pmem_remove(struct brg_dev *bdev)
{
	/* as the P2PDMA core names it (ABI: sysfs-bus-pci, p2pmem/allocate) */
	static const struct attribute allocate = { .name = "allocate" };
	struct brg_p2pmem *mem = &bdev->p2pmem;
	struct device *dev = &bdev->pdev->dev;
	void *held = NULL;
	bool published;

	lockdep_assert_held(&bdev->state_lock);
	spin_lock(&mem->lock);
	published = mem->state == BRG_P2PMEM_PUBLISHED;
	if (published) {
		mem->state = BRG_P2PMEM_TAKEN;
		swap(held, mem->held);
	}
	spin_unlock(&mem->lock);
	if (!published)
		return;

	pci_p2pmem_publish(bdev->pdev, false);
	/* empties all mappings; what we hold must not be given out again */
	sysfs_remove_file_from_group(&dev->kobj, &allocate, "p2pmem");
	if (held)
		pci_free_p2pmem(bdev->pdev, held, mem->length);
	devres_release_group(dev, mem->group);
}
