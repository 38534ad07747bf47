// SPDX-License-Identifier: GPL-2.0-or-later
/* progress.c - percentage, current cell and time left. */
#include "bench/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/text.h"

#define LINE_EVERY_NS (5ull * 1000 * 1000 * 1000)

void brg_progress_start(struct brg_progress *p, const struct brg_plan *plan,
			uint64_t fault_ns, uint64_t interval_ns)
{
	*p = (struct brg_progress){ .tty = isatty(STDERR_FILENO) == 1,
				    .total = plan->nr_trials,
				    .cells = plan->nr_cells,
				    .budget_ns = plan->time_budget_ns,
				    .begun_ns = brg_monotonic_ns(),
				    .fault_ns = fault_ns };
	p->interval_ns = interval_ns ? interval_ns :
			 p->tty	     ? 0 : LINE_EVERY_NS;
	for (size_t i = 0; i < plan->nr_trials; i++)
		p->estimated_ns += brg_cell_estimate_ns(plan->trials[i].cell,
							fault_ns);
}

void brg_progress_skip(struct brg_progress *p, const struct brg_cell *cell)
{
	p->done++;
	p->estimated_ns -= brg_cell_estimate_ns(cell, p->fault_ns);
}

void brg_progress_stop(struct brg_progress *p, const struct brg_cell *cell,
		       unsigned int tried)
{
	unsigned int spared = cell->most > tried ? cell->most - tried : 0;

	p->stopped++;
	p->total -= spared;
	p->estimated_ns -= spared * brg_cell_estimate_ns(cell, p->fault_ns);
}

/* What is left by the estimate, scaled by how right it has been so far */
static uint64_t left_ns(const struct brg_progress *p)
{
	double scale = p->estimated_done_ns ?
			       (double)p->spent_ns /
				       (double)p->estimated_done_ns : 1;

	return (uint64_t)((double)(p->estimated_ns - p->estimated_done_ns) *
			  scale);
}

void brg_progress_begin(struct brg_progress *p, const struct brg_cell *cell)
{
	uint64_t now = brg_monotonic_ns();
	uint64_t spent = now - p->begun_ns, left;
	char text[512], time[32];

	p->started_ns = now;
	if (p->shown && now - p->last_ns < p->interval_ns)
		return;
	p->last_ns = now;
	p->shown = true;
	left = left_ns(p);
	if (p->budget_ns && spent + left > p->budget_ns)
		left = spent < p->budget_ns ? p->budget_ns - spent : 0;
	fprintf(stderr,
		"%s%3zu%% %zu/%zu %.100s, %zu of %zu cells settled, %s left%s",
		p->tty ? "\r\033[K" : "barrage: ",
		p->total ? 100 * p->done / p->total : 100, p->done, p->total,
		brg_cell_text(cell, text, sizeof(text)), p->stopped, p->cells,
		brg_duration_text(left, time, sizeof(time)),
		p->tty ? "" : "\n");
}

void brg_progress_end(struct brg_progress *p, const struct brg_cell *cell)
{
	p->done++;
	p->spent_ns += brg_monotonic_ns() - p->started_ns;
	p->estimated_done_ns += brg_cell_estimate_ns(cell, p->fault_ns);
}

void brg_progress_clear(struct brg_progress *p)
{
	if (p->tty && p->shown)
		fputs("\r\033[K", stderr);
}
