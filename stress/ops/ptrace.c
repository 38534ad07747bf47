// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ptrace.c - a debugger looks at a mapping of the process that it traces.
 *
 * Only with vm_ops.access could it; without, it must be refused, never wrong.
 */
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stress/op.h"
#include "stress/setup.h"
#include "stress/slot.h"
#include "stress/stamp.h"

/* Stopped, it hears of nothing but SIGKILL; its tracer may be killed first. */
static _Noreturn void child(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	raise(SIGSTOP);
	_exit(0);
}

/* Return: 0 with @value, -errno. */
static int peek(pid_t pid, const char *at, uint64_t *value)
{
	int status, ret = -ESRCH;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (WIFSTOPPED(status)) {
		errno = 0;
		*value = (uint64_t)ptrace(PTRACE_PEEKDATA, pid, at, NULL);
		ret = -errno;
		kill(pid, SIGKILL);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	return ret;
}

static int run(struct brg_actor *a)
{
	struct brg_slot *slot = brg_slot_mapped(a);
	uint64_t gen, page, offset, value = 0;
	unsigned int dev;
	char *addr;
	pid_t pid, self = getpid();
	int ret;

	if (!slot || slot->length < BRG_PAGE)
		return -ECANCELED;
	gen = slot->gen;
	addr = slot->addr;
	offset = slot->offset;
	dev = slot->dev;
	page = brg_pick(a, slot->length / BRG_PAGE) * BRG_PAGE;
	if (gen & 1 || !addr || page < slot->lo || page >= slot->hi)
		return -ECANCELED;
	a->dev = dev;
	a->arg[0] = page;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid)
		child(self);
	ret = peek(pid, addr + page, &value);
	if (ret || slot->gen != gen || !a->setup->dev[dev].stamped)
		return ret;
	brg_checked(a, "results");
	if (value != brg_stamp(dev, a->setup->dev[dev].bar, offset + page))
		brg_wrong(a, "results", "a debugger read what is not in that page",
			  "page 0x%jx: 0x%jx",
			  (uintmax_t)((offset + page) / BRG_PAGE),
			  (uintmax_t)value);
	return 0;
}

const struct brg_op brg_op_ptrace = {
	.name = "ptrace",
	.summary = "PTRACE_PEEKDATA of a mapping in a traced child, refused or right",
	.weight = 1,
	.run = run,
};
