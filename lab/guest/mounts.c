// SPDX-License-Identifier: GPL-2.0-or-later
/* File systems of the guest, and where the results go. */
#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest.h"

static const struct {
	const char *type;
	const char *where;
	const char *data;
	bool optional;
} mounts[] = {
	{ "proc",	"/proc",		NULL,		false },
	{ "sysfs",	"/sys",			NULL,		false },
	{ "devtmpfs",	"/dev",			NULL,		false },
	{ "devpts",	"/dev/pts",		"mode=620",	true },
	{ "tmpfs",	"/dev/shm",		"mode=1777",	false },
	{ "tmpfs",	"/tmp",			"mode=1777",	false },
	{ "tmpfs",	"/run",			"mode=755",	false },
	{ "debugfs",	"/sys/kernel/debug",	NULL,		true },
	{ "tracefs",	"/sys/kernel/tracing",	NULL,		true },
	{ "cgroup2",	"/sys/fs/cgroup",	NULL,		true },
	{ "configfs",	"/sys/kernel/config",	NULL,		true },
};

/**
 * mount_all() - mount what every process may expect
 *
 * What is missing is said; the guest goes on without it.
 */
void mount_all(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(mounts); i++) {
		const char *where = mounts[i].where;

		mkdir(where, 0755);
		if (!mount(mounts[i].type, where, mounts[i].type, 0,
			   mounts[i].data) || errno == EBUSY)
			continue;
		if (!mounts[i].optional)
			say("%s: cannot mount: %s", where, strerror(errno));
	}
}

/**
 * mount_out() - mount the directory for results
 *
 * With the wall clock the results directory is the host's own, so that what
 * was written survives a crash of the guest. Its answers come whenever the
 * host pleases, which deterministic runs cannot have: there it is a tmpfs
 * that is sent at the end.
 *
 * Return: 0, or -errno.
 */
int mount_out(void)
{
	/* cache=mmap: journals are shared mappings of files there. */
	static const char data[] =
		"trans=virtio,version=9p2000.L,msize=262144,cache=mmap";

	mkdir(GUEST_OUT, 0755);
	if (!conf_is("out", "9p")) {
		if (mount("tmpfs", GUEST_OUT, "tmpfs", 0, "mode=755"))
			return -errno;
		return 0;
	}
	if (mount("out", GUEST_OUT, "9p", 0, data))
		return -errno;
	return 0;
}

/**
 * unmount_out() - write out and unmount the directory for results
 *
 * Return: 0, or -errno: then not all may have reached the host.
 */
int unmount_out(void)
{
	sync();
	if (umount2(GUEST_OUT, 0))
		return -errno;
	return 0;
}
