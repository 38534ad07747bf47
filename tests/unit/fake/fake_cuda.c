// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fake_cuda.c - a libcuda.so.1 whose GPUs' memory is RAM, with the demands of
 * the real one: calls in order, whole pages of an allocation.
 */
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fake_cuda.h"

#define FAKE_ADDRESS	0x7f0000200000ULL
#define CALL		__attribute__((visibility("default")))

enum { OK = 0, INVALID_VALUE = 1, NO_DEVICE = 100, INVALID_CONTEXT = 201 };

CALL struct fake_cuda fake_cuda;
static size_t allocated;
static bool initialised, current;

CALL int cuInit(unsigned int flags);
CALL int cuInit(unsigned int flags)
{
	initialised = !flags && !fake_cuda.no_gpu;
	return initialised ? OK : NO_DEVICE;
}

CALL int cuGetErrorString(int error, const char **text);
CALL int cuGetErrorString(int error, const char **text)
{
	*text = error == NO_DEVICE ? "no CUDA-capable device is detected" :
				     "invalid argument";
	return OK;
}

CALL int cuDeviceGet(int *device, int ordinal);
CALL int cuDeviceGet(int *device, int ordinal)
{
	*device = fake_cuda.device = ordinal;
	return initialised ? OK : INVALID_VALUE;
}

CALL int cuDeviceGetByPCIBusId(int *device, const char *address);
CALL int cuDeviceGetByPCIBusId(int *device, const char *address)
{
	*device = fake_cuda.device = 1;
	return strcmp(address, "0000:81:00.0") ? INVALID_VALUE : OK;
}

CALL int cuDeviceGetAttribute(int *value, int attribute, int device);
CALL int cuDeviceGetAttribute(int *value, int attribute, int device)
{
	*value = attribute == 124 && !fake_cuda.no_dmabuf;
	return device == fake_cuda.device ? OK : INVALID_VALUE;
}

CALL int cuDevicePrimaryCtxRetain(void **context, int device);
CALL int cuDevicePrimaryCtxRetain(void **context, int device)
{
	*context = &fake_cuda;
	fake_cuda.contexts++;
	return device == fake_cuda.device ? OK : INVALID_VALUE;
}

CALL int cuDevicePrimaryCtxRelease_v2(int device);
CALL int cuDevicePrimaryCtxRelease_v2(int device)
{
	fake_cuda.contexts--;
	current = false;
	return device == fake_cuda.device ? OK : INVALID_VALUE;
}

CALL int cuCtxSetCurrent(void *context);
CALL int cuCtxSetCurrent(void *context)
{
	current = context == &fake_cuda;
	return current ? OK : INVALID_CONTEXT;
}

CALL int cuMemAlloc_v2(unsigned long long *address, size_t size);
CALL int cuMemAlloc_v2(unsigned long long *address, size_t size)
{
	if (!current)
		return INVALID_CONTEXT;
	fake_cuda.allocations++;
	allocated = size;
	/* small ones share a block */
	*address = FAKE_ADDRESS + (size < 1u << 20 ? 512 : 0);
	return OK;
}

CALL int cuMemFree_v2(unsigned long long address);
CALL int cuMemFree_v2(unsigned long long address)
{
	fake_cuda.allocations--;
	return address >> 12 == FAKE_ADDRESS >> 12 ? OK : INVALID_VALUE;
}

CALL int cuMemGetHandleForAddressRange(void *handle, unsigned long long address,
				       size_t size, int type,
				       unsigned long long flags);
CALL int cuMemGetHandleForAddressRange(void *handle, unsigned long long address,
				       size_t size, int type,
				       unsigned long long flags)
{
	int fd;

	if (type != 1 || flags || !size || address % 4096 || size % 4096 ||
	    address < FAKE_ADDRESS || address - FAKE_ADDRESS + size > allocated)
		return INVALID_VALUE;
	fd = memfd_create("cuda", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, (off_t)size))
		return INVALID_VALUE;
	memcpy(handle, &fd, sizeof(fd));
	return OK;
}
