/* SPDX-License-Identifier: GPL-2.0-only */
/* area.h - where mmap() puts a mapping when nobody says where. */
#ifndef BRG_AREA_H
#define BRG_AREA_H

#include <linux/fs.h>

/* file_operations.get_unmapped_area */
unsigned long brg_get_unmapped_area(struct file *file, unsigned long address,
				    unsigned long length, unsigned long pgoff,
				    unsigned long flags);

#endif /* BRG_AREA_H */
