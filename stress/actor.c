// SPDX-License-Identifier: GPL-2.0-or-later
/* actor.c - the device files of a worker process, which may die and return. */
#include "stress/actor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "stress/op.h"
#include "stress/setup.h"

struct brg_device *brg_pick_device(struct brg_actor *a)
{
	struct brg_device *dev = a->setup->dev;
	unsigned int able[BRG_MAX_DEVS] = { 0 }, nr = 0;

	if (a->only) {
		a->dev = a->only->index;
		return a->only;
	}
	for (unsigned int d = 0; d < a->setup->nr_devs; d++)
		if (!(a->needs & ~dev[d].features))
			able[nr++] = d;
	/* what nobody can do has been left out */
	a->dev = able[nr ? brg_pick(a, nr) : 0];
	return &dev[a->dev];
}

/* The binding may change under us: only a file opened between two equal looks
 * at its epoch is known to be of that epoch. */
static int reopen(struct brg_proc *proc, struct brg_device *dev)
{
	unsigned int d = dev->index;
	char path[64];
	uint64_t epoch;
	int fd;

	snprintf(path, sizeof(path), "/dev/barrage/%s", dev->target.address);
	for (;;) {
		epoch = dev->shared->bind_epoch;
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			return -ENODEV;
		if (epoch == dev->shared->bind_epoch)
			break;
		close(fd);
	}
	if (proc->fd[d] >= 0)
		close(proc->fd[d]);
	proc->fd[d] = fd;
	proc->fd_epoch[d] = epoch;
	return 0;
}

int brg_actor_target(struct brg_actor *a, struct brg_device *dev,
		     struct brg_target *target)
{
	struct brg_proc *proc = a->proc;
	unsigned int d = dev->index;
	int ret = 0;

	*target = dev->target;
	pthread_rwlock_rdlock(&proc->fd_lock);
	if (proc->fd[d] < 0 || proc->fd_epoch[d] != dev->shared->bind_epoch) {
		pthread_rwlock_unlock(&proc->fd_lock);
		pthread_rwlock_wrlock(&proc->fd_lock);
		if (proc->fd[d] < 0 ||
		    proc->fd_epoch[d] != dev->shared->bind_epoch)
			ret = reopen(proc, dev);
	}
	target->fd = ret ? -1 : fcntl(proc->fd[d], F_DUPFD_CLOEXEC, 0);
	target->epoch = proc->fd_epoch[d];
	pthread_rwlock_unlock(&proc->fd_lock);
	return ret ? ret : target->fd < 0 ? -errno : 0;
}

void brg_actor_child(struct brg_actor *a)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	a->proc->child = true;
	alarm(BRG_BOUND_S / 2);
}

void brg_actor_put(struct brg_target *target)
{
	if (target->fd >= 0)
		close(target->fd);
}
