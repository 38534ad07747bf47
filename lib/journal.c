// SPDX-License-Identifier: GPL-2.0-or-later
/* journal.c - how a PCI function was found, as JSON below /run. */
#include "lib/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/sysfs.h"

#define DIRECTORY "/run/barrage/bind"
#define FORMAT "barrage-bind"
#define VERSION 1

static int make_directory(char *path, size_t size)
{
	static const char *const parts[] = { "/run", "/run/barrage", DIRECTORY };
	int ret = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		ret = brg_sysfs_path(path, size, "%s", parts[i]);
		if (ret)
			return ret;
		if (mkdir(path, 0755) && errno != EEXIST)
			return -errno;
	}
	return ret;
}

int brg_journal_lock(void)
{
	char path[PATH_MAX];
	int fd, ret = make_directory(path, sizeof(path));

	if (ret)
		return ret;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX)) {
		ret = -errno;
		close(fd);
		return ret;
	}
	return fd;
}

const char *brg_journal_path(const char *address, char *buf, size_t size)
{
	if (brg_sysfs_path(buf, size, DIRECTORY "/%s.json", address))
		buf[0] = 0;
	return buf;
}

static json_t *to_json(const struct brg_journal *j)
{
	return json_pack("{s:s, s:i, s:s, s:i, s:i, s:s, s:s, s:I, s:i}",
			 "format", FORMAT, "version", VERSION, "address",
			 j->address, "vendor", j->vendor, "device", j->device,
			 "driver", j->driver, "driver_override",
			 j->driver_override, "enable",
			 (json_int_t)j->enable_count, "command", j->command);
}

static int write_file(const char *path, const char *text)
{
	_cleanup_close_ int fd =
		open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	if (n < 0)
		return -errno;
	if ((size_t)n != strlen(text))
		return -ENOSPC;
	return fsync(fd) ? -errno : 0;
}

static int sync_directory(void)
{
	char path[PATH_MAX];
	int ret = brg_sysfs_path(path, sizeof(path), DIRECTORY);
	_cleanup_close_ int fd = -1;

	if (ret)
		return ret;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* Not every file system syncs directories; tmpfs has nothing to. */
	return fsync(fd) && errno != EINVAL ? -errno : 0;
}

int brg_journal_write(const struct brg_journal *journal)
{
	char path[PATH_MAX], part[PATH_MAX + 8];
	_cleanup_free_ char *text = NULL;
	json_t *json = to_json(journal);
	int ret;

	text = json ? json_dumps(json, JSON_INDENT(2)) : NULL;
	json_decref(json);
	if (!text)
		return -ENOMEM;
	ret = make_directory(path, sizeof(path));
	if (ret)
		return ret;
	brg_journal_path(journal->address, path, sizeof(path));
	snprintf(part, sizeof(part), "%s.part", path);
	ret = write_file(part, text);
	if (!ret && rename(part, path))
		ret = -errno;
	if (ret) {
		unlink(part);
		return ret;
	}
	return sync_directory();
}

static int copy(char *to, size_t size, const char *from)
{
	return (size_t)snprintf(to, size, "%s", from) < size ? 0 : -EBADMSG;
}

static int from_json(json_t *json, struct brg_journal *j)
{
	const char *format, *address, *driver, *override;
	int version, vendor, device, command;
	json_int_t count;

	if (json_unpack(json, "{s:s, s:i, s:s, s:i, s:i, s:s, s:s, s:I, s:i}",
			"format", &format, "version", &version, "address",
			&address, "vendor", &vendor, "device", &device,
			"driver", &driver, "driver_override", &override,
			"enable", &count, "command", &command))
		return -EBADMSG;
	if (strcmp(format, FORMAT) || version != VERSION || count < 0 ||
	    strchr(driver, '/') || strchr(override, '/'))
		return -EBADMSG;
	j->vendor = vendor;
	j->device = device;
	j->enable_count = count;
	j->command = command;
	if (copy(j->address, sizeof(j->address), address) ||
	    copy(j->driver, sizeof(j->driver), driver))
		return -EBADMSG;
	return copy(j->driver_override, sizeof(j->driver_override), override);
}

int brg_journal_read(const char *address, struct brg_journal *out)
{
	struct brg_journal journal;
	char path[PATH_MAX];
	json_error_t error;
	json_t *json;
	int ret;

	brg_journal_path(address, path, sizeof(path));
	if (access(path, F_OK))
		return -errno;
	json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	if (!json)
		return access(path, R_OK) ? -errno : -EBADMSG;
	ret = from_json(json, &journal);
	json_decref(json);
	if (ret)
		return ret;
	if (strcmp(journal.address, address))
		return -EBADMSG;
	*out = journal;
	return 0;
}

int brg_journal_remove(const char *address)
{
	char path[PATH_MAX];

	brg_journal_path(address, path, sizeof(path));
	return unlink(path) && errno != ENOENT ? -errno : 0;
}
