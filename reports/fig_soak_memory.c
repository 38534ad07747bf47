// SPDX-License-Identifier: GPL-2.0-or-later
/* fig_soak_memory.c - memory at quiet points, over the time of a run. */
#include <math.h>

#include "reports/figure.h"
#include "reports/soak.h"
#include "reports/style.h"

#define KIB	1024.

static bool is_drawn(const struct brg_soak_memory *m, size_t c)
{
	for (size_t i = 0; i < m->nr; i++)
		if (m->column[c].kib[i] > 0)
			return true;
	return false;
}

static void write_names(FILE *f, const struct brg_soak_memory *m)
{
	size_t n = 0;

	for (size_t c = 0; c < m->nr_columns; c++)
		n += is_drawn(m, c);
	fprintf(f, "N = %zu\narray TITLE[N]\narray COLOR[N]\narray DASH[N]\n",
		n);
	n = 0;
	for (size_t c = 0; c < m->nr_columns; c++) {
		const struct brg_style *style = brg_style_series(n);

		if (!is_drawn(m, c))
			continue;
		n++;
		fprintf(f, "TITLE[%zu] = ", n);
		brg_script_text(f, m->column[c].name);
		fprintf(f, "\nCOLOR[%zu] = 0x%06x\nDASH[%zu] = %d\n", n,
			style->light, n, style->dash);
	}
}

static void write_column(FILE *f, const struct brg_soak_memory *m, size_t c,
			 double *min, double *max)
{
	for (size_t i = 0; i < m->nr; i++) {
		double y = m->column[c].kib[i] * KIB;

		if (!(y > 0))
			continue;
		fprintf(f, "%.7g %.10g\n", m->at_s[i], y);
		*min = fmin(*min, y);
		*max = fmax(*max, y);
	}
	fputs("\n\n", f);
}

/* At most about eight powers of two, with their units */
static void write_axis(FILE *f, double min, double max)
{
	int low = (int)floor(log2(min)), high = (int)ceil(log2(max));
	int step = (high - low) / 8 + 1;
	char text[BRG_TEXT];

	if (high == low)
		high++;
	fprintf(f, "set yrange [%.10g:%.10g]\nset ytics (", exp2(low),
		exp2(high));
	for (int power = low; power <= high; power += step)
		fprintf(f, "%s\"%s\" %.10g", power > low ? ", " : "",
			brg_bytes(text, exp2(power)), exp2(power));
	fputs(")\n", f);
}

static void write_script(FILE *f, const struct brg_figure *fig)
{
	const struct brg_soak_memory *m = &fig->soak->memory;
	double min = INFINITY, max = 0;

	brg_script_run_time(f, fig->soak);
	write_names(f, m);
	fputs("$data << EOD\n", f);
	for (size_t c = 0; c < m->nr_columns; c++)
		if (is_drawn(m, c))
			write_column(f, m, c, &min, &max);
	fprintf(f, "EOD\nFITTED = %.6g\n", m->at_s[m->fitted]);
	write_axis(f, min, max);
}

bool brg_figure_soak_memory(const struct brg_soak *soak, struct brg_figure *fig)
{
	const struct brg_soak_memory *m = &soak->memory;

	*fig = (struct brg_figure){ .soak = soak, .script = write_script,
				    .layout = brg_gp_soak_memory,
				    .samples = m->nr };
	if (m->nr < 2)
		return false;
	for (size_t c = 0; c < m->nr_columns; c++)
		fig->lines += is_drawn(m, c);
	snprintf(fig->title, sizeof(fig->title), "Memory over time");
	snprintf(fig->what, sizeof(fig->what),
		 "Of the processes of the soak (supervisor, workers) and of the whole machine, looked at while everybody stood still. Processes begin anew with each stage. What grows is said in the table, with its error; what was 0 throughout is left out here.");
	return fig->lines > 0;
}
