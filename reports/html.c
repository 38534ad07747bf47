// SPDX-License-Identifier: GPL-2.0-or-later
/* html.c - the page: sections in order. */
#include <string.h>

#include "reports/figure.h"
#include "reports/html.h"
#include "reports/style.h"

void brg_html_head(FILE *f, const char *title)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n"
	      "<meta name=\"generator\" content=\"barrage report " BRG_VERSION "\">\n"
	      "<link rel=\"icon\" href=\"data:,\">\n<title>", f);
	brg_html(f, title);
	fputs("</title>\n<style>\n", f);
	brg_style_css(f);
	fputs(brg_css, f);
	fputs("</style>\n</head>\n", f);
}

void brg_html_foot(FILE *f)
{
	fputs("</section>\n</main>\n<footer>Written by barrage " BRG_VERSION
	      " (" BRG_GIT ").</footer>\n</body>\n</html>\n", f);
}

static void evidence(FILE *f, const struct brg_page *page)
{
	const struct brg_analysis *a = page->a;

	fputs("<p class=\"evidence\"><b>Evidence level</b> ", f);
	for (size_t r = 0; r < a->nr_runs; r++) {
		bool before = false;

		for (size_t q = 0; q < r; q++)
			before |= a->runs[q].evidence == a->runs[r].evidence;
		if (before)
			continue;
		brg_htmlf(f, "%s%s: %s", r ? "; " : "",
			  brg_evidence_names[a->runs[r].evidence],
			  brg_evidence_meaning(a->runs[r].evidence));
	}
	fputs(".", f);
	if (page->mixed)
		fputs(" <b>Levels were mixed by --mixed: figures of different "
		      "levels must not be compared.</b>", f);
	fputs("</p>\n", f);
}

static void subtraction(FILE *f, const struct brg_analysis *a)
{
	char title[BRG_TEXT], floor[BRG_TEXT];

	for (size_t r = 0; r < a->nr_runs; r++) {
		struct brg_scale scale = brg_scale_plain(&a->runs[r]);

		if (!a->runs[r].floor_subtracted)
			continue;
		brg_htmlf(f, "<p class=\"note\">%s: the harness floor of ",
			  brg_run_title(title, a, r));
		brg_htmlf(f, "%s %s was subtracted from every touch of workload fault, and so from its walks, by --less-floor.</p>\n",
			  brg_number(floor, (double)a->runs[r].floor_subtracted *
						    scale.factor),
			  scale.unit);
	}
}

static void runs(FILE *f, const struct brg_analysis *a)
{
	char title[BRG_TEXT];

	fputs("<ul class=\"runs\">\n", f);
	for (size_t r = 0; r < a->nr_runs; r++) {
		const struct brg_run *run = &a->runs[r];
		const json_t *dev = json_array_get(json_object_get(
			run->manifest, "devices"), 0);
		const char *address = json_string_value(
			json_object_get(dev, "address"));

		fputs("<li><b>", f);
		brg_html(f, brg_run_title(title, a, r));
		fputs("</b> ", f);
		brg_htmlf(f, "%s%s, %.10s, %zu records", address ? "device " : "",
			  address ? address : "no device", run->created,
			  run->nr_records);
		if (!run->finished)
			fputs(", <b>incomplete</b>", f);
		fputs("</li>\n", f);
	}
	fputs("</ul>\n", f);
}

static void common_parameters(FILE *f, const struct brg_analysis *a)
{
	char text[BRG_TEXT];

	for (size_t i = 0; i < a->nr_shapes; i++) {
		if (!brg_shape_is_key(a, &a->shapes[i]))
			continue;
		brg_shape_text(text, a, &a->shapes[i], false, true);
		if (text[0]) {
			fputs("<p class=\"note\">The same everywhere: ", f);
			brg_html(f, text);
			fputs(".</p>\n", f);
		}
		return;
	}
}

static void section(FILE *f, const char *id, const char *heading)
{
	fprintf(f, "</section>\n<section id=\"%s\"><h2>%s</h2>\n", id, heading);
}

void brg_page_write(FILE *f, const struct brg_page *page)
{
	const struct brg_analysis *a = page->a;
	const char *title = page->title ? page->title :
					  "What mapping a PCI BAR costs";

	brg_html_head(f, title);
	fputs("<body>\n<header><p class=\"brand\">barrage report</p><h1>", f);
	brg_html(f, title);
	fputs("</h1>\n", f);
	brg_html_lede(f, a);
	runs(f, a);
	evidence(f, page);
	subtraction(f, a);
	fputs("</header>\n<main>\n<section id=\"findings\"><h2>Main results</h2>\n", f);
	brg_html_points(f, a);
	brg_html_warnings(f, a);
	fprintf(f, "<nav aria-label=\"Contents\">%s",
		a->nr_runs > 1 ? "<a href=\"#between\">Between runs</a> " : "");
	fputs("<a href=\"#figures\">Figures</a> "
	      "<a href=\"#results\">Results</a> <a href=\"#all\">All figures "
	      "as tables</a> <a href=\"#missing\">Not measured</a> <a "
	      "href=\"#environment\">Environment</a> <a "
	      "href=\"#method\">Method</a> <a href=\"#reproduce\">Reproduce</a>"
	      "</nav>\n", f);
	if (a->nr_runs > 1) {
		section(f, "between", "Between runs");
		brg_html_between(f, a);
	}
	section(f, "figures", "Figures");
	brg_html_heat(f, a);
	brg_html_figures(f, page);
	section(f, "results", "Results");
	common_parameters(f, a);
	brg_html_key_table(f, a);
	brg_html_samples(f, a);
	brg_html_growth(f, a);
	section(f, "all", "All figures as tables");
	brg_html_all_tables(f, a);
	section(f, "missing", "Not measured");
	brg_html_missing(f, a);
	section(f, "environment", "Environment");
	brg_html_environment(f, a);
	section(f, "method", "Method");
	brg_html_method(f, a);
	section(f, "reproduce", "Run it again");
	brg_html_reproduce(f, a);
	brg_html_foot(f);
}
