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
 *   brg_dev.state_lock
 *     whoever changes the state, or needs it to stay as it is and may not keep
 *     faults out meanwhile: no fault ever takes it. Held from reset_prepare()
 *     to reset_done(), and there under device_lock; nothing inside of it takes
 *     a device_lock, but a hot reset by trylock. That alone holds bind_lock and
 *     state_lock of several devices: of one as anybody, of the others by
 *     trylock, so that their order does not matter. Pages of p2pmem are made
 *     and taken back under it, with the locks of memory hotplug and of sysfs
 *     inside: the file "allocate" is waited for, whose mmap() has mmap_lock
 *   mmap_lock
 *     copies to and from user space under bind_lock; the vma-list strategy
 *     walks the mappings of other processes, from below state_lock, and the
 *     adaptive one waits there for those that are in mmap(). No user
 *     memory is touched under state_lock itself
 *   brg_dev.vma_lock
 *     faults and mmap() arrive with mmap_lock held
 *   brg_imps.engine_lock
 *     one copy by the function's DMA engine at a time
 *   brg_dev.memory_lock
 *     read: a fault, mmap() or BAR access; write: whatever changes the state.
 *     Held from reset_prepare() to reset_done(), so accesses wait out a reset,
 *     unless that is of several functions: the one that came before is then
 *     let go of before the next is emptied (reset.c)
 *   i_mmap_rwsem, page-table locks (inside unmap_mapping_range())
 *   dma_resv of a dma-buf (reservation lock)
 *     a copy by a DMA engine uses registers, under memory_lock held for read,
 *     and a mapping. Revocation takes it before memory_lock of the exporter
 *     (exp.h)
 *
 * stat_lock, brg_memlock.hist_lock, brg_exps.lock, brg_p2pmem.lock, the locks of
 * brg_imps.ids and brg_exps.reached and that of the list of resets are leaves. No
 * user memory is touched under vma_lock or memory_lock: that would fault, and a
 * fault takes them.
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
#include "exp.h"
#include "imp.h"
#include "irq.h"
#include "lock.h"
#include "p2pmem.h"
#include "stat.h"
#include "unlinked.h"

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
 * @bar: by enum brg_region, the ROM included; set in probe, constant afterwards
 *       but for @io
 * @bar_pfn: first frame of each, apart, for the sake of faults
 * @found_command: PCI_COMMAND as it was before probe, put back by remove
 * @rom_found: the same of the enable bit of the ROM
 *
 * @bind_lock: see above
 * @bound: false once remove() has begun. Read under @bind_lock: remove() waits
 *	for whoever still saw it true there
 * @ended: remove() is done with it, and it counts as such until it is freed
 * @map_lock: guards creation of brg_bar.io
 *
 * @state_lock: see above; guards @resume_state, @awake_state,
 *              @irqs
 * @state_key: a class per device: a bus reset holds those of several functions,
 *             always in bus order
 * @resume_state: what reset_done() goes back to
 * @awake_state: what the function wakes up to, while SUSPENDED
 * @resetter: task in the middle of a hot reset of the function, or NULL; set
 *            with state_lock held, by which it alone can find itself here
 * @reset: between reset_prepare() and reset_done(), see reset.c: the task, and
 *         whether it holds memory_lock all the time
 * @irqs: see irq.h
 *
 * @memory_lock: guards @state, @rom_enabled, @strategy, @param
 * @state: enum brg_state, changed by brg_state_set() only, with state_lock held
 *         and memory_lock for write: either is enough to read it
 * @rom_enabled: the ROM decodes while memory does; changed as @state
 * @strategy: how mappings are populated and torn down; constant while
 *            @nr_vmas is not 0
 * @param: of the strategy; constant as that
 * @nr_vmas: VMAs alive; raised under memory_lock held for read
 *
 * @vma_lock: guards @vmas, @unlinked
 * @vmas: VMAs that may hold PTEs; strategies that track them only
 *
 * @exps: dma-bufs of the BARs
 * @imps: dma-bufs that the function is attached to
 * @p2pmem: part of a BAR that has pages
 *
 * @adapt: advice for the strategy of that name
 * @unlinked: see unlinked.h; guarded by @vma_lock
 * @nr_opens: files open
 * @stat: counters, see stat.h
 */
struct brg_dev {
	struct device dev;
	struct cdev cdev;
	struct pci_dev *pdev;
	struct inode *inode;
	struct brg_bar bar[BRG_REGION_ROM + 1];
	unsigned long bar_pfn[BRG_REGION_ROM + 1];
	u16 found_command;
	bool rom_found;

	struct rw_semaphore bind_lock;
	bool bound;
	bool ended;
	struct mutex map_lock;		/* brg_bar.io */

	struct mutex state_lock;	/* irqs, *_state, changes of state */
	struct lock_class_key state_key;
	enum brg_state resume_state, awake_state;
	struct task_struct *resetter;
	struct brg_reset_of {
		struct list_head node;
		struct task_struct *task;
		bool holds;
	} reset;
	struct brg_irqs irqs;

	struct brg_memlock memory_lock;
	enum brg_state state;
	bool rom_enabled;
	const struct brg_strategy *strategy;
	u32 param;
	atomic_t nr_vmas;

	struct mutex vma_lock;		/* vmas, unlinked */
	struct list_head vmas;

	struct brg_exps exps;
	struct brg_imps imps;
	struct brg_p2pmem p2pmem;

	struct brg_adapt adapt;
	struct brg_unlinked unlinked;
	atomic_t nr_opens;
	struct brg_stats stat;
};

extern struct pci_driver brg_pci_driver;
/* of every file of a device, and so of every mapping's */
extern const struct file_operations brg_fops;

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

/* How many have been unbound and are not freed yet, all functions together. */
unsigned int brg_dev_nr_ended(void);

#endif /* BRG_DEV_H */
