/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uverbs_raw.h - memory registration straight at the kernel's uverbs
 * interface, without libibverbs: what the library's share is measured against,
 * and a way to methods it knows nothing of.
 *
 * Source: include/uapi/rdma/{ib_user_verbs,rdma_user_ioctl_cmds}.h; protection
 * domains and host memory have commands by write() only, on every kernel.
 */
#ifndef BRG_LIB_UVERBS_RAW_H
#define BRG_LIB_UVERBS_RAW_H

#include <rdma/rdma_user_ioctl_cmds.h>
#include <stddef.h>
#include <stdint.h>

/** struct brg_uverbs - an open context with a protection domain
 * @fd: of /dev/infiniband/uverbsN, or -1
 * @async_fd: of its events, or -1
 * @driver_id: enum rdma_driver_id, which every ioctl must name
 * @pd: handle
 * @error: the last failure for people
 */
struct brg_uverbs {
	int fd;
	int async_fd;
	uint32_t driver_id;
	uint32_t pd;
	char error[256];
};

/** brg_uverbs_open - open the device called @name ("barrage0") by hand.
 * Works with devices that want nothing in return when they are opened: the
 * soft one, EFA.
 * Return: 0, -ENODEV no such device, -errno of a step, with @u->error. */
int brg_uverbs_open(struct brg_uverbs *u, const char *name);
/** brg_uverbs_close - takes partly opened ones; deregisters all there is. */
void brg_uverbs_close(struct brg_uverbs *u);

/** brg_uverbs_reg_host - register @length bytes at @addr, for @access (enum
 * ib_uverbs_access_flags). Return: 0 or -errno. */
int brg_uverbs_reg_host(struct brg_uverbs *u, void *addr, uint64_t length,
			uint32_t access, uint32_t *handle);
/** brg_uverbs_reg_dmabuf - register @length bytes from @offset of the dma-buf
 * @fd, to be addressed from @iova on. Return: 0 or -errno. */
int brg_uverbs_reg_dmabuf(struct brg_uverbs *u, uint64_t offset,
			  uint64_t length, uint64_t iova, int fd,
			  uint32_t access, uint32_t *handle);
/** brg_uverbs_dereg - Return: 0 or -errno. */
int brg_uverbs_dereg(struct brg_uverbs *u, uint32_t handle);

/** brg_uverbs_call - one method of one object, at any open uverbs file.
 * @attrs: its @nr attributes; at most 16
 * Return: 0 or -errno; -EINVAL also for a wrong @driver_id. */
int brg_uverbs_call(int fd, uint32_t driver_id, uint16_t object,
		    uint16_t method, struct ib_uverbs_attr *attrs,
		    unsigned int nr);
/** brg_uverbs_driver_id - find by trial what brg_uverbs_call() must name.
 * Return: 0, -ENOENT. */
int brg_uverbs_driver_id(int fd, uint32_t *out);

/* Attributes: a handle; a value of up to 8 bytes, or data elsewhere; a handle
 * or data that comes back. */
struct ib_uverbs_attr brg_uverbs_handle(uint16_t id, uint32_t handle);
struct ib_uverbs_attr brg_uverbs_value(uint16_t id, uint64_t value,
				       uint16_t length);
struct ib_uverbs_attr brg_uverbs_data(uint16_t id, const void *data,
				      uint16_t length);

#endif
