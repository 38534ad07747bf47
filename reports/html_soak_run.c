// SPDX-License-Identifier: GPL-2.0-or-later
/* html_soak_run.c - one run: what it was, what it found, how to do it again. */
#include <string.h>

#include "reports/html_soak.h"

static const struct {
	const char *level, *meaning;
} levels[] = {
	{ "full", "lockdep and KASAN watched" },
	{ "no-lockdep", "KASAN watched, lockdep did not" },
	{ "no-kasan", "lockdep watched, KASAN did not" },
	{ "no-lockdep-no-kasan", "neither lockdep nor KASAN watched" },
};

static void fact(FILE *f, const char *name, const char *text)
{
	if (!text[0])
		return;
	fprintf(f, "<tr><th scope=\"row\">%s</th><td class=\"wrap\">", name);
	brg_html(f, text);
	fputs("</td></tr>\n", f);
}

static void fact_number(FILE *f, const char *name, double value)
{
	char text[BRG_TEXT];

	fact(f, name, brg_count(text, value));
}

static void level(FILE *f, const struct brg_soak *run)
{
	const char *name = brg_soak_text(run->summary, "level");

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (!strcmp(levels[i].level, name)) {
			fputs("<tr><th scope=\"row\">evidence level</th><td class=\"wrap\">", f);
			brg_htmlf(f, "%s: %s", name, levels[i].meaning);
			fputs("</td></tr>\n", f);
			return;
		}
	fact(f, "evidence level", name);
}

/* Targets, each with its locks, in the order of the stages */
static void targets(FILE *f, const struct brg_soak *run)
{
	if (!run->nr_stages)
		return;
	fputs("<tr><th scope=\"row\">target, locks</th><td class=\"wrap\">", f);
	for (size_t i = 0; i < run->nr_stages; i++) {
		const struct brg_soak_stage *st = &run->stage[i];
		bool again = i && !strcmp(st[-1].target, st->target);

		if (again)
			brg_htmlf(f, ", %s", st->lock);
		else
			brg_htmlf(f, "%s%s%s%s", i ? "; " : "",
				  st->target[0] ? st->target : "unknown",
				  st->lock[0] ? ": " : "", st->lock);
	}
	fputs("</td></tr>\n", f);
}

static void names(FILE *f, const char *name, const json_t *list)
{
	json_t *entry;
	size_t i;

	if (!json_array_size(list))
		return;
	fprintf(f, "<tr><th scope=\"row\">%s</th><td class=\"wrap\">", name);
	json_array_foreach(list, i, entry) {
		const char *text = json_string_value(entry);

		brg_htmlf(f, "%s%s", i ? ", " : "", text ? text : "");
	}
	fputs("</td></tr>\n", f);
}

/* What stages left out is mostly the same: each text once */
static void left_out(FILE *f, const struct brg_soak *run)
{
	for (size_t i = 0; i < run->nr_stages; i++) {
		const char *text = brg_soak_text(run->stage[i].summary,
						 "left_out");
		bool before = false;

		for (size_t k = 0; k < i; k++)
			before |= !strcmp(text, brg_soak_text(
				run->stage[k].summary, "left_out"));
		if (!before)
			fact(f, "left out", text);
	}
}

static void lab_facts(FILE *f, const struct brg_soak *run)
{
	const char *verdict = brg_soak_text(run->lab, "verdict");
	const char *reason = brg_soak_text(run->lab, "reason");

	if (!verdict[0])
		return;
	fputs("<tr><th scope=\"row\">verdict of the lab</th><td class=\"wrap\">", f);
	brg_htmlf(f, "%s%s%s", verdict, reason[0] ? ": " : "", reason);
	fputs("</td></tr>\n", f);
}

static double windows(const struct brg_soak *run)
{
	double sum = 0;

	for (size_t i = 0; i < run->nr_stages; i++)
		sum += brg_soak_windows(&run->stage[i]);
	return sum;
}

static void numbers(FILE *f, const struct brg_soak *run)
{
	char text[BRG_TEXT];

	fact_number(f, "operations", brg_soak_operations(run));
	fact(f, "time run", brg_soak_time(text, run->span_s));
	if (!run->summary)
		return;
	fact_number(f, "seed", brg_soak_number(run->summary, "seed"));
	fact_number(f, "accesses judged", brg_soak_sum(run, "accesses"));
	fact_number(f, "windows with memory off", windows(run));
	fact(f, "races", brg_soak_races(text, brg_soak_sum(run, "races"),
					brg_soak_sum(run, "rounds"),
					brg_soak_sum(run, "race_ns")));
}

void brg_html_soak_facts(FILE *f, const struct brg_soak *run)
{
	static const struct brg_soak_th columns[] = {
		{ "what", NULL, false }, { "", NULL, false }, { 0 },
	};

	brg_soak_table_open(f, "What the run was", columns);
	level(f, run);
	fputs("<tr><th scope=\"row\">environment</th><td class=\"wrap\">", f);
	brg_html_soak_evidence(f, run);
	fputs("</td></tr>\n", f);
	fact(f, "kernel", brg_soak_kernel(run));
	lab_facts(f, run);
	fact(f, "barrage", brg_soak_text(run->summary, "barrage"));
	fact(f, "bug injected", brg_soak_text(run->summary, "bug"));
	targets(f, run);
	numbers(f, run);
	names(f, "never exercised", json_object_get(run->summary,
						    "not_exercised"));
	left_out(f, run);
	fact(f, "directory", run->path);
	brg_soak_table_close(f);
}

static void finding_row(FILE *f, const struct brg_soak_finding *finding,
			size_t i)
{
	const json_t *e = finding->entry;
	char text[BRG_TEXT];

	fprintf(f, "<tr><th scope=\"row\">%zu</th>", i + 1);
	brg_soak_cell_text(f, brg_soak_text(e, "invariant"), false);
	fputs("<td class=\"wrap\"><b>", f);
	brg_html(f, brg_soak_text(e, "title"));
	fputs("</b><small>", f);
	brg_html(f, brg_soak_text(e, "detail"));
	fputs("</small></td>", f);
	brg_soak_cell_count(f, brg_soak_number(e, "count"));
	fprintf(f, "<td class=\"n\">%s</td>",
		brg_soak_time(text, finding->at_s));
	brg_soak_cell_count(f, brg_soak_number(e, "operations"));
	brg_soak_cell_text(f, brg_soak_text(e, "target"), false);
	brg_soak_cell_text(f, brg_soak_text(e, "lock"), false);
	brg_soak_cell_text(f, brg_soak_text(e, "operation"), false);
	fputs("</tr>\n", f);
}

void brg_html_soak_findings(FILE *f, const struct brg_soak *run, size_t nr)
{
	static const struct brg_soak_th columns[] = {
		{ "#", NULL, false }, { "invariant", NULL, false },
		{ "title, and what was seen first", NULL, false },
		{ "count", NULL, true }, { "at", "of the run", true },
		{ "after operations", "of the stage", true },
		{ "target", NULL, false }, { "lock", NULL, false },
		{ "in", NULL, false }, { 0 },
	};

	fprintf(f, "<h3 id=\"findings-%zu\">Findings</h3>\n", nr);
	if (!run->summary) {
		fputs("<p>Unknown: what was found is told at the end of a run, "
		      "which this one did not reach.</p>\n", f);
		return;
	}
	if (!run->nr_findings) {
		fputs("<p>None.</p>\n", f);
		return;
	}
	brg_soak_table_open(f, "Findings", columns);
	for (size_t i = 0; i < run->nr_findings; i++)
		finding_row(f, &run->finding[i], i);
	brg_soak_table_close(f);
}

static void fold(FILE *f, const char *heading, const char *text)
{
	if (!text)
		return;
	fprintf(f, "<details><summary>%s</summary>\n<pre class=\"config\"><code>",
		heading);
	brg_html(f, text);
	fputs("</code></pre></details>\n", f);
}

void brg_html_soak_reproduce(FILE *f, const struct brg_soak *run)
{
	fputs("<h3>Again</h3>\n<pre><code>barrage replay ", f);
	brg_html(f, run->path);
	if (run->nr_findings) {
		fputs("\nbarrage minimise ", f);
		brg_html(f, run->path);
	}
	fputs("</code></pre>\n", f);
	fold(f, "Configuration", run->config);
	fold(f, "The end of the kernel log", run->log);
}
