/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html.h - an analysis as one page that needs nothing else.
 *
 * No script, no external resource, no font but the reader's own. Each section
 * is one function; html.c puts them in order.
 */
#ifndef BRG_REPORTS_HTML_H
#define BRG_REPORTS_HTML_H

#include <stdio.h>

#include "reports/analysis.h"
#include "reports/format.h"

struct brg_figure;

/** struct brg_drawing - a figure, drawn for wide and for narrow pages */
struct brg_drawing {
	char id[64];
	char title[BRG_TEXT];
	char what[4 * BRG_TEXT];
	size_t run, reps, samples;
	char *wide, *narrow;
};

/** struct brg_page - what goes into a page
 * @title: chosen by the user, or NULL
 * @mixed: runs of several evidence levels were forced together
 * @drawings: in order; none with --no-figures
 * @nr_undrawn: shapes without a figure of their own, to keep the page short
 */
struct brg_page {
	const struct brg_analysis *a;
	const char *title;
	bool mixed;
	struct brg_drawing *drawings;
	size_t nr_drawings, nr_undrawn;
};

/** brg_page_draw - fill @page->drawings. @why: gnuplot's words on failure.
 * Return: 0, -errno as brg_figure_draw(). */
int brg_page_draw(struct brg_page *page, char *why, size_t why_size);
void brg_page_free(struct brg_page *page);

/** brg_page_write - the whole page; errors show in ferror(@f) */
void brg_page_write(FILE *f, const struct brg_page *page);

/** brg_run_title - "Linux 7.3.4", with its number where releases repeat */
const char *brg_run_title(char *buf, const struct brg_analysis *a, size_t run);

/** brg_shape_is_key - shown in the first table and told in words: the one
 * that represents its family, drivers not timing, no null workload, none
 * that is told by its samples */
bool brg_shape_is_key(const struct brg_analysis *a,
		      const struct brg_shape *shape);

/* Sections */
void brg_html_lede(FILE *f, const struct brg_analysis *a);
void brg_html_points(FILE *f, const struct brg_analysis *a);
void brg_html_key_table(FILE *f, const struct brg_analysis *a);
/** brg_html_samples - tables of workloads without a walk; nothing without */
void brg_html_samples(FILE *f, const struct brg_analysis *a);
/** brg_html_growth - fitted growth; nothing where nothing was swept */
void brg_html_growth(FILE *f, const struct brg_analysis *a);
/** brg_html_changes - verdicts between runs in numbers, a list item for each
 * run but the first; nothing for one run */
void brg_html_changes(FILE *f, const struct brg_analysis *a);
/** brg_html_between - several runs: differences of environment and results */
void brg_html_between(FILE *f, const struct brg_analysis *a);
/** brg_html_differences - entries of the manifests that are not all equal */
void brg_html_differences(FILE *f, const struct brg_analysis *a);
void brg_html_all_tables(FILE *f, const struct brg_analysis *a);
/** brg_html_beside - what went on while the samples of @run were taken; not
 * printed */
void brg_html_beside(FILE *f, const struct brg_analysis *a, size_t run);
/** brg_html_heat - strategy by shape; nothing where strategies were not
 * compared */
void brg_html_heat(FILE *f, const struct brg_analysis *a);
/** brg_html_standing - adaptive against the best of all others, a list item
 * for each run; nothing without it */
void brg_html_standing(FILE *f, const struct brg_analysis *a);
void brg_html_figures(FILE *f, const struct brg_page *page);
void brg_html_missing(FILE *f, const struct brg_analysis *a);
void brg_html_warnings(FILE *f, const struct brg_analysis *a);
void brg_html_environment(FILE *f, const struct brg_analysis *a);
void brg_html_method(FILE *f, const struct brg_analysis *a);
void brg_html_reproduce(FILE *f, const struct brg_analysis *a);

/* Pieces */
/** brg_html_head - up to <body>, with the style sheet */
void brg_html_head(FILE *f, const char *title);
/** brg_html_foot - from the end of <main> */
void brg_html_foot(FILE *f);
/** brg_drawing_make - draw @fig for wide and for narrow pages. @d: filled in.
 * Return: 0, -errno as brg_figure_draw(). */
int brg_drawing_make(struct brg_drawing *d, const struct brg_figure *fig,
		     unsigned int height, unsigned int narrow_height, char *why,
		     size_t why_size);
void brg_drawing_free(struct brg_drawing *d);
/** brg_html_drawing - the figure without caption and end. @of: run, or NULL */
void brg_html_drawing(FILE *f, const struct brg_drawing *d, const char *of);
/** brg_html_target - name of a row with its colour */
void brg_html_target(FILE *f, const struct brg_row *row);
/** brg_html_evidence_facts - evidence, unit and kernel for a caption */
void brg_html_evidence_facts(FILE *f, const struct brg_run *run);
/** brg_html_verdict - the verdict as a mark; "?" and why where it is open */
void brg_html_verdict(FILE *f, const struct brg_comparison *c);

#endif
