// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * exporter_barrage.c - BARs by the suite's own driver.
 *
 * Without a variant the kernel is asked for its strictest check and best path;
 * where it has no P2PDMA, nobody checks.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "kmod/uapi/barrage.h"
#include "lib/cleanup.h"
#include "lib/exporter_priv.h"
#include "lib/names.h"
#include "lib/target_priv.h"

static const char *const paths[] = { "resource", "p2pdma", NULL };

static int barrage_export_as(struct brg_exporter *e, struct brg_export *arg)
{
	int ret;

	if (e->variant[0])
		arg->path = BRG_PATH_RESOURCE +
			    (uint32_t)brg_names_index(paths, e->variant);
	arg->p2p = BRG_P2P_STRICT;
	ret = ioctl(e->target->fd, BRG_EXPORT, arg) ? -errno : 0;
	if (ret != -EOPNOTSUPP || arg->path == BRG_PATH_P2PDMA)
		return ret;
	arg->p2p = BRG_P2P_OFF;
	return ioctl(e->target->fd, BRG_EXPORT, arg) ? -errno : 0;
}

static int explain(struct brg_exporter *e, int error)
{
	switch (error) {
	case -ENOTTY:
		return brg_exporter_fail(e, error,
					 "export by barrage: the loaded module knows no exports (reload the module of this program's version)");
	case -EOPNOTSUPP:
		return brg_exporter_fail(e, error,
					 "export by barrage:%s: this kernel has no dma_buf_phys_vec_to_sgt() or no CONFIG_PCI_P2PDMA (barrage:resource works everywhere)",
					 e->variant);
	case -EEXIST:
		return brg_exporter_fail(e, error,
					 "export by barrage: two ranges overlap");
	case -EMSGSIZE:
		return brg_exporter_fail(e, error,
					 "export by barrage: too many ranges (at most %d)",
					 BRG_EXPORT_MAX_RANGES);
	case -EIO:
		return brg_exporter_fail(e, error,
					 "export by barrage: memory decoding is off");
	default:
		return brg_exporter_fail(e, error, "export by barrage: %s",
					 strerror(-error));
	}
}

static int barrage_export(struct brg_exporter *e,
			  const struct brg_exporter_range *ranges,
			  unsigned int nr, int *fd)
{
	_cleanup_free_ struct brg_range *list = calloc(nr, sizeof(*list));
	struct brg_export arg = {
		.size = sizeof(arg),
		.bar = e->bar,
		.nr_ranges = nr,
		.ranges = (uintptr_t)list,
		.policy = BRG_POLICY_REVOKE,
		.open_flags = O_RDWR | O_CLOEXEC,
	};
	int ret;

	if (!list)
		return brg_exporter_fail(e, -ENOMEM,
					 "export by barrage: no memory");
	for (unsigned int i = 0; i < nr; i++)
		list[i] = (struct brg_range){ ranges[i].offset,
					      ranges[i].length };
	ret = barrage_export_as(e, &arg);
	if (ret)
		return explain(e, ret);
	*fd = arg.out_fd;
	return 0;
}

static int barrage_open(struct brg_exporter *e,
			const struct brg_exporter_spec *spec)
{
	struct brg_export_stat stat = { .size = sizeof(stat) };
	int ret = brg_exporter_need_target(e, &brg_target_barrage, spec);

	if (ret)
		return ret;
	if (ioctl(e->target->fd, BRG_EXPORT_STAT, &stat))
		return explain(e, -errno);
	if (e->variant[0] &&
	    !(stat.out_paths >> (BRG_PATH_RESOURCE +
				 brg_names_index(paths, e->variant)) & 1))
		return explain(e, -EOPNOTSUPP);
	return 0;
}

const struct brg_exporter_ops brg_exporter_barrage = {
	.name = "barrage",
	.summary = "BARs by the suite's own driver, by dma_map_resource or P2PDMA",
	.variants = paths,
	.driver = "barrage",
	.open = barrage_open,
	.close = brg_exporter_drop_target,
	.export = barrage_export,
	.map = brg_exporter_target_map,
	.revoke = brg_exporter_target_revoke,
};
