// SPDX-License-Identifier: GPL-2.0-or-later
/* fig_cost.c - parts of one faulting touch, a bar a strategy. */
#include <math.h>
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

static double longest(const struct brg_row *const *bars, size_t n)
{
	double top = 0;

	for (size_t i = 0; i < n; i++)
		top = fmax(top, bars[i]->cost.total);
	return top;
}

static void write_labels(FILE *f, const struct brg_row *const *bars, size_t n,
			 const struct brg_scale *scale)
{
	char text[BRG_TEXT];

	fprintf(f, "UNIT = \"%s\"\nTOP = %.6g\narray TOTAL[N]\narray END[N]\n",
		scale->unit, longest(bars, n) * scale->factor);
	for (size_t i = 0; i < n; i++) {
		double total = bars[i]->cost.total * scale->factor;

		fprintf(f, "TOTAL[%zu] = \"%s\"\nEND[%zu] = %.6g\n", n - i,
			brg_number(text, total), n - i, total);
	}
	fputs("P = 4\narray PART[P]\narray PCOLOR[P]\n", f);
	for (int p = 0; p < 4; p++)
		fprintf(f, "PART[%d] = \"%s\"\nPCOLOR[%d] = 0x%06x\n", p + 1,
			brg_style_parts[p].label, p + 1,
			brg_style_parts[p].light);
}

static void write_script(FILE *f, const struct brg_figure *fig)
{
	const struct brg_row *bars[MAX_BARS], *upwards[MAX_BARS];
	size_t n = bars_of(fig, bars);
	struct brg_scale scale = brg_scale_for(&fig->a->runs[fig->run],
					       longest(bars, n));

	for (size_t i = 0; i < n; i++)
		upwards[n - 1 - i] = bars[i];
	brg_script_styles(f, upwards, n);
	write_labels(f, bars, n, &scale);
	fputs("$data << EOD\n", f);
	for (int p = 0; p < 4; p++) {
		for (size_t i = 0; i < n; i++) {
			const struct brg_cost *c = &upwards[i]->cost;
			const double parts[] = { c->wait, c->check, c->insert,
						 c->rest };
			double start = 0;

			for (int q = 0; q < p; q++)
				start += parts[q];
			fprintf(f, "%zu %.6g %.6g\n", i + 1,
				start * scale.factor,
				(start + parts[p]) * scale.factor);
		}
		fputs("\n\n", f);
	}
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
		 "Mean of the touches that faulted, split by the driver's own counters with timing on (its clock readings are inside the bars). Upstream vfio-pci does not report parts. Rest: exception entry and exit, generic memory management, page tables, the access, the harness.");
	return true;
}
