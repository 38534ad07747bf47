// SPDX-License-Identifier: GPL-2.0-or-later
/* slot.c - make, shape and take away the mappings of a worker process. */
#include "stress/slot.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "kmod/uapi/barrage.h"
#include "stress/op.h"

/*
 * mremap() leaves a hole, and so does an mmap() that fails before 6.12: for
 * that long anybody's mmap(NULL) could be put there, and would then be covered
 * by brg_hole(). The kernel searches from the top down (or up from a third of
 * the address space, 0x2aaaaaaab000, with an unlimited stack): it does not come
 * as far down as this, which is above the heap and what sanitizers reserve.
 */
#define FAR_BELOW	((char *)0x200000000000)

int brg_slots_init(struct brg_proc *proc)
{
	uint64_t step = BRG_SLOT_SPACE + BRG_PMD;

	for (unsigned int i = 0; i < BRG_SLOTS; i++) {
		struct brg_slot *slot = &proc->slot[i];
		char *p = mmap(FAR_BELOW + i * step, step, PROT_NONE,
			       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
			       0);

		if (p == MAP_FAILED)
			return -ENOMEM;
		slot->space = p + (-(uintptr_t)p & (BRG_PMD - 1));
		pthread_mutex_init(&slot->lock, NULL);
	}
	return 0;
}

void brg_hole(char *addr, uint64_t length)
{
	/* address space of ours stays ours, even where memory is short */
	while (length && mmap(addr, length, PROT_NONE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
			      MAP_FIXED, -1, 0) == MAP_FAILED)
		sched_yield();
}

struct brg_slot *brg_slot_random(struct brg_actor *a)
{
	return &a->proc->slot[brg_pick(a, BRG_SLOTS)];
}

struct brg_slot *brg_slot_mapped(struct brg_actor *a)
{
	unsigned int first = (unsigned int)brg_pick(a, BRG_SLOTS);

	for (unsigned int i = 0; i < BRG_SLOTS; i++) {
		struct brg_slot *slot =
			&a->proc->slot[(first + i) % BRG_SLOTS];

		if (slot->addr)
			return slot;
	}
	return NULL;
}

bool brg_slot_change(struct brg_slot *slot)
{
	if (pthread_mutex_trylock(&slot->lock))
		return false;
	slot->gen++;
	return true;
}

void brg_slot_changed(struct brg_slot *slot)
{
	slot->gen++;
	pthread_mutex_unlock(&slot->lock);
}

void brg_shape_random(struct brg_actor *a, const struct brg_device *dev,
		      struct brg_shape *shape)
{
	static const uint64_t lengths[] = {
		BRG_PAGE, 3 * BRG_PAGE, 16 * BRG_PAGE, 64 * BRG_PAGE,
		BRG_PMD, BRG_PMD + BRG_PAGE, 2 * BRG_PMD,
	};
	static const int prots[] = { PROT_READ | PROT_WRITE, PROT_READ };

	shape->length = lengths[brg_pick(a, sizeof(lengths) / sizeof(*lengths))];
	if (shape->length > dev->span)
		shape->length = dev->span;
	shape->offset = brg_pick(a, (dev->span - shape->length) / BRG_PAGE + 1) *
			BRG_PAGE;
	if (brg_pick(a, 2) && dev->span >= BRG_PMD + shape->length)
		shape->offset &= ~(BRG_PMD - 1);
	/* congruent, so that huge entries fit, or off by some pages */
	shape->skew = shape->offset & (BRG_PMD - 1);
	if (!brg_pick(a, 3))
		shape->skew = brg_pick(a, BRG_PMD / BRG_PAGE) * BRG_PAGE;
	shape->prot = prots[brg_pick(a, 4) == 0];
}

/* What the kernel makes of the mapping depends on the strategy in force. */
static enum brg_refault refault_of(const struct brg_device *dev,
				   const struct brg_target *t)
{
	struct brg_info info = { .size = sizeof(info) };

	if (!(dev->features & BRG_NEED_BARRAGE) || ioctl(t->fd, BRG_INFO, &info))
		return dev->refault;
	if (!strcmp((const char *)info.out_strategy, "eager"))
		return BRG_STAYS_EMPTY;
	if (!strcmp((const char *)info.out_strategy, "transition"))
		return BRG_COMES_LATE;
	return BRG_COMES_BACK;
}

int brg_slot_map(struct brg_actor *a, struct brg_slot *slot,
		 struct brg_device *dev, const struct brg_shape *shape)
{
	uint64_t zap_epoch = dev->shared->zap_epoch;
	struct brg_target t;
	void *p;
	int ret = brg_actor_target(a, dev, &t);

	if (ret)
		return ret;
	ret = brg_target_map(&t, dev->bar, shape->offset, shape->length,
			     shape->prot, slot->space + shape->skew, &p);
	if (!ret) {
		slot->offset = shape->offset;
		slot->length = shape->length;
		slot->lo = 0;
		slot->hi = shape->length;
		slot->prot = shape->prot;
		slot->dev = dev->index;
		slot->zap_epoch = zap_epoch;
		slot->bind_epoch = t.epoch;
		slot->refault = refault_of(dev, &t);
		slot->addr = p;
	} else {
		/* what the kernel unmapped for it before it failed */
		brg_hole(slot->space + shape->skew, shape->length);
	}
	brg_actor_put(&t);
	return ret;
}

void brg_slot_unmap(struct brg_slot *slot)
{
	char *addr = slot->addr;

	slot->addr = NULL;
	brg_hole(addr, slot->length);
}

void brg_map_judge(struct brg_actor *a, struct brg_device *dev,
		   const struct brg_view *before, int error)
{
	struct brg_view after;
	_Atomic uint64_t none = 0;

	brg_view_take(dev->shared, &none, &after);
	brg_checked(a, "results");
	/* a mapping that is filled at once needs the memory it shows */
	if (error == -EIO && dev->refault == BRG_STAYS_EMPTY &&
	    !brg_view_surely(before, &after, BRG_ON))
		return;
	if (error == -ENOMEM || error == -ENODEV || error == -EAGAIN)
		return;
	if (!brg_view_sharp(before, &after))
		return;
	brg_wrong(a, "results", "mmap of the BAR was refused",
		  "%s", strerror(-error));
}
