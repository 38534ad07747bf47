// SPDX-License-Identifier: GPL-2.0-or-later
/* fork.c - a child that has the same mappings, and what becomes of it. */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "stress/access.h"
#include "stress/op.h"
#include "stress/slot.h"

static void touch_some(struct brg_actor *a, unsigned int n)
{
	for (; n; n--) {
		struct brg_slot *slot = brg_slot_mapped(a);
		uint64_t pages;

		if (!slot)
			return;
		pages = slot->length / BRG_PAGE;
		if (pages)
			brg_access(a, slot, brg_pick(a, pages),
				   brg_pick(a, 4) ? BRG_READ : BRG_WRITE);
	}
}

/* Long enough that parents and neighbours do something meanwhile. */
static _Noreturn void child(struct brg_actor *a, bool linger)
{
	struct timespec t = { 0, 500 * 1000 };

	brg_actor_child(a);
	for (unsigned int i = 0; i < (linger ? 20 : 2); i++) {
		touch_some(a, 8);
		nanosleep(&t, NULL);
	}
	_exit(0);
}

/* How a child of ours ends, waited for. Return: 0, -ECHILD... */
static int reap(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

static int run(struct brg_actor *a)
{
	bool linger = brg_pick(a, 2), killed = brg_pick(a, 3) == 0;
	struct timespec t = { 0, (long)brg_pick(a, 3000) * 1000 };
	pid_t pid = fork();

	a->arg[0] = linger;
	a->arg[1] = killed;
	if (pid < 0)
		return -errno;
	if (!pid)
		child(a, linger);
	if (killed) {
		nanosleep(&t, NULL);
		kill(pid, SIGKILL);
	} else {
		touch_some(a, 8);
	}
	return reap(pid);
}

const struct brg_op brg_op_fork = {
	.name = "fork",
	.summary = "fork: parent and child touch the mappings, the child exits or is killed",
	.weight = 4,
	.run = run,
};
