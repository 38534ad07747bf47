// SPDX-License-Identifier: GPL-2.0-or-later
/* mr_region.c - an RDMA device, and memory to register with it. */
#include "bench/mr_region.h"

#include <errno.h>
#include <string.h>

#include "lib/module.h"
#include "lib/pci.h"
#include "lib/rdma_link.h"
#include "lib/select.h"
#include "lib/sysfs.h"

const char *const brg_mr_modes[] = { "own", "dynamic", "pinned",
				     "pinned-revocable", NULL };

/* Addresses as an RDMA device takes them: those of no other kind. */
#define IOVA	(0x7ba0ULL << 32)

static const char *word(const struct brg_mr_region *region, const char *key)
{
	return brg_cell_param(region->trial->cell, key)->text;
}

static int load_soft(struct brg_mr_region *region, char *why, size_t size)
{
	char address[BRG_PCI_ADDRESS_SIZE];
	int ret = brg_select_device(word(region, "requester"), address, why,
				    size);

	return ret ? ret : brg_rnic_load(address, why, size);
}

/* It needs an interface, which nothing goes through when memory is registered:
 * the one that every machine has. */
static int load_rxe(char *why, size_t size)
{
	int ret = 0;

	if (!brg_sysfs_exists("/sys/class/infiniband_verbs"))
		ret = brg_module_load("ib_uverbs", why, size);
	if (ret)
		return ret;
	ret = brg_rdma_link_add("rxe0", "rxe", "lo", why, size);
	/* neither built in nor loaded */
	if (ret == -EINVAL && !brg_module_load("rdma_rxe", why, size))
		ret = brg_rdma_link_add("rxe0", "rxe", "lo", why, size);
	return ret;
}

/* What is soft is made for who asks for it by its name and may do that. */
static int load(struct brg_mr_region *region)
{
	const char *name = word(region, "verbs");
	char why[512];
	int ret = 0;

	if (brg_sysfs_exists("/sys/class/infiniband/%s", name))
		return 0;
	if (!strcmp(name, "barrage0"))
		ret = load_soft(region, why, sizeof(why));
	else if (!strcmp(name, "rxe0"))
		ret = load_rxe(why, sizeof(why));
	return ret ? brg_skip(region->trial->result, "%s", why) : 0;
}

static int choose_mode(struct brg_mr_region *region)
{
	const char *text = word(region, "mode");
	int mode = brg_rnic_mode_parse(text), ret;

	if (mode < 0)
		return 0;
	if (!region->soft)
		return brg_skip(region->trial->result,
				"%s: cannot hold dma-bufs %s: only the soft device can choose (mode = own)",
				region->verbs.name, text);
	ret = brg_rnic_mode(region->verbs.context->cmd_fd,
			    (enum brg_rnic_mode)mode);
	if (!ret && region->has_raw)
		ret = brg_rnic_mode(region->raw.fd, (enum brg_rnic_mode)mode);
	if (ret)
		return brg_skip(region->trial->result,
				"%s: cannot hold dma-bufs %s: %s (this kernel has no importer of that kind)",
				region->verbs.name, text, strerror(-ret));
	return 0;
}

int brg_mr_open(struct brg_mr_region *region)
{
	region->fd = -1;
	region->access = IBV_ACCESS_LOCAL_WRITE | IBV_ACCESS_REMOTE_WRITE |
			 IBV_ACCESS_REMOTE_READ;
	if (load(region))
		return -1;
	if (brg_verbs_open(&region->verbs, word(region, "verbs")))
		return brg_skip(region->trial->result, "%s",
				region->verbs.error);
	region->soft = !strncmp(region->verbs.name, "barrage", 7);
	region->has_raw = !brg_uverbs_open(&region->raw, region->verbs.name);
	return choose_mode(region);
}

static int use(struct brg_mr_region *region,
	       const struct brg_exporter_ops *ops,
	       const struct brg_exporter_spec *spec, uint64_t length)
{
	struct brg_exporter *e = &region->exporter;

	region->length = length;
	if (brg_exporter_open(e, ops, spec) ||
	    brg_exporter_export_slice(e, 0, length, &region->fd))
		return brg_skip(region->trial->result, "%s", e->error);
	return 0;
}

int brg_mr_use_export(struct brg_mr_region *region, uint64_t length)
{
	struct brg_trial *trial = region->trial;
	const struct brg_exporter_spec spec = {
		.target = trial->target,
		.address = trial->target->address,
		.bar = (unsigned int)brg_param_number(trial->cell, "bar"),
	};
	const struct brg_exporter_ops *ops = brg_exporter_for(trial->target);

	if (!ops)
		return brg_skip(trial->result, "%s exports no dma-bufs",
				trial->target->ops->name);
	return use(region, ops, &spec, length);
}

int brg_mr_use_memory(struct brg_mr_region *region, const char *name,
		      const char *address, uint64_t length)
{
	const struct brg_exporter_spec spec = { .address = address,
						.size = length };

	return use(region, brg_exporter_find(name), &spec, length);
}

int brg_mr_register(struct brg_mr_region *region, uint64_t offset,
		    uint64_t length, struct ibv_mr **out)
{
	if (region->fd < 0)
		return brg_verbs_reg_host(&region->verbs, region->host + offset,
					  length, region->access, out);
	return brg_verbs_reg_dmabuf(&region->verbs, offset, length,
				    IOVA + offset, region->fd, region->access,
				    out);
}

int brg_mr_raw(struct brg_mr_region *region, uint64_t offset, uint64_t length,
	       uint32_t *handle)
{
	if (region->fd < 0)
		return brg_uverbs_reg_host(&region->raw, region->host + offset,
					   length, (uint32_t)region->access,
					   handle);
	return brg_uverbs_reg_dmabuf(&region->raw, offset, length,
				     IOVA + offset, region->fd,
				     (uint32_t)region->access, handle);
}
