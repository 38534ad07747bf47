/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * irq.h - interrupts of the function, delivered to eventfds.
 *
 * The vector table of MSI-X lies in a BAR, so setting up and tearing down a
 * vector needs memory decoding to stay as it is. That is what state_lock is
 * for: memory_lock would put the locks of request_irq() below mmap_lock.
 */
#ifndef BRG_IRQ_H
#define BRG_IRQ_H

#include "barrage.h"

struct brg_dev;
struct brg_vector;

/**
 * struct brg_irqs - interrupts in use; guarded by brg_dev.state_lock
 * @type: enum brg_irq, BRG_NR_IRQS for none
 * @nr: vectors allocated
 * @vector: of them
 */
struct brg_irqs {
	enum brg_irq type;
	unsigned int nr;
	struct brg_vector *vector;
};

/** brg_irq_init - nothing in use */
void brg_irq_init(struct brg_irqs *irqs);

/**
 * brg_irq_info - BRG_IRQ_INFO
 * @bdev: device, between brg_dev_enter() and brg_dev_exit()
 * @info: in and out
 *
 * Context: may sleep; takes state_lock.
 * Return: see struct brg_irq_info.
 */
int brg_irq_info(struct brg_dev *bdev, struct brg_irq_info *info);

/**
 * brg_irq_set - BRG_IRQ_SET
 * @bdev: device, between brg_dev_enter() and brg_dev_exit()
 * @set: its request
 *
 * Context: may sleep; takes state_lock.
 * Return: see struct brg_irq_set.
 */
int brg_irq_set(struct brg_dev *bdev, const struct brg_irq_set *set);
/* Its part that sets vectors up; a step (step.h). Arguments are checked. */
int brg_irq_set_fds(struct brg_dev *bdev, const struct brg_irq_set *set);

/**
 * brg_irq_disable - give back all vectors
 * @bdev: device in D0, state_lock held, not RESETTING
 *
 * Context: may sleep. On return no handler runs and none will.
 */
void brg_irq_disable(struct brg_dev *bdev);

/**
 * brg_irq_restore - write the vector table anew
 * @bdev: device, state_lock held, memory disabled for user space
 *
 * After the PCI core did so with memory decoding off.
 */
void brg_irq_restore(struct brg_dev *bdev);

#endif /* BRG_IRQ_H */
