// SPDX-License-Identifier: GPL-2.0-or-later
/* html_soak_overview.c - several runs at a glance, and a soak's rounds. */
#include <string.h>

#include "lib/clock.h"
#include "reports/html_soak.h"

#define MAX_VERDICTS 16

static void overview_row(FILE *f, const struct brg_soak *run, size_t nr)
{
	char text[BRG_TEXT];

	fprintf(f, "<tr><th scope=\"row\"><a href=\"#run-%zu\">", nr);
	brg_html(f, run->label);
	fputs("</a></th><td>", f);
	brg_html_soak_verdict(f, run->verdict);
	fputs("</td>", f);
	brg_soak_cell_text(f, run->reason, true);
	brg_soak_cell_count(f, (double)run->nr_findings);
	brg_soak_cell_count(f, brg_soak_operations(run));
	fprintf(f, "<td class=\"n\">%s</td><td>",
		brg_soak_time(text, run->span_s));
	brg_htmlf(f, "%s%s%s", brg_soak_text(run->summary, "level"),
		  run->summary ? ", " : "", run->evidence < 0 ? "unknown" :
		  brg_evidence_names[run->evidence]);
	fputs("</td>", f);
	brg_soak_cell_text(f, brg_soak_kernel(run), false);
	if (run->summary)
		brg_soak_cell_count(f, brg_soak_number(run->summary, "seed"));
	else
		fputs("<td class=\"n\">–</td>", f);
	brg_soak_cell_count(f, (double)run->nr_stages);
	fputs("</tr>\n", f);
}

void brg_html_soak_overview(FILE *f, const struct brg_soaks *s)
{
	static const struct brg_soak_th columns[] = {
		{ "run", NULL, false }, { "verdict", NULL, false },
		{ "reason", NULL, false }, { "findings", NULL, true },
		{ "operations", NULL, true }, { "time", NULL, true },
		{ "evidence", NULL, false }, { "kernel", NULL, false },
		{ "seed", NULL, true }, { "stages", NULL, true }, { 0 },
	};

	brg_soak_table_open(f, "Runs", columns);
	for (size_t i = 0; i < s->nr; i++)
		overview_row(f, &s->run[i], i + 1);
	brg_soak_table_close(f);
}

/* "12 pass, 1 kernel-fault" */
static void count_verdicts(FILE *f, const json_t *rounds)
{
	const char *name[MAX_VERDICTS];
	size_t count[MAX_VERDICTS], n = 0, i, k;
	json_t *round;

	json_array_foreach(rounds, i, round) {
		const char *verdict = brg_soak_text(round, "verdict");

		for (k = 0; k < n && strcmp(name[k], verdict); k++)
			;
		if (k == n && n == MAX_VERDICTS)
			continue;
		if (k == n) {
			name[n] = verdict;
			count[n++] = 0;
		}
		count[k]++;
	}
	for (k = 0; k < n; k++) {
		fprintf(f, "%s%zu ", k ? ", " : "", count[k]);
		brg_html_soak_verdict(f, name[k]);
	}
}

static void finding_row(FILE *f, const json_t *finding, size_t nr_rounds)
{
	double count = brg_soak_number(finding, "count");

	fputs("<tr><th scope=\"row\" class=\"wrap\">", f);
	brg_html(f, brg_soak_text(finding, "title"));
	fputs("</th>", f);
	brg_soak_cell_count(f, count);
	fprintf(f, "<td class=\"n\">%.3g %%</td>",
		nr_rounds ? 100 * count / (double)nr_rounds : 0);
	brg_soak_cell_count(f, brg_soak_number(finding, "first"));
	brg_soak_cell_count(f, brg_soak_number(finding, "last"));
	fputs("<td><code>", f);
	brg_html(f, brg_soak_text(finding, "id"));
	fputs("</code></td></tr>\n", f);
}

static void findings(FILE *f, const struct brg_soak_rounds *r)
{
	static const struct brg_soak_th columns[] = {
		{ "finding", NULL, false }, { "rounds", NULL, true },
		{ "of all", NULL, true }, { "first round", NULL, true },
		{ "last round", NULL, true },
		{ "kept in", "findings/", false }, { 0 },
	};
	json_t *finding;
	size_t i;

	if (!json_array_size(r->findings)) {
		fputs("<p>No round found anything.</p>\n", f);
		return;
	}
	brg_soak_table_open(f, "Findings over rounds", columns);
	json_array_foreach(r->findings, i, finding)
		finding_row(f, finding, json_array_size(r->rounds));
	brg_soak_table_close(f);
}

static double seconds(const json_t *rounds)
{
	double sum = 0;
	json_t *round;
	size_t i;

	json_array_foreach(rounds, i, round)
		sum += brg_soak_number(round, "seconds");
	return sum;
}

void brg_html_soak_rounds(FILE *f, const struct brg_soaks *s)
{
	char text[BRG_TEXT];

	if (!s->nr_rounds)
		return;
	fputs("</section>\n<section id=\"rounds\"><h2>Findings over rounds</h2>\n", f);
	for (size_t i = 0; i < s->nr_rounds; i++) {
		const struct brg_soak_rounds *r = &s->rounds[i];

		fputs("<p>", f);
		brg_htmlf(f, "%s: %zu rounds in %s: ", r->path,
			  json_array_size(r->rounds),
			  brg_soak_time(text, seconds(r->rounds)));
		count_verdicts(f, r->rounds);
		fputs(".</p>\n", f);
		findings(f, r);
	}
	fputs("<p class=\"note\">The same finding has the same title in "
	      "whatever round and guest; a round counts once. Rounds whose "
	      "results were dropped, or whose guest died before barrage stress "
	      "began, have a line here and no part below.</p>\n", f);
}
