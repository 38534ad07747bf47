// SPDX-License-Identifier: GPL-2.0-only
/*
 * hot.c - reset of all functions that share a slot or a bus.
 *
 * Holding memory_lock of every function, as for one, would put mmap_lock below
 * it where a strategy walks processes to empty the second function, and
 * device_lock below it, which resets from elsewhere take first. So each is
 * emptied and marked RESETTING by itself, and then nothing is held that a
 * fault could wait for: accesses fail until the end instead of waiting for it.
 * What comes from reset_prepare() meanwhile is our own and finds all done.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "hot.h"
#include "irq.h"
#include "power.h"
#include "state.h"
#include "step.h"

/* Files in a request; more functions than that share no bus. */
#define BRG_HOT_MAX	256

/**
 * struct brg_hot - functions that a reset hits, in bus order
 * @slot: that is reset, NULL for the whole bus
 * @pdev: of @nr functions, with references
 * @bdev: of these, from a file in the request, NULL if there is none
 * @nr: how many
 * @room: in the arrays
 */
struct brg_hot {
	struct pci_slot *slot;
	struct pci_dev **pdev;
	struct brg_dev **bdev;
	unsigned int nr, room;
};

/* Is @pdev in the slot, or behind a bridge that is? */
static bool brg_hot_in_slot(struct pci_dev *pdev, const struct pci_slot *slot)
{
	while (pdev && pdev->bus != slot->bus)
		pdev = pdev->bus->self;
	return pdev && pdev->slot == slot;
}

static int brg_hot_add(struct pci_dev *pdev, void *arg)
{
	struct brg_hot *hot = arg;

	if (hot->slot && !brg_hot_in_slot(pdev, hot->slot))
		return 0;
	if (hot->nr < hot->room)
		hot->pdev[hot->nr] = pci_dev_get(pdev);
	hot->nr++;
	return 0;
}

static void brg_hot_fini(struct brg_hot *hot)
{
	while (hot->nr)
		pci_dev_put(hot->pdev[--hot->nr]);
	kfree(hot->pdev);
	kfree(hot->bdev);
}

static int brg_hot_init(struct brg_hot *hot, struct pci_dev *pdev)
{
	*hot = (struct brg_hot){ };
	if (!pci_probe_reset_slot(pdev->slot))
		hot->slot = pdev->slot;
	else if (pci_probe_reset_bus(pdev->bus))
		return -ENOTTY;

	pci_walk_bus(pdev->bus, brg_hot_add, hot);
	hot->room = hot->nr;
	hot->nr = 0;
	hot->pdev = kcalloc(hot->room, sizeof(*hot->pdev), GFP_KERNEL);
	hot->bdev = kcalloc(hot->room, sizeof(*hot->bdev), GFP_KERNEL);
	if (!hot->pdev || !hot->bdev) {
		brg_hot_fini(hot);
		return -ENOMEM;
	}
	pci_walk_bus(pdev->bus, brg_hot_add, hot);
	if (hot->nr <= hot->room)
		return 0;
	/* one was plugged in between */
	hot->nr = hot->room;
	brg_hot_fini(hot);
	return -EBUSY;
}

static bool brg_hot_is_ours(struct pci_dev *pdev)
{
	return READ_ONCE(pdev->dev.driver) == &brg_pci_driver.driver;
}

int brg_hot_info(struct brg_dev *bdev, struct brg_hot_info *info)
{
	struct brg_hot_function __user *to = u64_to_user_ptr(info->functions);
	struct brg_hot hot;
	unsigned int i;
	int ret;

	ret = brg_hot_init(&hot, bdev->pdev);
	if (ret)
		return ret;
	for (i = 0; i < min(hot.nr, info->capacity) && !ret; i++) {
		struct brg_hot_function f = {
			.owned = brg_hot_is_ours(hot.pdev[i]),
		};

		strscpy_pad(f.address, pci_name(hot.pdev[i]), sizeof(f.address));
		if (copy_to_user(&to[i], &f, sizeof(f)))
			ret = -EFAULT;
	}
	info->out_count = hot.nr;
	brg_hot_fini(&hot);
	return ret;
}

static void brg_hot_name(struct brg_hot *hot, struct brg_dev *bdev)
{
	unsigned int i;

	for (i = 0; i < hot->nr; i++)
		if (hot->pdev[i] == bdev->pdev)
			hot->bdev[i] = bdev;
}

/* Are all functions named, and ours? Whether they still are shows later. */
static int brg_hot_check(const struct brg_hot *hot)
{
	unsigned int i;

	for (i = 0; i < hot->nr; i++)
		if (!brg_hot_is_ours(hot->pdev[i]))
			return -EPERM;
	for (i = 0; i < hot->nr; i++)
		if (!hot->bdev[i])
			return -EINVAL;
	return 0;
}

/* Let nobody unbind it or change its state. */
static int brg_hot_lock_one(struct brg_dev *bdev)
{
	if (!down_read_trylock(&bdev->bind_lock))
		return -EBUSY;
	if (READ_ONCE(bdev->bound) && mutex_trylock(&bdev->state_lock))
		return 0;
	up_read(&bdev->bind_lock);
	return -EBUSY;
}

/* All but @self, from the @nr-th down. */
static void brg_hot_unlock(struct brg_hot *hot, const struct brg_dev *self,
			   unsigned int nr)
{
	while (nr--) {
		if (hot->bdev[nr] == self)
			continue;
		mutex_unlock(&hot->bdev[nr]->state_lock);
		up_read(&hot->bdev[nr]->bind_lock);
	}
}

static int brg_hot_lock(struct brg_hot *hot, struct brg_dev *self)
{
	unsigned int i;
	int ret;

	/* the only one that is waited for, hence before all others */
	mutex_lock(&self->state_lock);
	for (i = 0; i < hot->nr; i++) {
		if (hot->bdev[i] == self)
			continue;
		ret = brg_hot_lock_one(hot->bdev[i]);
		if (!ret)
			continue;
		brg_hot_unlock(hot, self, i);
		mutex_unlock(&self->state_lock);
		return ret;
	}
	return 0;
}

static void brg_hot_begin(struct brg_dev *bdev)
{
	brg_power_wake(bdev);
	brg_step(hot_lock, brg_lock_and_zap)(bdev);
	bdev->resume_state = bdev->state;
	brg_state_set(bdev, BRG_STATE_RESETTING);
	brg_unlock(bdev);
	WRITE_ONCE(bdev->resetter, current);
}

static void brg_hot_end(struct brg_dev *bdev)
{
	WRITE_ONCE(bdev->resetter, NULL);
	if (bdev->resume_state == BRG_STATE_DISABLED)
		brg_irq_restore(bdev);
	brg_lock(bdev);
	brg_state_set(bdev, bdev->resume_state);
	brg_unlock_enabled(bdev);
}

static void brg_hot_thaw(struct brg_hot *hot, unsigned int nr)
{
	while (nr--)
		brg_thaw(hot->bdev[nr]);
}

/* Refused where an export or p2pmem in use says so. */
static int brg_hot_freeze(struct brg_hot *hot)
{
	unsigned int i;
	int ret;

	for (i = 0; i < hot->nr; i++) {
		ret = brg_freeze(hot->bdev[i]);
		if (!ret)
			continue;
		brg_hot_thaw(hot, i);
		return ret;
	}
	return 0;
}

static int brg_hot_do(struct brg_hot *hot, struct brg_dev *self)
{
	unsigned int i;
	int ret;

	ret = brg_hot_freeze(hot);
	if (ret)
		return ret;
	ret = brg_hot_lock(hot, self);
	if (ret)
		goto out_thaw;
	for (i = 0; i < hot->nr; i++)
		brg_hot_begin(hot->bdev[i]);
	/* tries the device locks: -EAGAIN */
	ret = pci_reset_bus(self->pdev);
	for (i = 0; i < hot->nr; i++)
		brg_hot_end(hot->bdev[i]);
	brg_hot_unlock(hot, self, hot->nr);
	mutex_unlock(&self->state_lock);
out_thaw:
	brg_hot_thaw(hot, hot->nr);
	return ret;
}

/* Name the devices behind @fds in @hot, and keep their files. */
static int brg_hot_name_files(struct brg_hot *hot, const s32 *fds, u32 count,
			      struct file **files)
{
	u32 i;

	for (i = 0; i < count; i++) {
		files[i] = fget(fds[i]);
		if (!files[i])
			return -EBADF;
		if (files[i]->f_op != &brg_fops)
			return -EINVAL;
		brg_hot_name(hot, files[i]->private_data);
	}
	return 0;
}

static int brg_hot_reset_files(struct brg_dev *bdev, const s32 *fds, u32 count,
			       struct file **files)
{
	struct brg_hot hot;
	int ret;
	u32 i;

	ret = brg_hot_init(&hot, bdev->pdev);
	if (ret)
		return ret;
	brg_hot_name(&hot, bdev);
	ret = brg_hot_name_files(&hot, fds, count, files);
	if (!ret)
		ret = brg_hot_check(&hot);
	if (!ret)
		ret = brg_hot_do(&hot, bdev);
	for (i = 0; i < count; i++)
		if (files[i])
			fput(files[i]);
	brg_hot_fini(&hot);
	return ret;
}

int brg_hot_reset(struct brg_dev *bdev, const struct brg_hot_reset *reset)
{
	struct file **files;
	s32 *fds;
	int ret;

	if (reset->count > BRG_HOT_MAX)
		return -EINVAL;
	files = kcalloc(reset->count + 1, sizeof(*files), GFP_KERNEL);
	if (!files)
		return -ENOMEM;
	fds = memdup_user(u64_to_user_ptr(reset->fds),
			  reset->count * sizeof(*fds));
	if (IS_ERR(fds)) {
		ret = PTR_ERR(fds);
	} else {
		ret = brg_hot_reset_files(bdev, fds, reset->count, files);
		kfree(fds);
	}
	kfree(files);
	return ret;
}
