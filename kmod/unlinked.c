// SPDX-License-Identifier: GPL-2.0-only
/* unlinked.c - mappings that mmap() filled, and a walk may not see yet. */
#include <linux/hash.h>
#include <linux/sched/mm.h>

#include "compat.h"
#include "dev.h"
#include "lock.h"
#include "state.h"
#include "unlinked.h"

static const struct vm_area_struct **
brg_unlinked_slot(struct brg_unlinked *unlinked, const struct mm_struct *mm)
{
	return &unlinked->vma[hash_ptr((void *)mm, ilog2(BRG_NR_UNLINKED))];
}

bool brg_unlinked_begin(struct brg_dev *bdev, const struct vm_area_struct *vma)
{
	const struct vm_area_struct **slot =
		brg_unlinked_slot(&bdev->unlinked, vma->vm_mm);
	bool ours;

	mutex_lock(&bdev->vma_lock);
	/* an older one of this process is linked: we hold its mmap_lock */
	ours = !bdev->unlinked.zappers &&
	       (!*slot || (*slot)->vm_mm == vma->vm_mm);
	if (ours) {
		WRITE_ONCE(*slot, vma);
		brg_read_lock(&bdev->memory_lock);
	}
	mutex_unlock(&bdev->vma_lock);
	return ours;
}

void brg_unlinked_close(struct brg_dev *bdev, const struct vm_area_struct *vma)
{
	const struct vm_area_struct **slot =
		brg_unlinked_slot(&bdev->unlinked, vma->vm_mm);

	if (READ_ONCE(*slot) != vma)
		return;
	mutex_lock(&bdev->vma_lock);
	if (*slot == vma)
		WRITE_ONCE(*slot, NULL);
	mutex_unlock(&bdev->vma_lock);
}

/* Called with vma_lock held, which is given up meanwhile. */
static void brg_unlinked_wait(struct brg_dev *bdev,
			      const struct vm_area_struct **slot)
{
	struct mm_struct *mm = (*slot)->vm_mm;

	/* a process that exits is in no mmap(): what it has is linked */
	if (!mmget_not_zero(mm)) {
		WRITE_ONCE(*slot, NULL);
		return;
	}
	mutex_unlock(&bdev->vma_lock);

	mmap_read_lock(mm);
	mutex_lock(&bdev->vma_lock);
	if (*slot && (*slot)->vm_mm == mm)
		WRITE_ONCE(*slot, NULL);
	mutex_unlock(&bdev->vma_lock);
	mmap_read_unlock(mm);

	/* may be the last reference, and then calls our close() */
	mmput_async(mm);
	mutex_lock(&bdev->vma_lock);
}

void brg_unlinked_lock(struct brg_dev *bdev)
{
	struct brg_unlinked *unlinked = &bdev->unlinked;
	unsigned int i;

	mutex_lock(&bdev->vma_lock);
	unlinked->zappers++;
	for (i = 0; i < BRG_NR_UNLINKED; i++)
		while (unlinked->vma[i])
			brg_unlinked_wait(bdev, &unlinked->vma[i]);
	unlinked->zappers--;
	/* all are linked, and none is begun until vma_lock is free */
	brg_lock(bdev);
	mutex_unlock(&bdev->vma_lock);
}
