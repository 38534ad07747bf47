// SPDX-License-Identifier: GPL-2.0-or-later
/* reopen.c - close the device's file while mappings live on, open another. */
#include <errno.h>
#include <unistd.h>

#include "stress/op.h"

static int run(struct brg_actor *a)
{
	struct brg_device *dev = brg_pick_device(a);
	struct brg_proc *proc = a->proc;
	struct brg_target t;
	int ret;

	pthread_rwlock_wrlock(&proc->fd_lock);
	if (proc->fd[dev->index] >= 0)
		close(proc->fd[dev->index]);
	proc->fd[dev->index] = -1;
	pthread_rwlock_unlock(&proc->fd_lock);
	ret = brg_actor_target(a, dev, &t);
	if (!ret)
		brg_actor_put(&t);
	return ret;
}

const struct brg_op brg_op_reopen = {
	.name = "reopen",
	.summary = "close the device's file while mappings live on, and open it again",
	.needs = BRG_NEED_OPEN,
	.weight = 4,
	.run = run,
};
