// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * p2pmem.c - pages of the BAR: published if they are not, mapped, touched and
 * given back.
 *
 * Only a new binding unpublishes, or a reset behind the driver's back. Who has
 * pages then gets SIGBUS, and until then must not.
 */
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "kmod/uapi/barrage.h"
#include "lib/sysfs.h"
#include "stress/access.h"
#include "stress/op.h"
#include "stress/pages.h"
#include "stress/stamp.h"

#define MOST 64		/* pages mapped at once */
#define TOUCHES 16

/* Return: enum brg_p2pmem_state, -errno. */
static int state_of(const struct brg_target *t)
{
	struct brg_p2pmem_info info = { .size = sizeof(info) };

	return ioctl(t->fd, BRG_P2PMEM_INFO, &info) ? -errno :
						      (int)info.out_state;
}

static int publish(struct brg_actor *a, const struct brg_device *dev,
		   const struct brg_target *t)
{
	struct brg_p2pmem_publish publish = {
		.size = sizeof(publish), .bar = dev->bar,
		.length = dev->span & ~(BRG_PMD - 1),
	};
	int state = state_of(t), ret;

	if (state < 0)
		return state;
	if (state == BRG_P2PMEM_TAKEN)
		return -ECANCELED;
	if (state != BRG_P2PMEM_NONE)
		return 0;
	ret = ioctl(t->fd, BRG_P2PMEM_PUBLISH, &publish) ? -errno : 0;
	brg_checked(a, "results");
	/* EIO: memory is off; EBUSY: about to be, or somebody else was first;
	 * EKEYREVOKED: and then it was taken */
	if (ret && ret != -EIO && ret != -EBUSY && ret != -EKEYREVOKED &&
	    ret != -ENODEV && ret != -ENOMEM)
		brg_wrong(a, "results", "the BAR could not be given pages",
			  "%s: %s", t->address, strerror(-ret));
	return ret == -EBUSY ? 0 : ret;
}

/* Return: 0 with @out, -errno. */
static int get(struct brg_actor *a, const struct brg_target *t, size_t length,
	       char **out)
{
	char path[PATH_MAX];
	void *p;
	int fd, ret;

	if (brg_sysfs_path(path, sizeof(path),
			   "/sys/bus/pci/devices/%s/p2pmem/allocate",
			   t->address))
		return -ENAMETOOLONG;
	fd = open(path, O_RDWR | O_CLOEXEC);
	/* taken back, or unbound */
	if (fd < 0)
		return -errno;
	p = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ret = p == MAP_FAILED ? -errno : 0;
	close(fd);
	brg_checked(a, "results");
	/* ENOMEM: others have it, or the driver while memory is off */
	if (ret && ret != -ENOMEM && ret != -ENODEV && ret != -ENOENT)
		brg_wrong(a, "results", "p2pmem could not be mapped",
			  "%s: %zu bytes: %s", t->address, length,
			  strerror(-ret));
	/* a child would keep it from being given back */
	if (!ret)
		madvise(p, length, MADV_DONTFORK);
	*out = p;
	return ret;
}

/** struct pages - what is mapped
 * @nr: pages
 * @offset: in the BAR, by the stamp of the first that was read
 * @known: @offset is
 */
struct pages {
	const struct brg_device *dev;
	const struct brg_target *t;
	char *p;
	size_t nr;
	uint64_t offset;
	bool known;
};

/* The kernel chose which bytes; what they hold tells. */
static bool find(struct pages *pages, size_t page, uint64_t value)
{
	const struct brg_device *dev = pages->dev;

	for (uint64_t at = page * BRG_PAGE; at < dev->span; at += BRG_PAGE)
		if (brg_stamp(dev->index, dev->bar, at) == value) {
			pages->offset = at - page * BRG_PAGE;
			pages->known = true;
		}
	return pages->known;
}

static void judge_value(struct brg_actor *a, struct pages *pages, size_t page,
			unsigned int place, uint64_t value)
{
	const struct brg_device *dev = pages->dev;
	uint64_t stamp;

	if (!dev->stamped || (!pages->known && place))
		return;
	brg_checked(a, "stamps");
	if (!pages->known && !find(pages, page, value)) {
		brg_wrong(a, "stamps", "a page of p2pmem is none of the BAR",
			  "%s: page %zu of %zu: 0x%jx", dev->target.address,
			  page, pages->nr, (uintmax_t)value);
		return;
	}
	stamp = brg_stamp(dev->index, dev->bar,
			  pages->offset + page * BRG_PAGE);
	if (!brg_stamp_holds(stamp, place, value))
		brg_wrong(a, "stamps", "pages of p2pmem are not those behind the first",
			  "%s: page %zu of %zu, byte %u: 0x%jx instead of 0x%jx",
			  dev->target.address, page, pages->nr, place,
			  (uintmax_t)value, (uintmax_t)stamp);
}

/* Was there a reason? Both only ever become true. */
static void judge_signal(struct brg_actor *a, const struct pages *pages,
			 const struct brg_view *before,
			 const struct brg_view *after)
{
	int state = state_of(pages->t);

	if (before->bind_epoch != after->bind_epoch || !brg_view_sharp(before,
								       after) ||
	    state < 0 || state == BRG_P2PMEM_TAKEN)
		return;
	brg_checked(a, "enabled");
	brg_wrong(a, "enabled", "SIGBUS on p2pmem that nobody took back",
		  "%s: state %d", pages->t->address, state);
}

static int touch(struct brg_actor *a, struct pages *pages)
{
	size_t page = brg_pick(a, pages->nr);
	unsigned int place = brg_stamp_place(
		(unsigned int)brg_pick(a, BRG_STAMP_PLACES));
	bool write = pages->dev->stamped && place && place != BRG_PAGE - 8 &&
		     brg_pick(a, 2);
	uint64_t value = brg_pick(a, 1ull << 32);
	struct brg_view before, after;
	_Atomic uint64_t none = 0;
	int signal;

	brg_view_take(pages->dev->shared, &none, &before);
	signal = brg_poke((volatile uint64_t *)(pages->p + page * BRG_PAGE +
						place), &value, write);
	brg_view_take(pages->dev->shared, &none, &after);
	if (signal) {
		judge_signal(a, pages, &before, &after);
		return -EFAULT;
	}
	if (brg_view_surely(&before, &after, BRG_OFF)) {
		brg_checked(a, "disabled");
		brg_wrong(a, "disabled", "an access to p2pmem completed while memory was disabled",
			  "%s: 0x%jx", pages->t->address, (uintmax_t)value);
	}
	if (!write)
		judge_value(a, pages, page, place, value);
	return 0;
}

static int use(struct brg_actor *a, const struct brg_device *dev,
	       const struct brg_target *t)
{
	struct timespec wait = { 0, (long)brg_pick(a, 500) * 1000 };
	struct pages pages = { .dev = dev, .t = t,
			       .nr = 1 + brg_pick(a, MOST) };
	int ret;

	a->arg[0] = pages.nr;
	ret = get(a, t, pages.nr * BRG_PAGE, &pages.p);
	if (ret)
		return ret;
	for (unsigned int i = 0; i < TOUCHES && !ret; i++) {
		if (i == TOUCHES / 2)
			nanosleep(&wait, NULL);
		ret = touch(a, &pages);
	}
	munmap(pages.p, pages.nr * BRG_PAGE);
	return ret;
}

static int run(struct brg_actor *a)
{
	struct brg_device *dev = brg_pick_device(a);
	struct brg_target t;
	int ret = brg_actor_target(a, dev, &t);

	if (ret)
		return ret;
	dev->shared->pages = true;
	ret = publish(a, dev, &t);
	if (!ret)
		ret = use(a, dev, &t);
	brg_actor_put(&t);
	return ret;
}

const struct brg_op brg_op_p2pmem = {
	.name = "p2pmem",
	.summary = "publish pages of the BAR, map some, touch them, give them back",
	.needs = BRG_NEED_P2PMEM | BRG_NEED_BARRAGE,
	.weight = 0,
	.bound_s = 40,
	.run = run,
};
