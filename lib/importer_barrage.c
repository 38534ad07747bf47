// SPDX-License-Identifier: GPL-2.0-or-later
/* importer_barrage.c - any function bound to the suite's own driver. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kmod/uapi/barrage.h"
#include "lib/explain.h"
#include "lib/importer.h"

static int fail(struct brg_importer *i, int error, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static int fail(struct brg_importer *i, int error, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	brg_vexplain(i->error, sizeof(i->error), error, i->address, fmt, args);
	va_end(args);
	return error;
}

int brg_importer_open(struct brg_importer *i,
		      const struct brg_importer_ops *ops, const char *address)
{
	memset(i, 0, sizeof(*i));
	i->ops = ops;
	i->fd = -1;
	snprintf(i->address, sizeof(i->address), "%s", address);
	return ops->open(i, address);
}

void brg_importer_close(struct brg_importer *i)
{
	if (i->ops)
		i->ops->close(i);
}

static int barrage_open(struct brg_importer *i, const char *address)
{
	struct brg_import_stat stat = { .size = sizeof(stat) };
	char path[64];

	snprintf(path, sizeof(path), "/dev/barrage/%s", address);
	i->fd = open(path, O_RDWR | O_CLOEXEC);
	if (i->fd < 0 && (errno == ENOENT || errno == ENXIO))
		return fail(i, -EBUSY,
			    "import by barrage: it is not bound to barrage (barrage bind barrage %s)",
			    address);
	if (i->fd < 0)
		return fail(i, -errno, "import by barrage: %s: %s", path,
			    strerror(errno));
	if (ioctl(i->fd, BRG_IMPORT_STAT, &stat))
		return fail(i, -ENOENT,
			    "import by barrage: the loaded module does not import: %s (reload the module of this program's version)",
			    strerror(errno));
	return 0;
}

static void barrage_close(struct brg_importer *i)
{
	if (i->fd >= 0)
		close(i->fd);
	i->fd = -1;
}

static int barrage_attach(struct brg_importer *i, int fd,
			  enum brg_importer_manner manner,
			  unsigned int delay_ms, uint32_t *id)
{
	struct brg_import_attach arg = {
		.size = sizeof(arg),
		.fd = fd,
		.mode = BRG_IMPORT_DYNAMIC,
		.manner = BRG_MANNER_PROMPT + (uint32_t)manner,
		.delay_ms = delay_ms,
	};

	if (ioctl(i->fd, BRG_IMPORT_ATTACH, &arg))
		return -errno;
	*id = arg.out_id;
	return 0;
}

static int by_id(struct brg_importer *i, unsigned long cmd, uint32_t id)
{
	struct brg_import_id arg = { .size = sizeof(arg), .id = id };

	return ioctl(i->fd, cmd, &arg) ? -errno : 0;
}

static int barrage_detach(struct brg_importer *i, uint32_t id)
{
	int ret = by_id(i, BRG_IMPORT_DETACH, id);

	return ret ? fail(i, ret, "detach by barrage: %s", strerror(-ret)) : 0;
}

static int barrage_map(struct brg_importer *i, uint32_t id, uint32_t *segments)
{
	struct brg_import_map arg = {
		.size = sizeof(arg),
		.id = id,
		.direction = BRG_DIRECTION_BOTH,
	};

	if (ioctl(i->fd, BRG_IMPORT_MAP, &arg))
		return -errno;
	*segments = arg.out_nr_segments;
	return 0;
}

static int barrage_unmap(struct brg_importer *i, uint32_t id)
{
	int ret = by_id(i, BRG_IMPORT_UNMAP, id);

	return ret ? fail(i, ret, "unmap by barrage: %s", strerror(-ret)) : 0;
}

const struct brg_importer_ops brg_importer_barrage = {
	.name = "barrage",
	.summary = "any function bound to the suite's own driver",
	.open = barrage_open,
	.close = barrage_close,
	.attach = barrage_attach,
	.detach = barrage_detach,
	.map = barrage_map,
	.unmap = barrage_unmap,
};
