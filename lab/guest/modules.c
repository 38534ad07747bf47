// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Kernel modules. The host has resolved the dependencies and unpacked the
 * files: what is listed is loaded in the order in which it is listed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guest.h"

static int load(const char *path, const char *params)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (syscall(SYS_finit_module, fd, params, 0) && errno != EEXIST)
		err = -errno;
	close(fd);
	return err;
}

/**
 * load_listed_modules() - load the kernel's own modules
 *
 * Return: how many could not be loaded.
 */
int load_listed_modules(void)
{
	FILE *list = fopen(GUEST_MODULES, "re");
	char path[512];
	int failed = 0;

	if (!list)
		return 0;
	while (fgets(path, sizeof(path), list)) {
		int err;

		path[strcspn(path, "\n")] = '\0';
		err = load(path, "");
		if (err) {
			say("%s: cannot load: %s", path, strerror(-err));
			failed++;
		}
	}
	fclose(list);
	return failed;
}

/**
 * load_driver() - load barrage.ko, if the host has sent one
 * @why: out: on failure, a reason for people
 * @size: of @why
 *
 * Return: 0 (loaded), 1 (there is none), or -errno.
 */
int load_driver(char *why, size_t size)
{
	int err;

	why[0] = '\0';
	if (access(GUEST_DRIVER, F_OK))
		return 1;
	err = load(GUEST_DRIVER, conf_get("module_params"));
	if (err) {
		snprintf(why, size, "%s%s", strerror(-err),
			 err == -ENOEXEC ? " (built for another kernel?)" :
			 err == -ENOENT ? " (unknown symbol or parameter)" : "");
		say("barrage.ko: cannot load: %s", why);
	}
	return err;
}
