// SPDX-License-Identifier: GPL-2.0-or-later
/* kill.c - a worker process is killed, whatever it is doing. */
#include <errno.h>
#include <signal.h>

#include "stress/op.h"
#include "stress/setup.h"

static int run(struct brg_actor *a)
{
	unsigned int n = a->setup->procs;
	unsigned int other = (a->proc->id + 1 +
			      (unsigned int)brg_pick(a, n - 1)) % n;
	pid_t pid = a->arena->proc_pid[other];

	a->arg[0] = other;
	if (pid <= 0)
		return -ECANCELED;
	return kill(pid, SIGKILL) ? -errno : 0;
}

const struct brg_op brg_op_kill = {
	.name = "kill",
	.summary = "kill another worker process, which is then started again",
	.needs = BRG_NEED_PROCS,
	.weight = 1,
	.disturbs = BRG_DISTURBS_WORKER,
	.run = run,
};
