// SPDX-License-Identifier: GPL-2.0-or-later
/* exec.c - a forked child that exchanges its mappings for a program. */
#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stress/op.h"

static int run(struct brg_actor *a)
{
	pid_t pid = fork();
	int status;

	(void)a;
	if (pid < 0)
		return -errno;
	if (!pid) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		alarm(BRG_BOUND_S / 2);
		execl("/proc/self/exe", "barrage", "version", (char *)NULL);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

const struct brg_op brg_op_exec = {
	.name = "exec",
	.summary = "fork and exec: mappings of the child end by exec",
	.weight = 1,
	.run = run,
};
