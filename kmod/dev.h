/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dev.h - one bound PCI function.
 *
 * Lock order, outermost first, and why each edge exists:
 *
 *   device_lock (driver core)
 *     probe, remove and every reset run under it
 *   brg_dev.bind_lock
 *     read: a system call that uses the PCI function; write: remove(), which
 *     so waits until nobody does. A reset by ioctl takes device_lock inside
 *     by trylock only, so the inversion cannot wait.
 *   mmap_lock
 *     copies to and from user space under bind_lock; the vma-list strategy
 *     walks the mappings of other processes
 *   brg_dev.vma_lock
 *     faults and mmap() arrive with mmap_lock held
 *   brg_dev.memory_lock
 *     read: a fault, mmap() or BAR access; write: whatever changes the state.
 *     Held from reset_prepare() to reset_done(), so accesses wait out a reset.
 *   i_mmap_rwsem, page-table locks (inside unmap_mapping_range())
 *
 * stat_lock is a leaf. No user memory is touched under vma_lock or
 * memory_lock: that would fault, and a fault takes them.
 */
#ifndef BRG_DEV_H
#define BRG_DEV_H

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/rwsem.h>

#include "adapt.h"
#include "barrage.h"
#include "lock.h"
#include "stat.h"

struct brg_strategy;

/**
 * struct brg_bar - one memory BAR
 * @start: physical address, page aligned if @length is
 * @length: bytes; 0 for an absent or I/O BAR
 * @mappable: at least a page, so that nothing else shares its pages
 * @io: kernel mapping for read() and write(), made by the first of them;
 *      guarded by brg_dev.map_lock while being set
 */
struct brg_bar {
	resource_size_t start;
	resource_size_t length;
	bool mappable;
	void __iomem *io;
};

/**
 * struct brg_dev - one bound PCI function
 * @dev: character device; its reference count is that of the structure
 * @cdev: file operations behind @dev
 * @pdev: the function; used under bind_lock, or by the driver callbacks
 * @inode: every file of the device maps through this inode's address space,
 *         so that one unmap_mapping_range() finds every mapping
 * @bar: set in probe, constant afterwards but for @io
 * @bar_pfn: first frame of each, apart, for the sake of faults
 * @found_command: PCI_COMMAND as it was before probe, put back by remove
 *
 * @bind_lock: see above
 * @bound: guarded by @bind_lock; false once remove() has begun
 * @map_lock: guards creation of brg_bar.io
 *
 * @memory_lock: guards @state, @strategy, @param, @resume_state
 * @state: enum brg_state, changed by brg_state_set() only
 * @resume_state: what reset_done() goes back to
 * @strategy: how mappings are populated and torn down; constant while
 *            @nr_vmas is not 0
 * @param: of the strategy; constant as that
 * @nr_vmas: VMAs alive; raised under memory_lock held for read
 *
 * @vma_lock: guards @vmas
 * @vmas: VMAs that may hold PTEs; strategies that track them only
 *
 * @adapt: advice for the strategy of that name
 * @nr_opens: files open
 * @stat: counters, see stat.h
 */
struct brg_dev {
	struct device dev;
	struct cdev cdev;
	struct pci_dev *pdev;
	struct inode *inode;
	struct brg_bar bar[PCI_STD_NUM_BARS];
	unsigned long bar_pfn[PCI_STD_NUM_BARS];
	u16 found_command;

	struct rw_semaphore bind_lock;
	bool bound;
	struct mutex map_lock;		/* brg_bar.io */

	struct brg_memlock memory_lock;
	enum brg_state state;
	enum brg_state resume_state;
	const struct brg_strategy *strategy;
	u32 param;
	atomic_t nr_vmas;

	struct mutex vma_lock;		/* vmas */
	struct list_head vmas;

	struct brg_adapt adapt;
	atomic_t nr_opens;
	struct brg_stats stat;
};

extern struct pci_driver brg_pci_driver;

int brg_dev_subsystem_init(void);
void brg_dev_subsystem_fini(void);

/**
 * brg_dev_enter - begin to use the PCI function from a system call
 * @bdev: device of an open file
 *
 * Context: may sleep; takes bind_lock for read on success.
 * Return: 0, or -ENODEV once the function has been unbound.
 */
int brg_dev_enter(struct brg_dev *bdev);
void brg_dev_exit(struct brg_dev *bdev);

#endif /* BRG_DEV_H */
