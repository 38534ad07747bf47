// SPDX-License-Identifier: GPL-2.0-or-later
/* contest.c - throughput, fairness and the driver's lock after a contest. */
#include "bench/contest.h"

#include <stdio.h>

#include "lib/hist.h"

static const struct {
	enum brg_hist_which which;
	const char *name;
} distributions[] = {
	{ BRG_HIST_READ_WAIT, "lock_read_wait" },
	{ BRG_HIST_READ_HOLD, "lock_read_hold" },
	{ BRG_HIST_WRITE_WAIT, "lock_write_wait" },
	{ BRG_HIST_WRITE_HOLD, "lock_write_hold" },
};

#define NR_DISTRIBUTIONS (sizeof(distributions) / sizeof(*distributions))

void brg_contest_clear_lock(const struct contest *c)
{
	struct brg_distribution discard;

	for (size_t i = 0; i < NR_DISTRIBUTIONS; i++)
		brg_target_lock_times(c->trial->target, distributions[i].which,
				      &discard);
}

static void quantiles(struct brg_result *result, const char *name,
		      const struct brg_distribution *d)
{
	static const struct {
		const char *suffix;
		uint32_t ppm;
	} q[] = {
		{ "p50", 500000 }, { "p99", 990000 }, { "max", 1000000 },
	};
	uint64_t count = brg_distribution_count(d);
	char metric[40];

	snprintf(metric, sizeof(metric), "%s_count", name);
	brg_metric(result, metric, count);
	for (size_t i = 0; count && i < sizeof(q) / sizeof(*q); i++) {
		snprintf(metric, sizeof(metric), "%s_%s", name, q[i].suffix);
		brg_metric(result, metric,
			   brg_distribution_quantile(d, q[i].ppm));
	}
}

static int report_lock(const struct contest *c)
{
	struct brg_target *target = c->trial->target;
	struct brg_result *result = c->trial->result;
	struct brg_distribution d;

	for (size_t i = 0; i < NR_DISTRIBUTIONS; i++) {
		if (brg_target_lock_times(target, distributions[i].which, &d))
			return brg_fail(result, "%s", target->error);
		quantiles(result, distributions[i].name, &d);
	}
	return 0;
}

/* Rates of the readers against their mean, and Jain's index of them: 1 if all
 * are equal, 1/n if one has everything. Shares of a million. */
static void report_fairness(const struct contest *c)
{
	struct brg_result *result = c->trial->result;
	double sum = 0, squares = 0, least = 0, most = 0;
	double n = (double)c->readers;

	for (size_t i = 0; i < c->readers; i++) {
		const struct actor *a = &c->actor[i];
		double rate = (double)c->count /
			      (double)(a->end > a->begin ? a->end - a->begin : 1);

		sum += rate;
		squares += rate * rate;
		least = !i || rate < least ? rate : least;
		most = rate > most ? rate : most;
	}
	brg_metric(result, "share_min_ppm", (uint64_t)(1e6 * least * n / sum));
	brg_metric(result, "share_max_ppm", (uint64_t)(1e6 * most * n / sum));
	brg_metric(result, "fairness_ppm",
		   (uint64_t)(1e6 * sum * sum / (n * squares)));
}

static void report_readers(const struct contest *c)
{
	struct brg_result *result = c->trial->result;
	uint64_t begin = UINT64_MAX, end = 0, fast = UINT64_MAX, slow = 0;
	uint64_t refused = 0, late = 0;

	for (size_t i = 0; i < c->readers; i++) {
		const struct actor *a = &c->actor[i];
		uint64_t took = a->end - a->begin;

		begin = a->begin < begin ? a->begin : begin;
		end = a->end > end ? a->end : end;
		fast = took < fast ? took : fast;
		slow = took > slow ? took : slow;
		refused += a->refused;
		late += a->late;
	}
	result->nr_samples = c->readers * c->count;
	brg_metric(result, "walk", end - begin);
	brg_metric(result, "reads_count", result->nr_samples);
	brg_metric(result, "refused_count", refused);
	if (c->arrival != BRG_ARRIVAL_CLOSED)
		brg_metric(result, "late_count", late);
	brg_metric(result, "reader_min", fast);
	brg_metric(result, "reader_max", slow);
}

static void report_writers(const struct contest *c)
{
	struct brg_result *result = c->trial->result;
	uint64_t written = 0, sum = 0, longest = 0, least = UINT64_MAX;

	if (!c->writers)
		return;
	for (size_t i = c->readers; i < c->readers + c->writers; i++) {
		const struct actor *a = &c->actor[i];

		written += a->writes;
		sum += a->sum;
		longest = a->longest > longest ? a->longest : longest;
		least = a->writes < least ? a->writes : least;
	}
	brg_metric(result, "writes_count", written);
	brg_metric(result, "writer_min_count", least);
	if (written) {
		brg_metric(result, "write", sum / written);
		brg_metric(result, "write_max", longest);
	}
}

int brg_contest_report(const struct contest *c)
{
	report_readers(c);
	report_fairness(c);
	report_writers(c);
	return c->timed ? report_lock(c) : 0;
}
