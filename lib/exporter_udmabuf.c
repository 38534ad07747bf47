// SPDX-License-Identifier: GPL-2.0-or-later
/* exporter_udmabuf.c - pages of a memfd, the control that every kernel has. */
#include <errno.h>
#include <fcntl.h>
#include <linux/udmabuf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/exporter_priv.h"

#define UDMABUF "/dev/udmabuf"

static int udmabuf_open(struct brg_exporter *e,
			const struct brg_exporter_spec *spec)
{
	if (!spec->size || spec->size % BRG_EXPORTER_PAGE)
		return brg_exporter_fail(e, -EINVAL,
					 "export %ju bytes: not whole pages (multiples of %d)",
					 (uintmax_t)spec->size,
					 BRG_EXPORTER_PAGE);
	if (access(UDMABUF, R_OK | W_OK))
		return brg_exporter_fail(e, errno == ENOENT ? -ENOENT : -EACCES,
					 "export by udmabuf: %s: %s (modprobe udmabuf, as root)",
					 UDMABUF, strerror(errno));
	/* without the seal the pages could be taken from under importers */
	e->fd = memfd_create("barrage-udmabuf",
			     MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (e->fd < 0 || ftruncate(e->fd, (off_t)spec->size) ||
	    fcntl(e->fd, F_ADD_SEALS, F_SEAL_SHRINK))
		return brg_exporter_fail(e, -errno,
					 "export by udmabuf: %ju bytes of memory: %s",
					 (uintmax_t)spec->size,
					 strerror(errno));
	e->size = spec->size;
	return 0;
}

static void udmabuf_close(struct brg_exporter *e)
{
	if (e->fd >= 0)
		close(e->fd);
	e->fd = -1;
}

static int udmabuf_export(struct brg_exporter *e,
			  const struct brg_exporter_range *ranges,
			  unsigned int nr, int *fd)
{
	_cleanup_free_ struct udmabuf_create_list *list =
		calloc(1, sizeof(*list) + nr * sizeof(list->list[0]));
	_cleanup_close_ int control = open(UDMABUF, O_RDWR | O_CLOEXEC);
	int ret;

	if (!list || control < 0)
		return brg_exporter_fail(e, list ? -errno : -ENOMEM,
					 "export by udmabuf: %s",
					 strerror(list ? errno : ENOMEM));
	list->flags = UDMABUF_FLAGS_CLOEXEC;
	list->count = nr;
	for (unsigned int i = 0; i < nr; i++) {
		list->list[i].memfd = (uint32_t)e->fd;
		list->list[i].offset = ranges[i].offset;
		list->list[i].size = ranges[i].length;
	}
	ret = ioctl(control, UDMABUF_CREATE_LIST, list);
	if (ret < 0)
		return brg_exporter_fail(e, -errno,
					 "export by udmabuf: %s (%s limits size and number of ranges)",
					 strerror(errno),
					 "/sys/module/udmabuf/parameters");
	*fd = ret;
	return 0;
}

const struct brg_exporter_ops brg_exporter_udmabuf = {
	.name = "udmabuf",
	.summary = "RAM: pages of a memfd",
	.open = udmabuf_open,
	.close = udmabuf_close,
	.export = udmabuf_export,
	.map = brg_exporter_map_memory,
};
