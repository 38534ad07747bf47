// SPDX-License-Identifier: GPL-2.0-or-later
/* fig_cost.c - parts of one faulting touch as shares, a bar a strategy. */
#include <string.h>

#include "reports/figure.h"
#include "reports/style.h"

#define MAX_BARS 14

static size_t bars_of(const struct brg_figure *fig,
		      const struct brg_row *bars[MAX_BARS])
{
	size_t n = 0;

	for (size_t i = 0; i < fig->shape->nr_rows && n < MAX_BARS; i++) {
		const struct brg_row *row = &fig->shape->rows[i];

		if (row->run == fig->run && row->has_cost)
			bars[n++] = row;
	}
	return n;
}

static void write_labels(FILE *f, const struct brg_row *const *upwards,
			 size_t n, const struct brg_run *run)
{
	char text[BRG_TEXT];

	fputs("array TOTAL[N]\n", f);
	for (size_t i = 0; i < n; i++) {
		double total = upwards[i]->cost.total;
		struct brg_scale scale = brg_scale_for(run, total);

		fprintf(f, "TOTAL[%zu] = \"%s%s%s\"\n", i + 1,
			brg_number(text, total * scale.factor),
			run->unit == BRG_UNIT_TSC ? " " : "",
			run->unit == BRG_UNIT_TSC ? scale.unit : "");
	}
	fputs("P = 4\narray PART[P]\narray PCOLOR[P]\n", f);
	for (int p = 0; p < 4; p++)
		fprintf(f, "PART[%d] = \"%s\"\nPCOLOR[%d] = 0x%06x\n", p + 1,
			brg_style_parts[p].label, p + 1,
			brg_style_parts[p].light);
}

/* The driver's parts can exceed a total that the harness measured otherwise
 * by a little; shares are of the sum of parts */
static void write_part(FILE *f, const struct brg_row *const *upwards, size_t n,
		       int part)
{
	for (size_t i = 0; i < n; i++) {
		const struct brg_cost *c = &upwards[i]->cost;
		const double parts[] = { c->wait, c->check, c->insert,
					 c->rest };
		double sum = c->wait + c->check + c->insert + c->rest;
		double start = 0;

		for (int q = 0; q < part; q++)
			start += parts[q];
		fprintf(f, "%zu %.6g %.6g\n", i + 1, 100 * start / sum,
			100 * (start + parts[part]) / sum);
	}
	fputs("\n\n", f);
}

static void write_script(FILE *f, const struct brg_figure *fig)
{
	const struct brg_row *bars[MAX_BARS], *upwards[MAX_BARS] = { NULL };
	size_t n = bars_of(fig, bars);

	for (size_t i = 0; i < n; i++)
		upwards[n - 1 - i] = bars[i];
	brg_script_styles(f, upwards, NULL, n);
	write_labels(f, upwards, n, &fig->a->runs[fig->run]);
	fputs("$data << EOD\n", f);
	for (int part = 0; part < 4; part++)
		write_part(f, upwards, n, part);
	fputs("EOD\n", f);
}

bool brg_figure_cost(const struct brg_analysis *a,
		     const struct brg_shape *shape, size_t run,
		     struct brg_figure *fig)
{
	const struct brg_row *bars[MAX_BARS];
	char text[BRG_TEXT];
	size_t n;

	*fig = (struct brg_figure){ .a = a, .shape = shape, .run = run,
				    .script = write_script,
				    .layout = brg_gp_cost };
	n = bars_of(fig, bars);
	if (!n)
		return false;
	fig->lines = n;	/* bars; the key always has four entries */
	fig->reps = bars[0]->of[BRG_OF_P50].n;
	for (size_t i = 0; i < n; i++) {
		if (bars[i]->of[BRG_OF_P50].n < fig->reps)
			fig->reps = bars[i]->of[BRG_OF_P50].n;
		if (bars[i]->nr_samples > fig->samples)
			fig->samples = bars[i]->nr_samples;
	}
	brg_shape_text(text, a, shape, true, true);
	snprintf(fig->title, sizeof(fig->title), "What a fault costs: %.180s",
		 text[0] ? text : "by part");
	snprintf(fig->what, sizeof(fig->what),
		 "Each bar is one touch that faulted, 100 %%; its mean %s stands behind it. One fault of one strategy may map far more than one of another, so compare shapes of bars, and the walk for the price of a page. Parts are the driver's own counters with timing on, its clock readings included; upstream vfio-pci reports none. Rest: exception entry and exit, generic memory management, page tables, the access, the harness.",
		 a->runs[run].unit == BRG_UNIT_TSC ? "time" :
						     "number of instructions");
	return true;
}
