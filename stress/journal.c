// SPDX-License-Identifier: GPL-2.0-or-later
/* journal.c - from the rings to journal.tsv. */
#include "stress/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/sync.h"
#include "stress/op.h"

#define LIMIT	(16ull << 20)
#define SYNC_NS	(1000ull * 1000 * 1000)

static int begin(struct brg_op_journal *j)
{
	int fd = openat(j->dir_fd, BRG_JOURNAL, O_WRONLY | O_CREAT | O_TRUNC |
			O_CLOEXEC, 0644);

	if (fd < 0)
		return -errno;
	j->stream = fdopen(fd, "w");
	j->bytes = 0;
	/* a journal without its head is none, whoever is killed next */
	fprintf(j->stream, BRG_JOURNAL_HEAD "\n%s", j->stage);
	return fflush(j->stream) ? -errno : 0;
}

int brg_op_journal_open(struct brg_op_journal *j, int dir_fd)
{
	*j = (struct brg_op_journal){ .dir_fd = dir_fd };
	return begin(j);
}

static void turn_over(struct brg_op_journal *j)
{
	fclose(j->stream);
	j->stream = NULL;
	renameat(j->dir_fd, BRG_JOURNAL, j->dir_fd, BRG_JOURNAL_OLD);
	j->error = begin(j);
}

void brg_op_journal_stage(struct brg_op_journal *j, size_t index,
			  const char *target, const char *lock)
{
	snprintf(j->stage, sizeof(j->stage), BRG_JOURNAL_STAGE "%zu %.80s %.40s\n",
		 index, target, lock);
	if (j->stream && fputs(j->stage, j->stream) < 0)
		j->error = -errno;
}

/* All that counts operations does so here, or a worker that is killed between
 * two of them has done more by the one than by the other. */
static void put(struct brg_op_journal *j, struct brg_arena *arena,
		unsigned int worker, const struct brg_entry *e)
{
	int n;

	brg_arena_count(arena, e->op, e->end_ns - e->begin_ns, e->result);
	if (j->series)
		brg_op_series_add(j->series, e);
	if (!j->stream)
		return;
	n = fprintf(j->stream, "%u\t%" PRIu64 "\t%s\t0x%" PRIx64
		    "\t%u\t0x%" PRIx64 "\t0x%" PRIx64 "\t0x%" PRIx64
		    "\t%" PRIu64 "\t%" PRIu64 "\t%d\n",
		    worker, e->index, brg_ops[e->op]->name, e->seed, e->dev,
		    e->arg[0], e->arg[1], e->arg[2],
		    (e->begin_ns - arena->start_ns) / 1000,
		    (e->end_ns - e->begin_ns) / 1000, e->result);
	if (n < 0) {
		j->error = -errno;
		return;
	}
	j->lines++;
	j->bytes += (uint64_t)n;
	if (j->bytes >= LIMIT)
		turn_over(j);
}

void brg_op_journal_drain(struct brg_op_journal *j, struct brg_arena *arena)
{
	for (unsigned int w = 0; w < BRG_MAX_WORKERS; w++) {
		struct brg_worker *worker = &arena->worker[w];

		while (worker->tail != worker->head) {
			put(j, arena, w,
			    &worker->ring[worker->tail % BRG_RING]);
			worker->tail++;
		}
	}
	if (brg_monotonic_ns() - j->synced_ns >= SYNC_NS)
		brg_op_journal_sync(j);
}

void brg_op_journal_unfinished(struct brg_op_journal *j,
			       struct brg_arena *arena, unsigned int worker)
{
	struct brg_worker *w = &arena->worker[worker];
	struct brg_entry e = { .seed = w->seed, .result = -EINTR };
	uint32_t op = w->op;

	if (!op)
		return;
	w->op = 0;
	e.op = (uint16_t)(op - 1);
	e.index = w->index - 1;
	e.begin_ns = w->begin_ns;
	e.end_ns = brg_monotonic_ns();
	put(j, arena, worker, &e);
}

void brg_op_journal_sync(struct brg_op_journal *j)
{
	int ret = j->stream ? brg_sync(j->stream) : 0;

	j->synced_ns = brg_monotonic_ns();
	if (ret)
		j->error = ret;
}

void brg_op_journal_close(struct brg_op_journal *j)
{
	brg_op_journal_sync(j);
	if (j->stream)
		fclose(j->stream);
	j->stream = NULL;
}
