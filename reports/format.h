/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * format.h - numbers, units and shapes as people read them.
 *
 * TSC cycles become time by the run's tsc_hz. Instructions stay instructions
 * and never become time.
 */
#ifndef BRG_REPORTS_FORMAT_H
#define BRG_REPORTS_FORMAT_H

#include <stdio.h>

#include "reports/analysis.h"

#define BRG_TEXT 256

/** struct brg_scale - multiply a figure of the run by @factor to get @unit */
struct brg_scale {
	double factor;
	const char *unit;
};

/** brg_scale_plain - to ns, or to instructions */
struct brg_scale brg_scale_plain(const struct brg_run *run);
/** brg_scale_for - ns, us, ms or s, so that @value reads 1 .. 999 */
struct brg_scale brg_scale_for(const struct brg_run *run, double value);

/** brg_number - three significant digits, commas from 1,000; "-0" never.
 * Return: @buf (of BRG_TEXT bytes), as all below. */
const char *brg_number(char *buf, double value);
/** brg_count - a whole number: "7", "60,000" */
const char *brg_count(char *buf, double value);
/** brg_bytes - "4 KiB", "256 MiB", "1.5 GiB", "17 B" */
const char *brg_bytes(char *buf, double bytes);
/** brg_ratio - "0.98" with enough digits to differ from 1 where it does */
const char *brg_ratio(char *buf, double ratio);
/** brg_param_text - one parameter in words: "first touch", "256 MiB", ... */
const char *brg_param_text(char *buf, const struct brg_pair *p);
/** brg_shape_text - the parameters that vary (@varying; or the name that the
 * configuration gave the shape) or the others, joined by ", "; without the
 * size when @with_size is false */
const char *brg_shape_text(char *buf, const struct brg_analysis *a,
			   const struct brg_shape *shape, bool varying,
			   bool with_size);
/** brg_shape_heading - the parameters that vary, after the workload where it
 * is told by its samples or where nothing varies */
const char *brg_shape_heading(char *buf, const struct brg_analysis *a,
			      const struct brg_shape *shape);

/** brg_capital - begin a sentence with it. Return: @text. */
const char *brg_capital(char *text);

/** brg_html - @text with markup characters escaped */
void brg_html(FILE *f, const char *text);
/** brg_htmlf - printf, then brg_html() */
void brg_htmlf(FILE *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
