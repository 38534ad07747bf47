/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * actor.h - what an operation works with: its worker, process and devices.
 */
#ifndef BRG_STRESS_ACTOR_H
#define BRG_STRESS_ACTOR_H

#include <pthread.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/rng.h"
#include "lib/target.h"
#include "stress/arena.h"
#include "stress/window.h"

#define BRG_SLOTS	8
#define BRG_SLOT_SPACE	(16UL << 20)	/* addresses of one slot */
#define BRG_PMD		(2UL << 20)
#define BRG_PAGE	4096UL

/** enum brg_refault - does an emptied mapping come back?
 * @BRG_COMES_BACK: by a fault
 * @BRG_COMES_LATE: somebody fills it again, some time after
 * @BRG_STAYS_EMPTY: never
 */
enum brg_refault { BRG_COMES_BACK, BRG_COMES_LATE, BRG_STAYS_EMPTY };

/**
 * struct brg_device - one function under stress; the same in every process
 * @target: opened by the supervisor, inherited
 * @bar: that is mapped
 * @span: bytes of it in use, from 0
 * @stamped: its pages carry stamps
 * @features: BRG_NEED_* that are met
 * @pm_cap: offset of the power management capability, 0 without one
 * @refault: of the variant in force
 * @strategy, @lock: wanted after a rebind; "" for what there is
 */
struct brg_device {
	struct brg_target target;
	unsigned int index;
	unsigned int bar;
	uint64_t span;
	bool stamped;
	unsigned int features;
	unsigned int pm_cap;
	enum brg_refault refault;
	char strategy[48];
	char lock[32];
	struct brg_shared_dev *shared;
};

/**
 * struct brg_slot - one place for a mapping; of one process
 * @lock: held while the mapping changes; accesses do without
 * @gen: odd while it changes
 * @space: reservation of BRG_SLOT_SPACE, PMD-aligned
 * @addr: first byte of the mapping; NULL while there is none
 * @offset: in the BAR, of @addr
 * @length: bytes mapped when it was made
 * @lo, @hi: what of it is still mapped, relative to @addr
 * @prot: of all of it
 * @dev: device index
 * @bind_epoch, @zap_epoch: of the device when it was made
 * @refault: of the mapping
 */
struct brg_slot {
	pthread_mutex_t lock;
	_Atomic uint64_t gen;
	char *space;
	char *_Atomic addr;
	uint64_t offset;
	uint64_t length;
	uint64_t lo, hi;
	int prot;
	unsigned int dev;
	uint64_t bind_epoch, zap_epoch;
	enum brg_refault refault;
};

/**
 * struct brg_proc - one worker process
 * @fd_lock: guards @fd and @fd_epoch
 * @fd: file of each device, of its own or inherited
 * @fd_epoch: bind epoch in which it was opened
 * @child: a forked child of a worker, single-threaded
 */
struct brg_proc {
	unsigned int id;
	struct brg_slot slot[BRG_SLOTS];
	pthread_rwlock_t fd_lock;
	int fd[BRG_MAX_DEVS];
	uint64_t fd_epoch[BRG_MAX_DEVS];
	bool child;
};

struct brg_setup;

/**
 * struct brg_actor - one worker while it runs
 * @id: over all processes
 * @me: its part of the arena
 * @rng: of the operation under way
 * @needs: BRG_NEED_* of it
 * @only: the device that it is done to, if that has been decided
 * @arg: what the journal notes of it
 * @dev: device of the operation, for the journal
 */
struct brg_actor {
	unsigned int id;
	struct brg_arena *arena;
	struct brg_worker *me;
	struct brg_proc *proc;
	struct brg_setup *setup;
	struct brg_rng rng;
	unsigned int needs;
	struct brg_device *only;
	uint64_t arg[BRG_MAX_ARGS];
	unsigned int dev;
};

/** brg_pick - uniform in 0..@n-1 from the operation's stream */
static inline uint64_t brg_pick(struct brg_actor *a, uint64_t n)
{
	return brg_rng_below(&a->rng, n);
}

/** brg_pick_device - one of the devices that the operation can be done to;
 * noted for the journal */
struct brg_device *brg_pick_device(struct brg_actor *a);

/** brg_actor_target - @target with the file that this process uses now, so
 * that a device that was rebound is found again, and @target->epoch, the bind
 * epoch of that file: other threads may open another while it is used.
 * Return: 0, -ENODEV while there is none. The file is a duplicate, which
 * brg_actor_put() closes. */
int brg_actor_target(struct brg_actor *a, struct brg_device *dev,
		     struct brg_target *target);
void brg_actor_put(struct brg_target *target);

/** brg_actor_child - be a forked child of @a: not longer than half a bound, and
 * not longer than the worker. Its copies of files would keep what the worker
 * had, a deaf importer say, whom everybody then waits for. */
void brg_actor_child(struct brg_actor *a);

/** brg_wrong - file a finding from inside an operation */
#define brg_wrong(a, invariant, title, ...) \
	brg_arena_find((a)->arena, (int)(a)->id, invariant, title, __VA_ARGS__)

/** brg_checked - an invariant was looked at once more */
void brg_checked(struct brg_actor *a, const char *invariant);

#endif
