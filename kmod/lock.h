/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lock.h - memory_lock, in the flavours to compare.
 *
 * Upstream uses an rwsem. What is held, by whom and how long is the same in
 * every flavour; only what taking it costs differs. The flavour can change at
 * any time: whoever has acquired one checks that it is still the one in force.
 */
#ifndef BRG_LOCK_H
#define BRG_LOCK_H

#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/percpu-rwsem.h>
#include <linux/rwsem.h>

#include "hist.h"
#include "stat.h"

/**
 * enum brg_lock_flavour - how memory_lock is built
 * @BRG_LOCK_RWSEM: readers share one counter (upstream)
 * @BRG_LOCK_PERCPU_RWSEM: readers touch their own CPU only, a writer waits
 *	for an RCU grace period
 * @BRG_LOCK_MUTEX: readers exclude each other, too
 * @BRG_NR_LOCKS: how many there are
 */
enum brg_lock_flavour {
	BRG_LOCK_RWSEM,
	BRG_LOCK_PERCPU_RWSEM,
	BRG_LOCK_MUTEX,
	BRG_NR_LOCKS,
};

/**
 * struct brg_memlock - one memory_lock
 * @flavour: in force; changed with both the old and the new one held for write
 * @rwsem: in use as BRG_LOCK_RWSEM
 * @percpu: in use as BRG_LOCK_PERCPU_RWSEM
 * @mutex: in use as BRG_LOCK_MUTEX
 * @watched: waits and holds are being timed
 * @write_begin: when the holder for write got it, in cycles; 0 if not watched
 * @hist: one of each enum brg_hist_which
 * @hist_lock: guards @hist_base, a leaf
 * @hist_base: what they held when they were cleared
 * @keys: a class per device and flavour
 */
struct brg_memlock {
	enum brg_lock_flavour flavour;
	struct rw_semaphore rwsem;
	struct percpu_rw_semaphore percpu;
	struct mutex mutex;		/* the flavour of that name */
	bool watched;
	cycles_t write_begin;
	struct brg_hist __percpu *hist[BRG_NR_HISTS];
	struct mutex hist_lock;		/* hist_base */
	struct brg_hist_base *hist_base;
	struct lock_class_key keys[BRG_NR_LOCKS];
};

/** brg_memlock_init - Return: 0 or -ENOMEM; brg_memlock_fini() only after 0 */
int brg_memlock_init(struct brg_memlock *lock);
void brg_memlock_fini(struct brg_memlock *lock);

/** brg_lock_name - by flavour; NULL past the last */
const char *brg_lock_name(unsigned int flavour);

/**
 * brg_memlock_select - switch to the flavour of that name
 * @lock: not held by the caller
 * @name: NUL-terminated
 * @users: guarded by @lock; while it is not 0 the flavour stays. Or NULL
 *
 * Context: may sleep, and waits for holders.
 * Return: 0, -ENOENT, -EBUSY because of @users.
 */
int brg_memlock_select(struct brg_memlock *lock, const char *name,
		       const atomic_t *users);

/**
 * brg_memlock_read_hist - a distribution since its last clear
 * @lock: whose
 * @which: enum brg_hist_which
 * @clear: begin from zero afterwards
 * @sum: out
 * @bucket: out, BRG_HIST_BUCKETS
 *
 * Context: may sleep.
 */
void brg_memlock_read_hist(struct brg_memlock *lock, unsigned int which,
			   bool clear, u64 *sum, u64 *bucket);

void brg_memlock_acquire_read(struct brg_memlock *lock,
			      enum brg_lock_flavour flavour);
void brg_memlock_release_read(struct brg_memlock *lock,
			      enum brg_lock_flavour flavour);

/* Shared: faults, mmap(), BAR access. May sleep. */
static inline void brg_read_lock(struct brg_memlock *lock)
{
	if (likely(READ_ONCE(lock->flavour) == BRG_LOCK_RWSEM)) {
		down_read(&lock->rwsem);
		if (likely(lock->flavour == BRG_LOCK_RWSEM))
			return;
		up_read(&lock->rwsem);
	}
	/* inline as the other, or a call would be part of the comparison */
	if (READ_ONCE(lock->flavour) == BRG_LOCK_PERCPU_RWSEM) {
		percpu_down_read(&lock->percpu);
		if (likely(lock->flavour == BRG_LOCK_PERCPU_RWSEM))
			return;
		percpu_up_read(&lock->percpu);
	}
	for (;;) {
		enum brg_lock_flavour flavour = READ_ONCE(lock->flavour);

		brg_memlock_acquire_read(lock, flavour);
		if (likely(lock->flavour == flavour))
			return;
		brg_memlock_release_read(lock, flavour);
	}
}

static inline void brg_read_unlock(struct brg_memlock *lock)
{
	/* constant while held */
	if (likely(lock->flavour == BRG_LOCK_RWSEM))
		up_read(&lock->rwsem);
	else if (lock->flavour == BRG_LOCK_PERCPU_RWSEM)
		percpu_up_read(&lock->percpu);
	else
		brg_memlock_release_read(lock, lock->flavour);
}

static __always_inline bool brg_memlock_watched(const struct brg_memlock *lock)
{
	return static_branch_unlikely(&brg_timing_key) &&
	       READ_ONCE(lock->watched);
}

/** struct brg_watch - one hold for read, in cycles; 0 if it is not watched */
struct brg_watch {
	cycles_t entry, locked;
};

/* The same for those whose waits and holds are to be told. */
static __always_inline void brg_read_lock_watch(struct brg_memlock *lock,
						struct brg_watch *watch)
{
	const bool on = brg_memlock_watched(lock);

	watch->entry = on ? get_cycles() : 0;
	brg_read_lock(lock);
	watch->locked = on ? get_cycles() : 0;
}

static inline void brg_memlock_account_read(struct brg_memlock *lock,
					    const struct brg_watch *watch,
					    cycles_t end)
{
	brg_hist_add(lock->hist[BRG_HIST_READ_WAIT],
		     watch->locked - watch->entry);
	brg_hist_add(lock->hist[BRG_HIST_READ_HOLD], end - watch->locked);
}

static __always_inline void brg_read_unlock_watch(struct brg_memlock *lock,
						  const struct brg_watch *watch)
{
	cycles_t end = unlikely(watch->locked) ? get_cycles() : 0;

	brg_read_unlock(lock);
	if (unlikely(watch->locked))
		brg_memlock_account_read(lock, watch, end);
}

/* Exclusive: whatever changes the state. May sleep. */
void brg_write_lock(struct brg_memlock *lock);
void brg_write_unlock(struct brg_memlock *lock);

static inline void brg_assert_locked(const struct brg_memlock *lock)
{
	if (lock->flavour == BRG_LOCK_RWSEM)
		lockdep_assert_held(&lock->rwsem);
	else if (lock->flavour == BRG_LOCK_PERCPU_RWSEM)
		lockdep_assert_held(&lock->percpu);
	else
		lockdep_assert_held(&lock->mutex);
}

static inline void brg_assert_write_locked(const struct brg_memlock *lock)
{
	if (lock->flavour == BRG_LOCK_RWSEM)
		lockdep_assert_held_write(&lock->rwsem);
	else if (lock->flavour == BRG_LOCK_PERCPU_RWSEM)
		lockdep_assert_held_write(&lock->percpu);
	else
		lockdep_assert_held(&lock->mutex);
}

#endif /* BRG_LOCK_H */
