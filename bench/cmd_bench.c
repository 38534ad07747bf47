// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_bench.c - "barrage bench": the options, and the list of keys. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>

#include "bench/limits.h"
#include "bench/session.h"
#include "lib/msg.h"

extern const struct brg_cmd brg_cmd_bench;

#define FIELD(name) offsetof(struct brg_bench_options, name)

static const struct brg_opt options[] = {
	{ "device", 'd', BRG_OPT_STRING, FIELD(device), "DEVICE",
	  "PCI function to work on: an address, vendor:device, role:NAME or auto. Default: key device, else auto.",
	  0, 0, NULL },
	{ "out", 'o', BRG_OPT_STRING, FIELD(out), "DIR",
	  "Where the run directory is made. Default: key out, else $BARRAGE_OUT, else results.",
	  0, 0, NULL },
	{ "repeat", 'r', BRG_OPT_STRING, FIELD(repeat), "N",
	  "Trials of each cell, the same as --set repeat=N.", 0, 0, NULL },
	{ "precision", 'p', BRG_OPT_STRING, FIELD(precision), "P%",
	  "Repeat each cell until the interval of its median is at most this far from it, the same as --set precision=P%.",
	  0, 0, NULL },
	{ "time-budget", 't', BRG_OPT_STRING, FIELD(time_budget), "TIME",
	  "Start no further round of repetitions after it, the same as --set time_budget=TIME.",
	  0, 0, NULL },
	{ "seed", 's', BRG_OPT_STRING, FIELD(seed), "N",
	  "Of the order of trials and of random touches, the same as --set seed=N.",
	  0, 0, NULL },
	{ "set", 'S', BRG_OPT_STRINGS, FIELD(set), "KEY=VALUE",
	  "Override a key in every section; sweeps as in a file. May be repeated.",
	  0, 0, NULL },
	{ "dry-run", 'n', BRG_OPT_FLAG, FIELD(dry_run), NULL,
	  "Print the expanded matrix and its estimated time, and stop. Status 4 if that does not fit into the time budget.",
	  0, 0, NULL },
	{ "resume", 0, BRG_OPT_STRING, FIELD(resume), "RUNDIR",
	  "Go on with a run that was interrupted; takes no CONFIG.", 0, 0,
	  NULL },
	{ "evidence", 0, BRG_OPT_STRING, FIELD(evidence), "LEVEL",
	  "native, kvm, tcg or instructions: how far figures can be trusted. Default: $BARRAGE_EVIDENCE, else what the CPU says. Cannot be better than what the CPU says.",
	  0, 0, NULL },
	{ "no-bind", 0, BRG_OPT_FLAG, FIELD(no_bind), NULL,
	  "Leave the function with the driver it has; targets of other drivers are skipped.",
	  0, 0, NULL },
	{ "force", 0, BRG_OPT_FLAG, FIELD(force), NULL,
	  "Take the function from a driver that is not ours, and give it back at the end. Never from one in use.",
	  0, 0, NULL },
	{ "trial-limit", 0, BRG_OPT_DURATION, FIELD(limit_ns), "TIME",
	  "A trial that takes longer has failed. Default: 10m.", 1, UINT64_MAX,
	  NULL },
	{ "status-interval", 0, BRG_OPT_STRING, FIELD(status_interval), "TIME",
	  "Tell how far the run is at most this often, always between two trials; without a unit it is seconds. Default: at each trial on a terminal, else 5s.",
	  0, 0, NULL },
	{ "list-workloads", 0, BRG_OPT_FLAG, FIELD(list_workloads), NULL,
	  "Print every workload, what it measures, on which targets, and why not on others, and stop.",
	  0, 0, NULL },
	{ "list-keys", 0, BRG_OPT_FLAG, FIELD(list_keys), NULL,
	  "Print every key a configuration may have, and stop.", 0, 0, NULL },
	{ 0 },
};

static void defaults(void *conf)
{
	struct brg_bench_options *o = conf;

	o->limit_ns = 600ULL * 1000 * 1000 * 1000;
}

static int list_keys(void)
{
	printf("A value marked [sweep] may be a list (1, 2, 8), a range by a factor\n"
	       "(4k..1g*4) or by a step (1..9+2), or both (1, 2, 4..64*2).\n"
	       "\"include = FILE\" in [global] reads FILE there.\n\n");
	brg_keys_print("Keys of every job, and of [global] for all of them:",
		       brg_common_keys);
	for (size_t i = 0; brg_workloads[i]; i++) {
		char title[160];

		snprintf(title, sizeof(title), "\nWorkload %s: %s",
			 brg_workloads[i]->name, brg_workloads[i]->summary);
		brg_keys_print(title, brg_workloads[i]->keys);
	}
	return BRG_EXIT_PASS;
}

/* "10" is seconds, as fio has it; with a unit it is what all durations are. */
static int read_interval(struct brg_bench_options *o)
{
	const char *text = o->status_interval;
	uint64_t seconds;

	if (!text)
		return 0;
	if (!brg_parse_u64(text, &seconds) && seconds <= 1000000)
		o->status_ns = seconds * 1000000000u;
	else if (brg_parse_duration(text, &o->status_ns))
		o->status_ns = 0;
	if (o->status_ns)
		return 0;
	brg_error("bench: cannot use --status-interval %s: no time above 0 (seconds, or with a unit as in 500ms or 2m)",
		  text);
	return -EINVAL;
}

static int run(int argc, char **argv, void *conf)
{
	struct brg_bench_options *o = conf;

	if (o->list_keys)
		return list_keys();
	if (o->list_workloads) {
		brg_workloads_print();
		return BRG_EXIT_PASS;
	}
	if (o->resume && argc) {
		brg_error("%s: cannot use with --resume: the run has its configuration (leave it out)",
			  argv[0]);
		return BRG_EXIT_USAGE;
	}
	if (!o->resume && argc != 1) {
		brg_error("bench: cannot run: %s (barrage bench CONFIG)",
			  argc ? "more than one configuration" :
				 "no configuration given");
		return BRG_EXIT_USAGE;
	}
	if (read_interval(o))
		return BRG_EXIT_USAGE;
	return brg_session_main(o->resume ? NULL : argv[0], o);
}

const struct brg_cmd brg_cmd_bench = {
	.name = "bench",
	.args = "CONFIG",
	.summary = "measure what a configuration asks for, into a run directory",
	.description =
		"Expands the sweeps of CONFIG into a matrix of cells and runs "
		"each of them several times, each time in a process of its "
		"own, in seeded random order. The function is bound to the "
		"drivers the targets need and given back at the end, also "
		"after ^C.\n\n"
		"Leaves a directory with manifest.json, records.jsonl and "
		"samples.bin, and prints a short table. An interrupted run "
		"keeps what it has measured; --resume goes on with it.",
	.examples =
		"barrage bench --dry-run configs/fault-strategies.ini\n"
		"barrage bench configs/fault-strategies.ini --device 0000:41:00.0\n"
		"barrage bench configs/fault-shapes.ini --set size=16m..256m*4 --repeat 9\n"
		"barrage bench --resume results/fault-shapes-0123456789abcdef",
	.opts = options,
	.conf_size = sizeof(struct brg_bench_options),
	.defaults = defaults,
	.run = run,
};
