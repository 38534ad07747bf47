// SPDX-License-Identifier: GPL-2.0-or-later
/* pair_more.c - sides of pairs that need more than a mapping: an importer, or
 * the whole of an operation. */
#include "stress/pair_more.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kmod/uapi/barrage.h"
#include "lib/clock.h"
#include "stress/op.h"
#include "stress/regions.h"

/*
 * Who walks over so many takes long enough to be met by another. One of them is
 * mapped: of more than 7 mappings of a page the kernel complains (v7.3
 * kernel/dma/debug.c, ACTIVE_CACHELINE_MAX_OVERLAP).
 */
#define MANY	128
#define GONE_NS	(1000 * 1000 * 1000)	/* who waits for that, at most */

/**
 * struct importer - a function that has a dma-buf of itself mapped; of the one
 * process that runs pairs
 * @file: of the device, that the dma-buf was made through
 * @dmabuf: file
 * @id: of the last attachment, which belongs to another file
 * @other: that
 */
static struct importer {
	int file, dmabuf, other;
	uint32_t id;
} imp = { .file = -1, .dmabuf = -1, .other = -1 };

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* What was exported outlives whom it was exported by. */
static void forget(void)
{
	close_fd(&imp.other);
	close_fd(&imp.file);
	close_fd(&imp.dmabuf);
}

static int open_device(const struct brg_device *dev)
{
	char path[64];

	snprintf(path, sizeof(path), "/dev/barrage/%s", dev->target.address);
	return open(path, O_RDWR | O_CLOEXEC);
}

/* A slow one takes 1 to 128 ms, any order of magnitude as likely: short delays
 * cost little, and during long ones others get as far as to wait for it. */
static bool enter(struct brg_actor *a, uint32_t manner)
{
	struct brg_import_attach arg = {
		.size = sizeof(arg), .fd = imp.dmabuf,
		.mode = BRG_IMPORT_DYNAMIC, .manner = manner,
	};

	if (manner == BRG_MANNER_SLOW)
		arg.delay_ms = 1u << brg_pick(a, 8);
	if (ioctl(imp.other, BRG_IMPORT_ATTACH, &arg))
		return false;
	imp.id = arg.out_id;
	return true;
}

static bool attach(struct brg_actor *a, const struct brg_device *dev,
		   uint32_t manner)
{
	struct brg_export export = {
		.size = sizeof(export), .bar = dev->bar, .p2p = BRG_P2P_OFF,
		.policy = BRG_POLICY_REVOKE, .open_flags = O_CLOEXEC | O_RDWR,
	};

	forget();
	imp.file = open_device(dev);
	imp.other = open_device(dev);
	if (imp.file < 0 || imp.other < 0 ||
	    ioctl(imp.file, BRG_EXPORT, &export))
		return false;
	imp.dmabuf = export.out_fd;
	return enter(a, manner);
}

void brg_side_attach(struct brg_actor *a, struct brg_slot *slot, uint64_t page)
{
	(void)page;
	if (!attach(a, &a->setup->dev[slot->dev],
		    brg_pick(a, 2) ? BRG_MANNER_REMAP : BRG_MANNER_PROMPT))
		forget();
}

void brg_side_import_map(struct brg_actor *a, struct brg_slot *slot,
			 uint64_t page)
{
	struct brg_import_map map = { .size = sizeof(map), .id = imp.id,
				      .direction = BRG_DIRECTION_BOTH };

	(void)a;
	(void)slot;
	(void)page;
	if (imp.other >= 0)
		ioctl(imp.other, BRG_IMPORT_MAP, &map);
}

void brg_side_attach_and_map(struct brg_actor *a, struct brg_slot *slot,
			     uint64_t page)
{
	brg_side_attach(a, slot, page);
	brg_side_import_map(a, slot, page);
}

void brg_side_attach_many(struct brg_actor *a, struct brg_slot *slot,
			  uint64_t page)
{
	brg_side_attach_and_map(a, slot, page);
	for (unsigned int i = 1; i < MANY && imp.other >= 0; i++)
		enter(a, BRG_MANNER_PROMPT);
}

void brg_side_attach_slowly(struct brg_actor *a, struct brg_slot *slot,
			    uint64_t page)
{
	if (!attach(a, &a->setup->dev[slot->dev], BRG_MANNER_SLOW))
		forget();
	brg_side_import_map(a, slot, page);
}

void brg_side_close_exporter(struct brg_actor *a, struct brg_slot *slot,
			     uint64_t page)
{
	(void)a;
	(void)slot;
	(void)page;
	close_fd(&imp.file);
}

/* The importer's reference is the last one to the dma-buf. */
void brg_side_release(struct brg_actor *a, struct brg_slot *slot, uint64_t page)
{
	(void)a;
	(void)slot;
	(void)page;
	close_fd(&imp.dmabuf);
	close_fd(&imp.other);
}

/* From then on remove() detaches importers itself. */
void brg_side_leave_when_gone(struct brg_actor *a, struct brg_slot *slot,
			      uint64_t page)
{
	struct brg_export_stat stat = { .size = sizeof(stat) };
	uint64_t until = brg_monotonic_ns() + GONE_NS;

	(void)a;
	(void)slot;
	(void)page;
	while (!ioctl(imp.other, BRG_EXPORT_STAT, &stat) &&
	       brg_monotonic_ns() < until)
		sched_yield();
	close_fd(&imp.other);
}

static struct brg_regions regions;

void brg_side_register(struct brg_actor *a, struct brg_slot *slot,
		       uint64_t page)
{
	(void)page;
	brg_regions_end(a, &regions);
	brg_regions_make(a, &a->setup->dev[slot->dev], &regions);
}

void brg_side_deregister(struct brg_actor *a, struct brg_slot *slot,
			 uint64_t page)
{
	(void)slot;
	(void)page;
	brg_regions_end(a, &regions);
}

void brg_side_forget(struct brg_actor *a)
{
	forget();
	brg_regions_end(a, &regions);
}

static void run(struct brg_actor *a, const char *op)
{
	brg_ops[brg_op_find(op)]->run(a);
}

void brg_side_irq(struct brg_actor *a, struct brg_slot *slot, uint64_t page)
{
	(void)slot;
	(void)page;
	run(a, "irq");
}

void brg_side_hot_reset(struct brg_actor *a, struct brg_slot *slot,
			uint64_t page)
{
	(void)slot;
	(void)page;
	run(a, "hot-reset");
}

void brg_side_power(struct brg_actor *a, struct brg_slot *slot, uint64_t page)
{
	(void)slot;
	(void)page;
	run(a, "power");
}
