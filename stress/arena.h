/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arena.h - what supervisor, watchdog and workers share.
 *
 * One anonymous shared mapping, made before the first fork. A worker may be
 * killed between any two instructions, so nothing in here is guarded by a
 * lock that could stay taken: single words, sequence counters, and rings with
 * one writer.
 */
#ifndef BRG_STRESS_ARENA_H
#define BRG_STRESS_ARENA_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <unistd.h>

#define BRG_MAX_WORKERS	32	/* threads, over all processes */
#define BRG_MAX_PROCS	8
#define BRG_MAX_DEVS	4
#define BRG_RING	1024	/* entries a worker can be ahead of the journal */
#define BRG_MAX_FINDINGS 32
#define BRG_MAX_OPS	64
#define BRG_MAX_INVARIANTS 24
#define BRG_MAX_ARGS	3

/** struct brg_entry - one operation done, as the journal has it
 * @index: which of its worker's operations, from 0
 * @seed: of its random stream: the same seed does the same again
 * @begin_ns, @end_ns: CLOCK_MONOTONIC
 * @arg: what it was done to; meaning by operation
 * @result: 0, -errno, or -ECANCELED for one that found nothing to do
 */
struct brg_entry {
	uint64_t index;
	uint64_t seed;
	uint64_t begin_ns, end_ns;
	uint64_t arg[BRG_MAX_ARGS];
	int32_t result;
	uint16_t op;
	uint16_t dev;
};

/**
 * struct brg_worker - one thread as the others see it
 * @index: of the next operation
 * @op: table index + 1 of the operation under way, 0 for none
 * @begin_ns: when it began
 * @seed: of the operation under way
 * @tid: thread id
 * @access: raised where an access to a mapping begins, to an odd number, and
 *	where it ends
 * @parked: waits at a quiet point
 * @blurs: per device, uncertain windows that it has open (window.h)
 * @resets: per device, resets that it has under way
 * @head: entries written to @ring
 * @tail: entries taken by the journal
 */
struct brg_worker {
	_Atomic uint64_t index;
	_Atomic uint32_t op;
	_Atomic uint64_t begin_ns;
	_Atomic uint64_t seed;
	_Atomic int32_t tid;
	_Atomic uint64_t access;
	_Atomic bool parked;
	_Atomic bool done;
	_Atomic int32_t blurs[BRG_MAX_DEVS];
	_Atomic int32_t resets[BRG_MAX_DEVS];
	_Atomic uint64_t head, tail;
	struct brg_entry ring[BRG_RING];
} __attribute__((aligned(64)));

/* By a thread that takes the worker over: the last one may have been killed in
 * the middle of an access. */
static inline void brg_worker_begins(struct brg_worker *me)
{
	me->tid = gettid();
	me->access = (me->access + 1) & ~1ull;
}

/* By whoever learns that its thread is gone: that may have been killed where it
 * was parked, and its successor is not. */
static inline void brg_worker_ended(struct brg_worker *worker)
{
	worker->parked = false;
}

/* Around each access to a mapping, by the worker's own thread; NULL: nobody
 * watches it. */
static inline void brg_worker_accesses(struct brg_worker *me)
{
	if (me)
		atomic_store_explicit(&me->access, me->access + 1,
				      memory_order_relaxed);
}

static inline void brg_worker_accessed(struct brg_worker *me)
{
	brg_worker_accesses(me);
}

/** struct brg_shared_dev - see window.h
 * @irq_owner: worker + 1 that has the interrupts of the device, or 0
 * @resets: under way
 * @asleep: its owner has put it into D3hot, which a reset would end
 * @pages: somebody has had pages of the BAR (pages.h)
 */
struct brg_shared_dev {
	_Atomic uint64_t phase;
	_Atomic uint32_t owner;
	_Atomic uint32_t irq_owner;
	_Atomic int32_t resets;
	_Atomic bool asleep;
	_Atomic bool pages;
	_Atomic uint64_t blur_seq;
	_Atomic int32_t blurred;
	_Atomic uint64_t zap_epoch;
	_Atomic uint64_t bind_epoch;
	_Atomic uint64_t windows;
	_Atomic uint64_t stamp_seq;
} __attribute__((aligned(64)));

/** struct brg_finding - something is wrong; once for each title
 * @state: 0 free, 1 being written, 2 complete
 * @saved: is in BRG_FINDINGS
 */
struct brg_finding {
	_Atomic uint32_t state;
	_Atomic uint32_t count;
	_Atomic bool saved;
	uint64_t at_ns;		/* since the start of the run */
	uint64_t ops;		/* done by all workers until then */
	int32_t worker;		/* -1: none in particular */
	char invariant[24];
	char op[24];
	char title[120];
	char detail[360];
};

/** struct brg_op_count - how often an operation was done, and how it went */
struct brg_op_count {
	_Atomic uint64_t done, failed, canceled;
	_Atomic uint64_t ns, max_ns;
};

/** struct brg_arena - everything shared */
struct brg_arena {
	_Atomic bool stop;
	_Atomic bool pause;
	_Atomic bool wedged;	/* somebody cannot be killed */
	_Atomic uint64_t beat;	/* the supervisor goes on */
	bool keeps_freed;	/* the kernel does so for a while (KASAN) */
	uint64_t start_ns;
	_Atomic uint64_t ops;
	_Atomic uint64_t sigbus, accesses;
	_Atomic uint64_t rounds, races, race_ns;	/* see lockstep.h */
	_Atomic uint64_t checked[BRG_MAX_INVARIANTS];
	_Atomic uint32_t cpu_owner; /* worker + 1 that has CPU 1 off line */
	_Atomic int32_t proc_pid[BRG_MAX_PROCS];
	struct brg_op_count op[BRG_MAX_OPS];
	struct brg_shared_dev dev[BRG_MAX_DEVS];
	struct brg_finding finding[BRG_MAX_FINDINGS];
	struct brg_worker worker[BRG_MAX_WORKERS];
};

/** brg_arena_create - Return: NULL out of memory. */
struct brg_arena *brg_arena_create(void);
void brg_arena_destroy(struct brg_arena *arena);

/**
 * brg_arena_find - file a finding
 * @worker: id, or -1
 * @invariant: its name
 * @title: the same fault has the same title, wherever and whenever
 * @fmt: what was seen this time
 *
 * Context: any thread or forked child; never blocks.
 */
void brg_arena_find(struct brg_arena *arena, int worker, const char *invariant,
		    const char *title, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/** brg_arena_count - an operation has ended. @result: 0, -errno; -ECANCELED for
 * one that found nothing to do. Context: who empties the rings. */
void brg_arena_count(struct brg_arena *arena, unsigned int op, uint64_t ns,
		     int result);

/** brg_arena_findings - how many different ones */
unsigned int brg_arena_findings(const struct brg_arena *arena);

#endif
