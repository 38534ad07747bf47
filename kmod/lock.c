// SPDX-License-Identifier: GPL-2.0-only
/* lock.c - memory_lock, in the flavours to compare. */
#include <linux/errno.h>
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

int brg_memlock_init(struct brg_memlock *lock)
{
	unsigned int i;

	for (i = 0; i < BRG_NR_LOCKS; i++)
		lockdep_register_key(&lock->keys[i]);
	lock->flavour = BRG_LOCK_RWSEM;
	init_rwsem(&lock->rwsem);
	lockdep_set_class(&lock->rwsem, &lock->keys[BRG_LOCK_RWSEM]);
	mutex_init(&lock->mutex);
	lockdep_set_class(&lock->mutex, &lock->keys[BRG_LOCK_MUTEX]);
	return __percpu_init_rwsem(&lock->percpu, "memory_lock",
				   &lock->keys[BRG_LOCK_PERCPU_RWSEM]);
}

void brg_memlock_fini(struct brg_memlock *lock)
{
	unsigned int i;

	percpu_free_rwsem(&lock->percpu);
	for (i = 0; i < BRG_NR_LOCKS; i++)
		lockdep_unregister_key(&lock->keys[i]);
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
	for (;;) {
		enum brg_lock_flavour flavour = READ_ONCE(lock->flavour);

		brg_memlock_acquire_write(lock, flavour);
		if (likely(lock->flavour == flavour))
			return;
		brg_memlock_release_write(lock, flavour);
	}
}

void brg_write_unlock(struct brg_memlock *lock)
{
	brg_memlock_release_write(lock, lock->flavour);
}

int brg_memlock_select(struct brg_memlock *lock, const char *name)
{
	int flavour = match_string(brg_lock_names, BRG_NR_LOCKS, name);
	enum brg_lock_flavour old;

	if (flavour < 0)
		return -ENOENT;

	/*
	 * Whoever waits for the old one finds, once it gets it, that another
	 * is in force. The new one needs no hold: until the store nobody
	 * keeps it, and the store is the last thing done under the old.
	 */
	brg_write_lock(lock);
	old = lock->flavour;
	WRITE_ONCE(lock->flavour, flavour);
	brg_memlock_release_write(lock, old);
	return 0;
}
