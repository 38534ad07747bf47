// SPDX-License-Identifier: GPL-2.0-or-later
/* summary.c - medians per cell, for a first look. */
#include "bench/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stop.h"
#include "lib/cleanup.h"
#include "lib/stats.h"
#include "lib/text.h"

#define NOTES_MAX 32	/* different reasons listed; more only count */

/** struct row - what the repetitions of a cell gave; @reason: why not
 * @figure: what comparisons use of each
 */
struct row {
	double *p50, *walk, *figure;
	size_t nr, nr_walks, nr_figures;
	const char *reason, *status;
};

/** struct notes - different reasons, told once below the table */
struct notes {
	const char *text[NOTES_MAX];
	size_t nr;
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
		row->status = json_string_value(json_object_get(record,
								"status"));
	}
	if (brg_figure_of(record, &row->figure[row->nr_figures]))
		row->nr_figures++;
	if (json_is_integer(p50))
		row->p50[row->nr++] = (double)json_integer_value(p50);
	if (json_is_integer(walk))
		row->walk[row->nr_walks++] = (double)json_integer_value(walk);
}

static const char *median_text(const double *v, size_t n, uint64_t hz,
			       char *buf, size_t size)
{
	double median = 0;

	if (!n)
		return "-";
	brg_median(v, n, &median);
	return brg_time_text((uint64_t)(median + 0.5), hz, buf, size);
}

/* Number of @text below the table, from 1 */
static size_t note(struct notes *notes, const char *text)
{
	size_t i = 0;

	while (i < notes->nr && strcmp(notes->text[i], text))
		i++;
	if (i == notes->nr && i < NOTES_MAX)
		notes->text[notes->nr++] = text;
	return i + 1;
}

/* Where the median lies for sure; "?" where there are too few to tell */
static const char *width_text(const struct brg_cell *cell,
			      const struct row *row, uint64_t hz, bool *unsure,
			      char *buf, size_t size)
{
	double width = brg_interval_width(row->figure, row->nr_figures,
					  cell->confidence);

	if (!hz)
		snprintf(buf, size, "exact");
	else if (width < 0)
		snprintf(buf, size, "?");
	else
		snprintf(buf, size, "%.1f%%", 100 * width);
	*unsure |= hz && width < 0;
	return buf;
}

static void print_row(const struct brg_cell *cell, const struct row *row,
		      struct notes *notes, uint64_t hz, bool *unsure)
{
	char text[512], p50[32], walk[32], width[32];

	brg_cell_text(cell, text, sizeof(text));
	if (row->nr)
		printf("%12s %12s %7s %4zu  %s\n",
		       median_text(row->p50, row->nr, hz, p50, sizeof(p50)),
		       median_text(row->walk, row->nr_walks, hz, walk,
				   sizeof(walk)),
		       width_text(cell, row, hz, unsure, width, sizeof(width)),
		       row->nr, text);
	else if (row->reason)
		printf("%12s %12s %7s %4s  %s [%zu]\n", row->status, "-", "-",
		       "-", text, note(notes, row->reason));
}

static void print_notes(const struct notes *notes)
{
	for (size_t i = 0; i < notes->nr; i++)
		printf("[%zu] %s\n", i + 1, notes->text[i]);
}

void brg_summary_print(const struct brg_plan *plan, const json_t *records,
		       uint64_t hz)
{
	size_t most = json_array_size(records);
	struct notes notes = { .nr = 0 };
	_cleanup_free_ double *p50 = calloc(most + 1, sizeof(*p50));
	_cleanup_free_ double *walk = calloc(most + 1, sizeof(*walk));
	_cleanup_free_ double *figure = calloc(most + 1, sizeof(*figure));
	bool unsure = false;

	if (!most || !p50 || !walk || !figure)
		return;
	printf("%12s %12s %7s %4s  %s\n", "p50 sample", "walk", "+-", "n",
	       "cell");
	for (size_t i = 0; i < plan->nr_cells; i++) {
		const struct brg_cell *cell = &plan->cells[i];
		struct row row = { .p50 = p50, .walk = walk,
				   .figure = figure };
		json_t *record;
		size_t j;

		json_array_foreach(records, j, record) {
			const char *id = json_string_value(
				json_object_get(record, "cell"));

			if (id && !strcmp(id, cell->id))
				take(&row, record);
		}
		print_row(cell, &row, &notes, hz, &unsure);
	}
	if (unsure)
		printf("?: too few repetitions for an interval of that confidence: cannot tell\n");
	print_notes(&notes);
	brg_summary_print_registration(plan, records, hz);
}
