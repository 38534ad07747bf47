// SPDX-License-Identifier: GPL-2.0-or-later
/* uverbs_raw.c - memory registration without libibverbs. */
#include "lib/uverbs_raw.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <rdma/ib_user_ioctl_cmds.h>
#include <rdma/ib_user_verbs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/sysfs.h"

#define MAX_ATTRS 16

/* All of enum rdma_driver_id, and room for some to come. */
#define MAX_DRIVER_ID 64

struct ib_uverbs_attr brg_uverbs_handle(uint16_t id, uint32_t handle)
{
	return (struct ib_uverbs_attr){
		.attr_id = id,
		.flags = UVERBS_ATTR_F_MANDATORY,
		.data = handle,
	};
}

struct ib_uverbs_attr brg_uverbs_value(uint16_t id, uint64_t value,
				       uint16_t length)
{
	struct ib_uverbs_attr attr = brg_uverbs_handle(id, 0);

	assert(length <= sizeof(attr.data));
	attr.len = length;
	memcpy(&attr.data, &value, sizeof(attr.data));
	return attr;
}

struct ib_uverbs_attr brg_uverbs_data(uint16_t id, const void *data,
				      uint16_t length)
{
	struct ib_uverbs_attr attr = brg_uverbs_handle(id, 0);

	attr.len = length;
	attr.data = (uintptr_t)data;
	return attr;
}

int brg_uverbs_call(int fd, uint32_t driver_id, uint16_t object,
		    uint16_t method, struct ib_uverbs_attr *attrs,
		    unsigned int nr)
{
	struct {
		struct ib_uverbs_ioctl_hdr hdr;
		struct ib_uverbs_attr attrs[MAX_ATTRS];
	} call = {
		.hdr = {
			.length = (uint16_t)(sizeof(call.hdr) +
					     nr * sizeof(*attrs)),
			.object_id = object,
			.method_id = method,
			.num_attrs = (uint16_t)nr,
			.driver_id = driver_id,
		},
	};

	assert(nr <= MAX_ATTRS);
	if (nr)
		memcpy(call.attrs, attrs, nr * sizeof(*attrs));
	if (ioctl(fd, RDMA_VERBS_IOCTL, &call))
		return -errno;
	/* handles come back inside */
	if (nr)
		memcpy(attrs, call.attrs, nr * sizeof(*attrs));
	return 0;
}

int brg_uverbs_driver_id(int fd, uint32_t *out)
{
	/* Without attributes, all optional: only a wrong id is invalid. */
	for (uint32_t id = 0; id < MAX_DRIVER_ID; id++) {
		if (brg_uverbs_call(fd, id, UVERBS_OBJECT_DEVICE,
				    UVERBS_METHOD_QUERY_CONTEXT, NULL, 0) ==
		    -EINVAL)
			continue;
		*out = id;
		return 0;
	}
	return -ENOENT;
}

/* A command by write(): @cmd begins with the header, filled here. */
static int command(int fd, uint32_t number, void *cmd, size_t in, size_t out)
{
	struct ib_uverbs_cmd_hdr *hdr = cmd;
	ssize_t n;

	hdr->command = number;
	hdr->in_words = (uint16_t)(in / 4);
	hdr->out_words = (uint16_t)(out / 4);
	n = write(fd, cmd, in);
	if (n < 0)
		return -errno;
	return (size_t)n == in ? 0 : -EIO;
}

static int get_context(struct brg_uverbs *u)
{
	struct ib_uverbs_get_context_resp response = { .async_fd = -1u };
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_get_context cmd;
	} get = { .cmd.response = (uintptr_t)&response };
	int ret = command(u->fd, IB_USER_VERBS_CMD_GET_CONTEXT, &get,
			  sizeof(get), sizeof(response));

	if (!ret)
		u->async_fd = (int)response.async_fd;
	return ret;
}

static int alloc_pd(struct brg_uverbs *u)
{
	struct ib_uverbs_alloc_pd_resp response = { 0 };
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_alloc_pd cmd;
	} alloc = { .cmd.response = (uintptr_t)&response };
	int ret = command(u->fd, IB_USER_VERBS_CMD_ALLOC_PD, &alloc,
			  sizeof(alloc), sizeof(response));

	if (!ret)
		u->pd = response.pd_handle;
	return ret;
}

/* The file in /dev of the device called @name. */
static int find_node(const char *name, char *out, size_t size)
{
	struct dirent *entry;
	char ibdev[64];
	int ret = -ENODEV;
	char path[256];
	DIR *dir;

	if (brg_sysfs_path(path, sizeof(path), "/sys/class/infiniband_verbs"))
		return -ENAMETOOLONG;
	dir = opendir(path);
	while (dir && ret && (entry = readdir(dir))) {
		if (brg_sysfs_read(ibdev, sizeof(ibdev),
				   "/sys/class/infiniband_verbs/%s/ibdev",
				   entry->d_name) ||
		    strcmp(ibdev, name))
			continue;
		ret = brg_sysfs_path(out, size, "/dev/infiniband/%s",
				     entry->d_name);
	}
	if (dir)
		closedir(dir);
	return ret;
}

static int fail(struct brg_uverbs *u, const char *name, const char *step,
		int error)
{
	snprintf(u->error, sizeof(u->error), "%s: cannot %s: %s", name, step,
		 strerror(-error));
	brg_uverbs_close(u);
	return error;
}

int brg_uverbs_open(struct brg_uverbs *u, const char *name)
{
	char path[300];
	int ret;

	*u = (struct brg_uverbs){ .fd = -1, .async_fd = -1 };
	ret = find_node(name, path, sizeof(path));
	if (ret)
		return fail(u, name, "find its uverbs device", ret);
	u->fd = open(path, O_RDWR | O_CLOEXEC);
	if (u->fd < 0)
		return fail(u, name, "open its uverbs device", -errno);
	ret = get_context(u);
	if (ret)
		return fail(u, name, "get a context by raw uverbs", ret);
	ret = brg_uverbs_driver_id(u->fd, &u->driver_id);
	if (ret)
		return fail(u, name, "find out its driver id", ret);
	ret = alloc_pd(u);
	if (ret)
		return fail(u, name, "allocate a protection domain", ret);
	return 0;
}

void brg_uverbs_close(struct brg_uverbs *u)
{
	if (u->async_fd >= 0)
		close(u->async_fd);
	if (u->fd >= 0)
		close(u->fd);
	u->fd = -1;
	u->async_fd = -1;
}

int brg_uverbs_reg_host(struct brg_uverbs *u, void *addr, uint64_t length,
			uint32_t access, uint32_t *handle)
{
	struct ib_uverbs_reg_mr_resp response = { 0 };
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_reg_mr cmd;
	} reg = {
		.cmd = {
			.response = (uintptr_t)&response,
			.start = (uintptr_t)addr,
			.length = length,
			.hca_va = (uintptr_t)addr,
			.pd_handle = u->pd,
			.access_flags = access,
		},
	};
	int ret = command(u->fd, IB_USER_VERBS_CMD_REG_MR, &reg, sizeof(reg),
			  sizeof(response));

	if (!ret)
		*handle = response.mr_handle;
	return ret;
}

int brg_uverbs_reg_dmabuf(struct brg_uverbs *u, uint64_t offset,
			  uint64_t length, uint64_t iova, int fd,
			  uint32_t access, uint32_t *handle)
{
	uint32_t lkey, rkey;
	struct ib_uverbs_attr attrs[] = {
		brg_uverbs_handle(UVERBS_ATTR_REG_DMABUF_MR_HANDLE, 0),
		brg_uverbs_data(UVERBS_ATTR_REG_DMABUF_MR_RESP_LKEY, &lkey,
				sizeof(lkey)),
		brg_uverbs_data(UVERBS_ATTR_REG_DMABUF_MR_RESP_RKEY, &rkey,
				sizeof(rkey)),
		brg_uverbs_handle(UVERBS_ATTR_REG_DMABUF_MR_PD_HANDLE, u->pd),
		brg_uverbs_value(UVERBS_ATTR_REG_DMABUF_MR_OFFSET, offset,
				 sizeof(offset)),
		brg_uverbs_value(UVERBS_ATTR_REG_DMABUF_MR_LENGTH, length,
				 sizeof(length)),
		brg_uverbs_value(UVERBS_ATTR_REG_DMABUF_MR_IOVA, iova,
				 sizeof(iova)),
		brg_uverbs_value(UVERBS_ATTR_REG_DMABUF_MR_ACCESS_FLAGS, access,
				 sizeof(access)),
		brg_uverbs_value(UVERBS_ATTR_REG_DMABUF_MR_FD,
				 (uint32_t)fd, sizeof(uint32_t)),
	};
	int ret = brg_uverbs_call(u->fd, u->driver_id, UVERBS_OBJECT_MR,
				  UVERBS_METHOD_REG_DMABUF_MR, attrs,
				  sizeof(attrs) / sizeof(attrs[0]));

	if (!ret)
		*handle = (uint32_t)attrs[0].data;
	return ret;
}

int brg_uverbs_dereg(struct brg_uverbs *u, uint32_t handle)
{
	struct ib_uverbs_attr attr =
		brg_uverbs_handle(UVERBS_ATTR_DESTROY_MR_HANDLE, handle);

	return brg_uverbs_call(u->fd, u->driver_id, UVERBS_OBJECT_MR,
			       UVERBS_METHOD_MR_DESTROY, &attr, 1);
}
