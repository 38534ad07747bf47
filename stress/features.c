// SPDX-License-Identifier: GPL-2.0-or-later
/* features.c - needs of operations against what is there. */
#include "stress/features.h"

#include <infiniband/verbs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "kmod/uapi/barrage.h"
#include "lib/sysfs.h"
#include "stress/dmabuf.h"
#include "stress/hot.h"
#include "stress/irqs.h"
#include "stress/op.h"
#include "stress/pages.h"
#include "stress/pair.h"
#include "stress/power.h"
#include "stress/uring.h"

static bool has_rom(const struct brg_target *t)
{
	struct brg_region_info info = { .size = sizeof(info),
					.index = BRG_REGION_ROM };

	return !ioctl(t->fd, BRG_REGION_INFO, &info) &&
	       info.out_length >= BRG_PAGE;
}

static bool has_irqs(struct brg_target *t)
{
	for (unsigned int type = 0; type < BRG_NR_IRQ_TYPES; type++)
		if (brg_irqs_count(t, type))
			return true;
	return false;
}

static bool walks_page_tables(const struct brg_target *t)
{
	struct brg_ptes ptes = { .size = sizeof(ptes), .address = BRG_PAGE,
				 .length = BRG_PAGE };

	return !ioctl(t->fd, BRG_PTES, &ptes);
}

static bool has_rdma(void)
{
	int nr = 0;
	struct ibv_device **list = ibv_get_device_list(&nr);

	if (list)
		ibv_free_device_list(list);
	return nr > 0;
}

static bool maps_dmabufs(struct brg_target *t, unsigned int bar)
{
	const uint64_t iova = 1ull << 32;

	return t->ops->dma_map_bar &&
	       !brg_target_dma_map_bar(t, bar, 0, BRG_PAGE, iova) &&
	       !brg_target_dma_unmap(t, iova, BRG_PAGE);
}

/* What only the open device can tell. */
static unsigned int find_asked(struct brg_device *dev)
{
	struct brg_target *t = &dev->target;
	unsigned int f = 0;

	dev->pm_cap = brg_power_cap(t);
	if (dev->pm_cap)
		f |= BRG_NEED_POWER;
	if (has_irqs(t))
		f |= BRG_NEED_IRQ;
	if (brg_share_can(dev))
		f |= BRG_NEED_EXPORT;
	if (maps_dmabufs(t, dev->bar))
		f |= BRG_NEED_DMA_MAP_BAR;
	if (strcmp(t->ops->name, "barrage"))
		return f;
	if (brg_uring_can(t->fd))
		f |= BRG_NEED_URING;
	if (has_rom(t))
		f |= BRG_NEED_ROM;
	if (brg_pages_can(dev))
		f |= BRG_NEED_P2PMEM;
	if (walks_page_tables(t))
		f |= BRG_NEED_PTES;
	if (brg_sysfs_exists("/sys/bus/pci/devices/%s/remove", t->address))
		f |= BRG_NEED_RESCAN;
	return f;
}

/*
 * Found when there was nobody else on the bus yet (v7.3 drivers/pci/pci.c,
 * pci_init_reset_methods()), and refused since there is.
 */
static bool is_refused(const char *methods, const char *address)
{
	int bus = (int)strcspn(address, ".");
	bool shared = false;

	if (strcmp(methods, "bus"))
		return false;
	for (unsigned int f = 0; f < 8; f++) {
		char other[40];

		snprintf(other, sizeof(other), "%.*s.%u", bus, address, f);
		shared |= strcmp(other, address) &&
			  brg_sysfs_exists("/sys/bus/pci/devices/%s", other);
	}
	return shared;
}

unsigned int brg_features_find(struct brg_device *dev,
			       const struct brg_setup *setup)
{
	struct brg_target *t = &dev->target;
	char methods[64] = "";
	unsigned int f = 0;
	bool reset;

	brg_sysfs_read(methods, sizeof(methods),
		       "/sys/bus/pci/devices/%s/reset_method", t->address);
	reset = methods[0] || brg_sysfs_exists("/sys/bus/pci/devices/%s/reset",
					       t->address);
	reset = reset && !is_refused(methods, t->address);
	if (!strcmp(t->ops->name, "barrage"))
		f |= BRG_NEED_BARRAGE | BRG_NEED_OPEN;
	if (t->ops->reset && reset)
		f |= BRG_NEED_RESET;
	if (reset)
		f |= BRG_NEED_SYSFS_RESET;
	if (t->ops->config_read && t->ops->memory)
		f |= BRG_NEED_CONFIG;
	if (t->ops->bar_access)
		f |= BRG_NEED_BAR_RW;
	if (t->ops->dma_map && t->ops->dma_unmap)
		f |= BRG_NEED_DMA_MAP;
	if (dev->stamped)
		f |= BRG_NEED_STAMPS;
	if (setup->procs >= 2)
		f |= BRG_NEED_PROCS;
	if (brg_sysfs_exists("/proc/self/fail-nth"))
		f |= BRG_NEED_FAIL_NTH;
	if (has_rdma())
		f |= BRG_NEED_RDMA;
	if (brg_sysfs_exists("/sys/devices/system/cpu/cpu1/online"))
		f |= BRG_NEED_CPUS;
	return f | find_asked(dev);
}

/* Return: what the device that lacks the least lacks of @needs. */
static unsigned int missing(const struct brg_setup *setup, unsigned int needs)
{
	unsigned int least = needs;

	for (unsigned int d = 0; d < setup->nr_devs; d++) {
		unsigned int lacks = needs & ~setup->dev[d].features;

		if (__builtin_popcount(lacks) < __builtin_popcount(least))
			least = lacks;
	}
	return least;
}

static void skip(char *skipped, size_t size, const char *name,
		 unsigned int missing)
{
	size_t used = strlen(skipped);

	snprintf(skipped + used, size - used, "%s%s (needs %s)",
		 used ? ", " : "", name, brg_need_name(missing & -missing));
}

static bool drop_op(struct brg_setup *setup, unsigned int op)
{
	bool was = false;

	for (unsigned int p = 0; p < setup->nr_phases; p++) {
		struct brg_phase_mix *mix = &setup->phase[p];

		was |= mix->weight[op];
		mix->total -= mix->weight[op];
		mix->weight[op] = 0;
	}
	return was;
}

void brg_features_apply(struct brg_setup *setup, char *skipped, size_t size)
{
	unsigned int lacks;

	skipped[0] = 0;
	brg_hot_find(setup);
	for (unsigned int i = 0; i < brg_op_count(); i++) {
		lacks = missing(setup, brg_ops[i]->needs);
		if (lacks && drop_op(setup, i))
			skip(skipped, size, brg_ops[i]->name, lacks);
	}
	for (unsigned int i = 0; brg_pairs[i]; i++) {
		lacks = missing(setup, brg_pairs[i]->needs);
		if (lacks && setup->pair_weight[i]) {
			setup->pair_weight[i] = 0;
			skip(skipped, size, brg_pairs[i]->name, lacks);
		}
	}
}
