// SPDX-License-Identifier: GPL-2.0-or-later
/* cpu.c - a CPU goes off line and comes back, with what ran on it. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "stress/cpu.h"
#include "stress/op.h"

static int run(struct brg_actor *a)
{
	struct timespec t = { 0, (long)brg_pick(a, 20) * 1000 * 1000 };
	_Atomic uint32_t *owner = &a->arena->cpu_owner;
	uint32_t none = 0;
	int ret, on;

	if (!atomic_compare_exchange_strong(owner, &none, a->id + 1))
		return -ECANCELED;
	ret = brg_cpu_set(false);
	nanosleep(&t, NULL);
	on = brg_cpu_set(true);
	*owner = 0;
	brg_checked(a, "results");
	/* EBUSY: the kernel holds CPUs for itself just now */
	if (on || (ret && ret != -EBUSY))
		brg_wrong(a, "results", "a CPU could not be taken off line and back",
			  "off: %s, on: %s", strerror(-ret), strerror(-on));
	return ret;
}

/* Not by default: it concerns the whole machine. */
const struct brg_op brg_op_cpu = {
	.name = "cpu",
	.summary = "take CPU 1 off line and back, with interrupts, timers and workers on it",
	.needs = BRG_NEED_CPUS,
	.bound_s = 40,
	.run = run,
};
