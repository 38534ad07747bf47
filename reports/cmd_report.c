// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_report.c - barrage report: runs to a page, JSON, CSV. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/msg.h"
#include "lib/options.h"
#include "reports/between.h"
#include "reports/cmd.h"
#include "reports/cmd_report.h"
#include "reports/export.h"
#include "reports/figure.h"
#include "reports/html.h"
#include "reports/soak.h"

static void defaults(void *p)
{
	struct brg_report_conf *conf = p;

	conf->level = 0.95;
	conf->margin = BRG_REPORT_MARGIN;
}

static int check_evidence(const struct brg_run *runs, size_t nr, bool allowed,
			  bool *mixed)
{
	*mixed = false;
	for (size_t i = 1; i < nr; i++) {
		if (runs[i].evidence == runs[0].evidence)
			continue;
		*mixed = true;
		if (allowed)
			continue;
		brg_error("%s: cannot report together with %s: its evidence is %s, not %s (figures of different levels must not be compared; --mixed puts them side by side all the same)",
			  runs[i].path, runs[0].path,
			  brg_evidence_names[runs[i].evidence],
			  brg_evidence_names[runs[0].evidence]);
		return BRG_EXIT_USAGE;
	}
	return BRG_EXIT_PASS;
}

static int check_common(const struct brg_analysis *a)
{
	size_t alien = brg_alien_run(a);

	if (alien == a->nr_runs)
		return BRG_EXIT_PASS;
	brg_error("%s: cannot report together with %s: they measured different things, no workload with the same parameters is in any other run (write a page each; --mixed puts them on one all the same)",
		  a->runs[alien].path, a->runs[alien ? 0 : 1].path);
	return BRG_EXIT_USAGE;
}

static void write_page(FILE *f, const void *page)
{
	brg_page_write(f, page);
}

static void write_csv(FILE *f, const void *analysis)
{
	brg_export_csv(f, analysis);
}

static void write_markdown(FILE *f, const void *analysis)
{
	brg_export_markdown(f, analysis);
}

static int write_html(const struct brg_report_conf *conf,
		      const struct brg_analysis *a, bool mixed)
{
	struct brg_page page = { .a = a, .title = conf->title,
				 .mixed = mixed };
	char why[1024] = "";
	int ret = brg_report_may_write(conf);

	if (ret)
		return ret;
	ret = conf->no_figures ? 0 : brg_page_draw(&page, why, sizeof(why));
	if (ret)
		ret = brg_report_undrawn(ret, why);
	else
		ret = brg_report_write_page(conf, write_page, &page,
					    page.nr_drawings);
	brg_page_free(&page);
	return ret;
}

static int check_conf(const struct brg_report_conf *conf, int argc)
{
	char why[512];

	if (argc < 1 || argc > BRG_MAX_RUNS) {
		brg_error("report: cannot start: %d runs given (1 to %d directories of barrage bench or barrage stress)",
			  argc, BRG_MAX_RUNS);
		return BRG_EXIT_USAGE;
	}
	if (!conf->output && !conf->json && !conf->csv && !conf->markdown) {
		brg_error("report: cannot start: nowhere to write (give -o DIR for a page, --csv FILE, --markdown FILE or --json)");
		return BRG_EXIT_USAGE;
	}
	if (!(conf->level > 0.5 && conf->level < 1)) {
		brg_error("--level: cannot use %.6g %%: out of range (between 50%% and 100%%, 95%% is usual)",
			  conf->level * 100);
		return BRG_EXIT_USAGE;
	}
	if (!(conf->margin >= 0 && conf->margin < 1)) {
		brg_error("--margin: cannot use %.6g %%: out of range (0%% to below 100%%)",
			  conf->margin * 100);
		return BRG_EXIT_USAGE;
	}
	if (conf->output && !conf->no_figures &&
	    brg_figure_probe(why, sizeof(why))) {
		brg_error("%s", why);
		return BRG_EXIT_ENVIRONMENT;
	}
	return BRG_EXIT_PASS;
}

static int report(const struct brg_report_conf *conf, struct brg_run *runs, size_t nr)
{
	struct brg_analysis a;
	bool mixed;
	int ret = check_evidence(runs, nr, conf->mixed, &mixed);

	if (ret)
		return ret;
	brg_cmd_warn_losses(runs, nr);
	if (brg_analyse(runs, nr, conf->level, conf->margin, &a)) {
		brg_error("%s: cannot analyse: %s", runs[0].path,
			  strerror(ENOMEM));
		return BRG_EXIT_ENVIRONMENT;
	}
	if (!conf->mixed)
		ret = check_common(&a);
	if (!ret && conf->output)
		ret = write_html(conf, &a, mixed);
	if (!ret && conf->csv)
		ret = brg_cmd_write_file(conf->csv, write_csv, &a);
	if (!ret && conf->markdown)
		ret = brg_cmd_write_file(conf->markdown, write_markdown, &a);
	if (!ret && conf->json)
		ret = brg_cmd_write_json(brg_export_json(&a));
	brg_analysis_free(&a);
	return ret;
}

static int less_floor(struct brg_run *run)
{
	if (!brg_run_less_floor(run))
		return BRG_EXIT_PASS;
	brg_error("%s: cannot subtract the harness floor: the run has no measurement of workload null (leave --less-floor out)",
		  run->path);
	return BRG_EXIT_USAGE;
}

/* Benchmarks or soaks, not both. What is neither is the loader's to refuse. */
static int find_kind(char **argv, int argc, enum brg_dir_kind *out)
{
	int bench = -1, soak = -1;

	*out = BRG_DIR_BENCH;
	for (int i = 0; i < argc; i++) {
		enum brg_dir_kind kind = brg_dir_kind(argv[i]);
		struct stat st;

		if (kind == BRG_DIR_NONE && !stat(argv[i], &st) &&
		    S_ISDIR(st.st_mode)) {
			brg_error("%s: cannot read: no run directory, there is no manifest.json in it, and no summary.json or journal.tsv in or below it (give a directory that barrage bench, barrage stress, lab/run or lab/soak wrote)",
				  argv[i]);
			return BRG_EXIT_USAGE;
		}
		if (kind == BRG_DIR_SOAK)
			soak = i;
		else
			bench = i;
	}
	if (soak >= 0)
		*out = BRG_DIR_SOAK;
	if (soak < 0 || bench < 0)
		return BRG_EXIT_PASS;
	brg_error("%s: cannot report together with %s: one is a soak and the other is not (write a page each)",
		  argv[soak], argv[bench]);
	return BRG_EXIT_USAGE;
}

static int report_benchmarks(const struct brg_report_conf *conf, char **paths,
			     size_t nr)
{
	struct brg_run *runs = calloc(nr, sizeof(*runs));
	int ret;

	if (!runs)
		return brg_cmd_write_failed("report", ENOMEM);
	ret = brg_cmd_load_runs(runs, paths, nr, "report");
	for (size_t i = 0; i < nr && !ret && conf->less_floor; i++)
		ret = less_floor(&runs[i]);
	if (!ret)
		ret = report(conf, runs, nr);
	for (size_t i = 0; i < nr; i++)
		brg_run_free(&runs[i]);
	free(runs);
	return ret;
}

static int run(int argc, char **argv, void *p)
{
	const struct brg_report_conf *conf = p;
	enum brg_dir_kind kind;
	int ret = check_conf(conf, argc);

	if (!ret)
		ret = find_kind(argv, argc, &kind);
	if (ret)
		return ret;
	return kind == BRG_DIR_SOAK ?
		brg_report_soaks(conf, argv, (size_t)argc) :
		report_benchmarks(conf, argv, (size_t)argc);
}

static const struct brg_opt opts[] = {
	{ .name = "output", .letter = 'o', .type = BRG_OPT_STRING,
	  .offset = offsetof(struct brg_report_conf, output), .metavar = "DIR",
	  .help = "write the page to DIR/index.html; DIR is made if missing" },
	{ .name = "title", .type = BRG_OPT_STRING,
	  .offset = offsetof(struct brg_report_conf, title), .metavar = "TEXT",
	  .help = "heading of the page" },
	{ .name = "json", .type = BRG_OPT_FLAG,
	  .offset = offsetof(struct brg_report_conf, json),
	  .help = "print the analysis, or what soaks found, as JSON to stdout" },
	{ .name = "csv", .type = BRG_OPT_STRING,
	  .offset = offsetof(struct brg_report_conf, csv), .metavar = "FILE",
	  .help = "write the analysis to FILE, one line for each shape, target and run" },
	{ .name = "markdown", .type = BRG_OPT_STRING,
	  .offset = offsetof(struct brg_report_conf, markdown), .metavar = "FILE",
	  .help = "write tables of verdicts, or of findings, to FILE, for a review" },
	{ .name = "level", .type = BRG_OPT_PERCENT,
	  .offset = offsetof(struct brg_report_conf, level), .metavar = "PERCENT",
	  .help = "confidence of intervals and verdicts, 95% by default" },
	{ .name = "margin", .type = BRG_OPT_PERCENT,
	  .offset = offsetof(struct brg_report_conf, margin), .metavar = "PERCENT",
	  .help = "difference too small to matter, 2% by default" },
	{ .name = "no-figures", .type = BRG_OPT_FLAG,
	  .offset = offsetof(struct brg_report_conf, no_figures),
	  .help = "tables only; gnuplot is not needed then" },
	{ .name = "mixed", .type = BRG_OPT_FLAG,
	  .offset = offsetof(struct brg_report_conf, mixed),
	  .help = "put runs of different evidence, or that measured different things, on one page" },
	{ .name = "less-floor", .type = BRG_OPT_FLAG,
	  .offset = offsetof(struct brg_report_conf, less_floor),
	  .help = "subtract the harness floor, the p50 of workload null in the same run, from every touch of workload fault; nothing is subtracted otherwise" },
	{ .name = "force", .type = BRG_OPT_FLAG,
	  .offset = offsetof(struct brg_report_conf, force),
	  .help = "replace a file that is no report" },
	{ 0 },
};

const struct brg_cmd brg_cmd_report = {
	.name = "report",
	.args = "RUN...",
	.summary = "write runs and soaks up as one HTML page with figures and verdicts",
	.description =
		"Reads run directories of barrage bench and writes one self-contained page: results against upstream vfio-pci of the same run with intervals and verdicts, figures drawn by gnuplot, what was not measured and why, the environment, the method, and how to run it again. The page needs no network and no script.\n\n"
		"Several runs stand side by side, a column for each kernel: runs of one kernel that measured different workloads or locks share it. Every row is held against the same row of the first run, with interval and verdict, and what differs between the environments is listed beside. Runs of different evidence (native, kvm, tcg, instructions), and runs that measured nothing in common, are refused together unless --mixed is given.\n\n"
		"Directories of barrage stress, and of lab/run and lab/soak with such in them, give a page of another kind: verdicts and findings, operations, latencies and memory over time with findings marked, a table of operations and where the slowest of each was, findings over the rounds of a soak. A run that did not end is reported as far as it got, without a verdict. Soaks and benchmarks do not go on one page, and --csv, --margin, --mixed and --less-floor are of benchmarks.",
	.examples =
		"barrage report runs/2026-01-01 -o out\n"
		"barrage report run-6.1 run-6.12 run-7.3 -o out --title \"BAR mapping over three kernels\"\n"
		"barrage report run --json | jq '.shapes[].rows[].label'\n"
		"barrage report results/nightly-seed7 -o out --markdown summary.md\n"
		"barrage report results/soak-20260101-220000 -o out",
	.opts = opts,
	.conf_size = sizeof(struct brg_report_conf),
	.defaults = defaults,
	.run = run,
};
