// SPDX-License-Identifier: GPL-2.0-or-later
/* html_context.c - what was not measured, where it ran, how, and again. */
#include <stdlib.h>
#include <string.h>

#include "reports/facts.h"
#include "reports/html.h"

/* Reasons are grouped: one line for all rows that failed the same way */
static bool reason_seen(const struct brg_analysis *a, size_t shape, size_t row)
{
	const struct brg_row *me = &a->shapes[shape].rows[row];

	for (size_t i = 0; i <= shape; i++)
		for (size_t j = 0; j < a->shapes[i].nr_rows; j++) {
			const struct brg_row *r = &a->shapes[i].rows[j];

			if (r == me)
				return false;
			if (r->reason && r->run == me->run &&
			    !strcmp(r->reason, me->reason) &&
			    !strcmp(r->label, me->label) &&
			    !r->nr_failed == !me->nr_failed)
				return true;
		}
	return false;
}

static void missing_line(FILE *f, const struct brg_analysis *a,
			 const struct brg_row *me)
{
	unsigned int repetitions = 0, shapes = 0;
	char text[BRG_TEXT];

	for (size_t i = 0; i < a->nr_shapes; i++)
		for (size_t j = 0; j < a->shapes[i].nr_rows; j++) {
			const struct brg_row *r = &a->shapes[i].rows[j];

			if (!r->reason || r->run != me->run ||
			    strcmp(r->reason, me->reason) ||
			    strcmp(r->label, me->label) ||
			    !r->nr_failed != !me->nr_failed)
				continue;
			repetitions += r->nr_failed + r->nr_skipped;
			shapes++;
		}
	fprintf(f, "<tr><th scope=\"row\">");
	brg_html_target(f, me);
	fprintf(f, "</th><td><span class=\"verdict %s\">%s</span></td><td class=\"wrap\">",
		me->nr_failed ? "slower" : "unknown",
		me->nr_failed ? "failed" : "skipped");
	brg_html(f, me->reason);
	fprintf(f, "</td><td class=\"n\">%u</td><td class=\"n\">%u</td>",
		shapes, repetitions);
	if (a->nr_runs > 1) {
		fputs("<td>", f);
		brg_html(f, brg_run_title(text, a, me->run));
		fputs("</td>", f);
	}
	fputs("</tr>\n", f);
}

void brg_html_missing(FILE *f, const struct brg_analysis *a)
{
	bool any = false;

	for (size_t i = 0; i < a->nr_shapes; i++)
		for (size_t j = 0; j < a->shapes[i].nr_rows; j++) {
			const struct brg_row *r = &a->shapes[i].rows[j];

			if (!r->reason || reason_seen(a, i, j))
				continue;
			if (!any)
				fprintf(f, "<div class=\"scroll\" role=\"region\" "
					   "tabindex=\"0\" aria-label=\"Not "
					   "measured\"><table><thead><tr><th "
					   "scope=\"col\">target</th><th "
					   "scope=\"col\">status</th><th "
					   "scope=\"col\">reason</th><th "
					   "scope=\"col\" class=\"n\">shapes</th>"
					   "<th scope=\"col\" "
					   "class=\"n\">trials</th>"
					   "%s</tr></thead><tbody>\n",
					a->nr_runs > 1 ? "<th scope=\"col\">run</th>" : "");
			any = true;
			missing_line(f, a, r);
		}
	fputs(any ? "</tbody></table></div>\n" :
		    "<p>Nothing: every planned combination was measured.</p>\n",
	      f);
}

void brg_html_warnings(FILE *f, const struct brg_analysis *a)
{
	size_t n = 0;
	char text[BRG_TEXT];

	for (size_t r = 0; r < a->nr_runs; r++)
		n += a->runs[r].nr_warnings;
	if (!n)
		return;
	fprintf(f, "<aside class=\"warnings\"><h2>%zu warning%s</h2><ul>\n", n,
		n == 1 ? "" : "s");
	for (size_t r = 0; r < a->nr_runs; r++)
		for (size_t i = 0; i < a->runs[r].nr_warnings; i++) {
			fputs("<li>", f);
			if (a->nr_runs > 1)
				brg_htmlf(f, "%s: ", brg_run_title(text, a, r));
			brg_html(f, a->runs[r].warnings[i]);
			fputs("</li>\n", f);
		}
	fputs("</ul></aside>\n", f);
}

static void manifest_row(FILE *f, const struct brg_analysis *a,
			 const char *name, const char *path, bool differing)
{
	char *text[BRG_MAX_RUNS] = { NULL };
	size_t nr = a->nr_runs;
	bool differs = false, known = false;

	for (size_t r = 0; r < nr; r++) {
		text[r] = brg_fact_text(a->runs[r].manifest, path);
		if (!text[r])
			continue;
		differs |= text[0] && strcmp(text[r], text[0]);
		known |= strcmp(text[r], "–") != 0;
	}
	if (known && (differs || !differing)) {
		fprintf(f, "<tr%s><th scope=\"row\">",
			differs && !differing ? " class=\"differs\"" : "");
		brg_html(f, name);
		if (differs && !differing)
			fputs(" <small class=\"differs\">differs</small>", f);
		fputs("</th>", f);
		for (size_t r = 0; r < nr; r++) {
			fputs("<td class=\"wrap\">", f);
			brg_html(f, text[r] ? text[r] : "–");
			fputs("</td>", f);
		}
		fputs("</tr>\n", f);
	}
	for (size_t r = 0; r < nr; r++)
		free(text[r]);
}

/* Names of the environment of all runs, each once */
static void environment_rows(FILE *f, const struct brg_analysis *a,
			     bool differing)
{
	for (size_t r = 0; r < a->nr_runs; r++) {
		json_t *env = json_object_get(a->runs[r].manifest,
					      "environment"), *value;
		const char *key;

		json_object_foreach(env, key, value) {
			char path[128];
			bool before = false;

			for (size_t q = 0; q < r; q++)
				before |= json_object_get(json_object_get(
					a->runs[q].manifest, "environment"),
					key) != NULL;
			if (before)
				continue;
			snprintf(path, sizeof(path), "environment.%s", key);
			manifest_row(f, a, key, path, differing);
		}
	}
}

static void facts_table(FILE *f, const struct brg_analysis *a, bool differing)
{
	char text[BRG_TEXT];

	fprintf(f, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
		   "aria-label=\"%s\"><table "
		   "class=\"facts\"><thead><tr><th scope=\"col\">what</th>",
		differing ? "Differences between the runs" : "Environment");
	for (size_t r = 0; r < a->nr_runs; r++) {
		fputs("<th scope=\"col\">", f);
		brg_html(f, brg_run_title(text, a, r));
		fputs("</th>", f);
	}
	fputs("</tr></thead><tbody>\n", f);
	for (size_t i = 0; i < brg_nr_facts; i++)
		if (!differing || !brg_facts[i].of_run)
			manifest_row(f, a, brg_facts[i].name,
				     brg_facts[i].path, differing);
	environment_rows(f, a, differing);
	fputs("</tbody></table></div>\n", f);
}

void brg_html_environment(FILE *f, const struct brg_analysis *a)
{
	facts_table(f, a, false);
}

void brg_html_differences(FILE *f, const struct brg_analysis *a)
{
	facts_table(f, a, true);
}

void brg_html_method(FILE *f, const struct brg_analysis *a)
{
	fputs("<dl class=\"method\">\n"
	      "<dt>touch</dt><dd>One 32-bit access to the mapping between two "
	      "readings of the clock. What the harness itself adds is measured "
	      "in the same run by workload <i>null</i> and shown as the "
	      "harness floor.</dd>\n"
	      "<dt>p50, p99, …</dt><dd>Nearest rank: the smallest sample that "
	      "at least this share of samples does not exceed. Computed from "
	      "every sample, never from a histogram. In the first table: the "
	      "median over repetitions of each repetition's quantile; in the "
	      "others: of all repetitions' samples together.</dd>\n"
	      "<dt>walk per 4 KiB page</dt><dd>Time from the first to the last "
	      "touch of a walk over the whole mapping, divided by its 4 KiB "
	      "pages, whatever the stride and the page size used. A workload "
	      "without a walk is told and judged by the p50 of its "
	      "samples.</dd>\n"
	      "<dt>mmap + walk</dt><dd>The same with mmap() counted, which is "
	      "where a strategy that populates early pays.</dd>\n"
	      "<dt>repetition</dt><dd>A fresh process. Repetitions of all "
	      "targets are interleaved, so that drift of the machine meets all "
	      "alike. They are the unit of independence: intervals and tests "
	      "are over repetitions, never over samples.</dd>\n",
	      f);
	fprintf(f, "<dt>interval</dt><dd>Of a median: bootstrap over "
		   "repetitions, %.0f %%. Of a ratio: Hodges–Lehmann estimate "
		   "on logarithms with the interval that inverts the "
		   "Mann–Whitney test; with few repetitions its level is "
		   "lower, and the verdict says <i>cannot tell</i>.</dd>\n",
		a->level * 100);
	fprintf(f, "<dt>verdict</dt><dd><i>faster</i> or <i>slower</i>: the "
		   "Mann–Whitney test rejects at %.0f %%, the interval "
		   "excludes 1 and the difference exceeds what the harness "
		   "resolves. <i>no difference</i>: the whole interval is "
		   "within ±%.3g %%. <i>inside the noise</i>: anything "
		   "between. <i>cannot tell</i>: too few repetitions for any "
		   "answer. Each comparison stands alone; of the %zu here, "
		   "chance alone would call about %.1f different at this "
		   "level.</dd>\n",
		100 - a->level * 100, a->margin * 100, a->nr_comparisons,
		(double)a->nr_comparisons * (1 - a->level));
	fputs("<dt>instructions</dt><dd>Under evidence <i>instructions</i> the "
	      "emulator counts executed instructions and runs are repeatable, "
	      "so no test is made: intervals are the range of ratios over "
	      "repetitions, <i>fewer</i> and <i>more</i> mean that the ranges "
	      "do not touch, and <i>no difference</i> means equal.</dd>\n"
	      "<dt>split of costs</dt><dd>The driver's own clock readings in a "
	      "faulting touch: waiting for memory_lock, checking the state, "
	      "inserting entries. The cost of a faulting touch is the mean of "
	      "as many of the longest samples as there were faults.</dd>\n"
	      "<dt>reference</dt><dd>Upstream vfio-pci in the same shape and "
	      "the same run. What it does differs between kernels, so it is "
	      "always named with its release. Where it was not measured, rows "
	      "with its lock, rwsem, stand in for it.</dd>\n"
	      "<dt>between runs</dt><dd>The same row of the first run, by the "
	      "same rules as verdicts within a run, but a difference below "
	      "the margin is noise. Another boot, another "
	      "link order or another temperature is in such a ratio, and no "
	      "interval knows of it; instructions know of none.</dd>\n"
	      "</dl>\n<p>The full definitions are in docs/METHOD.md of the source.</p>\n", f);
}

static void command_line(FILE *f, const json_t *argv)
{
	json_t *word;
	size_t i;

	fputs("<pre><code>", f);
	json_array_foreach(argv, i, word) {
		const char *text = json_string_value(word);
		bool plain = text && text[0] &&
			     !text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,+@%")];

		brg_htmlf(f, plain ? "%s%s" : "%s'%s'", i ? " " : "",
			  text ? text : "");
	}
	fputs("</code></pre>\n", f);
}

void brg_html_reproduce(FILE *f, const struct brg_analysis *a)
{
	char title[BRG_TEXT];

	for (size_t r = 0; r < a->nr_runs; r++) {
		const json_t *m = a->runs[r].manifest;
		char *text = brg_fact_text(m, "config.text");
		char *seed = brg_fact_text(m, "seed");
		char *path = brg_fact_text(m, "config.path");

		fputs("<h3>", f);
		brg_html(f, brg_run_title(title, a, r));
		fputs("</h3>\n", f);
		command_line(f, json_object_get(m, "argv"));
		fputs("<p>Seed <code>", f);
		brg_html(f, seed ? seed : "–");
		fputs("</code>. Configuration <code>", f);
		brg_html(f, path ? path : "–");
		fputs("</code>:</p>\n<pre class=\"config\"><code>", f);
		brg_html(f, text ? text : "–");
		fputs("</code></pre>\n", f);
		free(text);
		free(seed);
		free(path);
	}
}
