// SPDX-License-Identifier: GPL-2.0-or-later
/* mlock.c - lock and unlock a mapping; for device memory a splitting no-op. */
#include <errno.h>
#include <sys/mman.h>

#include "stress/op.h"
#include "stress/slot.h"

static int run(struct brg_actor *a)
{
	struct brg_slot *slot = brg_slot_mapped(a);
	char *addr;
	uint64_t length;
	bool lock = brg_pick(a, 2);

	if (!slot)
		return -ECANCELED;
	addr = slot->addr;
	a->dev = slot->dev;
	if (!addr)
		return -ECANCELED;
	length = (1 + brg_pick(a, slot->length / BRG_PAGE + 1)) * BRG_PAGE;
	a->arg[0] = lock;
	return (lock ? mlock(addr, length) : munlock(addr, length)) ? -errno : 0;
}

const struct brg_op brg_op_mlock = {
	.name = "mlock",
	.summary = "lock or unlock part of a mapping",
	.weight = 2,
	.run = run,
};
