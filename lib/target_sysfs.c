// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * target_sysfs.c - resourceN of a function that no driver has.
 *
 * The kernel fills such a mapping when it is made and gives it no fault
 * handler, so it is the floor to compare fault strategies with: nothing to
 * wait for, nothing that can be taken away.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/pci_regs.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/sysfs.h"
#include "lib/target_priv.h"

#define DEVICE "/sys/bus/pci/devices/%s"

/** struct sysfs - @t->priv
 * @resource: file of each BAR, uncached and write-combined, opened when first
 *            mapped, or -1
 * @command: command register as found
 * @found: @command has to be put back
 * @enabled: "enable" was raised and has to be lowered
 */
struct sysfs {
	int resource[BRG_NR_BARS][2];
	uint32_t command;
	bool found;
	bool enabled;
};

static int sysfs_config_read(struct brg_target *t, uint32_t offset,
			     uint32_t length, uint32_t *value)
{
	return brg_target_config_at(t, t->fd, 0, offset, length, value, false);
}

static int sysfs_config_write(struct brg_target *t, uint32_t offset,
			      uint32_t length, uint32_t value)
{
	return brg_target_config_at(t, t->fd, 0, offset, length, &value, true);
}

static int open_config(struct brg_target *t)
{
	char path[PATH_MAX];
	int ret = brg_sysfs_path(path, sizeof(path), DEVICE "/config",
				 t->address);

	if (ret)
		return brg_target_fail(t, ret, "open by sysfs: path too long");
	t->fd = open(path, O_RDWR | O_CLOEXEC);
	return t->fd < 0 ? brg_target_fail_open(t, path, -errno) : 0;
}

/*
 * "enable" counts: writing 1 raises, 0 lowers. Raising from above 0 does not
 * touch the command register, so memory decoding is seen to apart from it.
 */
static int enable(struct brg_target *t)
{
	struct sysfs *s = t->priv;
	int ret = sysfs_config_read(t, PCI_COMMAND, 2, &s->command);

	if (ret)
		return ret;
	s->found = true;
	ret = brg_sysfs_write("1", DEVICE "/enable", t->address);
	if (ret)
		return brg_target_fail(t, ret,
				       "open by sysfs: the kernel does not enable it: %s",
				       strerror(-ret));
	s->enabled = true;
	return brg_target_memory_by_config(t, true);
}

static int sysfs_open(struct brg_target *t, const struct brg_target_spec *spec)
{
	long page = sysconf(_SC_PAGESIZE);
	struct sysfs *s = calloc(1, sizeof(*s));
	struct brg_pci pci;
	int ret;

	(void)spec;
	if (!s)
		return brg_target_fail(t, -ENOMEM,
				       "open by sysfs: out of memory");
	t->priv = s;
	t->refaults = false;
	t->stays = true;
	for (int i = 0; i < BRG_NR_BARS; i++)
		s->resource[i][0] = s->resource[i][1] = -1;
	ret = brg_target_need_driver(t, &pci);
	if (!ret)
		ret = open_config(t);
	if (!ret)
		ret = enable(t);
	if (ret)
		return ret;
	for (int i = 0; i < BRG_NR_BARS; i++)
		if (!pci.bar[i].io && pci.bar[i].size >= (uint64_t)page)
			t->bar_size[i] = pci.bar[i].size;
	return 0;
}

static void sysfs_close(struct brg_target *t)
{
	struct sysfs *s = t->priv;

	if (!s)
		return;
	for (int i = 0; i < BRG_NR_BARS; i++)
		for (int j = 0; j < 2; j++)
			if (s->resource[i][j] >= 0)
				close(s->resource[i][j]);
	if (s->enabled)
		brg_sysfs_write("0", DEVICE "/enable", t->address);
	if (s->found)
		sysfs_config_write(t, PCI_COMMAND, 2, s->command);
	if (t->fd >= 0)
		close(t->fd);
	t->fd = -1;
	free(s);
	t->priv = NULL;
}

static int open_resource(struct brg_target *t, unsigned int bar, bool combined)
{
	struct sysfs *s = t->priv;
	char path[PATH_MAX];

	if (s->resource[bar][combined] >= 0)
		return 0;
	if (brg_sysfs_path(path, sizeof(path), DEVICE "/resource%u%s",
			   t->address, bar, combined ? "_wc" : ""))
		return -ENAMETOOLONG;
	s->resource[bar][combined] = open(path, O_RDWR | O_CLOEXEC);
	if (s->resource[bar][combined] >= 0)
		return 0;
	if (combined && errno == ENOENT)
		return brg_target_fail(t, -EOPNOTSUPP,
				       "map BAR %u write-combined by sysfs: there is no resource%u_wc (the BAR is not prefetchable, or the CPU has no page attribute table)",
				       bar, bar);
	return brg_target_fail_open(t, path, -errno);
}

static int map_resource(struct brg_target *t, unsigned int bar, uint64_t offset,
			size_t length, int prot, void *addr, void **out,
			bool combined)
{
	struct sysfs *s = t->priv;
	int ret = open_resource(t, bar, combined);

	if (ret)
		return ret;
	ret = brg_target_mmap(t, s->resource[bar][combined], bar, offset,
			      length, prot, addr, out);
	if (ret == -EINVAL)
		return brg_target_fail(t, ret,
				       "map BAR %u by sysfs: the kernel holds its memory exclusively (a driver requested the region; boot with iomem=relaxed, or unbind it)",
				       bar);
	if (ret == -EPERM)
		return brg_target_fail(t, ret,
				       "map BAR %u by sysfs: %s (run as root; a locked-down kernel forbids it)",
				       bar, strerror(-ret));
	return ret;
}

static int sysfs_map(struct brg_target *t, unsigned int bar, uint64_t offset,
		     size_t length, int prot, void *addr, void **out)
{
	return map_resource(t, bar, offset, length, prot, addr, out, false);
}

static int sysfs_map_combined(struct brg_target *t, unsigned int bar,
			      uint64_t offset, size_t length, int prot,
			      void *addr, void **out)
{
	return map_resource(t, bar, offset, length, prot, addr, out, true);
}

static int sysfs_reset(struct brg_target *t)
{
	int ret = brg_sysfs_write("1", DEVICE "/reset", t->address);

	if (ret == -ENOENT)
		return brg_target_fail(t, -ENOTTY,
				       "reset by sysfs: the kernel knows no way to reset it (there is no file reset)");
	if (ret)
		return brg_target_fail(t, ret, "reset by sysfs: %s",
				       strerror(-ret));
	return 0;
}

const struct brg_target_ops brg_target_sysfs = {
	.name = "sysfs",
	.fills = true,
	.summary = "resourceN in sysfs: filled when mapped, never taken away",
	.open = sysfs_open,
	.close = sysfs_close,
	.map = sysfs_map,
	.map_combined = sysfs_map_combined,
	.memory = brg_target_memory_by_config,
	.reset = sysfs_reset,
	.config_read = sysfs_config_read,
	.config_write = sysfs_config_write,
};
