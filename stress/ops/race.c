// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * race.c - run one pair: bring both sides together, round after round.
 *
 * The two threads meet at a sequence number. The one that shall be later then
 * waits for a time drawn from the range in which the windows overlap:
 * begin(b) - begin(a) between -duration(b) and duration(a), durations being
 * means of what was seen.
 */
#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "lib/clock.h"
#include "stress/lockstep.h"
#include "stress/op.h"
#include "stress/pair.h"
#include "stress/pair_more.h"
#include "stress/slot.h"

#define SPINS	2000
#define SLEEP_NS	(50 * 1000 * 1000)	/* to look whether all is over */
#define TURN_NS	(500 * 1000 * 1000)	/* then another pair, after whole rounds */

/**
 * struct side - one of the two
 * @mean_ns: how long it takes, a moving mean
 * @begin, @end: of this round
 * @wait_ns: before it acts, this round
 */
struct side {
	uint64_t mean_ns, begin, end, wait_ns;
};

/**
 * struct race - what the two threads share
 * @go: odd once a round is on; even once the partner has done it
 * @asleep: threads that wait for @go without looking at it
 */
static struct race {
	const struct brg_pair *pair;
	struct brg_slot *slot;
	uint64_t page, seed;
	struct side a, b;
	struct brg_walk walk;
	_Atomic uint32_t go, asleep;
} race;

static inline void relax(void)
{
#ifdef __x86_64__
	__builtin_ia32_pause();
#else
	sched_yield();
#endif
}

/* Between races the partner has nothing to do, and looking often is work. */
static void await(uint32_t value, const _Atomic bool *stop)
{
	struct timespec t = { 0, SLEEP_NS };
	uint32_t is;

	for (unsigned int n = 0; (is = race.go) != value; n++) {
		if (n < SPINS) {
			relax();
			continue;
		}
		if (*stop)
			return;
		race.asleep++;
		syscall(SYS_futex, &race.go, FUTEX_WAIT_PRIVATE, is, &t);
		race.asleep--;
	}
}

static void go(uint32_t value)
{
	race.go = value;
	if (race.asleep)
		syscall(SYS_futex, &race.go, FUTEX_WAKE_PRIVATE, 1);
}

static void act(struct side *side, struct brg_actor *a,
		void (*what)(struct brg_actor *a, struct brg_slot *slot,
			     uint64_t page))
{
	uint64_t until = brg_monotonic_ns() + side->wait_ns;

	while (side->wait_ns && brg_monotonic_ns() < until)
		relax();
	side->begin = brg_monotonic_ns();
	what(a, race.slot, race.page);
	side->end = brg_monotonic_ns();
	side->mean_ns = (side->mean_ns * 7 + (side->end - side->begin)) / 8;
}

static void *partner(void *data)
{
	struct brg_actor *a = data;
	uint32_t round = 1;

	a->me->done = true;	/* nobody has to wait for it */
	brg_worker_begins(a->me);
	for (;; round += 2) {
		await(round, &a->arena->stop);
		if (race.go != round)
			return NULL;
		a->rng = (struct brg_rng){ race.seed ^ round };
		a->only = &a->setup->dev[race.slot->dev];
		a->me->begin_ns = brg_monotonic_ns();
		a->me->op = (uint32_t)brg_op_find("race") + 1;
		if (race.pair->lockstep)
			brg_walk_run(&race.walk, a, 1);
		else
			act(&race.b, a, race.pair->b);
		a->me->op = 0;
		go(round + 1);
	}
}

int brg_pair_start(struct brg_actor *a)
{
	pthread_t thread;

	return -pthread_create(&thread, NULL, partner, a);
}

bool brg_pair_partner_acts(void)
{
	return race.go % 2;
}

bool brg_pair_is_leader(const struct brg_actor *a)
{
	return a->id == a->setup->procs * a->setup->threads;
}

static void draw_waits(struct brg_actor *a)
{
	uint64_t range = race.a.mean_ns + race.b.mean_ns;
	uint64_t at = range ? brg_pick(a, range + 1) : 0;

	race.a.wait_ns = race.b.wait_ns = 0;
	if (race.pair->a_waits)
		return;
	if (at < race.b.mean_ns)
		race.a.wait_ns = race.b.mean_ns - at;
	else
		race.b.wait_ns = at - race.b.mean_ns;
}

static void run_round(struct brg_actor *a)
{
	uint32_t round = race.go + 1;

	draw_waits(a);
	race.seed = brg_rng_next(&a->rng);
	go(round);
	act(&race.a, a, race.pair->a);
	await(round + 1, &a->arena->stop);
	a->arena->rounds++;
	if (race.a.begin < race.b.end && race.b.begin < race.a.end)
		a->arena->races++;
}

/* All pages of the mapping, as one round of the two threads. */
static void run_walk(struct brg_actor *a, uint64_t pages)
{
	uint32_t round = race.go + 1;

	brg_walk_prepare(&race.walk, race.slot, pages);
	race.seed = brg_rng_next(&a->rng);
	go(round);
	brg_walk_run(&race.walk, a, 0);
	await(round + 1, &a->arena->stop);
	if (race.go != round + 1)
		return;
	a->arena->rounds += brg_walk_rounds(&race.walk);
	a->arena->races += brg_walk_races(&race.walk);
}

static int map_fresh(struct brg_actor *a, struct brg_device *dev,
		     struct brg_slot *slot)
{
	_Atomic uint64_t none = 0;
	struct brg_shape shape;
	struct brg_view before;
	int ret;

	brg_shape_random(a, dev, &shape);
	/* single pages make poor use of a mapping */
	if (shape.length < 64 * BRG_PAGE)
		shape.length = 64 * BRG_PAGE;
	if (shape.length > dev->span)
		shape.length = dev->span;
	if (shape.length > dev->span - shape.offset)
		shape.offset = dev->span - shape.length;
	if (!brg_slot_change(slot))
		return -EAGAIN;
	if (slot->addr)
		brg_slot_unmap(slot);
	brg_view_take(dev->shared, &none, &before);
	ret = brg_slot_map(a, slot, dev, &shape);
	brg_slot_changed(slot);
	if (ret)
		brg_map_judge(a, dev, &before, ret);
	return ret;
}

static const struct brg_pair *choose(struct brg_actor *a)
{
	const uint32_t *weight = a->setup->pair_weight;
	uint64_t total = 0, at;
	unsigned int i = 0;

	for (unsigned int n = 0; brg_pairs[n]; n++)
		total += weight[n];
	if (!total)
		return NULL;
	for (at = brg_pick(a, total); at >= weight[i]; i++)
		at -= weight[i];
	a->arg[0] = i;
	return brg_pairs[i];
}

static bool over(const struct brg_actor *a, uint64_t begin)
{
	return a->arena->stop || a->arena->pause ||
	       brg_monotonic_ns() - begin > TURN_NS;
}

static int run(struct brg_actor *a)
{
	const struct brg_pair *pair = choose(a);
	struct brg_slot *slot = &a->proc->slot[0];
	uint64_t begin = brg_monotonic_ns(), pages;
	struct brg_device *dev;
	int ret = 0;

	if (!pair || !brg_pair_is_leader(a))
		return -ECANCELED;
	a->needs = pair->needs;
	dev = brg_pick_device(a);
	a->only = dev;
	if (pair != race.pair)
		race.a.mean_ns = race.b.mean_ns = 0;
	race.pair = pair;
	race.slot = slot;
	ret = map_fresh(a, dev, slot);
	pages = ret ? 0 : slot->length / BRG_PAGE;
	if (pages > pair->most)
		pages = pair->most;
	if (pages && pair->lockstep) {
		run_walk(a, pages);
		pages = 0;
	}
	for (race.page = 0; race.page < pages && !over(a, begin); race.page++) {
		if (pair->fresh && race.page && map_fresh(a, dev, slot))
			break;
		a->me->begin_ns = brg_monotonic_ns();
		if (pair->prepare)
			pair->prepare(a, slot, race.page);
		run_round(a);
	}
	if (pair->prepare)
		brg_side_forget(a);
	/* operations that were a side of it have noted their own */
	a->arg[0] = (uint64_t)brg_pair_index(pair->name);
	a->dev = dev->index;
	a->arena->race_ns += brg_monotonic_ns() - begin;
	return ret;
}

const struct brg_op brg_op_race = {
	.name = "race",
	.summary = "one of [pairs], round after round; runs in a process of its own",
	.bound_s = 40,
	.run = run,
};
