// SPDX-License-Identifier: GPL-2.0-or-later
/* madvise.c - advice that means nothing to device memory, or must not. */
#include <errno.h>
#include <sys/mman.h>

#include "stress/op.h"
#include "stress/slot.h"

static const int advice[] = {
	MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED,
	MADV_DONTNEED, MADV_FREE, MADV_HUGEPAGE, MADV_NOHUGEPAGE, MADV_COLD,
	MADV_PAGEOUT, 22 /* MADV_POPULATE_READ, 5.14 */,
	23 /* MADV_POPULATE_WRITE */, 25 /* MADV_COLLAPSE, 6.1 */,
};

static int run(struct brg_actor *a)
{
	struct brg_slot *slot = brg_slot_mapped(a);
	int which = advice[brg_pick(a, sizeof(advice) / sizeof(advice[0]))];
	char *addr;

	if (!slot)
		return -ECANCELED;
	addr = slot->addr;
	a->dev = slot->dev;
	a->arg[0] = (uint64_t)which;
	if (!addr)
		return -ECANCELED;
	return madvise(addr, slot->length, which) ? -errno : 0;
}

const struct brg_op brg_op_madvise = {
	.name = "madvise",
	.summary = "give every kind of advice on a mapping",
	.weight = 3,
	.run = run,
};
