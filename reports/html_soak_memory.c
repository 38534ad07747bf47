// SPDX-License-Identifier: GPL-2.0-or-later
/* html_soak_memory.c - growth of memory, and how all figures were got. */
#include <math.h>
#include <string.h>

#include "reports/html_soak.h"
#include "reports/soak_memory.h"

#define KIB	1024.

static const char *signed_bytes(char *buf, double kib)
{
	char text[BRG_TEXT];
	double bytes = fabs(kib) * KIB;

	if (bytes < .5)
		return strcpy(buf, "0");
	/* below a KiB as bytes, above with three digits at most */
	bytes = bytes < 10 * KIB ? bytes : KIB * rint(bytes / KIB);
	snprintf(buf, BRG_TEXT, "%s%.100s", kib < 0 ? "−" : "+",
		 brg_bytes(text, bytes < KIB ? rint(bytes) : bytes));
	return buf;
}

static void growth_cells(FILE *f, const struct brg_soak_column *c)
{
	const struct brg_trend *t = &c->trend;
	char slope[BRG_TEXT], low[BRG_TEXT], high[BRG_TEXT];
	const char *class = c->growth == BRG_SOAK_GROWS ? "slower" : "unknown";

	if (!c->has_trend && c->growth == BRG_SOAK_FLAT) {
		fputs("<td class=\"missing\" colspan=\"2\">no line: samples are "
		      "all but equal</td><td><span class=\"verdict faster\">"
		      "flat</span></td></tr>\n", f);
		return;
	}
	if (!c->has_trend) {
		fputs("<td class=\"missing\" colspan=\"3\">cannot tell: too few "
		      "samples that do not depend on each other</td></tr>\n", f);
		return;
	}
	fprintf(f, "<td class=\"n\"><b>%s</b><small>%s to %s</small></td>",
		signed_bytes(slope, t->slope), signed_bytes(low, t->low),
		signed_bytes(high, t->high));
	if (t->mean > 0)
		fprintf(f, "<td class=\"n\">%s %%</td>",
			brg_number(slope, 100 * t->slope / t->mean));
	else
		fputs("<td class=\"n\">–</td>", f);
	fprintf(f, "<td><span class=\"verdict %s\">%s</span></td></tr>\n",
		c->growth == BRG_SOAK_FLAT ? "faster" : class,
		brg_soak_growth_name(c->growth));
}

static void column_row(FILE *f, const struct brg_soak_memory *m,
		       const struct brg_soak_column *c)
{
	char first[BRG_TEXT], last[BRG_TEXT];

	fputs("<tr><th scope=\"row\">", f);
	brg_html(f, c->name);
	fprintf(f, "</th><td class=\"n\">%s</td><td class=\"n\">%s</td>",
		brg_bytes(first, c->kib[0] * KIB),
		brg_bytes(last, c->kib[m->nr - 1] * KIB));
	growth_cells(f, c);
}

void brg_html_soak_memory(FILE *f, const struct brg_soak *run, double level)
{
	const struct brg_soak_memory *m = &run->memory;
	char growth[64], text[BRG_TEXT];
	const struct brg_soak_th columns[] = {
		{ "memory", NULL, false }, { "first", NULL, true },
		{ "last", NULL, true }, { "growth in an hour", growth, true },
		{ "of the level", "in an hour", true },
		{ "which is", NULL, false }, { 0 },
	};

	fputs("<h3>Memory</h3>\n", f);
	if (!m->nr) {
		fputs("<p class=\"note\">The run has no memory.tsv with samples: "
		      "an older barrage, or no quiet point.</p>\n", f);
		return;
	}
	snprintf(growth, sizeof(growth), "%.3g %% interval", level * 100);
	brg_soak_table_open(f, "Growth of memory", columns);
	for (size_t c = 0; c < m->nr_columns; c++)
		column_row(f, m, &m->column[c]);
	brg_soak_table_close(f);
	fprintf(f, "<p class=\"note\">Fitted from %s of the run on, %zu of %zu "
		   "samples. <i>flat</i>: the interval holds 0, or the growth "
		   "is below %.3g %% of the level in an hour, or all "
		   "samples lie too near each other for more. <i>cannot "
		   "tell</i>: else, if the interval holds 0 and reaches beyond %.3g %% "
		   "of the level in an hour.</p>\n",
		brg_soak_time(text, m->at_s[m->fitted]), m->nr - m->fitted,
		m->nr, BRG_SOAK_LITTLE * 100, BRG_SOAK_MUCH * 100);
}

void brg_html_soak_method(FILE *f, const struct brg_soaks *s)
{
	fputs("<dl class=\"method\">\n"
	      "<dt>time of the run</dt><dd>Stages one after the other, each as "
	      "long as its operations went on; what lies between two, opening "
	      "and giving back the device, is left out. An operation belongs "
	      "to the time at which it ended.</dd>\n"
	      "<dt>done, failed, canceled</dt><dd>Its result was 0, an error, "
	      "or that there was nothing to do it to. Many operations are "
	      "there to be refused, and an access to memory that is off has to "
	      "fail: what is wrong is a finding, nothing else is. Canceled "
	      "ones count, but have no part in latencies.</dd>\n"
	      "<dt>p50, p99</dt><dd>Of histograms whose buckets are an eighth "
	      "wide, so up to an eighth too long and never too short. The "
	      "slowest is exact to 1 µs. An operation that a killed process "
	      "was in ends where the supervisor saw it.</dd>\n"
	      "<dt>races</dt><dd>Rounds in which both sides of a racing pair "
	      "did overlap, of all rounds; a second of the time that rounds "
	      "took, not of the run.</dd>\n", f);
	fprintf(f, "<dt>growth of memory</dt><dd>A straight line by least "
		   "squares through all samples but the first quarter, in which "
		   "caches and pools fill. Interval: %.3g %%, by Student's t "
		   "with as many independent samples as their lag-1 "
		   "autocorrelation leaves (Santer et al. 2000).</dd>\n",
		s->level * 100);
	fputs("</dl>\n<p>What is done and judged is in docs/STRESS.md of the "
	      "source.</p>\n", f);
}
