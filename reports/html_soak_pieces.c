// SPDX-License-Identifier: GPL-2.0-or-later
/* html_soak_pieces.c - cells, marks and numbers of the page of soaks. */
#include <math.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/text.h"
#include "reports/html_cells.h"
#include "reports/html_soak.h"

#define NS_PER_S 1e9
#define LONGEST_S 9e9	/* that is a 64-bit number of ns */

void brg_soak_table_open(FILE *f, const char *label,
			 const struct brg_soak_th *th)
{
	brg_table_open(f, label);
	fputs("<thead><tr>", f);
	for (; th->text; th++) {
		fprintf(f, "<th scope=\"col\"%s>%s",
			th->number ? " class=\"n\"" :
			th->text[0] == '#' ? " class=\"nr\"" : "", th->text);
		if (th->small)
			fprintf(f, "<small>%s</small>", th->small);
		fputs("</th>", f);
	}
	fputs("</tr></thead><tbody>\n", f);
}

void brg_soak_table_close(FILE *f)
{
	fputs("</tbody></table></div>\n", f);
}

void brg_soak_cell_count(FILE *f, double n)
{
	char text[BRG_TEXT];

	fprintf(f, "<td class=\"n\">%s</td>", brg_count(text, n));
}

void brg_soak_cell_text(FILE *f, const char *text, bool wrap)
{
	fputs(wrap ? "<td class=\"wrap\">" : "<td>", f);
	brg_html(f, text);
	fputs("</td>", f);
}

void brg_html_soak_verdict(FILE *f, const char *verdict)
{
	const char *class = "unknown";

	if (!strcasecmp(verdict, "PASS"))
		class = "faster";
	else if (strcasecmp(verdict, "INCONCLUSIVE") &&
		 strcasecmp(verdict, "INTERRUPTED") &&
		 strcasecmp(verdict, "lacking"))
		class = "slower";
	fprintf(f, "<span class=\"verdict %s\">", class);
	brg_html(f, verdict);
	fputs("</span>", f);
}

void brg_html_soak_evidence(FILE *f, const struct brg_soak *run)
{
	enum brg_evidence evidence = (enum brg_evidence)run->evidence;

	if (run->evidence < 0)
		fputs("unknown: the run did not get to say what machine it was on", f);
	else
		brg_htmlf(f, "%s: %s", brg_evidence_names[evidence],
			  brg_evidence_meaning(evidence));
}

const char *brg_soak_kernel(const struct brg_soak *run)
{
	const char *kernel = brg_soak_text(run->summary, "kernel");

	if (!kernel[0])
		kernel = brg_soak_text(json_object_get(run->lab, "kernel"),
				       "release");
	return kernel[0] ? kernel : "unknown";
}

const char *brg_soak_time(char *buf, double s)
{
	uint64_t ns = (uint64_t)llround(fmin(s, LONGEST_S) * NS_PER_S);

	return brg_duration_text(ns, buf, BRG_TEXT);
}

const char *brg_soak_us(char *buf, uint64_t us)
{
	static const char *const units[] = { "µs", "ms", "s" };
	char number[BRG_TEXT];
	double value = (double)us;
	size_t unit = 0;

	if (!us)
		return strcpy(buf, "< 1 µs");
	for (; value >= 999.5 && unit < 2; unit++)
		value /= 1000;
	if (unit)
		brg_number(number, value);
	else
		brg_count(number, value);
	snprintf(buf, BRG_TEXT, "%.100s %s", number, units[unit]);
	return buf;
}

const char *brg_soak_races(char *buf, double races, double rounds, double ns)
{
	char a[BRG_TEXT], b[BRG_TEXT], c[BRG_TEXT];

	if (!(rounds > 0))
		return strcpy(buf, "none tried");
	snprintf(buf, BRG_TEXT, "%.60s of %.60s rounds (%.3g %%)",
		 brg_count(a, races), brg_count(b, rounds),
		 100 * races / rounds);
	if (ns > 0) {
		size_t n = strlen(buf);

		snprintf(buf + n, BRG_TEXT - n, ", %.60s a second",
			 brg_number(c, races / ns * NS_PER_S));
	}
	return buf;
}
