// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_selftest.c - "barrage selftest": does the soak find broken drivers? */
#include <stddef.h>
#include <stdio.h>

#include "cli/commands.h"
#include "lib/msg.h"

struct selftest_options {
	struct brg_strings bugs;
	const char *kernel, *flavour, *seeds, *first, *duration, *results;
	bool no_control, list, dry_run;
};

#define FIELD(name) offsetof(struct selftest_options, name)

static const struct brg_opt options[] = {
	{ "bug", 'b', BRG_OPT_STRINGS, FIELD(bugs), "NAME",
	  "Only this bug, by name or id. May be repeated.", 0, 0, NULL },
	{ "kernel", 'k', BRG_OPT_STRING, FIELD(kernel), "NAME",
	  "Lab kernel. Default: 7.3.", 0, 0, NULL },
	{ "flavour", 0, BRG_OPT_STRING, FIELD(flavour), "FLAVOUR",
	  "plain or debug. Default: debug.", 0, 0, NULL },
	{ "seeds", 's', BRG_OPT_STRING, FIELD(seeds), "N",
	  "How many seeds. Default: 1.", 0, 0, NULL },
	{ "first", 0, BRG_OPT_STRING, FIELD(first), "N",
	  "The first seed. Default: 1.", 0, 0, NULL },
	{ "duration", 't', BRG_OPT_STRING, FIELD(duration), "TIME",
	  "At most so long in each guest. Default: 60s.", 0, 0, NULL },
	{ "results", 'o', BRG_OPT_STRING, FIELD(results), "DIR",
	  "Where results go; what is there is not done again. Default: results/selftest-TIME.",
	  0, 0, NULL },
	{ "no-control", 0, BRG_OPT_FLAG, FIELD(no_control), NULL,
	  "Leave out the runs without a bug.", 0, 0, NULL },
	{ "list", 0, BRG_OPT_FLAG, FIELD(list), NULL,
	  "Print the bugs with strategy and expected detectors, and stop.", 0,
	  0, NULL },
	{ "dry-run", 'n', BRG_OPT_FLAG, FIELD(dry_run), NULL,
	  "Print what would be run, one guest a line, and stop.", 0, 0, NULL },
	{ 0 },
};

static int add(char **argv, int n, const char *option, const char *value)
{
	if (!value)
		return n;
	argv[n++] = (char *)option;
	argv[n++] = (char *)value;
	return n;
}

static int run(int argc, char **argv, void *conf)
{
	const struct selftest_options *o = conf;
	char *words[160];
	int n = 1;

	if (argc) {
		brg_error("selftest: cannot run '%s': no argument is wanted (--bug NAME)",
			  argv[0]);
		return BRG_EXIT_USAGE;
	}
	for (size_t i = 0; i < o->bugs.n && i < 64; i++)
		n = add(words, n, "--bug", o->bugs.v[i]);
	n = add(words, n, "--kernel", o->kernel);
	n = add(words, n, "--flavour", o->flavour);
	n = add(words, n, "--seeds", o->seeds);
	n = add(words, n, "--first", o->first);
	n = add(words, n, "--duration", o->duration);
	n = add(words, n, "--results", o->results);
	if (o->no_control)
		words[n++] = (char *)"--no-control";
	if (o->list)
		words[n++] = (char *)"--list";
	if (o->dry_run)
		words[n++] = (char *)"--dry-run";
	words[n] = NULL;
	return brg_lab_exec("selftest", words);
}

const struct brg_cmd brg_cmd_selftest = {
	.name = "selftest",
	.args = "",
	.summary = "break the driver on purpose, and see whether the soak finds it",
	.description =
		"Boots a fresh virtual machine for each injectable bug and "
		"seed, with a driver built with BRG_BUGS=1, and runs "
		"configs/selftest.ini in it. Prints bug, detector, time and "
		"operations until detection; then the same seeds without a "
		"bug, which must find nothing. A hole in the table fails.",
	.examples = "barrage selftest --bug M7 --seeds 3\n"
		    "barrage selftest --kernel 6.12 --flavour plain",
	.opts = options,
	.conf_size = sizeof(struct selftest_options),
	.run = run,
};
