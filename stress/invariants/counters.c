// SPDX-License-Identifier: GPL-2.0-or-later
/* counters.c - when all have gone, nothing of them is left. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#include "kmod/uapi/barrage.h"
#include "stress/invariant.h"
#include "stress/op.h"

/** struct census - what exists of a device */
struct census {
	unsigned int vmas, opens, refs, exports, attachments, maps, imports;
};

static int count(const struct brg_device *dev, struct census *c)
{
	struct brg_stat stat = { .size = sizeof(stat) };
	struct brg_export_stat out = { .size = sizeof(out) };
	struct brg_import_stat in = { .size = sizeof(in) };
	int fd = dev->target.fd;

	if (ioctl(fd, BRG_STAT, &stat) || ioctl(fd, BRG_EXPORT_STAT, &out) ||
	    ioctl(fd, BRG_IMPORT_STAT, &in))
		return -errno;
	*c = (struct census){ stat.out_vmas, stat.out_opens, stat.out_refs,
			      out.out_exports, out.out_attachments,
			      out.out_mappings, in.out_attachments };
	return 0;
}

/* all of it the supervisor's */
static struct census first[BRG_MAX_DEVS];

static void begin(struct brg_actor *a, struct brg_device *dev)
{
	(void)a;
	if (dev->features & BRG_NEED_BARRAGE)
		count(dev, &first[dev->index]);
}

/* Children whose worker was killed have files that they end with; and the last
 * reference to a file may go a little later than its close(). */
#define PATIENCE_MS (BRG_BOUND_S * 1000)

static bool comes_true(const struct brg_device *dev, struct census *is,
		       bool (*clean)(const struct census *is,
				     const struct census *was), int *ret)
{
	struct timespec t = { 0, 20 * 1000 * 1000 };

	for (int ms = 0; ms < PATIENCE_MS; ms += 20) {
		*ret = count(dev, is);
		if (*ret || clean(is, &first[dev->index]))
			return !*ret;
		nanosleep(&t, NULL);
	}
	return false;
}

static bool is_unshared(const struct census *is, const struct census *was)
{
	(void)was;
	return !is->attachments && !is->maps && !is->imports;
}

static bool is_as_before(const struct census *is, const struct census *was)
{
	return !memcmp(is, was, sizeof(*is));
}

static void check(struct brg_actor *a, struct brg_device *dev,
		  bool (*clean)(const struct census *is,
				const struct census *was), const char *title)
{
	const struct census *was = &first[dev->index];
	struct census is = { 0 };
	int ret;

	if (!(dev->features & BRG_NEED_BARRAGE) || a->arena->wedged)
		return;
	brg_checked(a, "counters");
	if (comes_true(dev, &is, clean, &ret))
		return;
	if (ret)
		brg_wrong(a, "counters", "the device cannot be asked any more",
			  "%s: %s", dev->target.address, strerror(-ret));
	else
		brg_wrong(a, "counters", title,
			  "%s: VMAs %u, files %u, references %u, dma-bufs %u, importers %u, their mappings %u, imports %u; at the start %u, %u, %u, %u, %u, %u, %u",
			  dev->target.address, is.vmas, is.opens, is.refs,
			  is.exports, is.attachments, is.maps, is.imports,
			  was->vmas, was->opens, was->refs, was->exports,
			  was->attachments, was->maps, was->imports);
}

/* Mappings of workers live on over a quiet point, importers do not. */
static void quiet(struct brg_actor *a, struct brg_device *dev)
{
	check(a, dev, is_unshared,
	      "importers were left behind though nobody imports");
}

static void end(struct brg_actor *a, struct brg_device *dev)
{
	check(a, dev, is_as_before,
	      "something of the device was left behind");
}

const struct brg_invariant brg_inv_counters = {
	.name = "counters",
	.claim = "VMAs, files, references, dma-bufs and importers are at the end what they were at the start; nobody imports at quiet points",
	.source = "kmod/uapi/barrage.h, struct brg_stat, brg_export_stat, brg_import_stat",
	.begin = begin,
	.quiet = quiet,
	.end = end,
};
