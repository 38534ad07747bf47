// SPDX-License-Identifier: GPL-2.0-or-later
/* full_files.c - commands that make a file, with no room for one. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kmod/uapi/barrage.h"
#include "stress/op.h"
#include "stress/setup.h"

/* In a child: its siblings need files. Return: what the command said. */
static int export_without_room(const struct brg_device *dev, int fd)
{
	struct brg_export arg = {
		.size = sizeof(arg), .bar = dev->bar, .p2p = BRG_P2P_OFF,
		.policy = BRG_POLICY_REVOKE, .open_flags = O_CLOEXEC | O_RDWR,
	};
	struct rlimit none = { 0, 0 };

	if (setrlimit(RLIMIT_NOFILE, &none))
		return 0;
	return ioctl(fd, BRG_EXPORT, &arg) ? errno : 0;
}

static int run(struct brg_actor *a)
{
	struct brg_device *dev = brg_pick_device(a);
	struct brg_target t;
	int ret = brg_actor_target(a, dev, &t), status = 0;
	pid_t pid;

	if (ret)
		return ret;
	pid = fork();
	if (!pid) {
		brg_actor_child(a);
		for (unsigned int i = 0; i < 15; i++)
			export_without_room(dev, t.fd);
		_exit(export_without_room(dev, t.fd));
	}
	if (pid > 0)
		waitpid(pid, &status, 0);
	brg_actor_put(&t);
	if (pid < 0 || !WIFEXITED(status))
		return -EAGAIN;
	ret = -WEXITSTATUS(status);
	brg_checked(a, "results");
	/* or it was not asked: memory is off, the function unbound */
	if (ret != -EMFILE && ret != -EIO && ret != -ENODEV && ret != -ENOMEM)
		brg_wrong(a, "results", "a command made a file where there was no room for one",
			  "%s: export says %s", dev->target.address,
			  ret ? strerror(-ret) : "nothing");
	return ret;
}

const struct brg_op brg_op_full_files = {
	.name = "full-files",
	.summary = "a child exports the BAR with no file descriptor to be had",
	.needs = BRG_NEED_BARRAGE,
	.weight = 1,
	.run = run,
};
