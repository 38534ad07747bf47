// SPDX-License-Identifier: GPL-2.0-only
/* lock.c - memory_lock, in the flavours to compare. */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "lock.h"

static const char *const brg_lock_names[BRG_NR_LOCKS] = {
	[BRG_LOCK_RWSEM] = "rwsem",
	[BRG_LOCK_PERCPU_RWSEM] = "percpu-rwsem",
	[BRG_LOCK_MUTEX] = "mutex",
};

const char *brg_lock_name(unsigned int flavour)
{
	return flavour < BRG_NR_LOCKS ? brg_lock_names[flavour] : NULL;
}

static void brg_memlock_free_hists(struct brg_memlock *lock)
{
	unsigned int i;

	for (i = 0; i < BRG_NR_HISTS; i++)
		free_percpu(lock->hist[i]);
	kfree(lock->hist_base);
}

static int brg_memlock_alloc_hists(struct brg_memlock *lock)
{
	unsigned int i;

	mutex_init(&lock->hist_lock);
	lock->hist_base = kcalloc(BRG_NR_HISTS, sizeof(*lock->hist_base),
				  GFP_KERNEL);
	if (!lock->hist_base)
		return -ENOMEM;
	for (i = 0; i < BRG_NR_HISTS; i++) {
		lock->hist[i] = alloc_percpu(struct brg_hist);
		if (!lock->hist[i]) {
			brg_memlock_free_hists(lock);
			return -ENOMEM;
		}
	}
	return 0;
}

int brg_memlock_init(struct brg_memlock *lock)
{
	unsigned int i;
	int ret;

	ret = brg_memlock_alloc_hists(lock);
	if (ret)
		return ret;
	for (i = 0; i < BRG_NR_LOCKS; i++)
		lockdep_register_key(&lock->keys[i]);
	lock->flavour = BRG_LOCK_RWSEM;
	init_rwsem(&lock->rwsem);
	lockdep_set_class(&lock->rwsem, &lock->keys[BRG_LOCK_RWSEM]);
	mutex_init(&lock->mutex);
	lockdep_set_class(&lock->mutex, &lock->keys[BRG_LOCK_MUTEX]);
	ret = __percpu_init_rwsem(&lock->percpu, "memory_lock",
				  &lock->keys[BRG_LOCK_PERCPU_RWSEM]);
	if (ret) {
		for (i = 0; i < BRG_NR_LOCKS; i++)
			lockdep_unregister_key(&lock->keys[i]);
		brg_memlock_free_hists(lock);
	}
	return ret;
}

void brg_memlock_fini(struct brg_memlock *lock)
{
	unsigned int i;

	percpu_free_rwsem(&lock->percpu);
	for (i = 0; i < BRG_NR_LOCKS; i++)
		lockdep_unregister_key(&lock->keys[i]);
	brg_memlock_free_hists(lock);
}

void brg_memlock_read_hist(struct brg_memlock *lock, unsigned int which,
			   bool clear, u64 *sum, u64 *bucket)
{
	mutex_lock(&lock->hist_lock);
	brg_hist_read(lock->hist[which], &lock->hist_base[which], clear, sum,
		      bucket);
	mutex_unlock(&lock->hist_lock);
}

void brg_memlock_acquire_read(struct brg_memlock *lock,
			      enum brg_lock_flavour flavour)
{
	switch (flavour) {
	case BRG_LOCK_RWSEM:
		down_read(&lock->rwsem);
		break;
	case BRG_LOCK_PERCPU_RWSEM:
		percpu_down_read(&lock->percpu);
		break;
	default:
		mutex_lock(&lock->mutex);
	}
}

void brg_memlock_release_read(struct brg_memlock *lock,
			      enum brg_lock_flavour flavour)
{
	switch (flavour) {
	case BRG_LOCK_RWSEM:
		up_read(&lock->rwsem);
		break;
	case BRG_LOCK_PERCPU_RWSEM:
		percpu_up_read(&lock->percpu);
		break;
	default:
		mutex_unlock(&lock->mutex);
	}
}

static void brg_memlock_acquire_write(struct brg_memlock *lock,
				      enum brg_lock_flavour flavour)
{
	switch (flavour) {
	case BRG_LOCK_RWSEM:
		down_write(&lock->rwsem);
		break;
	case BRG_LOCK_PERCPU_RWSEM:
		percpu_down_write(&lock->percpu);
		break;
	default:
		mutex_lock(&lock->mutex);
	}
}

static void brg_memlock_release_write(struct brg_memlock *lock,
				      enum brg_lock_flavour flavour)
{
	switch (flavour) {
	case BRG_LOCK_RWSEM:
		up_write(&lock->rwsem);
		break;
	case BRG_LOCK_PERCPU_RWSEM:
		percpu_up_write(&lock->percpu);
		break;
	default:
		mutex_unlock(&lock->mutex);
	}
}

void brg_write_lock(struct brg_memlock *lock)
{
	cycles_t entry = brg_memlock_watched(lock) ? get_cycles() : 0;

	for (;;) {
		enum brg_lock_flavour flavour = READ_ONCE(lock->flavour);

		brg_memlock_acquire_write(lock, flavour);
		if (likely(lock->flavour == flavour))
			break;
		brg_memlock_release_write(lock, flavour);
	}
	lock->write_begin = 0;
	if (unlikely(entry)) {
		lock->write_begin = get_cycles();
		brg_hist_add(lock->hist[BRG_HIST_WRITE_WAIT],
			     lock->write_begin - entry);
	}
}

void brg_write_unlock(struct brg_memlock *lock)
{
	cycles_t begin = lock->write_begin, end = begin ? get_cycles() : 0;

	brg_memlock_release_write(lock, lock->flavour);
	if (unlikely(begin))
		brg_hist_add(lock->hist[BRG_HIST_WRITE_HOLD], end - begin);
}

int brg_memlock_select(struct brg_memlock *lock, const char *name,
		       const atomic_t *users)
{
	int flavour = match_string(brg_lock_names, BRG_NR_LOCKS, name);
	enum brg_lock_flavour old;
	int ret = 0;

	if (flavour < 0)
		return -ENOENT;

	/*
	 * Whoever waits for the old one finds, once it gets it, that another
	 * is in force. The new one needs no hold: until the store nobody
	 * keeps it, and the store is the last thing done under the old.
	 */
	brg_write_lock(lock);
	old = lock->flavour;
	if (flavour != old && users && atomic_read(users))
		ret = -EBUSY;
	else
		WRITE_ONCE(lock->flavour, flavour);
	brg_memlock_release_write(lock, old);
	return ret;
}
