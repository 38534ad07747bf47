// SPDX-License-Identifier: GPL-2.0-or-later
/* worker.c - the loop of a worker: choose, note, do, note. */
#include "stress/worker.h"

#include <errno.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "lib/clock.h"
#include "stress/access.h"
#include "stress/op.h"
#include "stress/pair.h"
#include "stress/slot.h"

static _Atomic uint64_t next_allowed[BRG_MAX_OPS];

static void nap_us(long us)
{
	struct timespec t = { 0, us * 1000 };

	nanosleep(&t, NULL);
}

/* Fewer than the rate allows? Counted by process: the supervisor divides. */
static bool allowed(const struct brg_setup *setup, unsigned int op,
		    uint64_t now)
{
	uint64_t gap = setup->gap_ns[op], next = next_allowed[op];

	if (!gap)
		return true;
	return now >= next &&
	       atomic_compare_exchange_strong(&next_allowed[op], &next,
					      now + gap);
}

/* Nothing recorded is lost: with the journal behind, work waits. */
static void write_entry(struct brg_actor *a, const struct brg_entry *entry)
{
	struct brg_worker *me = a->me;

	while (me->head - me->tail >= BRG_RING && !a->arena->stop)
		nap_us(200);
	me->ring[me->head % BRG_RING] = *entry;
	me->head++;
}

static void do_op(struct brg_actor *a, unsigned int op, uint64_t seed)
{
	struct brg_worker *me = a->me;
	struct brg_entry entry = { .seed = seed, .op = (uint16_t)op };
	uint64_t now = brg_monotonic_ns();
	int ret = -ECANCELED;

	entry.index = me->index++;
	entry.begin_ns = now;
	a->rng = (struct brg_rng){ seed };
	a->dev = 0;
	a->needs = brg_ops[op]->needs;
	a->only = NULL;
	memset(a->arg, 0, sizeof(a->arg));
	me->seed = seed;
	me->begin_ns = now;
	me->op = op + 1;
	if (allowed(a->setup, op, now))
		ret = brg_ops[op]->run(a);
	now = brg_monotonic_ns();
	me->op = 0;
	entry.end_ns = now;
	entry.result = ret;
	entry.dev = (uint16_t)a->dev;
	memcpy(entry.arg, a->arg, sizeof(entry.arg));
	write_entry(a, &entry);
	/* unbound: whoever shall change that needs the CPU */
	if (ret == -ENODEV)
		nap_us(2000);
}

/* The process of pairs does nothing but races. */
static bool next_race(struct brg_actor *a)
{
	struct brg_rng rng = brg_rng_seed(a->setup->seed,
					  ((uint64_t)a->id + 1) << 40 ^
					  a->me->index);

	if (a->setup->ops && a->me->index >= a->setup->ops)
		return false;
	do_op(a, (unsigned int)brg_op_find("race"), brg_rng_next(&rng));
	return true;
}

/* Return: false when there is no more to do. */
static bool scheduled(struct brg_actor *a)
{
	const struct brg_setup *setup = a->setup;
	const struct brg_phase_mix *mix;
	struct brg_choice choice;

	if (setup->ops && a->me->index >= setup->ops)
		return false;
	mix = brg_setup_phase(setup, brg_monotonic_ns() - a->arena->start_ns);
	if (!mix->total)
		return false;
	choice = brg_setup_choose(setup, mix, a->id, a->me->index);
	do_op(a, choice.op, choice.seed);
	return true;
}

/* The same from a list; index counts the worker's own entries. */
static bool listed(struct brg_actor *a)
{
	const struct brg_setup *setup = a->setup;
	uint64_t mine = 0, seen = 0;

	for (size_t i = 0; i < setup->nr_list; i++)
		mine += setup->list[i].worker == a->id;
	if (!mine || a->me->index >= mine * setup->times)
		return false;
	for (size_t i = 0; i < setup->nr_list; i++) {
		const struct brg_list_op *op = &setup->list[i];

		if (op->worker != a->id || seen++ < a->me->index % mine)
			continue;
		do_op(a, op->op, op->seed);
		return true;
	}
	return false;
}

static void park(struct brg_actor *a)
{
	a->me->parked = true;
	/* seldom: what is looked at meanwhile needs the CPUs, too */
	while (a->arena->pause && !a->arena->stop)
		nap_us(5000);
	a->me->parked = false;
}

static void *thread(void *data)
{
	struct brg_actor *a = data;
	bool more = true;

	brg_worker_begins(a->me);
	while (more && !a->arena->stop) {
		if (a->arena->pause)
			park(a);
		else if (a->setup->list)
			more = listed(a);
		else
			more = a->proc->id == a->setup->procs ? next_race(a) :
								 scheduled(a);
	}
	a->me->done = true;
	return NULL;
}

static void start(struct brg_proc *proc, const struct brg_setup *setup,
		  unsigned int id)
{
	pthread_rwlock_init(&proc->fd_lock, NULL);
	proc->id = id;
	for (unsigned int d = 0; d < setup->nr_devs; d++) {
		const struct brg_device *dev = &setup->dev[d];

		/* of its own where that is possible, else the inherited */
		proc->fd[d] = dev->features & BRG_NEED_OPEN ?
			-1 : dev->target.fd;
		proc->fd_epoch[d] = dev->shared->bind_epoch;
	}
}

_Noreturn void brg_worker_process(struct brg_setup *setup,
				  struct brg_arena *arena, unsigned int id)
{
	static struct brg_proc proc;
	static struct brg_actor actor[BRG_MAX_WORKERS + 1];
	unsigned int n = id == setup->procs ? 1 : setup->threads;
	pthread_t threads[BRG_MAX_WORKERS];

	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* no arenas that are mapped and unmapped in between our own */
	mallopt(M_ARENA_MAX, 1);
	start(&proc, setup, id);
	if (brg_access_init() || brg_slots_init(&proc))
		_exit(3);
	for (unsigned int i = 0; i < n + 1; i++) {
		unsigned int worker = id * setup->threads + i;

		actor[i] = (struct brg_actor){ .id = worker, .arena = arena,
					       .me = &arena->worker[worker],
					       .proc = &proc, .setup = setup };
	}
	if (id == setup->procs && brg_pair_start(&actor[1]))
		_exit(3);
	for (unsigned int i = 0; i < n; i++)
		if (pthread_create(&threads[i], NULL, thread, &actor[i]))
			_exit(3);
	for (unsigned int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	_exit(0);
}
