/* SPDX-License-Identifier: GPL-2.0-or-later */
/* export.h - an analysis for other programs. */
#ifndef BRG_REPORTS_EXPORT_H
#define BRG_REPORTS_EXPORT_H

#include <stdio.h>

#include "reports/analysis.h"

/** brg_export_json - the analysis as one object, format "barrage-analysis".
 * Figures are in the unit of their run. Return: a new reference; NULL without
 * memory. */
json_t *brg_export_json(const struct brg_analysis *a);

/** brg_export_growth - array of curves with their fits, of all runs */
json_t *brg_export_growth(const struct brg_analysis *a);
/** brg_export_between - every row of every other column against the first.
 * Return: NULL without memory. */
json_t *brg_export_between(const struct brg_analysis *a);

/** brg_export_csv - RFC 4180, a header, then one line a shape, target and run.
 * Figures are in the unit given in column "unit"; ratio and verdict are of the
 * walk per page, or of the median sample where there is no walk. */
void brg_export_csv(FILE *f, const struct brg_analysis *a);

/** brg_export_markdown - tables of verdicts: between runs, then of each run */
void brg_export_markdown(FILE *f, const struct brg_analysis *a);

/* Pieces */
/** brg_export_pairs - parameters as an object. Return: a new reference. */
json_t *brg_export_pairs(const struct brg_pair *pairs, size_t nr);
/** brg_csv_text - one field, in quotes where it needs them */
void brg_csv_text(FILE *f, const char *s);

#endif
