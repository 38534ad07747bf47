// SPDX-License-Identifier: GPL-2.0-or-later
/* access.c - access, catch the signal, hand the case to the invariants. */
#include "stress/access.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "stress/invariant.h"
#include "stress/setup.h"
#include "stress/stamp.h"

/* Of this thread, while it accesses: where to go on after a signal */
static __thread sigjmp_buf *volatile jump;
/* For copies by the kernel; one of each process */
static int scratch = -1;

static void handler(int signal)
{
	struct sigaction dfl = { .sa_handler = SIG_DFL };

	if (jump)
		siglongjmp(*jump, signal);
	/* our own bug: die of it, the supervisor will tell */
	sigaction(signal, &dfl, NULL);
}

int brg_access_catch(void)
{
	/* SA_NODEFER: no signal mask to restore at each jump */
	struct sigaction action = { .sa_handler = handler,
				    .sa_flags = SA_NODEFER };

	return sigaction(SIGBUS, &action, NULL) ||
	       sigaction(SIGSEGV, &action, NULL) ? -errno : 0;
}

int brg_access_init(void)
{
	scratch = memfd_create("barrage-scratch", MFD_CLOEXEC);
	if (scratch < 0 || ftruncate(scratch, BRG_PAGE))
		return -errno;
	return brg_access_catch();
}

int brg_poke(volatile uint64_t *p, uint64_t *value, bool write)
{
	sigjmp_buf here;
	int signal = sigsetjmp(here, 0);

	if (!signal) {
		jump = &here;
		/*
		 * The half that may change: by the time the store is done, the
		 * page at this address may be another one, with its own stamp.
		 */
		if (write)
			*(volatile uint32_t *)p = (uint32_t)*value;
		else
			*value = *p;
	}
	jump = NULL;
	return signal;
}

static int by_kernel(const char *p, uint64_t *value)
{
	off_t at = gettid() % 256 * 8;

	if (pwrite(scratch, p, 8, at) == 8)
		return pread(scratch, value, 8, at) == 8 ? 0 : SIGABRT;
	return errno == EFAULT ? SIGBUS : SIGABRT;
}

/* Copy what the mapping is; false if it was changing meanwhile. */
static bool look_at(struct brg_actor *a, const struct brg_slot *slot,
		    struct brg_access *x)
{
	uint64_t gen = slot->gen;

	x->addr = slot->addr;
	if (gen & 1 || !x->addr)
		return false;
	x->offset = slot->offset;
	x->lo = slot->lo;
	x->hi = slot->hi;
	x->prot = slot->prot;
	x->refault = slot->refault;
	x->bind_epoch = slot->bind_epoch;
	x->zap_epoch = slot->zap_epoch;
	x->dev = &a->setup->dev[slot->dev];
	brg_view_take(x->dev->shared, &slot->gen, &x->before);
	return x->before.slot_gen == gen;
}

static void place(struct brg_actor *a, struct brg_access *x, uint64_t page)
{
	unsigned int n = (unsigned int)brg_pick(a, BRG_STAMP_PLACES);

	if (x->kind == BRG_WRITE)
		n = 2 + n % BRG_STAMP_NR_FREE;
	x->at = page * BRG_PAGE + brg_stamp_place(n);
	if (x->kind == BRG_STRADDLE)
		x->at = (page + 1) * BRG_PAGE - 4;
	if (x->kind == BRG_WRITE)
		x->value = brg_stamp_value(brg_stamp(x->dev->index,
						     x->dev->bar,
						     x->offset + page * BRG_PAGE),
					   (uint32_t)brg_pick(a, UINT32_MAX));
}

int brg_access(struct brg_actor *a, const struct brg_slot *slot, uint64_t page,
	       enum brg_access_kind kind)
{
	/* a child may be killed, and its parent's number is not its own */
	struct brg_worker *me = a->proc->child ? NULL : a->me;
	struct brg_access x = { .kind = kind };
	char *p;

	if (!look_at(a, slot, &x) || page * BRG_PAGE >= x.hi + BRG_PAGE)
		return -ECANCELED;
	/* nothing may be written where nothing tells what was there */
	if (kind == BRG_WRITE && !x.dev->stamped)
		x.kind = BRG_READ;
	place(a, &x, page);
	if (x.at + 8 > BRG_SLOT_SPACE - BRG_PMD)
		return -ECANCELED;
	p = x.addr + x.at;
	brg_worker_accesses(me);
	if (kind == BRG_BY_KERNEL)
		x.signal = by_kernel(p, &x.value);
	else
		x.signal = brg_poke((volatile uint64_t *)p, &x.value,
				    x.kind == BRG_WRITE);
	brg_worker_accessed(me);
	x.after.phase = x.dev->shared->phase;
	brg_view_take(x.dev->shared, &slot->gen, &x.after);
	a->arena->accesses++;
	if (x.signal)
		a->arena->sigbus++;
	if (x.after.slot_gen != x.before.slot_gen)
		return -ECANCELED;
	brg_invariants_access(a, &x);
	return x.signal ? -EFAULT : 0;
}
