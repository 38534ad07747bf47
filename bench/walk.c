// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * walk.c - the timed loop.
 *
 * Timestamps are chained: the reading that ends one sample begins the next,
 * so a sample costs one reading of the clock. What one sample contains is
 * written above touch_all().
 */
#include "bench/walk.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "lib/cleanup.h"
#include "lib/clock.h"
#include "lib/rng.h"

/* One PMD entry of x86-64 and of arm64 with 4 KiB pages */
#define TABLE_BYTES (2ULL << 20)

void brg_order_fill(uint32_t *out, size_t n, enum brg_order order,
		    uint64_t stride, uint64_t seed)
{
	struct brg_rng rng = brg_rng_seed(seed, 0);
	size_t jump = stride < TABLE_BYTES ? TABLE_BYTES / stride : 1;
	size_t k = 0;

	if (order == BRG_ORDER_STRIDED) {
		for (size_t start = 0; start < jump; start++)
			for (size_t i = start; i < n; i += jump)
				out[k++] = (uint32_t)i;
		return;
	}
	for (size_t i = 0; i < n; i++)
		out[i] = (uint32_t)(order == BRG_ORDER_BACKWARDS ? n - 1 - i :
								   i);
	if (order == BRG_ORDER_RANDOM)
		brg_rng_shuffle_u32(&rng, out, n);
}

/*
 * Inside the timed region of sample i, from the clock reading after touch i-1
 * to the one after touch i:
 *	the store of sample i-1 (memory touched and locked before),
 *	the load of order[i] (likewise) and the address from it,
 *	the touch: one aligned 32-bit load, or store of zero, with its fault,
 *	the loop's increment, compare and branch,
 *	one reading of the clock.
 * Everything but the touch is what the null workload measures.
 */
static inline __attribute__((always_inline)) void
touch_all(struct brg_walker *w, bool write)
{
	char *const base = w->base;
	const uint64_t stride = w->stride;
	const uint32_t *const order = w->order;
	uint64_t *const samples = w->samples;
	const size_t n = w->n;
	uint64_t last, now;

	w->begin = last = brg_clock_now();
	for (size_t i = 0; i < n; i++) {
		volatile uint32_t *p =
			(volatile uint32_t *)(base + order[i] * stride);

		if (write)
			*p = 0;
		else
			(void)*p;
		now = brg_clock_now();
		samples[i] = now - last;
		last = now;
	}
	w->end = last;
}

/* Separate functions, so that the kind of access costs no branch inside. */
static __attribute__((noinline)) void read_all(struct brg_walker *w)
{
	touch_all(w, false);
}

static __attribute__((noinline)) void write_all(struct brg_walker *w)
{
	touch_all(w, true);
}

static void walk_counted(struct brg_walker *w)
{
	struct rusage before, after;

	getrusage(RUSAGE_THREAD, &before);
	if (w->write)
		write_all(w);
	else
		read_all(w);
	getrusage(RUSAGE_THREAD, &after);
	w->minor_faults = (uint64_t)(after.ru_minflt - before.ru_minflt);
	w->voluntary = (uint64_t)(after.ru_nvcsw - before.ru_nvcsw);
	w->involuntary = (uint64_t)(after.ru_nivcsw - before.ru_nivcsw);
}

/**
 * struct start - where threads wait for each other
 * @ready: how many have arrived
 * @go: 1 when all may run, -1 when the walk is called off
 */
struct start {
	_Alignas(64) _Atomic size_t ready;
	_Alignas(64) _Atomic int go;
};

struct thread {
	pthread_t id;
	struct brg_walker *walker;
	const struct brg_place *place;
	size_t number;
	struct start *start;
	int ret;
};

static void *thread_main(void *data)
{
	struct thread *t = data;
	int go;

	t->ret = brg_place_pin(t->place, t->number);
	/* The first clock reading must not be the first of the thread. */
	brg_clock_now();
	atomic_fetch_add(&t->start->ready, 1);
	/* Yielding, as there may be more threads than CPUs */
	while (!(go = atomic_load_explicit(&t->start->go,
					   memory_order_acquire)))
		sched_yield();
	if (go > 0 && !t->ret)
		walk_counted(t->walker);
	return NULL;
}

static int run_threads(struct thread *threads, size_t nr, struct start *start)
{
	size_t made = 0;
	int ret = 0;

	for (; made < nr && !ret; made += !ret)
		ret = -pthread_create(&threads[made].id, NULL, thread_main,
				      &threads[made]);
	while (!ret && atomic_load(&start->ready) < nr)
		sched_yield();
	atomic_store_explicit(&start->go, ret ? -1 : 1, memory_order_release);
	for (size_t i = 0; i < made; i++) {
		pthread_join(threads[i].id, NULL);
		ret = ret ? ret : threads[i].ret;
	}
	return ret;
}

int brg_walk(struct brg_walker *walkers, size_t nr,
	     const struct brg_place *place)
{
	_cleanup_free_ struct thread *threads = NULL;
	struct start start = { .ready = 0, .go = 0 };

	if (nr == 1) {
		walk_counted(&walkers[0]);
		return 0;
	}
	threads = calloc(nr, sizeof(*threads));
	if (!threads)
		return -ENOMEM;
	for (size_t i = 0; i < nr; i++)
		threads[i] = (struct thread){ .walker = &walkers[i],
					      .place = place,
					      .number = i,
					      .start = &start };
	return run_threads(threads, nr, &start);
}

uint64_t brg_walk_time(const struct brg_walker *walkers, size_t nr)
{
	uint64_t begin = walkers[0].begin, end = walkers[0].end;

	for (size_t i = 1; i < nr; i++) {
		if (walkers[i].begin < begin)
			begin = walkers[i].begin;
		if (walkers[i].end > end)
			end = walkers[i].end;
	}
	return end - begin;
}
