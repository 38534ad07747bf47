// SPDX-License-Identifier: GPL-2.0-or-later
/* hot_reset.c - reset the slot or bus, with all functions on it. */
#include <errno.h>
#include <string.h>

#include "stress/disturb.h"
#include "stress/hot.h"
#include "stress/op.h"
#include "stress/reset.h"

/* Accesses to every function hit fail meanwhile, instead of waiting. */
static void begin(struct brg_actor *a, const unsigned int *hit,
		  unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++) {
		struct brg_device *dev = &a->setup->dev[hit[i]];

		dev->shared->zap_epoch++;
		brg_blur_begin(dev->shared, &a->me->blurs[dev->index]);
	}
}

static void end(struct brg_actor *a, const unsigned int *hit, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++) {
		struct brg_device *dev = &a->setup->dev[hit[i]];

		dev->shared->zap_epoch++;
		brg_blur_end(dev->shared, &a->me->blurs[dev->index]);
		brg_disturb_reset_end(a, dev);
	}
}

/* Return: whether none of them has to stay asleep. */
static bool all_awake(struct brg_actor *a, const unsigned int *hit,
		      unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++) {
		if (brg_disturb_reset_begin(a, &a->setup->dev[hit[i]]))
			continue;
		while (i--)
			brg_disturb_reset_end(a, &a->setup->dev[hit[i]]);
		return false;
	}
	return true;
}

static int reset(struct brg_actor *a, struct brg_target *t,
		 const unsigned int *hit, unsigned int nr)
{
	struct brg_target other[BRG_MAX_DEVS];
	int32_t fd[BRG_MAX_DEVS];
	unsigned int n = 0;
	int ret = 0;

	for (unsigned int i = 0; i < nr && !ret; i++) {
		if (hit[i] == a->dev)
			continue;
		ret = brg_actor_target(a, &a->setup->dev[hit[i]], &other[n]);
		if (!ret) {
			fd[n] = other[n].fd;
			n++;
		}
	}
	if (!ret)
		ret = brg_hot_reset(t, fd, n);
	while (n)
		brg_actor_put(&other[--n]);
	return ret;
}

static int run(struct brg_actor *a)
{
	struct brg_device *dev = brg_pick_device(a);
	unsigned int hit[BRG_MAX_DEVS], nr;
	struct brg_target t;
	int ret = brg_actor_target(a, dev, &t);

	if (ret)
		return ret;
	nr = brg_hot_hit(a->setup, &t, hit);
	a->arg[0] = nr;
	ret = -ECANCELED;
	if (nr && all_awake(a, hit, nr)) {
		begin(a, hit, nr);
		ret = reset(a, &t, hit, nr);
		end(a, hit, nr);
	}
	brg_actor_put(&t);
	brg_checked(a, "results");
	/* EAGAIN: another reset; EBUSY: one is being unbound or changes its
	 * state; EPERM, EINVAL: one has been unbound; ENODEV: this one */
	if (ret && ret != -EAGAIN && ret != -EBUSY && ret != -EPERM &&
	    ret != -EINVAL && ret != -ENODEV && ret != -ECANCELED)
		brg_wrong(a, "results", "a hot reset failed", "%s, %u functions: %s",
			  dev->target.address, nr, strerror(-ret));
	return ret;
}

const struct brg_op brg_op_hot_reset = {
	.name = "hot-reset",
	.summary = "reset the slot or bus of the function, with all functions on it",
	.needs = BRG_NEED_HOT_RESET,
	.weight = 1,
	.disturbs = BRG_DISTURBS_RESET | BRG_DISTURBS_MEMORY,
	.bound_s = BRG_BOUND_REVOKE_S,
	.run = run,
};
