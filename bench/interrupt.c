// SPDX-License-Identifier: GPL-2.0-or-later
/* interrupt.c - mappings that are populated, taken away and accessed again. */
#include "bench/interrupt.h"

#include <errno.h>

#include "bench/maps.h"
#include "bench/sampling.h"

struct interrupted {
	struct brg_maps maps;
	const struct brg_interrupt *how;
	size_t nr_parts;
};

uint64_t brg_interrupt_touches(const struct brg_cell *cell)
{
	uint64_t pages = brg_cell_populated(cell) / BRG_PAGE *
			 brg_param_number(cell, "mappings");

	return (brg_cell_count(cell) + cell->warmup) * (2 + pages);
}

static int take(void *data, uint64_t *sample, uint64_t part[])
{
	const struct interrupted *x = data;
	struct brg_trial *trial = x->maps.trial;
	int ret;

	brg_maps_touch(&x->maps);
	ret = x->how->request(trial->target, part);
	if (ret)
		return (ret == -EOPNOTSUPP || ret == -ENOTTY ? brg_skip : brg_fail)(
			trial->result, "%s", trial->target->error);
	*sample = 0;
	for (size_t i = 0; i + 1 < x->nr_parts; i++)
		*sample += part[i];
	part[x->nr_parts - 1] = brg_maps_first_access(&x->maps);
	return 0;
}

int brg_interrupt_run(struct brg_trial *trial,
		      const struct brg_interrupt *interrupt)
{
	const struct brg_cell *cell = trial->cell;
	struct interrupted x = {
		.maps = { .trial = trial,
			  .length = brg_cell_populated(cell),
			  .nr = brg_param_number(cell, "mappings") },
		.how = interrupt,
	};
	const struct brg_sampling sampling = { take, &x, interrupt->parts };

	while (interrupt->parts[x.nr_parts])
		x.nr_parts++;
	brg_maps_at_va(&x.maps);
	if (brg_maps_prepare(&x.maps, brg_cell_count(cell)))
		return -1;
	return brg_sampling_run(trial, &sampling);
}
