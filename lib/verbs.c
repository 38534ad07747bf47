// SPDX-License-Identifier: GPL-2.0-or-later
/* verbs.c - memory registration through libibverbs. */
#include "lib/verbs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/explain.h"

enum step {
	STEP_LIST,
	STEP_OPEN,
	STEP_PD,
	STEP_HOST,
	STEP_ODP,
	STEP_DMABUF,
	STEP_DEREG,
};

static const char *const steps[] = {
	[STEP_LIST] = "be found among the verbs devices",
	[STEP_OPEN] = "be opened by libibverbs",
	[STEP_PD] = "allocate a protection domain",
	[STEP_HOST] = "register host memory",
	[STEP_ODP] = "register memory on demand",
	[STEP_DMABUF] = "register a dma-buf",
	[STEP_DEREG] = "deregister memory",
};

static const struct {
	enum step step;
	int error;
	const char *cause;
} causes[] = {
	{ STEP_LIST, -ENODEV, "ibv_devices names those there are" },
	{ STEP_LIST, -ENOENT,
	  "no RDMA device: load its driver, or barrage_rnic for a soft one" },
	{ STEP_OPEN, -EACCES, "run as root, or give access to /dev/infiniband" },
	{ STEP_OPEN, -ENODEV, "it has just gone" },
	{ STEP_HOST, -EFAULT,
	  "not memory of this process; a mapping of a BAR has no pages to pin: register a dma-buf of it" },
	{ STEP_HOST, -ENOMEM,
	  "memory is short, or beyond ulimit -l (RLIMIT_MEMLOCK)" },
	{ STEP_HOST, -EINVAL,
	  "length 0, or remote write without local write" },
	{ STEP_ODP, -EOPNOTSUPP, "this device registers nothing on demand" },
	{ STEP_ODP, -EINVAL, "this device registers nothing on demand" },
	{ STEP_DMABUF, -EBADF, "the file descriptor of the buffer is closed" },
	{ STEP_DMABUF, -EINVAL,
	  "no dma-buf, a range beyond it, flags that do not go together, or no path from the device to the exporting one: see barrage devices" },
	{ STEP_DMABUF, -EXDEV,
	  "the kernel knows no peer-to-peer path from the device to the exporting one: see barrage devices" },
	{ STEP_DMABUF, -ENODEV,
	  "the buffer is revoked: memory decoding of its device is off, or it is gone" },
	{ STEP_DMABUF, -EOPNOTSUPP,
	  "the exporter takes no importer that pins for good or cannot do P2P, or this device registers no dma-bufs" },
	{ STEP_DMABUF, -EADDRINUSE,
	  "behind an IOMMU this kernel maps a list of ranges one onto the other: export one range" },
	{ STEP_DMABUF, -EBUSY, "the exporter does not allow it now" },
	{ STEP_DMABUF, -ENOMEM, "memory or IOMMU address space is short" },
	{ STEP_DEREG, -EBUSY, "a memory window is bound to it" },
	{ STEP_DEREG, -EIO, "the device has gone" },
};

static int fail(struct brg_verbs *v, enum step step, int error)
{
	const char *cause = brg_remedy(error);

	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		if (causes[i].step == step && causes[i].error == error)
			cause = causes[i].cause;
	snprintf(v->error, sizeof(v->error), "%s: cannot %s: %s (%s)", v->name,
		 steps[step], strerror(-error), cause);
	return error;
}

/* libibverbs leaves errno, but not in each and every path. */
static int error_now(void)
{
	return errno ? -errno : -EIO;
}

static int open_named(struct brg_verbs *v, struct ibv_device **list, int nr,
		      const char *name)
{
	for (int i = 0; i < nr; i++) {
		if (*name && strcmp(ibv_get_device_name(list[i]), name))
			continue;
		snprintf(v->name, sizeof(v->name), "%s",
			 ibv_get_device_name(list[i]));
		errno = 0;
		v->context = ibv_open_device(list[i]);
		return v->context ? 0 : fail(v, STEP_OPEN, error_now());
	}
	return fail(v, STEP_LIST, *name ? -ENODEV : -ENOENT);
}

int brg_verbs_open(struct brg_verbs *v, const char *name)
{
	struct ibv_device **list;
	int nr = 0, ret;

	*v = (struct brg_verbs){ 0 };
	snprintf(v->name, sizeof(v->name), "%s", *name ? name : "verbs");
	errno = 0;
	list = ibv_get_device_list(&nr);
	if (!list)
		return fail(v, STEP_LIST,
			    errno == ENOSYS ? -ENOENT : error_now());
	ret = open_named(v, list, nr, name);
	ibv_free_device_list(list);
	if (ret)
		return ret;
	errno = 0;
	v->pd = ibv_alloc_pd(v->context);
	if (v->pd)
		return 0;
	ret = fail(v, STEP_PD, error_now());
	brg_verbs_close(v);
	return ret;
}

void brg_verbs_close(struct brg_verbs *v)
{
	if (v->pd)
		ibv_dealloc_pd(v->pd);
	if (v->context)
		ibv_close_device(v->context);
	v->pd = NULL;
	v->context = NULL;
}

bool brg_verbs_offers_odp(struct brg_verbs *v)
{
	struct ibv_device_attr_ex attr = { 0 };

	return !ibv_query_device_ex(v->context, NULL, &attr) &&
	       (attr.odp_caps.general_caps & IBV_ODP_SUPPORT);
}

int brg_verbs_reg_host(struct brg_verbs *v, void *addr, size_t length,
		       int access, struct ibv_mr **out)
{
	struct ibv_mr *mr;

	errno = 0;
	mr = ibv_reg_mr(v->pd, addr, length, (unsigned int)access);
	if (!mr)
		return fail(v, access & IBV_ACCESS_ON_DEMAND ? STEP_ODP :
							       STEP_HOST,
			    error_now());
	*out = mr;
	return 0;
}

int brg_verbs_reg_dmabuf(struct brg_verbs *v, uint64_t offset, size_t length,
			 uint64_t iova, int fd, int access,
			 struct ibv_mr **out)
{
	struct ibv_mr *mr;

	errno = 0;
	mr = ibv_reg_dmabuf_mr(v->pd, offset, length, iova, fd, access);
	if (!mr)
		return fail(v, STEP_DMABUF, error_now());
	*out = mr;
	return 0;
}

int brg_verbs_dereg(struct brg_verbs *v, struct ibv_mr *mr)
{
	int ret = ibv_dereg_mr(mr);

	return ret ? fail(v, STEP_DEREG, -ret) : 0;
}
