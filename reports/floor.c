// SPDX-License-Identifier: GPL-2.0-or-later
/* floor.c - take the harness's share out of what was timed touch by touch. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/stats.h"
#include "reports/run.h"

/* The workload whose samples are touches of the same loop as null's */
static bool of_touches(const struct brg_run *run, const struct brg_record *t)
{
	return t->status == BRG_RECORD_OK && t->nr_samples &&
	       !strcmp(run->cells[t->cell].workload, "fault");
}

/* The median over the repetitions of null; -1 without */
static double find_floor(const struct brg_run *run)
{
	_cleanup_free_ double *v = calloc(run->nr_records + 1, sizeof(*v));
	double median;
	size_t n = 0;

	for (size_t i = 0; v && i < run->nr_records; i++) {
		const struct brg_record *t = &run->records[i];

		if (t->status == BRG_RECORD_OK && t->nr_samples &&
		    !strcmp(run->cells[t->cell].workload, "null"))
			v[n++] = (double)t->summary.p50;
	}
	return !v || brg_median(v, n, &median) ? -1 : median;
}

uint64_t brg_less_floor(const struct brg_run *run, const struct brg_record *t,
			uint64_t sample)
{
	uint64_t floor = of_touches(run, t) ? run->floor_subtracted : 0;

	return sample > floor ? sample - floor : 0;
}

static double threads_of(const struct brg_run_cell *cell)
{
	const struct brg_pair *p = brg_pair_find(cell->params, cell->nr_params,
						 "threads");

	return p && !p->text && p->number >= 1 ? p->number : 1;
}

/* As many floors as a thread made touches, one sample each: threads walk at the
 * same time. */
static void less_walk(const struct brg_run *run, struct brg_record *t)
{
	double share = (double)run->floor_subtracted * (double)t->nr_samples /
		       threads_of(&run->cells[t->cell]);

	for (size_t i = 0; i < t->nr_metrics; i++) {
		struct brg_pair *m = &t->metrics[i];

		if (strcmp(m->key, "walk") && strcmp(m->key, "total"))
			continue;
		m->number = m->number > share ? m->number - share : 0;
	}
}

static void less_summary(const struct brg_run *run, struct brg_record *t)
{
	struct brg_summary *s = &t->summary;
	uint64_t *const all[] = { &s->min, &s->p50,  &s->p90,
				  &s->p99, &s->p999, &s->max };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		*all[i] = brg_less_floor(run, t, *all[i]);
	s->mean = s->mean > (double)run->floor_subtracted ?
			  s->mean - (double)run->floor_subtracted : 0;
}

int brg_run_less_floor(struct brg_run *run)
{
	double floor = find_floor(run);

	if (floor < 0)
		return -ENODATA;
	run->floor_subtracted = (uint64_t)floor;
	for (size_t i = 0; i < run->nr_records; i++) {
		struct brg_record *t = &run->records[i];

		if (!of_touches(run, t))
			continue;
		less_walk(run, t);
		less_summary(run, t);
	}
	return 0;
}
