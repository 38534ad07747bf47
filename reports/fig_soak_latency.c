// SPDX-License-Identifier: GPL-2.0-or-later
/* fig_soak_latency.c - how long operations took, over the time of a run. */
#include <math.h>

#include "reports/figure.h"
#include "reports/soak.h"
#include "reports/style.h"

static const struct {
	const char *title;
	enum brg_style_soak_of style;
} lines[] = {
	{ "median", BRG_STYLE_DONE },
	{ "99 %", BRG_STYLE_FAILED },
	{ "slowest", BRG_STYLE_MAX },
};

#define NR_LINES (sizeof(lines) / sizeof(lines[0]))

/* In ns; what took less than 1 us is in the journal as 0. */
static double ns_of(const struct brg_soak_bin *bin, size_t line)
{
	const uint64_t us[] = { bin->p50_us, bin->p99_us, bin->max_us };

	return us[line] ? (double)us[line] * 1000 : 500;
}

static bool is_empty(const struct brg_soak_bin *bin)
{
	return !bin->by[BRG_SOAK_DONE] && !bin->by[BRG_SOAK_FAILED];
}

static void write_stage(FILE *f, const struct brg_soak_stage *st, size_t line,
			double *min, double *max)
{
	for (size_t i = 0; i < st->nr_bins; i++) {
		const struct brg_soak_bin *bin = &st->bin[i];
		double y = ns_of(bin, line);

		if (is_empty(bin)) {
			fputs("\n", f);
			continue;
		}
		fprintf(f, "%.7g %.6g\n%.7g %.6g\n", bin->from_s, y, bin->to_s,
			y);
		if (brg_soak_gap_after(st, i))
			fputs("\n", f);
		*min = fmin(*min, y);
		*max = fmax(*max, y);
	}
}

/* Two empty lines would begin the next index of gnuplot's: one is enough */
static void write_data(FILE *f, const struct brg_soak *soak, double *min,
		       double *max)
{
	for (size_t line = 0; line < NR_LINES; line++) {
		fprintf(f, "$line%zu << EOD\n", line + 1);
		for (size_t i = 0; i < soak->nr_stages; i++)
			write_stage(f, &soak->stage[i], line, min, max);
		fputs("EOD\n", f);
	}
}

static void write_script(FILE *f, const struct brg_figure *fig)
{
	static const struct brg_run timed = { .unit = BRG_UNIT_TSC };
	double min = INFINITY, max = 0;

	brg_script_run_time(f, fig->soak);
	fputs("array LINE[3]\narray LCOLOR[3]\n", f);
	for (size_t i = 0; i < NR_LINES; i++)
		fprintf(f, "LINE[%zu] = \"%s\"\nLCOLOR[%zu] = 0x%06x\n", i + 1,
			lines[i].title, i + 1,
			brg_style_soak[lines[i].style].light);
	write_data(f, fig->soak, &min, &max);
	brg_script_axis(f, 'y', fmin(min, max), max, &timed);
}

static bool any_timed(const struct brg_soak *soak)
{
	for (size_t i = 0; i < soak->nr_stages; i++)
		for (size_t b = 0; b < soak->stage[i].nr_bins; b++)
			if (!is_empty(&soak->stage[i].bin[b]))
				return true;
	return false;
}

bool brg_figure_soak_latency(const struct brg_soak *soak,
			     struct brg_figure *fig)
{
	*fig = (struct brg_figure){ .soak = soak, .script = write_script,
				    .layout = brg_gp_soak_latency,
				    .lines = NR_LINES,
				    .samples = (size_t)brg_soak_over_time(soak) };
	snprintf(fig->title, sizeof(fig->title), "Latency over time");
	snprintf(fig->what, sizeof(fig->what),
		 "Of the operations that ended in each piece of time, done or failed: how long half of them, 99 of 100 and the slowest took. Operations of all kinds are in it, and what they are drawn from changes with a phase; the table tells them apart. Median and 99 %% are those of a histogram, up to an eighth too long; the slowest is exact to 1 µs.");
	return any_timed(soak);
}
