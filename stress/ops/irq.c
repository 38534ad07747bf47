// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq.c - interrupts set up, signalled and torn down again.
 *
 * A function has one type of interrupt at a time, so the operation owns those
 * of its device: what is signalled is known, and has to arrive where it was
 * connected, while it was.
 */
#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "stress/irqs.h"
#include "stress/op.h"
#include "stress/setup.h"

#define MOST 8

/** struct irqs - vectors @start to @start + @nr of @type, and their eventfds */
struct irqs {
	struct brg_device *dev;
	struct brg_target t;
	unsigned int type, start, nr;
	int32_t fd[MOST];
};

static int choose(struct brg_actor *a, struct irqs *x)
{
	unsigned int first = (unsigned int)brg_pick(a, BRG_NR_IRQ_TYPES);
	unsigned int count = 0;

	for (unsigned int i = 0; i < BRG_NR_IRQ_TYPES && !count; i++) {
		x->type = (first + i) % BRG_NR_IRQ_TYPES;
		count = brg_irqs_count(&x->t, x->type);
	}
	if (!count)
		return -ECANCELED;
	if (count > 2 * MOST)
		count = 2 * MOST;
	x->start = (unsigned int)brg_pick(a, count);
	count -= x->start;
	x->nr = 1 + (unsigned int)brg_pick(a, count < MOST ? count : MOST);
	a->arg[0] = x->type;
	a->arg[1] = x->start;
	a->arg[2] = x->nr;
	return 0;
}

/* Signals that each has had since last asked; the least and the most */
static void drain(const struct irqs *x, uint64_t *least, uint64_t *most)
{
	*least = UINT64_MAX;
	*most = 0;
	for (unsigned int i = 0; i < x->nr; i++) {
		uint64_t n = 0;

		if (read(x->fd[i], &n, sizeof(n)) != sizeof(n))
			n = 0;
		*least = n < *least ? n : *least;
		*most = n > *most ? n : *most;
	}
}

/*
 * A table that lies in memory which is off, or a function asleep. vfio-pci leaves
 * that to the core, which has no MSI for what is not in D0 (v7.3
 * drivers/pci/msi/msi.c).
 */
static int refused_while_off(const struct brg_device *dev)
{
	return dev->features & BRG_NEED_BARRAGE ? -EIO : -EINVAL;
}

static int set_up(struct brg_actor *a, struct irqs *x)
{
	struct brg_view before, after;
	_Atomic uint64_t none = 0;
	int ret;

	brg_view_take(x->dev->shared, &none, &before);
	ret = brg_irqs_connect(&x->t, x->type, x->start, x->nr, x->fd);
	brg_view_take(x->dev->shared, &none, &after);
	brg_checked(a, "results");
	/* unbound meanwhile; too few vectors */
	if (!ret || ret == -ENOSPC || ret == -ENOMEM || ret == -ENODEV)
		return ret;
	if (ret == refused_while_off(x->dev) &&
	    (!brg_view_surely(&before, &after, BRG_ON) ||
	     !brg_view_sharp(&before, &after)))
		return ret;
	brg_wrong(a, "results", "interrupts could not be set up",
		  "%s type %u, vectors %u to %u: %s", x->t.address, x->type,
		  x->start, x->start + x->nr - 1, strerror(-ret));
	return ret;
}

/* What is connected gets every signal. */
static int signal_some(struct brg_actor *a, struct irqs *x)
{
	unsigned int n = 1 + (unsigned int)brg_pick(a, 4);
	uint64_t least, most;
	int ret = 0;

	for (unsigned int i = 0; i < n && !ret; i++)
		ret = brg_irqs_signal(&x->t, x->type, x->start, x->nr);
	if (ret == -ENODEV)
		return ret;
	drain(x, &least, &most);
	brg_checked(a, "interrupts");
	if (ret || least < n)
		brg_wrong(a, "interrupts", "an interrupt that was set up did not arrive",
			  "%s type %u, vectors %u to %u, signalled %u times (%s): %ju arrived",
			  x->t.address, x->type, x->start,
			  x->start + x->nr - 1, n, strerror(-ret),
			  (uintmax_t)least);
	return ret;
}

/* By vector or all at once; then nothing arrives any more. */
static int take_down(struct brg_actor *a, struct irqs *x)
{
	int32_t nobody[MOST];
	bool all = brg_pick(a, 2);
	uint64_t least, most;
	int ret;

	memset(nobody, 0xff, sizeof(nobody));
	ret = all ? brg_irqs_clear(&x->t, x->type) :
		    brg_irqs_connect(&x->t, x->type, x->start, x->nr, nobody);
	/* unbound meanwhile; asleep, when nothing may be changed */
	if (ret == -ENODEV || ret == -EIO)
		return ret;
	if (ret)
		brg_wrong(a, "results", "interrupts could not be taken down",
			  "%s type %u: %s", x->t.address, x->type,
			  strerror(-ret));
	drain(x, &least, &most);
	brg_irqs_signal(&x->t, x->type, x->start, x->nr);
	drain(x, &least, &most);
	brg_checked(a, "interrupts");
	if (most)
		brg_wrong(a, "interrupts", "an interrupt arrived that was not set up any more",
			  "%s type %u, vectors %u to %u, taken down %s",
			  x->t.address, x->type, x->start,
			  x->start + x->nr - 1, all ? "all at once" :
			  "one by one");
	return ret;
}

static int work(struct brg_actor *a, struct irqs *x)
{
	int ret;

	/* whoever had them before may have been killed */
	for (unsigned int type = 0; type < BRG_NR_IRQ_TYPES; type++)
		if (brg_irqs_clear(&x->t, type) == -EIO)
			return -EIO;
	ret = set_up(a, x);
	for (unsigned int i = (unsigned int)brg_pick(a, 4); i && !ret; i--)
		ret = signal_some(a, x);
	if (!ret)
		ret = take_down(a, x);
	brg_irqs_clear(&x->t, x->type);
	return ret;
}

static int run(struct brg_actor *a)
{
	struct irqs x = { .dev = brg_pick_device(a) };
	_Atomic uint32_t *owner = &x.dev->shared->irq_owner;
	uint32_t none = 0;
	int ret;

	if (!atomic_compare_exchange_strong(owner, &none, a->id + 1))
		return -ECANCELED;
	ret = brg_actor_target(a, x.dev, &x.t);
	if (!ret) {
		ret = choose(a, &x);
		for (unsigned int i = 0; i < x.nr; i++)
			x.fd[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		if (!ret)
			ret = work(a, &x);
		for (unsigned int i = 0; i < x.nr; i++)
			close(x.fd[i]);
		brg_actor_put(&x.t);
	}
	*owner = 0;
	return ret;
}

const struct brg_op brg_op_irq = {
	.name = "irq",
	.summary = "set interrupts up by eventfd, signal them, take them down; none is lost, none comes later",
	.needs = BRG_NEED_IRQ,
	.weight = 4,
	.run = run,
};
