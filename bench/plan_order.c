// SPDX-License-Identifier: GPL-2.0-or-later
/* plan_order.c - in which order trials run: rounds, drivers, cells. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan.h"
#include "lib/cleanup.h"
#include "lib/rng.h"

#define TRIALS_MAX 10000000	/* more is a slip */

/* Fisher-Yates */
static void shuffle(struct brg_rng *rng, size_t *v, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = brg_rng_below(rng, i), t = v[i - 1];

		v[i - 1] = v[j];
		v[j] = t;
	}
}

#define DRIVERS_MAX 8

/* The drivers cells need, each once */
static size_t list_drivers(const struct brg_plan *plan, const char **drivers)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->nr_cells; i++) {
		const char *driver = brg_cell_driver(&plan->cells[i]);
		size_t j = 0;

		while (j < n && strcmp(drivers[j], driver))
			j++;
		if (j == n && n < DRIVERS_MAX)
			drivers[n++] = driver;
	}
	return n;
}

/* One round: drivers in random order, and under each its cells in random
 * order, so that a function changes drivers as rarely as fairness allows. */
static void order_round(struct brg_plan *plan, unsigned int rep, size_t *cells)
{
	struct brg_rng rng = brg_rng_seed(plan->seed, rep + 1);
	const char *drivers[DRIVERS_MAX];
	size_t nr_drivers = list_drivers(plan, drivers);
	size_t turn[DRIVERS_MAX];

	for (size_t i = 0; i < nr_drivers; i++)
		turn[i] = i;
	shuffle(&rng, turn, nr_drivers);
	for (size_t d = 0; d < nr_drivers; d++) {
		size_t n = 0;

		for (size_t i = 0; i < plan->nr_cells; i++)
			if (plan->cells[i].most > rep &&
			    !strcmp(brg_cell_driver(&plan->cells[i]),
				    drivers[turn[d]]))
				cells[n++] = i;
		shuffle(&rng, cells, n);
		for (size_t i = 0; i < n; i++)
			plan->trials[plan->nr_trials++] = (struct brg_planned){
				&plan->cells[cells[i]], rep
			};
	}
}

int brg_plan_order(struct brg_plan *plan)
{
	_cleanup_free_ size_t *cells = calloc(plan->nr_cells, sizeof(*cells));
	size_t total = 0;

	for (size_t i = 0; i < plan->nr_cells; i++)
		total += plan->cells[i].most;
	if (total > TRIALS_MAX)
		return -E2BIG;
	plan->trials = calloc(total, sizeof(*plan->trials));
	if (!cells || !plan->trials)
		return -ENOMEM;
	plan->nr_trials = 0;
	for (unsigned int rep = 0; rep < plan->repeats; rep++)
		order_round(plan, rep, cells);
	return 0;
}
