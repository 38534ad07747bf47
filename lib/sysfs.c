// SPDX-License-Identifier: GPL-2.0-or-later
/* sysfs.c - small files of the kernel: read, write, follow a link. */
#include "lib/sysfs.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/options.h"

static const char *root = "";

void brg_sysfs_set_root(const char *path)
{
	root = path;
}

__attribute__((format(printf, 3, 0))) static int
make_path(char *buf, size_t size, const char *fmt, va_list args)
{
	size_t used = snprintf(buf, size, "%s", root);

	if (used < size)
		used += vsnprintf(buf + used, size - used, fmt, args);
	return used < size ? 0 : -ENAMETOOLONG;
}

int brg_sysfs_path(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = make_path(buf, size, fmt, args);
	va_end(args);
	return ret;
}

static int read_file(const char *path, char *buf, size_t size)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	ssize_t n;

	if (fd < 0)
		return -errno;
	while ((n = read(fd, buf + used, size - used)) > 0) {
		used += n;
		if (used == size)
			return -E2BIG;
	}
	if (n < 0)
		return -errno;
	while (used && isspace((unsigned char)buf[used - 1]))
		used--;
	buf[used] = 0;
	return 0;
}

int brg_sysfs_read(char *buf, size_t size, const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = make_path(path, sizeof(path), fmt, args);
	va_end(args);
	return ret ? ret : read_file(path, buf, size);
}

int brg_sysfs_read_u64(uint64_t *out, const char *fmt, ...)
{
	char path[PATH_MAX], text[64];
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = make_path(path, sizeof(path), fmt, args);
	va_end(args);
	if (!ret)
		ret = read_file(path, text, sizeof(text));
	return ret ? ret : brg_parse_u64(text, out);
}

int brg_sysfs_link(char *buf, size_t size, const char *fmt, ...)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *name;
	va_list args;
	ssize_t n;
	int ret;

	va_start(args, fmt);
	ret = make_path(path, sizeof(path), fmt, args);
	va_end(args);
	if (ret)
		return ret;
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return -errno;
	target[n] = 0;
	name = strrchr(target, '/');
	name = name ? name + 1 : target;
	if (strlen(name) >= size)
		return -ENAMETOOLONG;
	strcpy(buf, name);
	return 0;
}

int brg_sysfs_write(const char *text, const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list args;
	ssize_t n;
	int ret, fd;

	va_start(args, fmt);
	ret = make_path(path, sizeof(path), fmt, args);
	va_end(args);
	if (ret)
		return ret;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	ret = n < 0 ? -errno : 0;
	close(fd);
	return ret;
}

int brg_sysfs_exists(const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = make_path(path, sizeof(path), fmt, args);
	va_end(args);
	return !ret && !access(path, F_OK);
}
