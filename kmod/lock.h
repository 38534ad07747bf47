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
 * @keys: a class per device and flavour: a bus reset holds memory_lock of
 *	several functions at once, always in bus order
 */
struct brg_memlock {
	enum brg_lock_flavour flavour;
	struct rw_semaphore rwsem;
	struct percpu_rw_semaphore percpu;
	struct mutex mutex;		/* the flavour of that name */
	struct lock_class_key keys[BRG_NR_LOCKS];
};

int brg_memlock_init(struct brg_memlock *lock);
void brg_memlock_fini(struct brg_memlock *lock);

/** brg_lock_name - by flavour; NULL past the last */
const char *brg_lock_name(unsigned int flavour);

/**
 * brg_memlock_select - switch to the flavour of that name
 * @lock: not held by the caller
 * @name: NUL-terminated
 *
 * Context: may sleep, and waits for holders.
 * Return: 0 or -ENOENT.
 */
int brg_memlock_select(struct brg_memlock *lock, const char *name);

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
	else
		brg_memlock_release_read(lock, lock->flavour);
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
