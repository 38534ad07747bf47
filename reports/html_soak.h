/* SPDX-License-Identifier: GPL-2.0-or-later */
/* html_soak.h - runs of barrage stress as one page; see html.h. */
#ifndef BRG_REPORTS_HTML_SOAK_H
#define BRG_REPORTS_HTML_SOAK_H

#include "reports/html.h"
#include "reports/soak.h"

#define BRG_SOAK_DRAWN	8	/* runs with figures: more would bury the page */

/** struct brg_soak_page - @title: chosen by the user, or NULL. @drawings: with
 * their run; none with --no-figures. @nr_undrawn: runs that have no figures
 * because there are many */
struct brg_soak_page {
	const struct brg_soaks *s;
	const char *title;
	struct brg_drawing *drawings;
	size_t nr_drawings, nr_undrawn;
};

/** brg_soak_page_draw - what did not pass first. @why: gnuplot's words.
 * Return: 0, -errno as brg_figure_draw(). */
int brg_soak_page_draw(struct brg_soak_page *page, char *why, size_t why_size);
void brg_soak_page_free(struct brg_soak_page *page);

/** brg_soak_page_write - the whole page; errors show in ferror(@f) */
void brg_soak_page_write(FILE *f, const struct brg_soak_page *page);

/* Sections */
/** brg_html_soak_overview - a row for each run */
void brg_html_soak_overview(FILE *f, const struct brg_soaks *s);
/** brg_html_soak_rounds - verdicts and findings over the rounds of a soak */
void brg_html_soak_rounds(FILE *f, const struct brg_soaks *s);
/** brg_html_soak_facts - what a run was, and what it left out */
void brg_html_soak_facts(FILE *f, const struct brg_soak *run);
void brg_html_soak_findings(FILE *f, const struct brg_soak *run, size_t nr);
void brg_html_soak_stages(FILE *f, const struct brg_soak *run);
void brg_html_soak_ops(FILE *f, const struct brg_soak *run);
void brg_html_soak_invariants(FILE *f, const struct brg_soak *run);
void brg_html_soak_memory(FILE *f, const struct brg_soak *run, double level);
void brg_html_soak_method(FILE *f, const struct brg_soaks *s);
/** brg_html_soak_reproduce - command, configuration, end of the kernel log */
void brg_html_soak_reproduce(FILE *f, const struct brg_soak *run);

/* Pieces */
/** struct brg_soak_th - head of a column. @small: below it, or NULL. @number:
 * figures, set to the right */
struct brg_soak_th {
	const char *text, *small;
	bool number;
};

/** brg_soak_table_open - with the columns @th, of which the last has no
 * @text; up to <tbody>, ended by brg_soak_table_close() */
void brg_soak_table_open(FILE *f, const char *label,
			 const struct brg_soak_th *th);
void brg_soak_table_close(FILE *f);
/** brg_soak_cell_count - a number */
void brg_soak_cell_count(FILE *f, double n);
/** brg_soak_cell_text - one that may be long if @wrap */
void brg_soak_cell_text(FILE *f, const char *text, bool wrap);
/** brg_html_soak_verdict - as a mark */
void brg_html_soak_verdict(FILE *f, const char *verdict);
/** brg_html_soak_evidence - "tcg: emulated ..." */
void brg_html_soak_evidence(FILE *f, const struct brg_soak *run);
/** brg_soak_kernel - release, of the lab where the run did not say */
const char *brg_soak_kernel(const struct brg_soak *run);
/** brg_soak_time - "3 min 20 s". Return: @buf (of BRG_TEXT bytes), as below. */
const char *brg_soak_time(char *buf, double s);
/** brg_soak_us - "1.5 ms" */
const char *brg_soak_us(char *buf, uint64_t us);
/** brg_soak_races - "19 of 72 rounds (26 %), 0.61 a second"; @ns: they took */
const char *brg_soak_races(char *buf, double races, double rounds, double ns);

#endif
