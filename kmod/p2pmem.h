/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * p2pmem.h - a BAR with pages, for block devices and whoever takes pages.
 *
 * Published memory belongs to the P2PDMA core: user space allocates from it by
 * a file in sysfs that we do not see opened, and nobody can empty a mapping of
 * pages and fill it again. What we can do is allocate, too. All of it at once:
 * that succeeds only if nobody else has any, and then nobody can get any. So
 * memory is held whenever it is not enabled, or is about not to be, and a
 * change of state that finds it in use is refused.
 *
 * A change that cannot be refused takes it back for good: the core cannot
 * publish a second time while the function is bound, as its pool remembers what
 * was in it.
 */
#ifndef BRG_P2PMEM_H
#define BRG_P2PMEM_H

#include <linux/spinlock.h>
#include <linux/types.h>

#include "barrage.h"

struct attribute_group;
struct brg_dev;

/* File "p2pmem" of the driver: does this kernel give BARs pages? */
extern const struct attribute_group brg_p2pmem_group;

/**
 * struct brg_p2pmem - what a function has published
 * @lock: guards all below. A leaf
 * @state: enum brg_p2pmem_state but HELD; changed with state_lock held, too
 * @publishing: pages are being made
 * @bar: index
 * @offset: in the BAR
 * @length: bytes
 * @group: of what the P2PDMA core has bound to the life of the binding
 * @holds: reasons for holding it; one of them is a state that is not ENABLED
 * @held: all of it, allocated; NULL while @holds is 0, or nothing is published
 */
struct brg_p2pmem {
	spinlock_t lock;	/* all of it; see above */
	enum brg_p2pmem_state state;
	bool publishing;
	u32 bar;
	u64 offset;
	size_t length;
	void *group;
	unsigned int holds;
	void *held;
};

/* Before the function has a state. */
void brg_p2pmem_init(struct brg_p2pmem *mem);

/**
 * brg_p2pmem_publish - BRG_P2PMEM_PUBLISH
 * @bdev: device, between brg_dev_enter() and brg_dev_exit()
 * @publish: checked here but for size and flags; out_length is filled
 *
 * Context: may sleep, as long as it takes to initialise so many pages; takes
 * state_lock.
 * Return: see struct brg_p2pmem_publish.
 */
int brg_p2pmem_publish(struct brg_dev *bdev,
		       struct brg_p2pmem_publish *publish);

/** brg_p2pmem_info - fill the out_ fields. Context: any. */
void brg_p2pmem_info(struct brg_dev *bdev, struct brg_p2pmem_info *info);

/**
 * brg_p2pmem_hold - let nobody allocate until brg_p2pmem_release()
 * @bdev: device
 *
 * Context: any.
 * Return: 0; -EBUSY with nothing held when some of it is in use.
 */
int brg_p2pmem_hold(struct brg_dev *bdev);
void brg_p2pmem_release(struct brg_dev *bdev);

/**
 * brg_p2pmem_evict - see to it that nobody has any of it, at whatever price
 * @bdev: device, state_lock held, about to leave ENABLED without being asked
 *
 * Context: may sleep until I/O under way has ended; memory_lock not held.
 * Holds it until brg_p2pmem_release().
 */
void brg_p2pmem_evict(struct brg_dev *bdev);

/**
 * brg_p2pmem_remove - take it back for good
 * @bdev: device, state_lock held
 *
 * Context: as brg_p2pmem_evict(). On return no mapping of it has a live PTE and
 * no I/O goes on.
 */
void brg_p2pmem_remove(struct brg_dev *bdev);

/**
 * brg_p2p_path - BRG_P2P_PATH
 * @bdev: device, between brg_dev_enter() and brg_dev_exit()
 * @path: in and out
 *
 * Context: may sleep.
 * Return: see struct brg_p2p_path.
 */
int brg_p2p_path(struct brg_dev *bdev, struct brg_p2p_path *path);

#endif /* BRG_P2PMEM_H */
