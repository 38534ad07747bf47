// SPDX-License-Identifier: GPL-2.0-or-later
/* fig_soak_operations.c - operations a second over the time of a run. */
#include <math.h>

#include "reports/figure.h"
#include "reports/soak.h"
#include "reports/style.h"

/* A second, of the @results first ones: they are stacked */
static double rate(const struct brg_soak_bin *bin, int results)
{
	double sum = 0;

	for (int r = 0; r < results; r++)
		sum += (double)bin->by[r];
	return sum / (bin->to_s - bin->from_s);
}

/* Down to 0 where nothing is known beyond */
static void write_stage(FILE *f, const struct brg_soak_stage *st, int results,
			double *max)
{
	for (size_t i = 0; i < st->nr_bins; i++) {
		const struct brg_soak_bin *bin = &st->bin[i];
		double y = rate(bin, results);

		if (!i || brg_soak_gap_after(st, i - 1))
			fprintf(f, "%.7g 0\n", bin->from_s);
		fprintf(f, "%.7g %.6g\n%.7g %.6g\n", bin->from_s, y, bin->to_s,
			y);
		if (brg_soak_gap_after(st, i))
			fprintf(f, "%.7g 0\n", bin->to_s);
		*max = fmax(*max, y);
	}
}

static void write_script(FILE *f, const struct brg_figure *fig)
{
	const struct brg_soak *soak = fig->soak;
	double max = 0;

	brg_script_run_time(f, soak);
	fputs("array RESULT[3]\narray RCOLOR[3]\n", f);
	for (int r = 0; r < BRG_SOAK_RESULTS; r++)
		fprintf(f, "RESULT[%d] = \"%s\"\nRCOLOR[%d] = 0x%06x\n",
			BRG_SOAK_RESULTS - r, brg_soak_result_names[r],
			BRG_SOAK_RESULTS - r, brg_style_soak[r].light);
	fputs("$data << EOD\n", f);
	for (int results = BRG_SOAK_RESULTS; results; results--) {
		for (size_t i = 0; i < soak->nr_stages; i++)
			write_stage(f, &soak->stage[i], results, &max);
		fputs("\n\n", f);
	}
	fprintf(f, "EOD\nYMAX = %.6g\n", max > 0 ? max * 1.1 : 1);
}

bool brg_figure_soak_operations(const struct brg_soak *soak,
				struct brg_figure *fig)
{
	*fig = (struct brg_figure){ .soak = soak, .script = write_script,
				    .layout = brg_gp_soak_operations,
				    .lines = BRG_SOAK_RESULTS,
				    .samples = (size_t)brg_soak_over_time(soak) };
	snprintf(fig->title, sizeof(fig->title), "Operations over time");
	snprintf(fig->what, sizeof(fig->what),
		 "Operations that ended, a second, by how they ended: done, failed (which many are there to do: nothing is wrong with a refusal), canceled for want of anything to do it to. Dotted lines begin the stages, by number as in their table; red ones are findings, by number as in theirs.%s",
		 soak->cut && !soak->series ? " Of what is empty at the left the journal is gone." : "");
	return fig->samples > 0;
}
