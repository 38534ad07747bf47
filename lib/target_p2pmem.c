// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * target_p2pmem.c - pages of a BAR, from the kernel's P2PDMA core.
 *
 * Our driver publishes the largest prefetchable BAR as p2pmem, and mappings are
 * made of its file p2pmem/allocate in sysfs: filled page by page when they are
 * made, and not to be emptied. What is published stays so until the function
 * gets another driver. The core chooses the bytes, so a mapping cannot say
 * where it begins.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kmod/uapi/barrage.h"
#include "lib/sysfs.h"
#include "lib/target_priv.h"

/** struct p2pmem - @t->priv
 * @allocate: file, or -1
 * @below: what the interface below has in its place
 */
struct p2pmem {
	int allocate;
	void *below;
};

static int fail_publish(struct brg_target *t, int bar, int error)
{
	switch (error) {
	case -EOPNOTSUPP:
		return brg_target_fail(t, error,
				       "open by p2pmem: this kernel gives BARs no pages (CONFIG_PCI_P2PDMA is needed)");
	case -ENOTTY:
		return brg_target_fail(t, -ENOENT,
				       "open by p2pmem: the loaded module does not publish BARs (reload the module of this program's version)");
	case -EKEYREVOKED:
		return brg_target_fail(t, error,
				       "open by p2pmem: a reset took its pages back (barrage unbind %s, and bind it anew)",
				       t->address);
	case -EBUSY:
		return brg_target_fail(t, error,
				       "open by p2pmem: its state is changing (try again)");
	case -EINVAL:
		return brg_target_fail(t, -ENXIO,
				       "open by p2pmem: BAR %d is not made of whole 2 MiB, the least that gets pages (choose another function)",
				       bar);
	default:
		return brg_target_fail(t, error,
				       "open by p2pmem: BAR %d cannot be published: %s",
				       bar, strerror(-error));
	}
}

static int publish(struct brg_target *t)
{
	struct brg_p2pmem_publish publish = { .size = sizeof(publish) };
	struct brg_p2pmem_info info = { .size = sizeof(info) };
	struct brg_pci pci;
	int bar;

	if (brg_pci_read(t->address, &pci))
		return brg_target_fail(t, -ENODEV,
				       "open by p2pmem: it is gone");
	bar = brg_pci_biggest_bar(&pci);
	if (bar < 0)
		return brg_target_fail(t, -ENXIO,
				       "open by p2pmem: it has no prefetchable BAR (choose another function)");
	if (ioctl(t->fd, BRG_P2PMEM_INFO, &info))
		return fail_publish(t, bar, -errno);
	publish.bar = (unsigned int)bar;
	if (info.out_state == BRG_P2PMEM_NONE &&
	    ioctl(t->fd, BRG_P2PMEM_PUBLISH, &publish))
		return fail_publish(t, bar, -errno);
	if (ioctl(t->fd, BRG_P2PMEM_INFO, &info))
		return fail_publish(t, bar, -errno);
	if (info.out_state == BRG_P2PMEM_TAKEN)
		return fail_publish(t, bar, -EKEYREVOKED);
	memset(t->bar_size, 0, sizeof(t->bar_size));
	t->bar_size[info.out_bar] = info.out_length;
	return 0;
}

static int open_allocate(struct brg_target *t)
{
	struct p2pmem *p = t->priv;
	char path[PATH_MAX];

	if (brg_sysfs_path(path, sizeof(path),
			   "/sys/bus/pci/devices/%s/p2pmem/allocate",
			   t->address))
		return brg_target_fail(t, -ENAMETOOLONG,
				       "open by p2pmem: path too long");
	p->allocate = open(path, O_RDWR | O_CLOEXEC);
	if (p->allocate >= 0)
		return 0;
	if (errno == ENOENT)
		return brg_target_fail(t, -EOPNOTSUPP,
				       "open by p2pmem: there is no %s (Linux 6.2 is needed)",
				       path);
	return brg_target_fail_open(t, path, -errno);
}

static int p2pmem_open(struct brg_target *t, const struct brg_target_spec *spec)
{
	struct p2pmem *p = calloc(1, sizeof(*p));
	int ret;

	if (!p)
		return brg_target_fail(t, -ENOMEM,
				       "open by p2pmem: out of memory");
	p->allocate = -1;
	ret = brg_target_barrage.open(t, spec);
	p->below = t->priv;
	t->priv = p;
	t->variant[0] = '\0';
	t->refaults = false;
	t->stays = true;
	if (!ret)
		ret = publish(t);
	return ret ? ret : open_allocate(t);
}

static void p2pmem_close(struct brg_target *t)
{
	struct p2pmem *p = t->priv;

	if (!p)
		return;
	if (p->allocate >= 0)
		close(p->allocate);
	t->priv = p->below;
	free(p);
	brg_target_barrage.close(t);
}

static int p2pmem_map(struct brg_target *t, unsigned int bar, uint64_t offset,
		      size_t length, int prot, void *addr, void **out)
{
	const struct p2pmem *p = t->priv;
	int ret;

	if (offset)
		return brg_target_fail(t, -EOPNOTSUPP,
				       "map BAR %u from %ju by p2pmem: the kernel chooses which bytes (offset = 0)",
				       bar, (uintmax_t)offset);
	ret = brg_target_mmap(t, p->allocate, bar, 0, length, prot, addr, out);
	if (ret == -ENOMEM)
		return brg_target_fail(t, ret,
				       "map %zu bytes of BAR %u by p2pmem: no piece of it is free that is as long (p2pmem/available in sysfs says what is left)",
				       length, bar);
	return ret;
}

static int p2pmem_module_version(struct brg_target *t, char *buf, size_t size)
{
	return brg_target_barrage.module_version(t, buf, size);
}

const struct brg_target_ops brg_target_p2pmem = {
	.name = "p2pmem",
	.driver = "barrage",
	.summary = "pages of a BAR that our driver publishes for block devices: filled when mapped, never taken away",
	.fills = true,
	.pages = true,
	.open = p2pmem_open,
	.close = p2pmem_close,
	.map = p2pmem_map,
	.module_version = p2pmem_module_version,
};
