// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * exporter_drm.c - buffers of a graphics device, by DRM PRIME.
 *
 * Made of dumb buffers, which every driver with a card node makes alike: what
 * memory they lie in is the driver's choice, on a discrete GPU its own. As a
 * heap, it makes a new buffer for every allocation, so a dma-buf is always the
 * whole: one range from 0. The one that is mapped for the CPU is the last that
 * was exported.
 *
 * Layouts and numbers are those of include/uapi/drm/drm.h and drm_mode.h, which
 * have not changed since Linux 3.9. Names are ours: the headers come with
 * libdrm on some systems only.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/ioctl.h>
#include <linux/types.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/exporter_priv.h"
#include "lib/sysfs.h"

struct brg_drm_cap {
	__u64 capability;
	__u64 value;
};

struct brg_drm_dumb {
	__u32 height;
	__u32 width;
	__u32 bpp;
	__u32 flags;
	__u32 handle;
	__u32 pitch;
	__u64 size;
};

struct brg_drm_destroy {
	__u32 handle;
};

struct brg_drm_prime {
	__u32 handle;
	__u32 flags;
	__s32 fd;
};

#define DRM_GET_CAP		_IOWR('d', 0x0c, struct brg_drm_cap)
#define DRM_HANDLE_TO_FD	_IOWR('d', 0x2d, struct brg_drm_prime)
#define DRM_CREATE_DUMB		_IOWR('d', 0xb2, struct brg_drm_dumb)
#define DRM_DESTROY_DUMB	_IOWR('d', 0xb4, struct brg_drm_destroy)

#define DRM_CAP_PRIME		5
#define DRM_PRIME_CAN_EXPORT	2

/* A line of 1024 pixels of 32 bits is a page. */
#define WIDTH			1024
#define BPP			32

#define CARDS			"/dev/dri"

static bool exports(int card)
{
	struct brg_drm_cap cap = { .capability = DRM_CAP_PRIME };

	return !ioctl(card, DRM_GET_CAP, &cap) &&
	       cap.value & DRM_PRIME_CAN_EXPORT;
}

/* Return: 0 with a handle, or -errno. */
static int make_dumb(int card, uint64_t length, uint32_t *handle)
{
	struct brg_drm_dumb dumb = {
		.width = WIDTH,
		.height = (uint32_t)(length / (WIDTH * BPP / 8)),
		.bpp = BPP,
	};

	if (ioctl(card, DRM_CREATE_DUMB, &dumb))
		return -errno;
	*handle = dumb.handle;
	return 0;
}

static void destroy_dumb(int card, uint32_t handle)
{
	struct brg_drm_destroy destroy = { handle };

	ioctl(card, DRM_DESTROY_DUMB, &destroy);
}

/* By trying: the kernel answers for drivers with a display only when asked. */
static bool makes_dumb(int card)
{
	uint32_t handle = 0;

	if (make_dumb(card, BRG_EXPORTER_PAGE, &handle))
		return false;
	destroy_dumb(card, handle);
	return true;
}

/* Return: an open card, or -errno of opening it, -EOPNOTSUPP. */
static int open_card(const char *name, const char *address)
{
	char function[64], path[PATH_MAX];
	int card;

	if (address && (brg_sysfs_link(function, sizeof(function),
				       "/sys/class/drm/%s/device", name) ||
			strcmp(function, address)))
		return -ENODEV;
	if (brg_sysfs_path(path, sizeof(path), CARDS "/%s", name))
		return -ENAMETOOLONG;
	card = open(path, O_RDWR | O_CLOEXEC);
	if (card < 0)
		return -errno;
	if (exports(card) && makes_dumb(card))
		return card;
	close(card);
	return -EOPNOTSUPP;
}

static int is_card(const struct dirent *entry)
{
	return !strncmp(entry->d_name, "card", 4);
}

/* The first that makes such buffers; @ret: why the last does not. */
static int find_card(const char *address, int *ret)
{
	struct dirent **list = NULL;
	char path[PATH_MAX];
	int n, card = -1;

	*ret = -ENOENT;
	if (brg_sysfs_path(path, sizeof(path), CARDS))
		return -1;
	n = scandir(path, &list, is_card, alphasort);
	for (int i = 0; i < n; i++) {
		if (card < 0) {
			card = open_card(list[i]->d_name, address);
			if (card < 0 && card != -ENODEV)
				*ret = card;
		}
		free(list[i]);
	}
	free(list);
	return card;
}

static int explain(struct brg_exporter *e, const char *address, int error)
{
	const char *of = address ? " of " : "";

	if (!address)
		address = "";
	switch (error) {
	case -ENOENT:
		return brg_exporter_fail(e, error,
					 "export by DRM: there is no " CARDS "/card*%s%s (load the driver of a graphics device, or vgem)",
					 of, address);
	case -EOPNOTSUPP:
		return brg_exporter_fail(e, error,
					 "export by DRM: no card%s%s makes dumb buffers and exports them (a driver with a display, or vgem, does)",
					 of, address);
	default:
		return brg_exporter_fail(e, error, "export by DRM: card%s%s: %s",
					 of, address, strerror(-error));
	}
}

static int drm_open(struct brg_exporter *e, const struct brg_exporter_spec *spec)
{
	int ret, card;

	if (!spec->size || spec->size % BRG_EXPORTER_PAGE)
		return brg_exporter_fail(e, -EINVAL,
					 "export %ju bytes: not whole pages (multiples of %d)",
					 (uintmax_t)spec->size,
					 BRG_EXPORTER_PAGE);
	/* sizes are 32 bits wide there, and drivers round them up */
	if (spec->size > UINT32_MAX - (2U << 20))
		return brg_exporter_fail(e, -ERANGE,
					 "export %ju bytes by DRM: a dumb buffer ends before 4g",
					 (uintmax_t)spec->size);
	card = find_card(spec->address, &ret);
	if (card < 0)
		return explain(e, spec->address, ret);
	close(card);
	if (spec->address)
		snprintf(e->gpu, sizeof(e->gpu), "%s", spec->address);
	e->size = spec->size;
	return 0;
}

static void drm_close(struct brg_exporter *e)
{
	if (e->fd >= 0)
		close(e->fd);
	e->fd = -1;
}

/* The dma-buf keeps the buffer, so handle and card can go. */
static int drm_make(int card, uint64_t length, int *fd)
{
	struct brg_drm_prime prime = { .flags = O_RDWR | O_CLOEXEC };
	int ret = make_dumb(card, length, &prime.handle);

	if (ret)
		return ret;
	if (ioctl(card, DRM_HANDLE_TO_FD, &prime))
		ret = -errno;
	destroy_dumb(card, prime.handle);
	*fd = prime.fd;
	return ret;
}

static int drm_export(struct brg_exporter *e,
		      const struct brg_exporter_range *ranges, unsigned int nr,
		      int *fd)
{
	const char *address = e->gpu[0] ? e->gpu : NULL;
	_cleanup_close_ int card = -1;
	int ret;

	if (nr != 1 || ranges[0].offset)
		return brg_exporter_fail(e, -EINVAL,
					 "export by DRM: %u ranges from %#jx on (it exports whole buffers: one range from 0)",
					 nr, (uintmax_t)ranges[0].offset);
	card = find_card(address, &ret);
	if (card < 0)
		return explain(e, address, ret);
	ret = drm_make(card, ranges[0].length, fd);
	if (ret)
		return explain(e, address, ret);
	drm_close(e);
	e->fd = fcntl(*fd, F_DUPFD_CLOEXEC, 0);
	return 0;
}

static int drm_map(struct brg_exporter *e, uint64_t offset, size_t length,
		   int prot, void **out)
{
	void *p = mmap(NULL, length, prot, MAP_SHARED, e->fd, (off_t)offset);

	if (p == MAP_FAILED)
		return brg_exporter_fail(e, -errno, "map by DRM: %s",
					 strerror(errno));
	*out = p;
	return 0;
}

const struct brg_exporter_ops brg_exporter_drm = {
	.name = "drm",
	.summary = "GPU: a dumb buffer of a DRM driver, by PRIME",
	.open = drm_open,
	.close = drm_close,
	.export = drm_export,
	.map = drm_map,
};
