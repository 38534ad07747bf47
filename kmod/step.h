/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * step.h - the steps of the driver that tests may get wrong on purpose.
 *
 * A build with BRG_BUGS=1 can exchange a step for that of a historical bug
 * (bugs/, one file each) and pause at named points (perturb.c). In any other
 * build brg_step(STEP, FUNCTION) is FUNCTION, and brg_point() is nothing.
 */
#ifndef BRG_STEP_H
#define BRG_STEP_H

#include <linux/mm_types.h>
#include <linux/types.h>

struct brg_bar;
struct brg_call;
struct brg_dev;
struct brg_exp;
struct brg_export;
struct brg_imp;
struct brg_irq_set;
struct brg_mr;
struct brg_vma;
struct device;
struct dma_buf;
struct dma_buf_attachment;
struct file;
struct ib_umem;
struct pci_dev;
struct sg_table;

/**
 * enum brg_point - where windows can be widened; none holds a spinlock
 * @BRG_AT_FAULT: a fault has begun, memory_lock not yet taken
 * @BRG_AT_INSERT: memory_lock held for read, memory enabled, nothing inserted
 * @BRG_AT_INSERTED: inserted, memory_lock still held
 * @BRG_AT_ZAP: mappings are about to be emptied
 * @BRG_AT_ZAPPED: they are empty, memory_lock held for write
 * @BRG_AT_STATE: the state has changed, memory_lock held for write
 * @BRG_AT_OPEN: fork or a split has made a VMA
 * @BRG_AT_CLOSE: a VMA goes away
 * @BRG_AT_PICKED: a process was picked from the list of VMAs, no lock of it held
 * @BRG_AT_GAP: between two halves of a step that a bug has torn apart
 * @BRG_AT_MAP: an importer is about to map an export, reservation lock held
 * @BRG_AT_MAPPED: it has DMA addresses, and is not yet counted
 * @BRG_AT_NOTIFY: importers are about to be told to unmap, reservation lock held
 * @BRG_AT_DROP: the last reference to an export is gone, it is still listed
 * @BRG_NR_POINTS: how many there are
 */
enum brg_point {
	BRG_AT_FAULT,
	BRG_AT_INSERT,
	BRG_AT_INSERTED,
	BRG_AT_ZAP,
	BRG_AT_ZAPPED,
	BRG_AT_STATE,
	BRG_AT_OPEN,
	BRG_AT_CLOSE,
	BRG_AT_PICKED,
	BRG_AT_GAP,
	BRG_AT_MAP,
	BRG_AT_MAPPED,
	BRG_AT_NOTIFY,
	BRG_AT_DROP,
	BRG_NR_POINTS,
};

/**
 * struct brg_steps - what a bug puts in place of steps; NULL: nothing
 * @lock_and_zap: brg_strategy.lock_and_zap
 * @reset_lock: the same, as reset_prepare() does it
 * @fault_lock: memory_lock for read in a fault; false: it is not held, and the
 *	fault ends in SIGBUS
 * @list_copy: a VMA made by fork or a split is listed
 * @add: a VMA is listed by the fault that fills it
 * @find: is a VMA listed? asked by a fault
 * @fill: a fault fills the VMA
 * @put: drop the reference to a process after its VMAs were emptied
 * @huge_frame: first frame of the huge entry that covers an address
 * @claim: reserve the BARs of a function, under a name
 * @unclaim: give them back
 * @leave: lock_and_zap when the function is unbound
 * @hot_lock: lock_and_zap of each function of a hot reset
 * @irq_fds: set vectors up, or take them down
 * @export_file: export, and find a file descriptor for it
 * @export_bar: the BAR that an export is of
 * @revocable: does an importer unmap when it is told to?
 * @may_map: may importers map the export now? Reservation lock held
 * @segment: longest segment of a scatterlist for a device
 * @restore_sgt: make a table what sg_free_table() wants
 * @notify: tell importers to unmap, reservation lock held
 * @await: wait until they have, and take them for revoked
 * @drop: the last reference to an export is gone
 * @enlist: give a new importer an id
 * @take: take an importer out of the table, if it is of a file
 * @close_imps: detach the importers of a file that is closed
 * @set_work: what an importer does later, and in which way
 * @mr_end: a region of the RDMA device (rnic/) gives its memory back, and goes
 */
struct brg_steps {
	void (*lock_and_zap)(struct brg_dev *bdev);
	void (*reset_lock)(struct brg_dev *bdev);
	bool (*fault_lock)(struct brg_dev *bdev);
	void (*list_copy)(struct brg_dev *bdev, struct vm_area_struct *vma);
	struct brg_vma *(*add)(struct brg_dev *bdev, struct vm_area_struct *vma);
	struct brg_vma *(*find)(struct brg_dev *bdev,
				const struct vm_area_struct *vma);
	int (*fill)(struct vm_area_struct *vma);
	void (*put)(struct brg_dev *bdev, struct mm_struct *mm);
	unsigned long (*huge_frame)(const struct vm_area_struct *vma,
				    unsigned long address, unsigned int order);
	int (*claim)(struct pci_dev *pdev, const char *name);
	void (*unclaim)(struct pci_dev *pdev);
	void (*leave)(struct brg_dev *bdev);
	void (*hot_lock)(struct brg_dev *bdev);
	int (*irq_fds)(struct brg_dev *bdev, const struct brg_irq_set *set);
	int (*export_file)(struct brg_dev *bdev, struct brg_export *export,
			   struct brg_call *call);
	const struct brg_bar *(*export_bar)(const struct brg_dev *bdev,
					    unsigned int bar);
	bool (*revocable)(struct dma_buf_attachment *attach);
	bool (*may_map)(const struct brg_exp *exp);
	size_t (*segment)(struct device *dev);
	void (*restore_sgt)(struct sg_table *sgt, unsigned int orig_nents);
	void (*notify)(struct dma_buf *dmabuf);
	void (*await)(struct brg_exp *exp, unsigned long deadline);
	void (*drop)(struct brg_exp *exp);
	int (*enlist)(struct brg_imp *imp, u32 *id);
	struct brg_imp *(*take)(struct brg_dev *bdev, const struct file *file,
				u32 id);
	void (*close_imps)(struct brg_dev *bdev, const struct file *file);
	void (*set_work)(struct brg_imp *imp);
	void (*mr_end)(struct brg_mr *mr, struct ib_umem *umem,
		       void (*release)(struct ib_umem *umem),
		       void (*free)(struct brg_mr *mr));
};

#ifdef BRG_BUGS

extern const struct brg_steps *brg_steps_now;

#define brg_step(step, function)					\
	(READ_ONCE(brg_steps_now) && brg_steps_now->step ?		\
	 brg_steps_now->step : (function))

/* Context: may sleep. */
void brg_point(enum brg_point point);
void brg_perturb_fini(void);

#else

#define brg_step(step, function)	(function)

static inline void brg_point(enum brg_point point)
{
}

static inline void brg_perturb_fini(void)
{
}

#endif

#endif /* BRG_STEP_H */
