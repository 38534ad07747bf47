// SPDX-License-Identifier: GPL-2.0-or-later
/* series.c - see series.h. */
#include "stress/series.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/hist.h"
#include "lib/soak.h"
#include "lib/sync.h"
#include "stress/op.h"

#define NS_PER_MS	1000000
#define BUFFER		(64u << 10)	/* a block is half of that at most */

/** struct brg_op_sum - what one operation did since the last block
 * @max_us, @durations: in us, of those not canceled */
struct brg_op_sum {
	uint64_t done, failed, canceled, max_us;
	struct brg_distribution durations;
};

static void clear(struct brg_op_series *s)
{
	memset(s->op, 0, BRG_MAX_OPS * sizeof(*s->op));
	s->any = false;
}

int brg_op_series_open(struct brg_op_series *s, int dir_fd)
{
	int fd = openat(dir_fd, BRG_SERIES, O_WRONLY | O_CREAT | O_TRUNC |
			O_CLOEXEC, 0644);

	*s = (struct brg_op_series){
		.stream = fd < 0 ? NULL : fdopen(fd, "w"),
		.op = calloc(BRG_MAX_OPS, sizeof(*s->op)),
		.buffer = malloc(BUFFER),
	};
	if (!s->stream || !s->op || !s->buffer)
		return -errno;
	setvbuf(s->stream, s->buffer, _IOFBF, BUFFER);
	fputs(BRG_SERIES_HEAD "\n" BRG_SERIES_COLUMNS "\n", s->stream);
	return fflush(s->stream) ? -errno : 0;
}

void brg_op_series_begin(struct brg_op_series *s, unsigned int number,
			 uint64_t start_ns)
{
	clear(s);
	s->stage = number;
	s->start_ns = start_ns;
	s->last_ns = start_ns;
	s->from_ms = 0;
}

void brg_op_series_add(struct brg_op_series *s, const struct brg_entry *e)
{
	uint64_t us = (e->end_ns - e->begin_ns) / 1000;
	struct brg_op_sum *op = &s->op[e->op];

	s->any = true;
	if (e->end_ns > s->last_ns)
		s->last_ns = e->end_ns;
	if (e->result == -ECANCELED) {
		op->canceled++;
		return;
	}
	if (e->result)
		op->failed++;
	else
		op->done++;
	if (us > op->max_us)
		op->max_us = us;
	brg_distribution_add(&op->durations, us);
}

/* A histogram tells the upper end of a bucket, which may be above them all */
static uint64_t quantile(const struct brg_op_sum *op, uint32_t ppm)
{
	uint64_t us = brg_distribution_quantile(&op->durations, ppm);

	return us < op->max_us ? us : op->max_us;
}

static void put_line(struct brg_op_series *s, uint64_t to_ms, const char *name,
		     const struct brg_op_sum *op)
{
	fprintf(s->stream, "%u\t%" PRIu64 "\t%" PRIu64 "\t%s\t%" PRIu64
		"\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64
		"\t%" PRIu64 "\t", s->stage, s->from_ms, to_ms, name, op->done,
		op->failed, op->canceled, quantile(op, 500000),
		quantile(op, 990000), op->max_us);
}

static void put_durations(struct brg_op_series *s, const struct brg_op_sum *all)
{
	const char *comma = "";

	for (size_t i = 0; i < BRG_HIST_BUCKETS; i++) {
		uint64_t n = all->durations.bucket[i];

		if (!n)
			continue;
		fprintf(s->stream, "%s%" PRIu64 ":%" PRIu64, comma,
			brg_hist_low(i), n);
		comma = ",";
	}
	fputs(comma[0] ? "\n" : "-\n", s->stream);
}

static void put_all(struct brg_op_series *s, uint64_t to_ms)
{
	struct brg_op_sum all = { .done = 0 };

	for (unsigned int i = 0; i < BRG_MAX_OPS; i++) {
		const struct brg_op_sum *op = &s->op[i];

		all.done += op->done;
		all.failed += op->failed;
		all.canceled += op->canceled;
		if (op->max_us > all.max_us)
			all.max_us = op->max_us;
		brg_distribution_merge(&all.durations, &op->durations);
	}
	put_line(s, to_ms, BRG_SERIES_ALL, &all);
	put_durations(s, &all);
}

/* The line of all comes first: cut off after it, a block still says how much. */
static void put_block(struct brg_op_series *s, uint64_t to_ms)
{
	if (!s->stream)
		return;
	put_all(s, to_ms);
	for (unsigned int i = 0; i < BRG_MAX_OPS; i++) {
		const struct brg_op_sum *op = &s->op[i];

		if (!op->done && !op->failed && !op->canceled)
			continue;
		put_line(s, to_ms, brg_ops[i]->name, op);
		fputs("-\n", s->stream);
	}
	brg_sync(s->stream);
	s->bytes = (uint64_t)ftello(s->stream);
	clear(s);
	s->from_ms = to_ms;
}

/* Rounded up: what has been counted ended before. */
static uint64_t ms_of(const struct brg_op_series *s, uint64_t ns)
{
	return (ns - s->start_ns + NS_PER_MS - 1) / NS_PER_MS;
}

void brg_op_series_tick(struct brg_op_series *s, uint64_t now_ns)
{
	uint64_t to_ms = ms_of(s, now_ns);
	uint64_t interval_ms = (uint64_t)BRG_OP_SERIES_MS <<
			       (s->bytes / BRG_OP_SERIES_WIDEN);

	if (to_ms - s->from_ms >= interval_ms)
		put_block(s, to_ms);
}

void brg_op_series_end(struct brg_op_series *s)
{
	uint64_t to_ms = ms_of(s, s->last_ns);

	if (s->any)
		put_block(s, to_ms > s->from_ms ? to_ms : s->from_ms + 1);
}

void brg_op_series_close(struct brg_op_series *s)
{
	if (s->stream)
		fclose(s->stream);
	free(s->op);
	free(s->buffer);
	*s = (struct brg_op_series){ .stream = NULL };
}
