// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_page.c - where a page goes, and what it may replace. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/dirs.h"
#include "lib/msg.h"
#include "lib/options.h"
#include "reports/cmd.h"
#include "reports/cmd_report.h"

/* In the page's head; a file without it is not ours to replace */
#define GENERATOR "content=\"barrage report "

static bool may_replace(const char *path)
{
	_cleanup_fclose_ FILE *f = fopen(path, "re");
	char start[2048] = "";
	size_t n;

	if (!f)
		return errno == ENOENT;
	n = fread(start, 1, sizeof(start) - 1, f);
	start[n] = '\0';
	return strstr(start, GENERATOR) != NULL;
}

int brg_report_may_write(const struct brg_report_conf *conf)
{
	_cleanup_free_ char *path = NULL;

	if (asprintf(&path, "%s/index.html", conf->output) < 0)
		return brg_cmd_write_failed(conf->output, ENOMEM);
	if (conf->force || may_replace(path))
		return BRG_EXIT_PASS;
	brg_error("%s: cannot write: there is a file that no barrage report made (choose another directory, or replace it with --force)",
		  path);
	return BRG_EXIT_USAGE;
}

int brg_report_undrawn(int ret, const char *why)
{
	brg_error("gnuplot: cannot draw: %s (--no-figures leaves the figures out)",
		  why[0] ? why : strerror(-ret));
	return BRG_EXIT_ENVIRONMENT;
}

int brg_report_write_page(const struct brg_report_conf *conf,
			  void (*write)(FILE *f, const void *what),
			  const void *what, size_t nr_figures)
{
	_cleanup_free_ char *path = NULL;
	int ret = brg_make_dirs(conf->output);

	if (ret)
		return brg_cmd_write_failed(conf->output, -ret);
	if (asprintf(&path, "%s/index.html", conf->output) < 0)
		return brg_cmd_write_failed(conf->output, ENOMEM);
	ret = brg_cmd_write_file(path, write, what);
	if (!ret)
		brg_note("%s: written, %zu figures", path, nr_figures);
	return ret;
}
