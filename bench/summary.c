// SPDX-License-Identifier: GPL-2.0-or-later
/* summary.c - medians per cell, for a first look. */
#include "bench/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/stats.h"
#include "lib/text.h"

/** struct row - what the repetitions of a cell gave */
struct row {
	double *p50, *walk;
	size_t nr, failed;
	const char *reason;
};

static void take(struct row *row, const json_t *record)
{
	const char *reason = json_string_value(json_object_get(record,
							       "reason"));
	json_t *p50 = json_object_get(json_object_get(record, "summary"),
				      "p50");
	json_t *walk = json_object_get(json_object_get(record, "metrics"),
				       "walk");

	if (reason) {
		row->reason = reason;
		row->failed++;
	}
	if (!json_is_integer(p50) || !json_is_integer(walk))
		return;
	row->p50[row->nr] = (double)json_integer_value(p50);
	row->walk[row->nr] = (double)json_integer_value(walk);
	row->nr++;
}

static const char *median_text(const double *v, size_t n, uint64_t hz,
			       char *buf, size_t size)
{
	double median = 0;

	brg_median(v, n, &median);
	return brg_time_text((uint64_t)(median + 0.5), hz, buf, size);
}

static void print_row(const struct brg_cell *cell, const struct row *row,
		      uint64_t hz)
{
	char text[512], p50[32], walk[32];

	brg_cell_text(cell, text, sizeof(text));
	if (row->nr)
		printf("%12s %12s %4zu  %s\n",
		       median_text(row->p50, row->nr, hz, p50, sizeof(p50)),
		       median_text(row->walk, row->nr, hz, walk, sizeof(walk)),
		       row->nr, text);
	else if (row->reason)
		printf("%12s %12s %4s  %s: %s\n", "-", "-", "-", text,
		       row->reason);
}

void brg_summary_print(const struct brg_plan *plan, const json_t *records,
		       uint64_t hz)
{
	size_t most = json_array_size(records);
	_cleanup_free_ double *p50 = calloc(most + 1, sizeof(*p50));
	_cleanup_free_ double *walk = calloc(most + 1, sizeof(*walk));

	if (!most || !p50 || !walk)
		return;
	printf("%12s %12s %4s  %s\n", "p50 touch", "walk", "n", "cell");
	for (size_t i = 0; i < plan->nr_cells; i++) {
		const struct brg_cell *cell = &plan->cells[i];
		struct row row = { .p50 = p50, .walk = walk };
		json_t *record;
		size_t j;

		json_array_foreach(records, j, record) {
			const char *id = json_string_value(
				json_object_get(record, "cell"));

			if (id && !strcmp(id, cell->id))
				take(&row, record);
		}
		print_row(cell, &row, hz);
	}
}
