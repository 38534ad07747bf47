// SPDX-License-Identifier: GPL-2.0-only
/*
 * area.c - where mmap() puts a mapping when nobody says where.
 *
 * A huge entry needs the address congruent to the frame. vfio-pci leaves that
 * to user space, which mostly does not know; a strategy that wants huge entries
 * sees to it here. For the others the choice is the kernel's own.
 */
#include <linux/mman.h>
#include <linux/pgtable.h>
#include <linux/sched/mm.h>

#include "compat.h"
#include "area.h"
#include "dev.h"
#include "strategy.h"

/* Return: an address congruent to @offset modulo @align, or 0. */
static unsigned long brg_area_aligned(struct file *file, unsigned long length,
				      unsigned long pgoff, unsigned long flags,
				      unsigned long align)
{
	unsigned long offset = pgoff << PAGE_SHIFT;
	unsigned long address;

	if (length < align || length + align < length)
		return 0;
	address = brg_mm_get_unmapped_area(file, 0, length + align, pgoff,
					   flags);
	if (IS_ERR_VALUE(address))
		return 0;
	return address + ((offset - address) & (align - 1));
}

unsigned long brg_get_unmapped_area(struct file *file, unsigned long address,
				    unsigned long length, unsigned long pgoff,
				    unsigned long flags)
{
	struct brg_dev *bdev = file->private_data;
	unsigned long aligned = 0;

	/*
	 * Read without memory_lock, which mmap_lock does not order before: a
	 * strategy that changes meanwhile costs alignment, nothing else.
	 */
	if (address || (flags & MAP_FIXED) ||
	    !READ_ONCE(bdev->strategy)->steers)
		return brg_mm_get_unmapped_area(file, address, length, pgoff,
						flags);

	if (IS_ENABLED(CONFIG_ARCH_SUPPORTS_PUD_PFNMAP))
		aligned = brg_area_aligned(file, length, pgoff, flags, PUD_SIZE);
	if (!aligned)
		aligned = brg_area_aligned(file, length, pgoff, flags, PMD_SIZE);
	return aligned ?: brg_mm_get_unmapped_area(file, 0, length, pgoff, flags);
}
