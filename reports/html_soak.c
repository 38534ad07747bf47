// SPDX-License-Identifier: GPL-2.0-or-later
/* html_soak.c - the page of soaks: sections in order, and their figures. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "reports/figure.h"
#include "reports/html_soak.h"

#define MAX_LINKS 12	/* at the top */

static const struct {
	const char *name;
	bool (*fill)(const struct brg_soak *soak, struct brg_figure *fig);
	unsigned int height, narrow_height, narrow_per_line;
} kinds[] = {
	{ "operations", brg_figure_soak_operations, 390, 330, 10 },
	{ "latency", brg_figure_soak_latency, 390, 330, 10 },
	{ "memory", brg_figure_soak_memory, 460, 330, 24 },
};

static int draw_run(struct brg_soak_page *page, size_t run, char *why,
		    size_t why_size)
{
	int ret = 0;

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]) && !ret; k++) {
		struct brg_drawing *more;
		struct brg_figure fig;

		if (!kinds[k].fill(&page->s->run[run], &fig))
			continue;
		more = reallocarray(page->drawings, page->nr_drawings + 1,
				    sizeof(*more));
		if (!more)
			return -ENOMEM;
		page->drawings = more;
		fig.run = run;
		snprintf(fig.id, sizeof(fig.id), "%s-%zu", kinds[k].name,
			 run + 1);
		ret = brg_drawing_make(&more[page->nr_drawings], &fig,
				       kinds[k].height, kinds[k].narrow_height +
				       kinds[k].narrow_per_line *
				       (unsigned int)fig.lines, why, why_size);
		page->nr_drawings += !ret;
	}
	return ret;
}

int brg_soak_page_draw(struct brg_soak_page *page, char *why, size_t why_size)
{
	size_t drawn = 0;
	int ret = 0;

	for (int passed = 0; passed < 2; passed++)
		for (size_t r = 0; r < page->s->nr && !ret; r++) {
			bool pass = !strcmp(page->s->run[r].verdict, "PASS");

			if (pass != passed)
				continue;
			if (drawn++ < BRG_SOAK_DRAWN)
				ret = draw_run(page, r, why, why_size);
			else
				page->nr_undrawn++;
		}
	return ret;
}

void brg_soak_page_free(struct brg_soak_page *page)
{
	for (size_t i = 0; i < page->nr_drawings; i++)
		brg_drawing_free(&page->drawings[i]);
	free(page->drawings);
	page->drawings = NULL;
	page->nr_drawings = 0;
}

static void figures(FILE *f, const struct brg_soak_page *page, size_t run)
{
	const struct brg_soak *soak = &page->s->run[run];
	char text[BRG_TEXT];

	for (size_t i = 0; i < page->nr_drawings; i++) {
		const struct brg_drawing *d = &page->drawings[i];

		if (d->run != run)
			continue;
		brg_html_drawing(f, d, page->s->nr > 1 ? soak->label : NULL);
		fputs("<figcaption><p>", f);
		brg_html(f, d->what);
		fputs("</p><p class=\"facts\"><span><b>Evidence</b> ", f);
		brg_html_soak_evidence(f, soak);
		fputs("</span> <span><b>Kernel</b> ", f);
		brg_html(f, brg_soak_kernel(soak));
		fputs("</span> <span><b>Drawn from</b> ", f);
		fprintf(f, "%s %s</span></p></figcaption>\n</figure>\n",
			brg_count(text, (double)d->samples),
			strncmp(d->id, "memory", 6) ? "operations" : "samples");
	}
}

static void warnings(FILE *f, const struct brg_soak *run)
{
	char text[BRG_TEXT], all[BRG_TEXT];

	if (!run->nr_warnings && !run->lost && !run->cut)
		return;
	fputs("<aside class=\"warnings\"><h3>Notes on the files</h3><ul>\n", f);
	if (run->lost || run->cut)
		fprintf(f, "<li>The journal has %s%s operations%s%s%s. %s "
			   "are of all.</li>\n", run->cut ? "the last " : "",
			brg_count(text, (double)run->lines),
			run->summary ? " of " : "",
			run->summary ? brg_count(all, brg_soak_operations(run)) :
				       "",
			run->cut ? ": it keeps 16 to 32 MiB" : "",
			run->series ?
			"Latencies of each operation are of these; counts and figures" :
			"Figures and latencies are of these; counts");
	for (size_t i = 0; i < run->nr_warnings; i++) {
		fputs("<li>", f);
		brg_html(f, run->warnings[i]);
		fputs("</li>\n", f);
	}
	fputs("</ul></aside>\n", f);
}

static void run_section(FILE *f, const struct brg_soak_page *page, size_t i)
{
	const struct brg_soak *run = &page->s->run[i];

	fprintf(f, "</section>\n<section id=\"run-%zu\"><h2>", i + 1);
	brg_html(f, run->label);
	fputs("</h2>\n<p>", f);
	brg_html_soak_verdict(f, run->verdict);
	if (run->reason[0])
		brg_htmlf(f, " %s", run->reason);
	fputs("</p>\n", f);
	brg_html_soak_facts(f, run);
	warnings(f, run);
	brg_html_soak_findings(f, run, i + 1);
	figures(f, page, i);
	brg_html_soak_memory(f, run, page->s->level);
	brg_html_soak_ops(f, run);
	brg_html_soak_stages(f, run);
	brg_html_soak_invariants(f, run);
	brg_html_soak_reproduce(f, run);
}

static void lede(FILE *f, const struct brg_soaks *s)
{
	size_t findings = 0, passed = 0;
	double ops = 0, span = 0;
	char text[BRG_TEXT], time[BRG_TEXT];

	for (size_t i = 0; i < s->nr; i++) {
		findings += s->run[i].nr_findings;
		passed += !strcmp(s->run[i].verdict, "PASS");
		ops += brg_soak_operations(&s->run[i]);
		span += s->run[i].span_s;
	}
	fprintf(f, "<p class=\"lede\">%zu run%s of barrage stress, %s "
		   "operations in %s: %zu passed, %zu finding%s.</p>\n", s->nr,
		s->nr == 1 ? "" : "s", brg_count(text, ops),
		brg_soak_time(time, span), passed, findings,
		findings == 1 ? "" : "s");
}

/* Each level once */
static void evidence(FILE *f, const struct brg_soaks *s)
{
	bool any = false;

	fputs("<p class=\"evidence\"><b>Evidence level</b> ", f);
	for (size_t r = 0; r < s->nr; r++) {
		bool before = false;

		for (size_t q = 0; q < r; q++)
			before |= s->run[q].evidence == s->run[r].evidence;
		if (before)
			continue;
		fputs(any ? "; " : "", f);
		brg_html_soak_evidence(f, &s->run[r]);
		any = true;
	}
	fputs(any ? ".</p>\n" : "none: no result is there.</p>\n", f);
}

static void contents(FILE *f, const struct brg_soaks *s)
{
	fputs("<nav aria-label=\"Contents\">", f);
	if (s->nr > 1)
		fputs("<a href=\"#runs\">Runs</a> ", f);
	if (s->nr_rounds)
		fputs("<a href=\"#rounds\">Rounds</a> ", f);
	/* of many, the overview has links */
	for (size_t i = 0; i < s->nr && s->nr <= MAX_LINKS; i++) {
		fprintf(f, "<a href=\"#run-%zu\">", i + 1);
		brg_html(f, s->run[i].label);
		fputs("</a> ", f);
	}
	fputs("<a href=\"#method\">Method</a></nav>\n", f);
}

void brg_soak_page_write(FILE *f, const struct brg_soak_page *page)
{
	const struct brg_soaks *s = page->s;
	const char *title = page->title ? page->title :
		s->nr_rounds || s->nr > 1 ? "What the soaks found" :
					    "What the soak found";

	brg_html_head(f, title);
	fputs("<body>\n<header><p class=\"brand\">barrage report</p><h1>", f);
	brg_html(f, title);
	fputs("</h1>\n", f);
	lede(f, s);
	evidence(f, s);
	fputs("</header>\n<main>\n<section id=\"overview\">\n", f);
	contents(f, s);
	if (s->nr > 1) {
		fputs("</section>\n<section id=\"runs\"><h2>Runs</h2>\n", f);
		brg_html_soak_overview(f, s);
	}
	if (page->nr_undrawn)
		fprintf(f, "<p class=\"note\">%zu of the runs have no figures "
			   "here, for there are many: those that did not pass "
			   "come first. A page of their own has them.</p>\n",
			page->nr_undrawn);
	brg_html_soak_rounds(f, s);
	for (size_t i = 0; i < s->nr; i++)
		run_section(f, page, i);
	fputs("</section>\n<section id=\"method\"><h2>Method</h2>\n", f);
	brg_html_soak_method(f, s);
	brg_html_foot(f);
}
