// SPDX-License-Identifier: GPL-2.0-or-later
/* rnic.c - the soft RDMA device. */
#include "lib/rnic.h"

#include <errno.h>
#include <fcntl.h>
#include <rdma/ib_user_ioctl_cmds.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/module.h"
#include "lib/sysfs.h"
#include "lib/uverbs_raw.h"

static int insert(const char *file, const char *address)
{
	_cleanup_close_ int fd = open(file, O_RDONLY | O_CLOEXEC);
	char params[64];

	if (fd < 0)
		return -errno;
	snprintf(params, sizeof(params), "device=%s", address);
	return syscall(SYS_finit_module, fd, params, 0) && errno != EEXIST ?
		       -errno : 0;
}

int brg_rnic_load(const char *address, char *why, size_t size)
{
	const char *file = getenv("BARRAGE_RNIC_MODULE");
	int ret;

	if (brg_module_loaded("barrage_rnic"))
		return 0;
	if (!file || !*file) {
		snprintf(why, size,
			 "module barrage_rnic: cannot load: no file named (set BARRAGE_RNIC_MODULE to kmod/rnic/barrage_rnic.ko, or load it with device=%s)",
			 address);
		return -ENOENT;
	}
	/* Where verbs are a module, a file's dependencies are ours to load. */
	if (!brg_sysfs_exists("/sys/class/infiniband_verbs")) {
		ret = brg_module_load("ib_uverbs", why, size);
		if (ret)
			return ret;
	}
	ret = insert(file, address);
	if (ret)
		snprintf(why, size,
			 "module %s: cannot load: %s (the kernel log says more)",
			 file, strerror(-ret));
	return ret;
}

int brg_rnic_unload(void)
{
	if (syscall(SYS_delete_module, "barrage_rnic", O_NONBLOCK) &&
	    errno != ENOENT)
		return -errno;
	return 0;
}

int brg_rnic_mode_parse(const char *text)
{
	if (!strcmp(text, "dynamic"))
		return BRG_RNIC_DYNAMIC;
	if (!strcmp(text, "pinned"))
		return BRG_RNIC_PINNED;
	if (!strcmp(text, "pinned-revocable"))
		return BRG_RNIC_PINNED_REVOCABLE;
	return -EINVAL;
}

static int call(int fd, uint16_t object, uint16_t method,
		struct ib_uverbs_attr *attrs, unsigned int nr)
{
	uint32_t driver_id;
	int ret = brg_uverbs_driver_id(fd, &driver_id);

	return ret ? ret :
		     brg_uverbs_call(fd, driver_id, object, method, attrs, nr);
}

int brg_rnic_mode(int fd, enum brg_rnic_mode mode)
{
	struct ib_uverbs_attr attr =
		brg_uverbs_value(BRG_RNIC_ATTR_MODE, mode, sizeof(uint64_t));

	return call(fd, UVERBS_OBJECT_DEVICE, BRG_RNIC_METHOD_MODE, &attr, 1);
}

int brg_rnic_transfer(int fd, uint32_t local, uint32_t remote,
		      const struct brg_rnic_transfer *what)
{
	struct ib_uverbs_attr attrs[] = {
		brg_uverbs_handle(BRG_RNIC_ATTR_LOCAL, local),
		brg_uverbs_handle(BRG_RNIC_ATTR_REMOTE, remote),
		brg_uverbs_data(BRG_RNIC_ATTR_TRANSFER, what, sizeof(*what)),
	};

	return call(fd, UVERBS_OBJECT_MR, BRG_RNIC_METHOD_TRANSFER, attrs, 3);
}

int brg_rnic_mr_info(int fd, uint32_t mr, struct brg_rnic_mr_info *out)
{
	struct ib_uverbs_attr attrs[] = {
		brg_uverbs_handle(BRG_RNIC_ATTR_INFO_MR, mr),
		brg_uverbs_data(BRG_RNIC_ATTR_INFO, out, sizeof(*out)),
	};

	return call(fd, UVERBS_OBJECT_MR, BRG_RNIC_METHOD_MR_INFO, attrs, 2);
}

int brg_rnic_counter(const char *device, const char *name, uint64_t *out)
{
	return brg_sysfs_read_u64(out, "/sys/class/infiniband/%s/barrage/%s",
				  device, name);
}
