// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * import.c - the life of an importer of a BAR, of good manners or bad.
 *
 * A function under stress attaches to a dma-buf of another, or of itself, maps
 * it, and gets rid of it in one of several orders, while memory of either goes
 * and comes. One that takes no notice of a notification lets go by itself some
 * milliseconds later: nobody waits long for it.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#include "stress/dmabuf.h"
#include "stress/op.h"
#include "stress/setup.h"
#include "stress/stamp.h"

/**
 * struct import - one
 * @from, @to: exporting and importing device
 * @exporter, @importer: their files
 * @share: what is exported
 * @mode, @manner: see struct brg_import_attach
 * @id: of the attachment
 */
struct import {
	struct brg_device *from, *to;
	struct brg_target exporter, importer;
	struct brg_share share;
	uint32_t mode, manner, id;
};

static const uint32_t modes[] = {
	BRG_IMPORT_DYNAMIC, BRG_IMPORT_DYNAMIC, BRG_IMPORT_DYNAMIC,
	BRG_IMPORT_REVOCABLE, BRG_IMPORT_REVOCABLE, BRG_IMPORT_STATIC,
	BRG_IMPORT_NO_P2P,
};

static void take_nap(struct brg_actor *a, unsigned int most_us)
{
	struct timespec t = { 0, (long)brg_pick(a, most_us) * 1000 };

	nanosleep(&t, NULL);
}

/* Those that cannot do peer-to-peer are kept out, whatever the state. */
static bool may_enter(const struct import *x)
{
	return x->mode == BRG_IMPORT_DYNAMIC || x->mode == BRG_IMPORT_REVOCABLE;
}

static int attach(struct brg_actor *a, struct import *x)
{
	struct brg_import_attach arg = {
		.size = sizeof(arg), .fd = x->share.fd, .mode = x->mode,
		.manner = x->manner,
		.delay_ms = x->manner == BRG_MANNER_SLOW ?
				    1 + (uint32_t)brg_pick(a, 20) : 0,
	};
	int ret = ioctl(x->importer.fd, BRG_IMPORT_ATTACH, &arg) ? -errno : 0;

	x->id = arg.out_id;
	brg_checked(a, "results");
	if (!ret && !may_enter(x))
		brg_wrong(a, "results", "an importer without peer-to-peer was let in",
			  "mode %u", x->mode);
	if (!ret && arg.out_length != x->share.length)
		brg_wrong(a, "results", "a dma-buf has another length than its parts",
			  "0x%jx instead of 0x%jx", (uintmax_t)arg.out_length,
			  (uintmax_t)x->share.length);
	/* ENODEV: revoked, by any of those who may; EXDEV: no path known */
	if (ret && ret != -ENODEV && ret != -ENOMEM &&
	    !(ret == -EOPNOTSUPP && !may_enter(x)) &&
	    !(ret == -EXDEV && x->share.p2p == BRG_P2P_STRICT))
		brg_wrong(a, "results", "an importer was refused",
			  "mode %u, check %u: %s", x->mode, x->share.p2p,
			  strerror(-ret));
	return ret;
}

static int map(struct brg_actor *a, struct import *x)
{
	struct brg_import_map arg = { .size = sizeof(arg), .id = x->id,
				      .direction = BRG_DIRECTION_BOTH };
	int ret = ioctl(x->importer.fd, BRG_IMPORT_MAP, &arg) ? -errno : 0;

	brg_checked(a, "results");
	/* EISCONN: it has mapped again by itself; ENOENT: importer unbound */
	if (ret && ret != -ENODEV && ret != -ENOMEM && ret != -EISCONN &&
	    ret != -EKEYREVOKED && ret != -ENOENT)
		brg_wrong(a, "results", "an importer could not map",
			  "%s by %s, path %u, check %u, %u parts of 0x%jx bytes: %s",
			  x->from->target.address, x->to->target.address,
			  x->share.path, x->share.p2p, x->share.nr,
			  (uintmax_t)x->share.length, strerror(-ret));
	return ret;
}

/* What is mapped is all of it; what is not, nothing. */
static void query(struct brg_actor *a, struct import *x)
{
	struct brg_import_query arg = { .size = sizeof(arg), .id = x->id };

	if (ioctl(x->importer.fd, BRG_IMPORT_QUERY, &arg))
		return;
	brg_checked(a, "revoked");
	if (arg.out_state == BRG_IMPORT_MAPPED ?
		    arg.out_length != x->share.length || !arg.out_nr_segments :
		    arg.out_length || arg.out_nr_segments)
		brg_wrong(a, "revoked", "an importer has part of a BAR",
			  "0x%jx bytes of 0x%jx in %u segments, state %u",
			  (uintmax_t)arg.out_length,
			  (uintmax_t)x->share.length, arg.out_nr_segments,
			  arg.out_state);
	if (arg.out_state == BRG_IMPORT_REVOKED &&
	    x->mode != BRG_IMPORT_REVOCABLE)
		brg_wrong(a, "revoked", "an importer that may map again is revoked for ever",
			  "mode %u", x->mode);
}

/* By the function's own DMA, for those that have an engine. */
static void copy(struct brg_actor *a, struct import *x)
{
	uint64_t at = brg_pick(a, x->share.length / BRG_PAGE) * BRG_PAGE;
	uint64_t offset = brg_share_offset(&x->share, at), stamp, value = 0;
	struct brg_import_copy arg = {
		.size = sizeof(arg), .id = x->id, .offset = at,
		.direction = BRG_DIRECTION_TO_DEVICE, .length = sizeof(value),
		.user = (uintptr_t)&value,
	};

	if (ioctl(x->importer.fd, BRG_IMPORT_COPY, &arg) || !x->from->stamped)
		return;
	stamp = brg_stamp(x->from->index, x->from->bar, offset);
	brg_checked(a, "stamps");
	if (value != stamp)
		brg_wrong(a, "stamps", "DMA of an importer read what is not in that page",
			  "%s BAR %u offset 0x%jx by %s: 0x%jx instead of 0x%jx",
			  x->from->target.address, x->from->bar,
			  (uintmax_t)offset, x->to->target.address,
			  (uintmax_t)value, (uintmax_t)stamp);
}

static int by_id(struct import *x, unsigned long cmd)
{
	struct brg_import_id arg = { .size = sizeof(arg), .id = x->id };

	return ioctl(x->importer.fd, cmd, &arg) ? -errno : 0;
}

static void use(struct brg_actor *a, struct import *x)
{
	for (uint64_t n = brg_pick(a, 3); n; n--) {
		int ret = map(a, x);

		if (!ret || ret == -EISCONN)
			copy(a, x);
		query(a, x);
		take_nap(a, x->manner == BRG_MANNER_NEVER ? 20000 : 2000);
		/* the dma-buf lives on by its attachment */
		if (!brg_pick(a, 4))
			brg_share_close(&x->share);
		if (brg_pick(a, 2))
			by_id(x, BRG_IMPORT_UNMAP);
	}
}

static int live(struct brg_actor *a, struct import *x)
{
	int ret = brg_share_export(a, x->from, &x->exporter, &x->share);

	if (!ret)
		ret = attach(a, x);
	if (!ret) {
		use(a, x);
		ret = by_id(x, BRG_IMPORT_DETACH);
		brg_checked(a, "results");
		/* ENOENT: the function was unbound, and so detached */
		if (ret && ret != -ENODEV && ret != -ENOENT)
			brg_wrong(a, "results", "an importer could not be detached",
				  "%s", strerror(-ret));
	}
	brg_share_close(&x->share);
	return ret;
}

static int run(struct brg_actor *a)
{
	struct import x = { .from = brg_pick_device(a) };
	int ret;

	x.to = &a->setup->dev[brg_pick(a, a->setup->nr_devs)];
	if (!(x.to->features & BRG_NEED_BARRAGE))
		return -ECANCELED;
	brg_share_random(a, x.from, &x.share);
	x.mode = modes[brg_pick(a, sizeof(modes) / sizeof(modes[0]))];
	x.manner = x.mode == BRG_IMPORT_STATIC ? BRG_MANNER_PROMPT :
		   BRG_MANNER_PROMPT + (uint32_t)brg_pick(a, 4);
	/* told once, and then never to map again */
	if (x.mode == BRG_IMPORT_REVOCABLE && x.manner == BRG_MANNER_REMAP)
		x.manner = BRG_MANNER_PROMPT;
	a->arg[0] = x.to->index;
	a->arg[1] = x.mode;
	a->arg[2] = x.manner;
	ret = brg_actor_target(a, x.from, &x.exporter);
	if (ret)
		return ret;
	ret = brg_actor_target(a, x.to, &x.importer);
	if (!ret) {
		ret = live(a, &x);
		brg_actor_put(&x.importer);
	}
	brg_actor_put(&x.exporter);
	return ret;
}

const struct brg_op brg_op_import = {
	.name = "import",
	.summary = "attach to a dma-buf of the BAR, map, unmap, detach; prompt, slow, deaf or mapping again at once",
	.needs = BRG_NEED_EXPORT | BRG_NEED_BARRAGE,
	.weight = 6,
	.bound_s = 40,
	.run = run,
};
