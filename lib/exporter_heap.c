// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * exporter_heap.c - RAM of the kernel's system heap.
 *
 * A heap makes a new buffer for every allocation, so a dma-buf is always the
 * whole: one range from 0, of the size opened. The one that is mapped for the
 * CPU is the last that was exported.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-heap.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/exporter_priv.h"

#define HEAP "/dev/dma_heap/system"

static int heap_open(struct brg_exporter *e,
		     const struct brg_exporter_spec *spec)
{
	if (!spec->size || spec->size % BRG_EXPORTER_PAGE)
		return brg_exporter_fail(e, -EINVAL,
					 "export %ju bytes: not whole pages (multiples of %d)",
					 (uintmax_t)spec->size,
					 BRG_EXPORTER_PAGE);
	if (access(HEAP, R_OK))
		return brg_exporter_fail(e, errno == ENOENT ? -ENOENT : -EACCES,
					 "export by dma-heap: %s: %s (the kernel needs CONFIG_DMABUF_HEAPS_SYSTEM; run as root)",
					 HEAP, strerror(errno));
	e->size = spec->size;
	return 0;
}

static void heap_close(struct brg_exporter *e)
{
	if (e->fd >= 0)
		close(e->fd);
	e->fd = -1;
}

static int heap_export(struct brg_exporter *e,
		       const struct brg_exporter_range *ranges, unsigned int nr,
		       int *fd)
{
	_cleanup_close_ int heap = open(HEAP, O_RDONLY | O_CLOEXEC);
	struct dma_heap_allocation_data data = {
		.fd_flags = O_RDWR | O_CLOEXEC,
	};

	if (nr != 1 || ranges[0].offset)
		return brg_exporter_fail(e, -EINVAL,
					 "export by dma-heap: %u ranges from %#jx on (it exports whole buffers: one range from 0)",
					 nr, (uintmax_t)ranges[0].offset);
	data.len = ranges[0].length;
	if (heap < 0 || ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &data))
		return brg_exporter_fail(e, -errno, "export by dma-heap: %s",
					 strerror(errno));
	heap_close(e);
	e->fd = fcntl((int)data.fd, F_DUPFD_CLOEXEC, 0);
	*fd = (int)data.fd;
	return 0;
}

const struct brg_exporter_ops brg_exporter_heap = {
	.name = "dma-heap",
	.summary = "RAM: a buffer of the kernel's system heap",
	.open = heap_open,
	.close = heap_close,
	.export = heap_export,
	.map = brg_exporter_map_memory,
};
