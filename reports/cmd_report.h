/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_report.h - barrage report, of benchmarks and of soaks. */
#ifndef BRG_REPORTS_CMD_REPORT_H
#define BRG_REPORTS_CMD_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define BRG_REPORT_MARGIN .02	/* unless --margin says something else */

/** struct brg_report_conf - as given on the command line */
struct brg_report_conf {
	const char *output, *title, *csv, *markdown;
	bool json, force, mixed, no_figures, less_floor;
	double level, margin;
};

/** brg_report_soaks - report @paths, which hold runs of barrage stress.
 * @conf: checked. Return: enum brg_exit. */
int brg_report_soaks(const struct brg_report_conf *conf, char **paths,
		     size_t nr);

/** brg_report_may_write - may @output/index.html be written? A page of ours
 * may be replaced, anything else only by --force. Return: enum brg_exit. */
int brg_report_may_write(const struct brg_report_conf *conf);

/** brg_report_undrawn - tell that gnuplot failed with @ret, and its own words.
 * Return: BRG_EXIT_ENVIRONMENT. */
int brg_report_undrawn(int ret, const char *why);

/** brg_report_write_page - have @write fill it. Return: enum brg_exit. */
int brg_report_write_page(const struct brg_report_conf *conf,
			  void (*write)(FILE *f, const void *what),
			  const void *what, size_t nr_figures);

#endif
