// SPDX-License-Identifier: GPL-2.0-or-later
/* pair.c - the pairs: who races with whom. */
#include "stress/pair.h"

#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kmod/uapi/barrage.h"
#include "stress/access.h"
#include "stress/disturb.h"
#include "stress/op.h"
#include "stress/pair_more.h"
#include "stress/slot.h"

static void touch(struct brg_actor *a, struct brg_slot *slot, uint64_t page)
{
	brg_access(a, slot, page, BRG_READ);
}

/* Of a page that has been touched: it takes no fault, and so waits for nobody,
 * as long as its entry is there. */
static void touch_on(struct brg_actor *a, struct brg_slot *slot, uint64_t page)
{
	do {
		brg_access(a, slot, page, BRG_READ);
	} while (brg_pair_partner_acts());
}

static int by_ioctl(struct brg_target *t)
{
	return t->ops->zap(t);
}

static void zap(struct brg_actor *a, struct brg_slot *slot, uint64_t page)
{
	struct brg_device *dev = &a->setup->dev[slot->dev];
	struct brg_target t;

	(void)page;
	if (brg_actor_target(a, dev, &t))
		return;
	brg_disturb_empty(a, dev, &t, by_ioctl);
	brg_actor_put(&t);
}

static int set(struct brg_target *t, bool enable)
{
	return t->ops->memory(t, enable);
}

static void toggle(struct brg_actor *a, struct brg_slot *slot, uint64_t page)
{
	(void)page;
	brg_disturb_off_on(a, &a->setup->dev[slot->dev], set);
}

static int by_reset(struct brg_target *t)
{
	return t->ops->reset(t);
}

static void reset(struct brg_actor *a, struct brg_slot *slot, uint64_t page)
{
	struct brg_device *dev = &a->setup->dev[slot->dev];
	struct brg_target t;

	(void)page;
	if (brg_actor_target(a, dev, &t))
		return;
	brg_disturb_reset(a, dev, &t, by_reset);
	brg_actor_put(&t);
}

/* The child touches what its parent has mapped, and is gone. */
static void fork_and_touch(struct brg_actor *a, struct brg_slot *slot,
			   uint64_t page)
{
	pid_t pid = fork();

	if (!pid) {
		brg_actor_child(a);
		for (unsigned int i = 0; i < 64; i++)
			brg_access(a, slot, page, BRG_READ);
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void unmap(struct brg_actor *a, struct brg_slot *slot, uint64_t page)
{
	(void)a;
	(void)page;
	if (!brg_slot_change(slot))
		return;
	if (slot->addr)
		brg_slot_unmap(slot);
	brg_slot_changed(slot);
}

/* In a slot of its own, so that the other side keeps its mapping. */
static void map(struct brg_actor *a, struct brg_slot *slot, uint64_t page)
{
	struct brg_slot *other = &a->proc->slot[1];
	struct brg_device *dev = &a->setup->dev[slot->dev];
	_Atomic uint64_t none = 0;
	struct brg_shape shape;
	struct brg_view before;
	int ret;

	brg_shape_random(a, dev, &shape);
	if (!brg_slot_change(other))
		return;
	if (other->addr)
		brg_slot_unmap(other);
	brg_view_take(dev->shared, &none, &before);
	ret = brg_slot_map(a, other, dev, &shape);
	brg_slot_changed(other);
	if (ret)
		brg_map_judge(a, dev, &before, ret);
	else
		brg_access(a, other, page % (shape.length / BRG_PAGE), BRG_READ);
}

/* Most of the other side's time is not the window that it has. */
static void map_often(struct brg_actor *a, struct brg_slot *slot, uint64_t page)
{
	for (unsigned int i = 0; i < 8; i++)
		map(a, slot, page + i);
}

static void child_exits(struct brg_actor *a, struct brg_slot *slot,
			uint64_t page)
{
	pid_t pid = fork();

	if (!pid) {
		brg_actor_child(a);
		brg_access(a, slot, page, BRG_READ);
		kill(getpid(), SIGKILL);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void rebind(struct brg_actor *a, struct brg_slot *slot, uint64_t page)
{
	(void)slot;
	(void)page;
	brg_ops[brg_op_find("rebind")]->run(a);
}

/* Importers are functions of ours, the exporter is one itself. */
#define IMPORTS (BRG_NEED_EXPORT | BRG_NEED_BARRAGE)

#define PAIR(...) &(const struct brg_pair){ __VA_ARGS__ }

const struct brg_pair *const brg_pairs[] = {
	PAIR(.name = "fault-fault", .summary = "two threads fault one page that nobody has touched",
	     .lockstep = true, .most = 1024),
	PAIR(.name = "fault-zap", .summary = "a fault while every mapping is emptied",
	     .needs = BRG_NEED_BARRAGE, .a = touch, .b = zap, .most = 64),
	PAIR(.name = "fork-zap", .summary = "fork copies page tables that are being emptied, the child touches",
	     .needs = BRG_NEED_BARRAGE, .a = fork_and_touch, .b = zap,
	     .most = 8),
	PAIR(.name = "fork-toggle", .summary = "fork while memory goes off and on, the child touches",
	     .needs = BRG_NEED_CONFIG, .a = fork_and_touch, .b = toggle,
	     .most = 8),
	PAIR(.name = "exit-zap", .summary = "a process that maps the device is killed while every mapping is emptied",
	     .needs = BRG_NEED_BARRAGE, .a = child_exits, .b = zap, .most = 8),
	PAIR(.name = "close-toggle", .summary = "munmap while memory goes off and on",
	     .needs = BRG_NEED_CONFIG, .a = unmap, .b = toggle, .fresh = true,
	     .most = 16),
	PAIR(.name = "map-reset", .summary = "mmap and a first touch while the function is reset",
	     .needs = BRG_NEED_RESET, .a = map, .b = reset, .most = 2),
	PAIR(.name = "touch-reset", .summary = "a page that has its entry is touched, again and again, while the function is reset",
	     .needs = BRG_NEED_RESET, .prepare = touch, .a = touch_on,
	     .b = reset, .most = 2),
	PAIR(.name = "command-fault", .summary = "memory goes off and on while a page is faulted",
	     .needs = BRG_NEED_CONFIG, .a = touch, .b = toggle, .most = 32),
	PAIR(.name = "map-toggle", .summary = "mmap and a first touch while memory goes off and on",
	     .needs = BRG_NEED_CONFIG, .a = map, .b = toggle, .most = 16),
	PAIR(.name = "remove-fault", .summary = "the driver is unbound and bound again while pages are faulted",
	     .needs = BRG_NEED_BARRAGE | BRG_NEED_OPEN, .a = touch,
	     .b = rebind, .most = 2),
	PAIR(.name = "map-revoke", .summary = "an importer maps while every mapping is revoked",
	     .needs = IMPORTS, .prepare = brg_side_attach,
	     .a = brg_side_import_map, .b = zap, .most = 16),
	PAIR(.name = "close-revoke", .summary = "the exporting file is closed while memory goes off and on, importers map again",
	     .needs = IMPORTS | BRG_NEED_CONFIG,
	     .prepare = brg_side_attach_and_map, .a = brg_side_close_exporter,
	     .b = toggle, .most = 16),
	PAIR(.name = "release-revoke", .summary = "the last importer goes, and the dma-buf with it, while mappings are revoked",
	     .needs = IMPORTS, .prepare = brg_side_attach_and_map,
	     .a = brg_side_release, .b = zap, .most = 16),
	PAIR(.name = "release-cleanup", .summary = "the last importer goes while the driver is unbound and bound again",
	     .needs = IMPORTS | BRG_NEED_OPEN,
	     .prepare = brg_side_attach_and_map, .a = brg_side_release,
	     .b = rebind, .most = 2),
	PAIR(.name = "dereg-notify", .summary = "regions of an RDMA device are deregistered while the BAR is revoked",
	     .needs = BRG_NEED_RDMA | IMPORTS, .prepare = brg_side_register,
	     .a = brg_side_deregister, .b = zap, .most = 16),
	PAIR(.name = "irq-reset", .summary = "interrupts are set up and taken down while the function is reset",
	     .needs = BRG_NEED_IRQ | BRG_NEED_RESET, .a = brg_side_irq,
	     .b = reset, .most = 2),
	PAIR(.name = "irq-toggle", .summary = "interrupts are set up and taken down while memory goes off and on",
	     .needs = BRG_NEED_IRQ | BRG_NEED_CONFIG, .a = brg_side_irq,
	     .b = toggle, .most = 8),
	PAIR(.name = "hot-reset-fault", .summary = "pages are faulted while the slot or bus is reset",
	     .needs = BRG_NEED_HOT_RESET, .a = touch, .b = brg_side_hot_reset,
	     .most = 2),
	PAIR(.name = "power-fault", .summary = "pages are faulted while the function goes to D3hot and back",
	     .needs = BRG_NEED_POWER | BRG_NEED_CONFIG, .a = touch,
	     .b = brg_side_power, .most = 8),
	PAIR(.name = "late-revoke", .summary = "memory goes off and on while an importer that takes its time has a mapping, or maps again",
	     .needs = IMPORTS | BRG_NEED_CONFIG,
	     .prepare = brg_side_attach_slowly, .a = brg_side_import_map,
	     .b = toggle, .most = 16),
	PAIR(.name = "map-late-revoke", .summary = "mmap, again and again, while memory goes off and on and an importer that takes its time has a mapping",
	     .needs = IMPORTS | BRG_NEED_CONFIG,
	     .prepare = brg_side_attach_slowly, .a = map_often, .b = toggle,
	     .most = 4),
	PAIR(.name = "close-cleanup", .summary = "a file with many importers is closed as soon as the driver, being unbound, refuses calls",
	     .needs = IMPORTS | BRG_NEED_OPEN,
	     .prepare = brg_side_attach_many,
	     .a = brg_side_leave_when_gone, .a_waits = true, .b = rebind,
	     .most = 4),
	NULL,
};

_Static_assert(sizeof(brg_pairs) / sizeof(brg_pairs[0]) <= BRG_MAX_PAIRS + 1,
	       "raise BRG_MAX_PAIRS");

int brg_pair_index(const char *name)
{
	for (int i = 0; brg_pairs[i]; i++)
		if (!strcmp(brg_pairs[i]->name, name))
			return i;
	return -1;
}

void brg_pair_names(const char **names, unsigned int max)
{
	unsigned int n = 0;

	for (; brg_pairs[n] && n + 1 < max; n++)
		names[n] = brg_pairs[n]->name;
	names[n] = NULL;
}
