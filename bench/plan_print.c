// SPDX-License-Identifier: GPL-2.0-or-later
/* plan_print.c - the matrix a dry run shows, and how long it takes. */
#include <errno.h>
#include <stdio.h>

#include "bench/limits.h"
#include "bench/plan.h"
#include "lib/text.h"

struct brg_plan_time brg_plan_estimate(const struct brg_plan *plan,
				       uint64_t fault_ns)
{
	struct brg_plan_time out = { 0, 0 };

	for (size_t i = 0; i < plan->nr_cells; i++) {
		const struct brg_cell *cell = &plan->cells[i];
		uint64_t each = brg_limit_find(cell) ? 0 :
				brg_cell_estimate_ns(cell, fault_ns);

		out.least_ns += cell->repeat * each;
		out.most_ns += cell->most * each;
	}
	return out;
}

int brg_plan_fits(const struct brg_plan *plan, uint64_t fault_ns, char *why,
		  size_t why_size)
{
	struct brg_plan_time time = brg_plan_estimate(plan, fault_ns);
	char needed[32], budget[32];

	if (!plan->time_budget_ns || time.least_ns <= plan->time_budget_ns)
		return 0;
	snprintf(why, why_size,
		 "plan: cannot finish within time_budget = %s: it takes up to %s, without a cell being repeated more than it has to be (sweep less, repeat less, or raise time_budget)",
		 brg_duration_text(plan->time_budget_ns, budget,
				   sizeof(budget)),
		 brg_duration_text(time.least_ns, needed, sizeof(needed)));
	return -ETIME;
}

/* "5", or "5..50" where precision decides */
static const char *repeat_text(const struct brg_cell *cell, char *buf,
			       size_t size)
{
	if (cell->most > cell->repeat)
		snprintf(buf, size, "%u..%u", cell->repeat, cell->most);
	else
		snprintf(buf, size, "%u", cell->repeat);
	return buf;
}

static void print_rules(const struct brg_plan *plan)
{
	char budget[32];

	for (size_t i = 0; i < plan->nr_cells; i++)
		if (plan->cells[i].precision > 0) {
			printf("a cell with two numbers of repetitions stops when its interval is narrow enough (precision, confidence)\n");
			break;
		}
	if (plan->time_budget_ns)
		printf("no round of repetitions starts after %s (time_budget)\n",
		       brg_duration_text(plan->time_budget_ns, budget,
					 sizeof(budget)));
}

void brg_plan_print(const struct brg_plan *plan, uint64_t fault_ns)
{
	struct brg_plan_time time = brg_plan_estimate(plan, fault_ns);
	uint64_t samples = 0;
	char text[512], least[32], most[32];

	printf("%-16s %7s %10s  %s\n", "job", "repeat", "samples", "cell");
	for (size_t i = 0; i < plan->nr_cells; i++) {
		const struct brg_cell *cell = &plan->cells[i];
		const struct brg_limit *limit = brg_limit_find(cell);
		uint64_t each = limit ? 0 : cell->workload->samples(cell);

		printf("%-16s %7s %10ju  %s%s%s%s\n", cell->job,
		       repeat_text(cell, most, sizeof(most)), (uintmax_t)each,
		       brg_cell_text(cell, text, sizeof(text)),
		       limit ? " (skipped: it " : "", limit ? limit->why : "",
		       limit ? ")" : "");
		samples += cell->most * each;
	}
	brg_duration_text(time.least_ns, least, sizeof(least));
	brg_duration_text(time.most_ns, most, sizeof(most));
	printf("%zu cells, %zu trials, %ju samples, at most about %s%s%s if every touch faults in %ju ns\n",
	       plan->nr_cells, plan->nr_trials, (uintmax_t)samples,
	       time.least_ns < time.most_ns ? least : "",
	       time.least_ns < time.most_ns ? " to " : "", most,
	       (uintmax_t)fault_ns);
	print_rules(plan);
}
