/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lookup.h - from a mapping in some process to the device and frame behind it.
 *
 * What an IOMMU driver needs that is asked to map a user address which turns
 * out to be a BAR. Two steps, as Gunthorpe wanted them in 2021: who is behind
 * this VMA, and where in it is this address.
 */
#ifndef BRG_LOOKUP_H
#define BRG_LOOKUP_H

#include <linux/mm_types.h>

#include "dev.h"

/**
 * brg_vma_get_dev - the device that a VMA maps
 * @vma: any VMA of any process
 *
 * The reference keeps the structure, not the function: that may be unbound at
 * any time, and brg_vma_to_pfn() then says -ENODEV.
 *
 * Context: mmap_lock of the VMA's process held.
 * Return: the device, to be released by put_device(); NULL if the VMA is not
 * one of ours, whatever the strategy.
 */
struct brg_dev *brg_vma_get_dev(const struct vm_area_struct *vma);

/**
 * brg_vma_to_pfn - the frame behind an address
 * @bdev: what brg_vma_get_dev() returned
 * @vma: that VMA
 * @address: in it
 * @pfn: result
 *
 * Whether the page is populated makes no difference. The frame is the
 * device's for as long as memory_lock is held; who wants to keep it longer
 * has to be told of its end, which is what the dma-buf of a BAR is for.
 *
 * Context: mmap_lock held, and memory_lock of @bdev, for read.
 * Return: 0; -ERANGE where the VMA maps no memory BAR; -EIO while memory is
 * disabled; -ENODEV once unbound.
 */
int brg_vma_to_pfn(const struct brg_dev *bdev,
		   const struct vm_area_struct *vma, unsigned long address,
		   unsigned long *pfn);

/**
 * brg_lookup - BRG_LOOKUP for the calling process
 * @lookup: in and out
 *
 * Context: may sleep; takes mmap_lock and memory_lock for read.
 * Return: see struct brg_lookup.
 */
int brg_lookup(struct brg_lookup *lookup);

/**
 * brg_ptes - BRG_PTES for the calling process
 * @bdev: whose mappings count
 * @ptes: in and out
 *
 * Context: may sleep; takes mmap_lock for read, for one mapping or 2 MiB of it
 * at a time.
 * Return: see struct brg_ptes.
 */
int brg_ptes(struct brg_dev *bdev, struct brg_ptes *ptes);

#endif /* BRG_LOOKUP_H */
