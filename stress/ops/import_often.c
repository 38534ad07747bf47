// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * import_often.c - one dma-buf of the BAR, mapped and unmapped many times.
 *
 * Much of what importers and exporters get wrong costs little each time, or
 * shows in a few instructions: this makes some hundred times of one.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "kmod/uapi/barrage.h"
#include "lib/clock.h"
#include "stress/op.h"
#include "stress/quiet.h"
#include "stress/setup.h"

#define MOST		256	/* mappings of one attachment */
#define REFUSALS	64
#define PATIENCE_NS	(12 * 1000000000ull)

/** struct often - a dma-buf, and the attachment of its own function to it
 * @refused: on end while memory was on, from @since_ns on
 * @timeouts: importers that kept their mappings when a revocation ended, then
 * @epoch: of the binding that @t is of
 */
struct often {
	struct brg_device *dev;
	struct brg_target t;
	int fd;
	uint64_t length;
	uint32_t id, mode, manner, delay_ms;
	uint32_t refused;
	uint64_t since_ns, timeouts, epoch;
};

/* What a disabled, or departing, function says; others may do that to it. */
static bool is_transient(int error)
{
	return error == -ENODEV || error == -EIO || error == -ENOMEM ||
	       error == -EMFILE;
}

/* The whole BAR, so that lengths are what they are in earnest. */
static int export(struct brg_actor *a, struct often *x)
{
	struct brg_export arg = {
		.size = sizeof(arg), .bar = x->dev->bar,
		.p2p = BRG_P2P_OFF, .policy = BRG_POLICY_REVOKE,
		.open_flags = O_CLOEXEC | O_RDWR,
	};
	int ret = ioctl(x->t.fd, BRG_EXPORT, &arg) ? -errno : 0;

	x->fd = ret ? -1 : arg.out_fd;
	x->length = arg.out_length;
	brg_checked(a, "results");
	if (ret && !is_transient(ret))
		brg_wrong(a, "results", "a dma-buf of the whole BAR was refused",
			  "%s BAR %u: %s", x->t.address, x->dev->bar,
			  strerror(-ret));
	if (!ret && x->length != x->dev->target.bar_size[x->dev->bar])
		brg_wrong(a, "results", "a dma-buf of the whole BAR has another length",
			  "%s BAR %u: 0x%jx instead of 0x%jx", x->t.address,
			  x->dev->bar, (uintmax_t)x->length,
			  (uintmax_t)x->dev->target.bar_size[x->dev->bar]);
	return ret;
}

/* From 7.1 on an exporter knows who cannot be told to unmap. */
static bool knows_revocable(void)
{
	struct utsname name;
	unsigned int major = 0, minor = 0;

	uname(&name);
	sscanf(name.release, "%u.%u", &major, &minor);
	return major > 7 || (major == 7 && minor >= 1);
}

static int attach(struct brg_actor *a, struct often *x)
{
	struct brg_import_attach arg = {
		.size = sizeof(arg), .fd = x->fd, .mode = x->mode,
		.manner = x->manner, .delay_ms = x->delay_ms,
	};
	bool stays_out = x->mode == BRG_IMPORT_PINNED && knows_revocable();
	int ret = ioctl(x->t.fd, BRG_IMPORT_ATTACH, &arg) ? -errno : 0;

	x->id = arg.out_id;
	brg_checked(a, "results");
	if (!ret && stays_out)
		brg_wrong(a, "results", "an importer that cannot be revoked was let in",
			  "%s, mode %u", x->t.address, x->mode);
	if (ret && !is_transient(ret) && !stays_out)
		brg_wrong(a, "results", "an importer was refused",
			  "%s, mode %u: %s", x->t.address, x->mode,
			  strerror(-ret));
	return ret;
}

static int by_id(const struct often *x, unsigned long cmd)
{
	struct brg_import_id arg = { .size = sizeof(arg), .id = x->id };

	return ioctl(x->t.fd, cmd, &arg) ? -errno : 0;
}

/* What is mapped is as long as what was exported. */
static void measure(struct brg_actor *a, const struct often *x)
{
	struct brg_import_query arg = { .size = sizeof(arg), .id = x->id };

	if (ioctl(x->t.fd, BRG_IMPORT_QUERY, &arg) ||
	    arg.out_state != BRG_IMPORT_MAPPED)
		return;
	brg_checked(a, "results");
	if (arg.out_length != x->length)
		brg_wrong(a, "results", "an importer got another length than was exported",
			  "%s BAR %u: 0x%jx of 0x%jx bytes in %u segments",
			  x->t.address, x->dev->bar, (uintmax_t)arg.out_length,
			  (uintmax_t)x->length, arg.out_nr_segments);
}

/* What was opened before stays refused for ever. */
static bool is_unbound(const struct often *x)
{
	return x->dev->shared->bind_epoch != x->epoch;
}

/*
 * One refusal says nothing: somebody is about to take memory away, or resets
 * the function. But nobody does that all the time, nor waits longer for importers
 * than a revocation may: revoke_timeout_ms, 5 s. One that gave up is counted.
 */
static void judge_refusal(struct brg_actor *a, struct often *x,
			  const struct brg_view *before)
{
	uint64_t timeouts = brg_quiet_timeouts(x->dev, &x->t);
	_Atomic uint64_t none = 0;
	struct brg_view after;

	brg_view_take(x->dev->shared, &none, &after);
	if (!brg_view_surely(before, &after, BRG_ON) ||
	    !brg_view_sharp(before, &after) || is_unbound(x))
		return;
	if (timeouts != x->timeouts)
		x->refused = 0;
	x->timeouts = timeouts;
	if (!x->refused++)
		x->since_ns = brg_monotonic_ns();
	brg_checked(a, "results");
	if (x->refused >= REFUSALS &&
	    brg_monotonic_ns() - x->since_ns >= PATIENCE_NS)
		brg_wrong(a, "results", "an importer may never map",
			  "%s: refused %u times on end while memory was on, for %ju s",
			  x->t.address, x->refused,
			  (uintmax_t)(PATIENCE_NS / 1000000000));
}

static int map_once(struct brg_actor *a, struct often *x)
{
	struct brg_import_map arg = { .size = sizeof(arg), .id = x->id,
				      .direction = BRG_DIRECTION_BOTH };
	_Atomic uint64_t none = 0;
	struct brg_view before;
	int ret;

	brg_view_take(x->dev->shared, &none, &before);
	ret = ioctl(x->t.fd, BRG_IMPORT_MAP, &arg) ? -errno : 0;
	if (!ret)
		x->refused = 0;
	else if (ret == -ENODEV)
		judge_refusal(a, x, &before);
	/* EISCONN: a slow one has not unmapped yet. EKEYREVOKED: for ever.
	 * ENOENT: unbound, and so detached */
	else if (ret != -EISCONN && ret != -EKEYREVOKED && ret != -ENOENT &&
		 !is_transient(ret))
		brg_wrong(a, "results", "an importer could not map",
			  "%s, mode %u: %s", x->t.address, x->mode,
			  strerror(-ret));
	return ret;
}

static void use(struct brg_actor *a, struct often *x)
{
	struct timespec t = { 0, 20 * 1000 * 1000 };
	uint64_t until = brg_monotonic_ns() + 2 * PATIENCE_NS;
	uint64_t times = 1 + brg_pick(a, MOST), i = 0;

	while (i < times && !a->arena->stop && !a->arena->pause) {
		int ret = map_once(a, x);

		if (ret == -EKEYREVOKED || ret == -ENOENT)
			break;
		if (ret == -ENODEV) {
			if (brg_monotonic_ns() >= until || is_unbound(x))
				break;
			nanosleep(&t, NULL);
			continue;
		}
		if (!(i++ % 16))
			measure(a, x);
		/* what is left mapped is for those who revoke */
		if (i < times)
			by_id(x, BRG_IMPORT_UNMAP);
	}
}

static void choose(struct brg_actor *a, struct often *x)
{
	static const uint32_t modes[] = {
		BRG_IMPORT_DYNAMIC, BRG_IMPORT_DYNAMIC, BRG_IMPORT_REVOCABLE,
		BRG_IMPORT_PINNED,
	};

	x->mode = modes[brg_pick(a, 4)];
	x->manner = BRG_MANNER_PROMPT;
	if (x->mode != BRG_IMPORT_PINNED && brg_pick(a, 2)) {
		x->manner = BRG_MANNER_SLOW;
		x->delay_ms = 1 + (uint32_t)brg_pick(a, 20);
	}
	a->arg[0] = x->mode;
	a->arg[1] = x->manner;
}

static int run(struct brg_actor *a)
{
	struct often x = { .dev = brg_pick_device(a), .fd = -1 };
	int ret;

	x.epoch = x.dev->shared->bind_epoch;
	ret = brg_actor_target(a, x.dev, &x.t);
	if (ret)
		return ret;
	choose(a, &x);
	ret = export(a, &x);
	if (!ret)
		ret = attach(a, &x);
	if (!ret) {
		use(a, &x);
		by_id(&x, BRG_IMPORT_DETACH);
	}
	if (x.fd >= 0)
		close(x.fd);
	brg_actor_put(&x.t);
	return ret;
}

const struct brg_op brg_op_import_often = {
	.name = "import-often",
	.summary = "attach to a dma-buf of the whole BAR, map and unmap up to 256 times",
	.needs = BRG_NEED_BARRAGE,
	.weight = 4,
	.bound_s = 40,
	.run = run,
};
