// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * exporter_cuda.c - memory of an NVIDIA GPU, by the CUDA driver.
 *
 * libcuda.so.1 comes with the GPU's kernel driver and is looked for at run
 * time only. The few types and numbers below are part of its binary interface
 * (CUDA 11.7 and later). It does not survive fork(), so a process opens this
 * exporter after it was forked.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/exporter_priv.h"

/* CU_DEVICE_ATTRIBUTE_DMA_BUF_SUPPORTED */
#define CUDA_HAS_DMABUF		124
/* CU_MEM_RANGE_HANDLE_TYPE_DMA_BUF_FD */
#define CUDA_DMABUF_FD		1
/* Below, several allocations share a block, and none begins with a page. */
#define CUDA_BLOCK		(2ULL << 20)

/** struct cuda - the calls used, of one GPU, and what was made by them
 * @library: of dlopen()
 * @device, @context, @memory: valid where not 0; @has_device if @device is
 */
struct cuda {
	void *library;
	int (*init)(unsigned int flags);
	int (*error_string)(int error, const char **text);
	int (*device_get)(int *device, int ordinal);
	int (*device_by_address)(int *device, const char *address);
	int (*device_attribute)(int *value, int attribute, int device);
	int (*context_retain)(void **context, int device);
	int (*context_release)(int device);
	int (*context_use)(void *context);
	int (*alloc)(unsigned long long *address, size_t size);
	int (*free)(unsigned long long address);
	int (*get_handle)(void *handle, unsigned long long address,
			  size_t size, int type, unsigned long long flags);
	int device;
	void *context;
	unsigned long long memory;
};

static const struct {
	const char *name;
	size_t offset;
} calls[] = {
	{ "cuInit", offsetof(struct cuda, init) },
	{ "cuGetErrorString", offsetof(struct cuda, error_string) },
	{ "cuDeviceGet", offsetof(struct cuda, device_get) },
	{ "cuDeviceGetByPCIBusId", offsetof(struct cuda, device_by_address) },
	{ "cuDeviceGetAttribute", offsetof(struct cuda, device_attribute) },
	{ "cuDevicePrimaryCtxRetain", offsetof(struct cuda, context_retain) },
	{ "cuDevicePrimaryCtxRelease_v2", offsetof(struct cuda, context_release) },
	{ "cuCtxSetCurrent", offsetof(struct cuda, context_use) },
	{ "cuMemAlloc_v2", offsetof(struct cuda, alloc) },
	{ "cuMemFree_v2", offsetof(struct cuda, free) },
	{ "cuMemGetHandleForAddressRange", offsetof(struct cuda, get_handle) },
};

static int load(struct brg_exporter *e, struct cuda *c)
{
	c->library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
	if (!c->library)
		return brg_exporter_fail(e, -ENOENT,
					 "export by CUDA: %s (it comes with the driver of an NVIDIA GPU)",
					 dlerror());
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		void *call = dlsym(c->library, calls[i].name);

		if (!call)
			return brg_exporter_fail(e, -EOPNOTSUPP,
						 "export by CUDA: libcuda.so.1 has no %s (CUDA 11.7 does)",
						 calls[i].name);
		memcpy((char *)c + calls[i].offset, &call, sizeof(call));
	}
	return 0;
}

static int fail(struct brg_exporter *e, const struct cuda *c, const char *step,
		int error)
{
	const char *text = NULL;

	if (c->error_string(error, &text) || !text)
		text = "unknown error";
	return brg_exporter_fail(e, -EIO,
				 "export by CUDA: %s: %s (%d; nvidia-smi says more)",
				 step, text, error);
}

static int find_gpu(struct brg_exporter *e, struct cuda *c, const char *address)
{
	int can = 0, ret = c->init(0);

	if (ret)
		return fail(e, c, "cuInit", ret);
	ret = address ? c->device_by_address(&c->device, address) :
			c->device_get(&c->device, 0);
	if (ret)
		return fail(e, c, address ? address : "the first GPU", ret);
	ret = c->device_attribute(&can, CUDA_HAS_DMABUF, c->device);
	if (ret)
		return fail(e, c, "cuDeviceGetAttribute", ret);
	if (!can)
		return brg_exporter_fail(e, -EOPNOTSUPP,
					 "export by CUDA: this GPU's driver exports no dma-bufs (the open kernel modules do, of data-centre GPUs)");
	return 0;
}

static int allocate(struct brg_exporter *e, struct cuda *c, uint64_t size)
{
	int ret = c->context_retain(&c->context, c->device);

	if (ret)
		return fail(e, c, "cuDevicePrimaryCtxRetain", ret);
	ret = c->context_use(c->context);
	if (!ret)
		ret = c->alloc(&c->memory, (size + CUDA_BLOCK - 1) /
						   CUDA_BLOCK * CUDA_BLOCK);
	return ret ? fail(e, c, "cuMemAlloc", ret) : 0;
}

static int cuda_open(struct brg_exporter *e,
		     const struct brg_exporter_spec *spec)
{
	struct cuda *c;
	int ret;

	if (!spec->size || spec->size % BRG_EXPORTER_PAGE)
		return brg_exporter_fail(e, -EINVAL,
					 "export %ju bytes: not whole pages (multiples of %d)",
					 (uintmax_t)spec->size,
					 BRG_EXPORTER_PAGE);
	c = calloc(1, sizeof(*c));
	if (!c)
		return brg_exporter_fail(e, -ENOMEM,
					 "export by CUDA: no memory");
	e->priv = c;
	ret = load(e, c);
	if (!ret)
		ret = find_gpu(e, c, spec->address);
	if (!ret)
		ret = allocate(e, c, spec->size);
	if (!ret)
		e->size = spec->size;
	return ret;
}

static void cuda_close(struct brg_exporter *e)
{
	struct cuda *c = e->priv;

	if (!c)
		return;
	if (c->memory)
		c->free(c->memory);
	if (c->context)
		c->context_release(c->device);
	if (c->library)
		dlclose(c->library);
	free(c);
	e->priv = NULL;
}

static int cuda_export(struct brg_exporter *e,
		       const struct brg_exporter_range *ranges, unsigned int nr,
		       int *fd)
{
	const struct cuda *c = e->priv;
	int ret;

	if (nr != 1)
		return brg_exporter_fail(e, -EINVAL,
					 "export by CUDA: %u ranges (it exports one)",
					 nr);
	*fd = -1;
	ret = c->get_handle(fd, c->memory + ranges[0].offset, ranges[0].length,
			    CUDA_DMABUF_FD, 0);
	return ret ? fail(e, c, "cuMemGetHandleForAddressRange", ret) : 0;
}

const struct brg_exporter_ops brg_exporter_cuda = {
	.name = "cuda",
	.summary = "GPU: memory that the CUDA driver allocates",
	.open = cuda_open,
	.close = cuda_close,
	.export = cuda_export,
};
