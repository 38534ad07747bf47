// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmas.c - a list of VMAs.
 *
 * The way vfio-pci went from 5.8 to 6.9. Emptying needs mmap_lock of every
 * process that maps the device, yet a fault comes with mmap_lock held and then
 * wants the list; so the order is mmap_lock, vma_lock, memory_lock, and a walk
 * picks one process under vma_lock, lets go, and comes back with its
 * mmap_lock.
 *
 * Listing at fork: the 2020 design lists a VMA when it faults and has open()
 * empty it, "so that our vma_list only tracks mappings accessed since last
 * zap". Fork copies the page tables of a PFN mapping after it called open(),
 * so a child would hold PTEs that no list knows. Here open() lists the VMA.
 */
#include <linux/sched/mm.h>

#include "compat.h"
#include "mmap.h"
#include "step.h"
#include "vmas.h"

struct brg_vma *brg_vmas_find(struct brg_dev *bdev,
			      const struct vm_area_struct *vma)
{
	struct brg_vma *entry;

	lockdep_assert_held(&bdev->vma_lock);
	list_for_each_entry(entry, &bdev->vmas, node)
		if (entry->vma == vma)
			return entry;
	return NULL;
}

static struct brg_vma *brg_vmas_add_gfp(struct brg_dev *bdev,
					struct vm_area_struct *vma, gfp_t gfp)
{
	struct brg_vma *entry;

	lockdep_assert_held(&bdev->vma_lock);
	entry = kzalloc_obj(*entry, gfp);
	if (!entry)
		return NULL;
	entry->vma = vma;
	entry->fill = BRG_FILL_UNKNOWN;
	list_add(&entry->node, &bdev->vmas);
	return entry;
}

struct brg_vma *brg_vmas_add(struct brg_dev *bdev, struct vm_area_struct *vma)
{
	return brg_vmas_add_gfp(bdev, vma, GFP_KERNEL);
}

void brg_vmas_del(struct brg_vma *entry)
{
	list_del(&entry->node);
	kfree(entry);
}

static void brg_vmas_list_copy(struct brg_dev *bdev, struct vm_area_struct *vma)
{
	mutex_lock(&bdev->vma_lock);
	/* open() cannot fail, and an unlisted VMA would survive a zap */
	brg_vmas_add_gfp(bdev, vma, GFP_KERNEL | __GFP_NOFAIL);
	mutex_unlock(&bdev->vma_lock);
}

void brg_vmas_open(struct vm_area_struct *vma)
{
	struct brg_dev *bdev = brg_vma_dev(vma);

	brg_vma_open(vma);
	brg_point(BRG_AT_OPEN);
	brg_step(list_copy, brg_vmas_list_copy)(bdev, vma);
}

void brg_vmas_close(struct vm_area_struct *vma)
{
	struct brg_dev *bdev = brg_vma_dev(vma);
	struct brg_vma *entry;

	brg_point(BRG_AT_CLOSE);
	mutex_lock(&bdev->vma_lock);
	entry = brg_vmas_find(bdev, vma);
	if (entry)
		brg_vmas_del(entry);
	mutex_unlock(&bdev->vma_lock);
	brg_vma_close(vma);
}

int brg_vmas_mmap(struct brg_dev *bdev, struct vm_area_struct *vma,
		  int (*populate)(struct vm_area_struct *vma),
		  bool disabled_ok)
{
	struct brg_vma *entry;
	int ret = -ENOMEM;

	mutex_lock(&bdev->vma_lock);
	entry = brg_vmas_add(bdev, vma);
	if (!entry)
		goto out_unlock;

	/*
	 * From here a walk may find the VMA. It then waits for mmap_lock,
	 * which we hold, and so until the VMA is linked or gone.
	 */
	brg_read_lock(&bdev->memory_lock);
	ret = brg_accessible(bdev);
	if (!ret) {
		ret = populate(vma);
		entry->fill = BRG_FILL_FULL;
	} else if (ret == -EIO && disabled_ok) {
		ret = 0;
		entry->fill = BRG_FILL_EMPTY;
	}
	brg_read_unlock(&bdev->memory_lock);
	/* on failure the VMA goes, and with it what was populated */
	if (ret)
		brg_vmas_del(entry);
out_unlock:
	mutex_unlock(&bdev->vma_lock);
	return ret;
}

/*
 * A VMA made by fork or by a split is of unknown fill. If that happened while
 * memory was disabled it is empty, and nobody but the walk will fill it.
 */
static bool brg_vmas_may_lack(const struct brg_vma *entry)
{
	return entry->fill != BRG_FILL_FULL && !entry->failed;
}

/*
 * The process of some listed VMA to be filled, or to be emptied, with a
 * reference. One that is exiting has no thread left to touch the mapping and
 * unmaps it by itself.
 */
static struct mm_struct *brg_vmas_pick_mm(struct brg_dev *bdev, bool to_fill)
{
	struct brg_vma *entry, *next;

	lockdep_assert_held(&bdev->vma_lock);
	list_for_each_entry_safe(entry, next, &bdev->vmas, node) {
		if (to_fill ? !brg_vmas_may_lack(entry) :
			      entry->fill == BRG_FILL_EMPTY)
			continue;
		if (mmget_not_zero(entry->vma->vm_mm))
			return entry->vma->vm_mm;
		brg_vmas_del(entry);
	}
	return NULL;
}

static void brg_vmas_zap_mm(struct brg_dev *bdev, struct mm_struct *mm,
			    bool keep)
{
	struct brg_vma *entry, *next;

	mmap_read_lock(mm);
	mutex_lock(&bdev->vma_lock);
	list_for_each_entry_safe(entry, next, &bdev->vmas, node) {
		struct vm_area_struct *vma = entry->vma;

		if (vma->vm_mm != mm || entry->fill == BRG_FILL_EMPTY)
			continue;
		zap_special_vma_range(vma, vma->vm_start,
				      vma->vm_end - vma->vm_start);
		entry->failed = false;
		if (keep)
			entry->fill = BRG_FILL_EMPTY;
		else
			brg_vmas_del(entry);
	}
	mutex_unlock(&bdev->vma_lock);
	mmap_read_unlock(mm);
}

/*
 * May be the last reference: exit_mmap() then calls our close(). Whoever zaps
 * holds locks of its own, for which others should not wait until the address
 * space of a third is gone.
 */
static void brg_vmas_put(struct brg_dev *bdev, struct mm_struct *mm)
{
	mmput_async(mm);
}

static void brg_vmas_zap(struct brg_dev *bdev, bool keep)
{
	struct mm_struct *mm;

	mutex_lock(&bdev->vma_lock);
	while ((mm = brg_vmas_pick_mm(bdev, false))) {
		mutex_unlock(&bdev->vma_lock);
		brg_point(BRG_AT_PICKED);
		brg_vmas_zap_mm(bdev, mm, keep);
		brg_step(put, brg_vmas_put)(bdev, mm);
		cond_resched();
		mutex_lock(&bdev->vma_lock);
	}
	/* all are empty, and none can be filled until vma_lock is free */
	brg_lock(bdev);
	mutex_unlock(&bdev->vma_lock);
}

void brg_vmas_lock_and_zap(struct brg_dev *bdev)
{
	brg_vmas_zap(bdev, false);
}

void brg_vmas_lock_and_zap_keep(struct brg_dev *bdev)
{
	brg_vmas_zap(bdev, true);
}

/* Return: -EIO or -ENODEV once memory is no longer enabled. */
static int brg_vmas_populate_mm(struct brg_dev *bdev, struct mm_struct *mm,
				int (*populate)(struct vm_area_struct *vma))
{
	struct brg_vma *entry;
	int ret;

	mmap_read_lock(mm);
	mutex_lock(&bdev->vma_lock);
	brg_read_lock(&bdev->memory_lock);
	ret = brg_accessible(bdev);
	list_for_each_entry(entry, &bdev->vmas, node) {
		if (ret)
			break;
		if (entry->vma->vm_mm != mm || !brg_vmas_may_lack(entry))
			continue;
		entry->failed = populate(entry->vma);
		entry->fill = entry->failed ? BRG_FILL_UNKNOWN : BRG_FILL_FULL;
	}
	brg_read_unlock(&bdev->memory_lock);
	mutex_unlock(&bdev->vma_lock);
	mmap_read_unlock(mm);
	return ret;
}

void brg_vmas_populate(struct brg_dev *bdev,
		       int (*populate)(struct vm_area_struct *vma))
{
	struct mm_struct *mm;
	int ret = 0;

	do {
		mutex_lock(&bdev->vma_lock);
		mm = brg_vmas_pick_mm(bdev, true);
		mutex_unlock(&bdev->vma_lock);
		if (mm) {
			ret = brg_vmas_populate_mm(bdev, mm, populate);
			mmput_async(mm);
		}
	} while (mm && !ret);
}
