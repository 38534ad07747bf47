// SPDX-License-Identifier: GPL-2.0-or-later
/* disturb.c - see disturb.h; the order of steps is what makes findings sound. */
#include "stress/disturb.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "kmod/uapi/barrage.h"
#include "lib/sysfs.h"
#include "stress/access.h"
#include "stress/cpu.h"
#include "stress/op.h"
#include "stress/pages.h"
#include "stress/power.h"
#include "stress/quiet.h"
#include "stress/setup.h"
#include "stress/slot.h"
#include "stress/stamp.h"

/* Touch what is mapped; the invariants know what must come of it. */
static void look_around(struct brg_actor *a, struct brg_device *dev)
{
	for (unsigned int i = 0; i < BRG_SLOTS; i++) {
		struct brg_slot *slot = &a->proc->slot[i];
		uint64_t pages = slot->length / BRG_PAGE;

		if (!slot->addr || slot->dev != dev->index || !pages)
			continue;
		for (unsigned int n = 0; n < 4; n++)
			brg_access(a, slot, n ? brg_pick(a, pages) : 0,
				   BRG_READ);
	}
}

/* A BAR read by system call has the same claim to fail as one by mapping. */
static void read_while_off(struct brg_actor *a, struct brg_device *dev,
			   struct brg_target *t)
{
	uint64_t value;

	if (!(dev->features & BRG_NEED_BAR_RW))
		return;
	brg_checked(a, "disabled");
	if (!brg_target_bar_read(t, dev->bar, 0, 8, &value))
		brg_wrong(a, "disabled",
			  "a read() of the BAR completed while memory was disabled",
			  "%s: value 0x%jx", t->address, (uintmax_t)value);
}

static void linger(struct brg_actor *a)
{
	static const long us[] = { 0, 0, 20, 200, 2000 };
	struct timespec t = { 0, us[brg_pick(a, 5)] * 1000 };

	if (t.tv_nsec)
		nanosleep(&t, NULL);
}

/* What is surely off stays so until the owner of the window goes on. */
static void look_while_off(struct brg_actor *a, struct brg_device *dev,
			   struct brg_target *t, uint64_t timeouts)
{
	/* first what may come right by itself in some milliseconds */
	brg_quiet_revoked(a, dev, t, timeouts);
	brg_quiet_ptes(a, dev, t);
	look_around(a, dev);
	read_while_off(a, dev, t);
	linger(a);
	look_around(a, dev);
}

/* @known: nobody else can switch memory on again, once it is off */
static int off_on(struct brg_actor *a, struct brg_device *dev,
		  int (*set)(struct brg_target *t, bool enable), bool known)
{
	struct brg_shared_dev *shared = dev->shared;
	uint64_t timeouts;
	struct brg_target t;
	int ret = brg_actor_target(a, dev, &t), on;

	if (ret)
		return ret;
	timeouts = brg_quiet_timeouts(dev, &t);
	shared->zap_epoch++;
	brg_window_step(shared);
	ret = set(&t, false);
	/* also for what was mapped after the first count, and then emptied */
	shared->zap_epoch++;
	if (!ret && known) {
		brg_window_step(shared);
		look_while_off(a, dev, &t, timeouts);
		brg_window_step(shared);
	} else {
		/* nothing is known but that it may be off: not for an instant
		 * the phase in which it surely is */
		look_around(a, dev);
		shared->phase += 2;
	}
	on = set(&t, true);
	brg_window_step(shared);
	if (!ret && !on)
		look_around(a, dev);
	brg_checked(a, "results");
	if (on || (ret && !brg_pages_in_the_way(dev, ret)))
		brg_wrong(a, "results", "memory could not be switched off and on",
			  "off: %s, on: %s", strerror(-ret), strerror(-on));
	brg_actor_put(&t);
	return ret;
}

int brg_disturb_off_on(struct brg_actor *a, struct brg_device *dev,
		       int (*set)(struct brg_target *t, bool enable))
{
	int ret;

	if (!brg_window_take(dev->shared, a->id))
		return -ECANCELED;
	ret = off_on(a, dev, set, true);
	brg_window_drop(dev->shared);
	return ret;
}

int brg_disturb_sleep(struct brg_actor *a, struct brg_device *dev,
		      int (*set)(struct brg_target *t, bool enable))
{
	struct brg_shared_dev *shared = dev->shared;
	bool known = brg_pick(a, 3);
	int ret;

	if (!brg_window_take(shared, a->id))
		return -ECANCELED;
	/* a reset looks at the one after it has counted in the other */
	shared->asleep = known;
	if (known && shared->resets) {
		shared->asleep = false;
		known = false;
	}
	ret = off_on(a, dev, set, known);
	shared->asleep = false;
	brg_window_drop(shared);
	return ret;
}

bool brg_disturb_reset_begin(struct brg_actor *a, struct brg_device *dev)
{
	/* counted as ours first: killed in between, it is one too many */
	a->me->resets[dev->index]++;
	dev->shared->resets++;
	if (!dev->shared->asleep)
		return true;
	brg_disturb_reset_end(a, dev);
	return false;
}

void brg_disturb_reset_end(struct brg_actor *a, struct brg_device *dev)
{
	dev->shared->resets--;
	a->me->resets[dev->index]--;
}

int brg_disturb_reset(struct brg_actor *a, struct brg_device *dev,
		      struct brg_target *t, int (*reset)(struct brg_target *t))
{
	int ret;

	if (!brg_disturb_reset_begin(a, dev))
		return -ECANCELED;
	ret = brg_disturb_empty(a, dev, t, reset);
	brg_disturb_reset_end(a, dev);
	return ret;
}

int brg_disturb_empty(struct brg_actor *a, struct brg_device *dev,
		      struct brg_target *t, int (*empty)(struct brg_target *t))
{
	struct brg_shared_dev *shared = dev->shared;
	bool blur = dev->refault != BRG_COMES_BACK;
	_Atomic int32_t *mine = &a->me->blurs[dev->index];
	int ret;

	shared->zap_epoch++;
	if (blur)
		brg_blur_begin(shared, mine);
	ret = empty(t);
	/* also for what was mapped after the first count, and then emptied */
	shared->zap_epoch++;
	if (blur)
		brg_blur_end(shared, mine);
	return ret;
}

/* What a new binding does not know of the old. */
static int set_up(struct brg_device *dev, int fd)
{
	struct brg_strategy_set strategy = { .size = sizeof(strategy) };
	struct brg_lock_set lock = { .size = sizeof(lock),
				     .flags = BRG_LOCK_LIVE };
	struct brg_memory memory = { .size = sizeof(memory), .enable = 1 };
	size_t length = strcspn(dev->strategy, "/");

	if (length && length < sizeof(strategy.name)) {
		memcpy(strategy.name, dev->strategy, length);
		if (dev->strategy[length])
			strategy.param = (uint32_t)atoi(dev->strategy + length + 1);
		if (ioctl(fd, BRG_STRATEGY_SET, &strategy))
			return -errno;
	}
	if (dev->lock[0]) {
		memcpy(lock.name, dev->lock, strnlen(dev->lock,
						     sizeof(lock.name) - 1));
		if (ioctl(fd, BRG_LOCK_SET, &lock))
			return -errno;
	}
	return ioctl(fd, BRG_MEMORY, &memory) ? -errno : 0;
}

int brg_device_rebind(struct brg_device *dev, bool unbind_first)
{
	const char *address = dev->target.address;
	char path[64];
	int fd, ret = 0;

	if (unbind_first) {
		ret = brg_sysfs_write(address,
				      "/sys/bus/pci/drivers/barrage/unbind");
		dev->shared->bind_epoch++;
	}
	if (!ret)
		ret = brg_sysfs_write(address,
				      "/sys/bus/pci/drivers/barrage/bind");
	if (ret)
		return ret;
	snprintf(path, sizeof(path), "/dev/barrage/%s", address);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	ret = set_up(dev, fd);
	close(fd);
	return ret;
}

/* A function just found has no driver_override, and so no driver. */
static int find_again(const struct brg_device *dev)
{
	const char *address = dev->target.address;

	if (!brg_sysfs_exists("/sys/bus/pci/devices/%s", address))
		brg_sysfs_write("1", "/sys/bus/pci/rescan");
	return brg_sysfs_write("barrage",
			       "/sys/bus/pci/devices/%s/driver_override",
			       address);
}

int brg_device_rescan(struct brg_device *dev)
{
	int ret = brg_sysfs_write("1", "/sys/bus/pci/devices/%s/remove",
				  dev->target.address);

	dev->shared->bind_epoch++;
	if (!ret)
		ret = find_again(dev);
	return ret ? ret : brg_device_rebind(dev, false);
}

/* What is done seldom would else find somebody there nearly always. */
static bool take_soon(struct brg_actor *a, struct brg_shared_dev *shared)
{
	struct timespec t = { 0, 2 * 1000 * 1000 };
	unsigned int tries = 250;

	while (!brg_window_take(shared, a->id)) {
		if (!tries-- || a->arena->stop || a->arena->pause)
			return false;
		nanosleep(&t, NULL);
	}
	return true;
}

int brg_disturb_binding(struct brg_actor *a, struct brg_device *dev,
			int (*again)(struct brg_device *dev), const char *title)
{
	struct brg_shared_dev *shared = dev->shared;
	_Atomic int32_t *mine = &a->me->blurs[dev->index];
	int ret;

	if (!take_soon(a, shared))
		return -ECANCELED;
	brg_blur_begin(shared, mine);
	ret = again(dev);
	brg_blur_end(shared, mine);
	brg_window_drop(shared);
	brg_checked(a, "results");
	/* another process may map before we choose the strategy */
	if (ret && ret != -EBUSY)
		brg_wrong(a, "results", title, "%s: %s", dev->target.address,
			  strerror(-ret));
	return ret;
}

/* Killed while it owned the window: memory may be off, or the driver away. */
static void close_window(struct brg_actor *a, struct brg_device *dev)
{
	struct brg_shared_dev *shared = dev->shared;
	struct brg_target t;
	int ret;

	if (dev->features & BRG_NEED_BARRAGE &&
	    !brg_sysfs_exists("/sys/bus/pci/drivers/barrage/%s",
			      dev->target.address)) {
		shared->bind_epoch++;
		find_again(dev);
		brg_device_rebind(dev, false);
	}
	/* in one step: it is not known that memory is off */
	if (brg_phase_of(shared->phase) == BRG_GOING_OFF)
		shared->phase += 2;
	if (brg_phase_of(shared->phase) == BRG_OFF)
		shared->phase++;
	ret = brg_actor_target(a, dev, &t);
	if (!ret && dev->pm_cap)
		ret = brg_power_set(&t, dev->pm_cap, true);
	if (!ret) {
		/* it may have died before it could set these */
		if (dev->features & BRG_NEED_BARRAGE)
			set_up(dev, t.fd);
		ret = t.ops->memory(&t, true);
		brg_actor_put(&t);
	}
	if (ret)
		brg_wrong(a, "results", "memory could not be switched on again",
			  "after worker %u had been killed: %s",
			  shared->owner - 1, strerror(-ret));
	shared->asleep = false;
	if (brg_phase_of(shared->phase) == BRG_GOING_ON)
		shared->phase++;
}

void brg_disturb_repair(struct brg_actor *a, unsigned int worker)
{
	uint32_t cpu = worker + 1;

	if (a->arena->cpu_owner == cpu) {
		brg_cpu_set(true);
		a->arena->cpu_owner = 0;
	}
	for (unsigned int d = 0; d < a->setup->nr_devs; d++) {
		struct brg_device *dev = &a->setup->dev[d];
		struct brg_worker *w = &a->arena->worker[worker];
		_Atomic int32_t *blurs = &w->blurs[d];
		uint32_t irqs = worker + 1;

		if (dev->shared->owner == worker + 1) {
			close_window(a, dev);
			brg_window_drop(dev->shared);
		}
		dev->shared->zap_epoch++;
		while (*blurs > 0)
			brg_blur_end(dev->shared, blurs);
		for (; w->resets[d] > 0; w->resets[d]--)
			dev->shared->resets--;
		atomic_compare_exchange_strong(&dev->shared->irq_owner, &irqs,
					       0);
	}
}
