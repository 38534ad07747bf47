// SPDX-License-Identifier: GPL-2.0-or-later
/* virtio-serial ports, found by the name the host gave them. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"

#define PORTS_DIR "/sys/class/virtio-ports"

static bool port_is(const char *entry, const char *name)
{
	char path[300], text[128];

	snprintf(path, sizeof(path), PORTS_DIR "/%s/name", entry);
	if (read_text(path, text, sizeof(text)) <= 0)
		return false;
	text[strcspn(text, "\n")] = '\0';
	return !strcmp(text, name);
}

static int port_try(const char *name)
{
	DIR *dir = opendir(PORTS_DIR);
	struct dirent *e;
	char path[300];
	int fd = -ENOENT;

	if (!dir)
		return -errno;
	while ((e = readdir(dir))) {
		if (!port_is(e->d_name, name))
			continue;
		snprintf(path, sizeof(path), "/dev/%s", e->d_name);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			fd = -errno;
		break;
	}
	closedir(dir);
	return fd;
}

/**
 * port_open() - open a port
 * @name: the name the host gave it
 *
 * The names arrive by control messages after the driver has probed, so a
 * port that is not there yet may still come: wait for it, with a deadline.
 *
 * Return: a file descriptor, or -errno.
 */
int port_open(const char *name)
{
	int fd = -ENOENT;

	for (int i = 0; i < 300; i++) {
		fd = port_try(name);
		if (fd >= 0)
			return fd;
		usleep(10000);
	}
	say("%s: cannot open: %s", name, strerror(-fd));
	return fd;
}
