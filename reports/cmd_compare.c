// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_compare.c - barrage compare: did anything get slower between two runs? */
#include <errno.h>
#include <string.h>

#include "lib/msg.h"
#include "lib/options.h"
#include "reports/cmd.h"
#include "reports/gate_show.h"

struct conf {
	double threshold, level;
	struct brg_strings metrics;
	bool json, markdown, mixed;
	const char *csv;
};

static void defaults(void *p)
{
	struct conf *conf = p;

	conf->threshold = 0.05;
	conf->level = 0.99;
}

static int check_conf(const struct conf *conf, int argc)
{
	if (argc != 2) {
		brg_error("compare: cannot start: %d runs given (two run directories of barrage bench, BASE and NEW)",
			  argc);
		return BRG_EXIT_USAGE;
	}
	if (conf->json && conf->markdown) {
		brg_error("--markdown: cannot print together with --json: both go to stdout (choose one)");
		return BRG_EXIT_USAGE;
	}
	if (!(conf->threshold >= 0 && conf->threshold < 1)) {
		brg_error("--threshold: cannot use %.6g %%: out of range (0%% to below 100%%)",
			  conf->threshold * 100);
		return BRG_EXIT_USAGE;
	}
	if (!(conf->level > 0.5 && conf->level < 1)) {
		brg_error("--level: cannot use %.6g %%: out of range (between 50%% and 100%%, 99%% is usual)",
			  conf->level * 100);
		return BRG_EXIT_USAGE;
	}
	return BRG_EXIT_PASS;
}

static int check_evidence(const struct brg_run runs[2], bool mixed)
{
	const char *base = brg_evidence_names[runs[0].evidence];
	const char *new = brg_evidence_names[runs[1].evidence];

	if (runs[0].unit != runs[1].unit) {
		brg_error("%s: cannot compare with %s: its evidence is %s, not %s (instructions and time have no ratio)",
			  runs[1].path, runs[0].path, new, base);
		return BRG_EXIT_USAGE;
	}
	if (runs[0].evidence == runs[1].evidence || mixed)
		return BRG_EXIT_PASS;
	brg_error("%s: cannot compare with %s: its evidence is %s, not %s (figures of different levels must not be compared; --mixed does it all the same)",
		  runs[1].path, runs[0].path, new, base);
	return BRG_EXIT_USAGE;
}

static bool any_common(const struct brg_gate *g)
{
	for (size_t i = 0; i < g->nr_pairs; i++)
		if (g->pairs[i].base && g->pairs[i].new)
			return true;
	return false;
}

static int find_pairs(const struct conf *conf, const struct brg_analysis *a,
		      struct brg_gate *g)
{
	const char *base = a->runs[0].path, *new = a->runs[1].path;
	char names[1024];
	int ret = brg_gate_pairs(g, a, conf->metrics.v, conf->metrics.n);

	if (ret == -ENOENT) {
		brg_error("%s: cannot compare with %s: neither has %s (there are: %s)",
			  new, base,
			  conf->metrics.n ? "a metric of that name" :
					    "anything to compare",
			  brg_gate_metric_names(a, names, sizeof(names)));
		return BRG_EXIT_USAGE;
	}
	if (ret) {
		brg_error("%s: cannot compare: %s", new, strerror(-ret));
		return BRG_EXIT_ENVIRONMENT;
	}
	if (any_common(g))
		return BRG_EXIT_PASS;
	brg_error("%s: cannot compare with %s: they measured different things, no cell is in both (run the same configuration)",
		  new, base);
	brg_gate_free(g);
	return BRG_EXIT_USAGE;
}

/* Fewest repetitions of any pair compared */
static size_t fewest(const struct brg_gate *g)
{
	size_t n = SIZE_MAX;

	for (size_t i = 0; i < g->nr_pairs; i++)
		for (int side = 0; side < 2; side++)
			if (g->pairs[i].state == BRG_GATE_COMPARED &&
			    g->pairs[i].n[side] < n)
				n = g->pairs[i].n[side];
	return n;
}

static void explain(const struct brg_gate *g)
{
	size_t unknown = g->nr_of_verdict[BRG_VERDICT_UNKNOWN];
	size_t compared = g->nr_of_state[BRG_GATE_COMPARED];

	if (!compared)
		brg_error("%s: cannot tell anything: no cell has figures in both runs (the reasons stand above)",
			  g->a->runs[1].path);
	else if (unknown && fewest(g) < g->nr_needed)
		brg_warn("%s: cannot tell of %zu of %zu: %zu repetitions are too few, %zu in each run are needed for so many at %.6g %% (repeat = %zu)",
			 g->a->runs[1].path, unknown, compared, fewest(g),
			 g->nr_needed, g->how.level * 100, g->nr_needed);
	else if (unknown)
		brg_warn("%s: cannot tell of %zu of %zu: a figure of 0 has no ratio",
			 g->a->runs[1].path, unknown, compared);
	if (g->nr_of_state[BRG_GATE_ONLY_BASE] ||
	    g->nr_of_state[BRG_GATE_ONLY_NEW])
		brg_warn("%s: %zu cells of %s are missing, and %zu are new",
			 g->a->runs[1].path, g->nr_of_state[BRG_GATE_ONLY_BASE],
			 g->a->runs[0].path, g->nr_of_state[BRG_GATE_ONLY_NEW]);
}

static void write_csv(FILE *f, const void *report)
{
	brg_gate_write_csv(f, report);
}

static int show(const struct conf *conf, const struct brg_gate *g)
{
	struct brg_gate_report r = { .g = g };
	struct brg_gate_difference *differences = NULL;
	const struct brg_run *runs = g->a->runs;
	int ret = brg_gate_differences(g->a, &differences, &r.nr_differences);

	if (ret) {
		brg_error("%s: cannot compare: %s", runs[1].path,
			  strerror(-ret));
		return BRG_EXIT_ENVIRONMENT;
	}
	r.differences = differences;
	r.forced = runs[0].evidence != runs[1].evidence;
	if (conf->csv)
		ret = brg_cmd_write_file(conf->csv, write_csv, &r);
	if (!ret && conf->json)
		ret = brg_cmd_write_json(brg_gate_json(&r));
	else if (!ret && conf->markdown)
		brg_gate_write_markdown(stdout, &r);
	else if (!ret)
		brg_gate_write_text(stdout, &r);
	fflush(stdout);
	brg_gate_free_differences(differences, r.nr_differences);
	return ret;
}

static int compare(const struct conf *conf, struct brg_run runs[2])
{
	struct brg_gate_how how = {
		.level = conf->level, .threshold = conf->threshold,
		.repeatable = runs[0].unit == BRG_UNIT_INSTRUCTIONS,
	};
	struct brg_analysis a;
	struct brg_gate g;
	int ret = brg_analyse(runs, 2, conf->level, conf->threshold, &a);

	if (ret) {
		brg_error("%s: cannot analyse: %s", runs[0].path,
			  strerror(-ret));
		return BRG_EXIT_ENVIRONMENT;
	}
	ret = find_pairs(conf, &a, &g);
	if (!ret && brg_gate_judge(&g, &how)) {
		brg_error("%s: cannot compare: %s", runs[1].path,
			  strerror(ENOMEM));
		brg_gate_free(&g);
		ret = BRG_EXIT_ENVIRONMENT;
	} else if (!ret) {
		ret = show(conf, &g);
		explain(&g);
		ret = ret ? ret : brg_gate_exit(&g);
		brg_gate_free(&g);
	}
	brg_analysis_free(&a);
	return ret;
}

static int run(int argc, char **argv, void *p)
{
	const struct conf *conf = p;
	struct brg_run runs[2] = { 0 };
	int ret = check_conf(conf, argc);

	if (ret)
		return ret;
	ret = brg_cmd_load_runs(runs, argv, 2, "compare");
	if (!ret)
		ret = check_evidence(runs, conf->mixed);
	if (!ret) {
		brg_cmd_warn_losses(runs, 2);
		ret = compare(conf, runs);
	}
	brg_run_free(&runs[0]);
	brg_run_free(&runs[1]);
	return ret;
}

static const struct brg_opt opts[] = {
	{ .name = "threshold", .type = BRG_OPT_PERCENT,
	  .offset = offsetof(struct conf, threshold), .metavar = "PERCENT",
	  .help = "how much slower is accepted, 5% by default" },
	{ .name = "metric", .type = BRG_OPT_STRINGS,
	  .offset = offsetof(struct conf, metrics), .metavar = "NAME",
	  .help = "compare this metric of the records (walk, mmap, munmap, zap, ...) or of a trial's samples (min, p50, p90, p99, p999, max, mean) instead of walk, or p50 where there is none; may be repeated" },
	{ .name = "level", .type = BRG_OPT_PERCENT,
	  .offset = offsetof(struct conf, level), .metavar = "PERCENT",
	  .help = "confidence of all verdicts together, 99% by default" },
	{ .name = "json", .type = BRG_OPT_FLAG,
	  .offset = offsetof(struct conf, json),
	  .help = "print JSON instead of tables" },
	{ .name = "markdown", .type = BRG_OPT_FLAG,
	  .offset = offsetof(struct conf, markdown),
	  .help = "print Markdown instead of tables" },
	{ .name = "csv", .type = BRG_OPT_STRING,
	  .offset = offsetof(struct conf, csv), .metavar = "FILE",
	  .help = "write FILE, too, one line for each cell and metric" },
	{ .name = "mixed", .type = BRG_OPT_FLAG,
	  .offset = offsetof(struct conf, mixed),
	  .help = "compare times of different evidence" },
	{ 0 },
};

const struct brg_cmd brg_cmd_compare = {
	.name = "compare",
	.args = "BASE NEW",
	.summary = "judge whether a run is slower than another, for CI",
	.description =
		"Pairs the cells of two run directories of barrage bench by what they measured and judges each: slower or faster by more than the threshold, no difference, inside the noise, or cannot tell. Verdicts are corrected for how many there are, so that a run against another of the same thing passes: at 99% in 995 of 1000 comparisons or more.\n\n"
		"A cell that BASE measured and that failed in NEW fails the comparison. Cells that are in one run only are listed. Counted instructions have no noise, so one repetition is enough for them and every difference is real; the threshold applies all the same.\n\n"
		"Exit: 0 nothing is slower, 1 something is, 2 wrong usage, no run, other evidence or nothing in common, 3 it cannot be written, 4 nothing can be told (too few repetitions; how many are needed is said).",
	.examples =
		"barrage compare results/before results/after\n"
		"barrage compare before after --threshold 2% --metric walk --metric mmap\n"
		"barrage compare before after --markdown >comment.md",
	.opts = opts,
	.conf_size = sizeof(struct conf),
	.defaults = defaults,
	.run = run,
};
