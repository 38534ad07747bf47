// SPDX-License-Identifier: GPL-2.0-or-later
/* fig_soak.c - what figures over the time of a run have in common. */
#include <math.h>
#include <string.h>

#include "reports/figure.h"
#include "reports/soak.h"
#include "reports/style.h"

#define WIDE_TICS	8
#define NARROW_TICS	4
#define WIDE_LABEL	.04	/* of the width: closer numbers overlap */
#define NARROW_LABEL	.1
#define GAP_S		.001	/* what files are exact to */

/* The smallest round step that leaves at most @most tics */
static double step_of(double span_s, int most)
{
	static const double steps[] = {
		.1, .2, .5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800,
		3600, 7200, 14400, 21600, 43200, 86400,
	};
	size_t i = 0, n = sizeof(steps) / sizeof(steps[0]);

	while (i + 1 < n && span_s / steps[i] > most)
		i++;
	return steps[i] * fmax(1, ceil(span_s / steps[i] / most));
}

static void write_tics(FILE *f, const char *prefix, double span_s, int most)
{
	double step = step_of(span_s, most);
	const char *unit = step >= 3600 ? "h" : step >= 60 ? "min" : "s";
	double in = step >= 3600 ? 3600 : step >= 60 ? 60 : 1;
	int n = (int)floor(span_s / step) + 1;

	fprintf(f, "%sNTICS = %d\narray %sTICAT[%d]\narray %sTICTEXT[%d]\n",
		prefix, n, prefix, n, prefix, n);
	for (int i = 0; i < n; i++)
		fprintf(f, "%sTICAT[%d] = %.6g\n%sTICTEXT[%d] = \"%.6g%s%s\"\n",
			prefix, i + 1, i * step, prefix, i + 1, i * step / in,
			i ? " " : "", i ? unit : "");
}

static void write_stages(FILE *f, const struct brg_soak *soak)
{
	size_t n = soak->nr_stages ? soak->nr_stages : 1;

	fprintf(f, "NSTAGES = %zu\narray FROM[%zu]\narray TO[%zu]\n",
		soak->nr_stages, n, n);
	for (size_t i = 0; i < soak->nr_stages; i++)
		fprintf(f, "FROM[%zu] = %.6g\nTO[%zu] = %.6g\n", i + 1,
			soak->stage[i].from_s, i + 1, soak->stage[i].to_s);
}

/* Numbers above the figure; those that would lie on each other are one, "1–3" */
static void write_numbers(FILE *f, const struct brg_soak *soak,
			  const char *name, double apart)
{
	size_t next;

	for (size_t i = 0; i < soak->nr_findings; i = next) {
		for (next = i + 1; next < soak->nr_findings; next++) {
			if (fabs(soak->finding[next].at_s -
				 soak->finding[i].at_s) >= apart * soak->span_s)
				break;
			fprintf(f, "%s[%zu] = \"\"\n", name, next + 1);
		}
		if (next > i + 1)
			fprintf(f, "%s[%zu] = \"%zu–%zu\"\n", name, i + 1,
				i + 1, next);
		else
			fprintf(f, "%s[%zu] = \"%zu\"\n", name, i + 1, i + 1);
	}
}

static void write_findings(FILE *f, const struct brg_soak *soak)
{
	size_t n = soak->nr_findings ? soak->nr_findings : 1;

	fprintf(f, "NFOUND = %zu\narray AT[%zu]\narray FOUND[%zu]\narray CFOUND[%zu]\n",
		soak->nr_findings, n, n, n);
	for (size_t i = 0; i < soak->nr_findings; i++)
		fprintf(f, "AT[%zu] = %.6g\n", i + 1, soak->finding[i].at_s);
	write_numbers(f, soak, "FOUND", WIDE_LABEL);
	write_numbers(f, soak, "CFOUND", NARROW_LABEL);
}

bool brg_soak_gap_after(const struct brg_soak_stage *st, size_t bin)
{
	return bin + 1 == st->nr_bins ||
	       st->bin[bin + 1].from_s > st->bin[bin].to_s + GAP_S;
}

void brg_script_run_time(FILE *f, const struct brg_soak *soak)
{
	fprintf(f, "SPAN = %.6g\nSTAGECOLOR = 0x%06x\nFINDINGCOLOR = 0x%06x\n",
		fmax(soak->span_s, .001), brg_style_soak[BRG_STYLE_STAGE].light,
		brg_style_soak[BRG_STYLE_FINDING].light);
	write_tics(f, "", soak->span_s, WIDE_TICS);
	write_tics(f, "C", soak->span_s, NARROW_TICS);
	write_stages(f, soak);
	write_findings(f, soak);
	fputs(brg_gp_soak_time, f);
}
