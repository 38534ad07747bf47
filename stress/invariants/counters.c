// SPDX-License-Identifier: GPL-2.0-or-later
/* counters.c - when all have gone, nothing of them is left. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#include "kmod/uapi/barrage.h"
#include "stress/dmabuf.h"
#include "stress/invariant.h"
#include "stress/op.h"
#include "stress/setup.h"

/** struct census - what exists of a device, and @ended: devices that were unbound
 * and are still referred to, of whatever function */
struct census {
	unsigned int vmas, opens, refs, exports, attachments, maps, imports;
	unsigned int ended;
};

/* An export that mappings of the BAR go through, and nobody has a file of: the
 * strategy dmabuf. */
#define OF_BAR 1

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
			      out.out_mappings, in.out_attachments,
			      stat.out_ended };
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
/* Of dma-bufs only those of children that are being killed can be too many. */
#define KEPT_PATIENCE_MS 5000

/** struct rule - what has to hold
 * @clean: is what there @is as it @may be?
 * @patience_ms: it has so long to become so
 * @title: of the finding
 */
struct rule {
	bool (*clean)(const struct census *is, const struct census *may);
	int patience_ms;
	const char *title;
};

static bool is_unshared(const struct census *is, const struct census *may)
{
	(void)may;
	return !is->attachments && !is->maps && !is->imports;
}

static bool is_kept(const struct census *is, const struct census *may)
{
	return is->exports <= may->exports;
}

static bool is_as_before(const struct census *is, const struct census *may)
{
	return !memcmp(is, may, sizeof(*is));
}

static const struct rule unshared = {
	is_unshared, PATIENCE_MS,
	"importers were left behind though nobody imports",
};

static const struct rule kept = {
	is_kept, KEPT_PATIENCE_MS, "there are more dma-bufs than anybody keeps",
};

static const struct rule as_before = {
	is_as_before, PATIENCE_MS, "something of the device was left behind",
};

/* Return: it holds; @is and @ret: of the last look. */
static bool comes_true(const struct brg_device *dev, const struct rule *rule,
		       const struct census *may, struct census *is, int *ret)
{
	struct timespec t = { 0, 20 * 1000 * 1000 };

	for (int ms = 0; ms < rule->patience_ms; ms += 20) {
		*ret = count(dev, is);
		if (*ret || rule->clean(is, may))
			return !*ret;
		nanosleep(&t, NULL);
	}
	return false;
}

static void check(struct brg_actor *a, struct brg_device *dev,
		  const struct rule *rule, const struct census *may)
{
	struct census is = { 0 };
	int ret;

	if (!(dev->features & BRG_NEED_BARRAGE) || a->arena->wedged)
		return;
	brg_checked(a, "counters");
	if (comes_true(dev, rule, may, &is, &ret))
		return;
	if (ret)
		brg_wrong(a, "counters", "the device cannot be asked any more",
			  "%s: %s", dev->target.address, strerror(-ret));
	else
		brg_wrong(a, "counters", rule->title,
			  "%s: VMAs %u, files %u, references %u, dma-bufs %u, importers %u, their mappings %u, imports %u, devices that have ended %u; may be %u, %u, %u, %u, %u, %u, %u, %u",
			  dev->target.address, is.vmas, is.opens, is.refs,
			  is.exports, is.attachments, is.maps, is.imports,
			  is.ended, may->vmas, may->opens, may->refs,
			  may->exports, may->attachments, may->maps,
			  may->imports, may->ended);
}

/* Mappings of workers live on over a quiet point, and dma-bufs that they keep;
 * importers do not. */
static void quiet(struct brg_actor *a, struct brg_device *dev)
{
	struct census may = first[dev->index];

	check(a, dev, &unshared, &may);
	may.exports += a->setup->procs * BRG_KEPT_DMABUFS + OF_BAR;
	check(a, dev, &kept, &may);
}

static void end(struct brg_actor *a, struct brg_device *dev)
{
	check(a, dev, &as_before, &first[dev->index]);
}

const struct brg_invariant brg_inv_counters = {
	.name = "counters",
	.claim = "VMAs, files, references, dma-bufs, importers and unbound devices are at the end what they were at the start; at quiet points nobody imports, and dma-bufs are no more than workers keep",
	.source = "kmod/uapi/barrage.h, struct brg_stat, brg_export_stat, brg_import_stat",
	.begin = begin,
	.quiet = quiet,
	.end = end,
};
