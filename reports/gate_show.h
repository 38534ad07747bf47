/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gate_show.h - a comparison of two runs for people and for programs. */
#ifndef BRG_REPORTS_GATE_SHOW_H
#define BRG_REPORTS_GATE_SHOW_H

#include <stdio.h>

#include "reports/format.h"
#include "reports/gate.h"

/** struct brg_gate_report - all there is to show
 * @g: judged; @differences: of the two runs, @nr_differences of them
 * @forced: levels of evidence differ and --mixed was given
 */
struct brg_gate_report {
	const struct brg_gate *g;
	const struct brg_gate_difference *differences;
	size_t nr_differences;
	bool forced;
};

/** brg_gate_write_text - tables of at most 100 columns */
void brg_gate_write_text(FILE *f, const struct brg_gate_report *r);
/** brg_gate_write_markdown - for a comment on a change */
void brg_gate_write_markdown(FILE *f, const struct brg_gate_report *r);
/** brg_gate_write_csv - RFC 4180, a header, then one line a pair; figures in
 * the unit of column "unit" */
void brg_gate_write_csv(FILE *f, const struct brg_gate_report *r);
/** brg_gate_json - one object, format "barrage-comparison". Return: a new
 * reference; NULL without memory. */
json_t *brg_gate_json(const struct brg_gate_report *r);

/* Pieces; @buf has BRG_TEXT bytes and is returned */
/** brg_gate_figure - a figure of @p in words: "12.3 ms", "1,234", "4 KiB" */
const char *brg_gate_figure(char *buf, const struct brg_gate_pair *p,
			    double value);
/** brg_gate_unit - of the figures of @p: "ns", "instructions", "bytes",
 * "count" */
const char *brg_gate_unit(const struct brg_gate_pair *p);
/** brg_gate_words - the verdict for people */
const char *brg_gate_words(const struct brg_gate_pair *p);
/** brg_gate_ratio - three digits behind the point where they matter */
const char *brg_gate_ratio(char *buf, double ratio);
/** brg_gate_interval - "0.99-1.02", or "" where there is one figure a side */
const char *brg_gate_interval(char *buf, const struct brg_gate_pair *p);
/** brg_gate_shape - workload, metric and what the shape differs in */
const char *brg_gate_shape(char *buf, const struct brg_gate *g,
			   const struct brg_gate_pair *p);
/** brg_gate_label - the target of a pair */
const char *brg_gate_label(const struct brg_gate_pair *p);
/** brg_gate_result - the last sentence: what all of it means; BRG_TEXT * 2 */
const char *brg_gate_result(char *buf, const struct brg_gate *g);

#endif
