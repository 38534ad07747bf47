/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * op.h - operations: the smallest thing a worker does.
 *
 * One file stress/ops/NAME.c with one const struct brg_op, listed in ops.c.
 * An operation takes its randomness from actor->rng alone, which is seeded
 * for it, so that it can be done again without those before it.
 */
#ifndef BRG_STRESS_OP_H
#define BRG_STRESS_OP_H

#include <stdint.h>

#include "stress/actor.h"

/* What a target or machine must have; see brg_features_find() */
#define BRG_NEED_BARRAGE	(1u << 0)	/* our own driver's commands */
#define BRG_NEED_RESET		(1u << 1)	/* a way to reset the function */
#define BRG_NEED_OPEN		(1u << 2)	/* may be opened more than once */
#define BRG_NEED_CONFIG		(1u << 3)	/* configuration space by file */
#define BRG_NEED_STAMPS		(1u << 4)	/* BAR that keeps contents */
#define BRG_NEED_PROCS		(1u << 5)	/* two processes or more */
#define BRG_NEED_DMA_MAP	(1u << 6)	/* IOMMU mapping by the target */
#define BRG_NEED_FAIL_NTH	(1u << 7)	/* /proc/thread-self/fail-nth */
#define BRG_NEED_BAR_RW		(1u << 8)	/* BAR by read() and write() */
#define BRG_NEED_SYSFS_RESET	(1u << 9)	/* the file "reset" */
#define BRG_NEED_IRQ		(1u << 10)	/* interrupts by eventfd */
#define BRG_NEED_POWER		(1u << 11)	/* the power management capability */
#define BRG_NEED_HOT_RESET	(1u << 12)	/* slot or bus, all of it ours */
#define BRG_NEED_EXPORT		(1u << 13)	/* dma-bufs of the BAR */
#define BRG_NEED_URING		(1u << 14)	/* commands through io_uring */
#define BRG_NEED_DMA_MAP_BAR	(1u << 15)	/* IOMMU mapping of a dma-buf */
#define BRG_NEED_ROM		(1u << 16)	/* an expansion ROM */
#define BRG_NEED_RDMA		(1u << 17)	/* an RDMA device */
#define BRG_NEED_CPUS		(1u << 18)	/* a CPU that can be taken off line */
#define BRG_NEED_RESCAN		(1u << 19)	/* the sysfs file "remove" */
#define BRG_NEED_PTES		(1u << 20)	/* a driver that walks page tables */
#define BRG_NEED_P2PMEM		(1u << 21)	/* pages for a BAR of 2 MiB or more */

/** brg_need_name - of one bit, for people */
const char *brg_need_name(unsigned int bit);

/* What others have to be prepared for */
#define BRG_DISTURBS_MEMORY	(1u << 0)	/* accesses may fail */
#define BRG_DISTURBS_RESET	(1u << 1)
#define BRG_DISTURBS_ZAP	(1u << 2)	/* mappings become empty */
#define BRG_DISTURBS_BIND	(1u << 3)	/* files become dead */
#define BRG_DISTURBS_WORKER	(1u << 4)	/* processes end */

/**
 * struct brg_op - one operation
 * @name: in configurations and journals; letters, digits and dashes
 * @summary: one line
 * @needs: BRG_NEED_*; done to devices that have them all, left out, by name,
 *	where none has
 * @weight: unless the configuration says otherwise; 0: only when asked for
 * @disturbs: BRG_DISTURBS_*
 * @bound_s: longer than this, and it counts as stalled; 0 for the default
 * @run: context: a worker thread, the others running. Return: 0; -ECANCELED
 *	when there was nothing to do it to; -errno that the kernel gave and
 *	that may be. What may not be it reports by brg_wrong() and friends.
 */
struct brg_op {
	const char *name;
	const char *summary;
	unsigned int needs;
	unsigned int weight;
	unsigned int disturbs;
	unsigned int bound_s;
	int (*run)(struct brg_actor *a);
};

/* Seconds; a reset takes one, emulation under load stretches everything. */
#define BRG_BOUND_S 20
/*
 * Of those that revoke: each waits revoke_timeout_ms (5 s) for an importer that
 * does not answer, and there may be a queue of them.
 */
#define BRG_BOUND_REVOKE_S 40

/** brg_ops - all, NULL-terminated */
extern const struct brg_op *const brg_ops[];

unsigned int brg_op_count(void);
/** brg_op_find - index by name, or -1 */
int brg_op_find(const char *name);
/** brg_op_names - NULL-terminated, in @names of @max entries */
void brg_op_names(const char **names, unsigned int max);
unsigned int brg_op_bound_s(const struct brg_op *op);

#endif
