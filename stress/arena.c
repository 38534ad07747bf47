// SPDX-License-Identifier: GPL-2.0-or-later
/* arena.c - shared memory, and findings in it. */
#include "stress/arena.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/clock.h"
#include "stress/op.h"

struct brg_arena *brg_arena_create(void)
{
	struct brg_arena *arena = mmap(NULL, sizeof(*arena),
				       PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (arena == MAP_FAILED)
		return NULL;
	/* a page of it that is not there yet would be a fault of our own */
	memset(arena, 0, sizeof(*arena));
	arena->start_ns = brg_monotonic_ns();
	return arena;
}

void brg_arena_destroy(struct brg_arena *arena)
{
	if (arena)
		munmap(arena, sizeof(*arena));
}

static bool same(const struct brg_finding *f, const char *invariant,
		 const char *title)
{
	return !strncmp(f->invariant, invariant, sizeof(f->invariant) - 1) &&
	       !strncmp(f->title, title, sizeof(f->title) - 1);
}

static void fill(struct brg_arena *arena, struct brg_finding *f, int worker,
		 const char *invariant, const char *title)
{
	uint32_t op = worker >= 0 ? arena->worker[worker].op : 0;

	f->at_ns = brg_monotonic_ns() - arena->start_ns;
	f->ops = arena->ops;
	f->worker = worker;
	snprintf(f->invariant, sizeof(f->invariant), "%s", invariant);
	snprintf(f->title, sizeof(f->title), "%s", title);
	snprintf(f->op, sizeof(f->op), "%s", op ? brg_ops[op - 1]->name : "");
}

void brg_arena_find(struct brg_arena *arena, int worker, const char *invariant,
		    const char *title, const char *fmt, ...)
{
	va_list args;

	for (unsigned int i = 0; i < BRG_MAX_FINDINGS; i++) {
		struct brg_finding *f = &arena->finding[i];
		uint32_t none = 0;

		if (f->state == 2 && same(f, invariant, title)) {
			f->count++;
			return;
		}
		if (!atomic_compare_exchange_strong(&f->state, &none, 1))
			continue;
		fill(arena, f, worker, invariant, title);
		va_start(args, fmt);
		vsnprintf(f->detail, sizeof(f->detail), fmt, args);
		va_end(args);
		f->count = 1;
		f->state = 2;
		return;
	}
}

void brg_arena_count(struct brg_arena *arena, unsigned int op, uint64_t ns,
		     int result)
{
	struct brg_op_count *c = &arena->op[op];
	uint64_t max = c->max_ns;

	arena->ops++;
	c->ns += ns;
	while (ns > max && !atomic_compare_exchange_weak(&c->max_ns, &max, ns))
		;
	if (result == -ECANCELED)
		c->canceled++;
	else if (result)
		c->failed++;
	else
		c->done++;
}

unsigned int brg_arena_findings(const struct brg_arena *arena)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < BRG_MAX_FINDINGS; i++)
		n += arena->finding[i].state == 2;
	return n;
}
