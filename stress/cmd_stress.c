// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_stress.c - "barrage stress": the options, and the lists. */
#include <stddef.h>
#include <stdio.h>

#include "lib/msg.h"
#include "stress/invariant.h"
#include "stress/op.h"
#include "stress/pair.h"
#include "stress/session.h"

extern const struct brg_cmd brg_cmd_stress;

#define FIELD(name) offsetof(struct brg_stress_options, name)

static const struct brg_opt options[] = {
	{ "seed", 's', BRG_OPT_STRING, FIELD(seed), "N",
	  "Of the whole schedule, the same as --set seed=N.", 0, 0, NULL },
	{ "duration", 't', BRG_OPT_STRING, FIELD(duration), "TIME",
	  "Of all stages together, the same as --set duration=TIME.", 0, 0,
	  NULL },
	{ "ops", 'N', BRG_OPT_STRING, FIELD(ops), "N",
	  "Operations of each worker, the same as --set ops=N.", 0, 0, NULL },
	{ "device", 'd', BRG_OPT_STRING, FIELD(device), "DEVICE",
	  "PCI functions: addresses, vendor:device, role:NAME or auto, up to 4 with commas.",
	  0, 0, NULL },
	{ "target", 'T', BRG_OPT_STRING, FIELD(target), "TARGET",
	  "Through which interfaces, the same as --set target=TARGET.", 0, 0,
	  NULL },
	{ "lock", 'l', BRG_OPT_STRING, FIELD(lock), "LOCK",
	  "Flavours of memory_lock, the same as --set lock=LOCK.", 0, 0, NULL },
	{ "out", 'o', BRG_OPT_STRING, FIELD(out), "DIR",
	  "Where the result directory is made. Default: key out, else $BARRAGE_OUT, else results.",
	  0, 0, NULL },
	{ "set", 'S', BRG_OPT_STRINGS, FIELD(set), "KEY=VALUE",
	  "Override a key of [global]. May be repeated.", 0, 0, NULL },
	{ "mix", 'm', BRG_OPT_STRINGS, FIELD(mix), "OP=WEIGHT",
	  "Override a weight of [mix]; others=none forgets all before it. May be repeated.",
	  0, 0, NULL },
	{ "pair", 'p', BRG_OPT_STRINGS, FIELD(pair), "PAIR=WEIGHT",
	  "Override a weight of [pairs]. May be repeated.", 0, 0, NULL },
	{ "bug", 0, BRG_OPT_STRING, FIELD(bug), "NAME",
	  "Inject a bug; only a module built with BRG_BUGS=1 has any.", 0, 0,
	  NULL },
	{ "perturb", 0, BRG_OPT_STRING, FIELD(perturb), "N",
	  "Widen windows at the driver's steps by up to N pauses; only a module built with BRG_BUGS=1 can.",
	  0, 0, NULL },
	{ "force", 0, BRG_OPT_FLAG, FIELD(force), NULL,
	  "Take the function from a driver that is not ours, and give it back at the end. Never from one in use.",
	  0, 0, NULL },
	{ "dry-run", 'n', BRG_OPT_FLAG, FIELD(dry_run), NULL,
	  "Print what would be run, and stop.", 0, 0, NULL },
	{ "list", 0, BRG_OPT_FLAG, FIELD(list), NULL,
	  "Print every operation, pair and invariant, and stop.", 0, 0, NULL },
	{ "list-keys", 0, BRG_OPT_FLAG, FIELD(list_keys), NULL,
	  "Print every key a configuration may have, and stop.", 0, 0, NULL },
	{ 0 },
};

static int list(void)
{
	printf("Operations: name, default weight, bound, what\n");
	for (unsigned int i = 0; brg_ops[i]; i++) {
		printf("  %-12s %3u %3u s  %s\n", brg_ops[i]->name,
		       brg_ops[i]->weight, brg_op_bound_s(brg_ops[i]),
		       brg_ops[i]->summary);
		for (unsigned int bit = 1; bit; bit <<= 1)
			if (brg_ops[i]->needs & bit)
				printf("  %-12s            needs %s\n", "",
				       brg_need_name(bit));
	}
	printf("\nPairs\n");
	for (unsigned int i = 0; brg_pairs[i]; i++)
		printf("  %-16s %s\n", brg_pairs[i]->name,
		       brg_pairs[i]->summary);
	printf("\nInvariants\n");
	for (unsigned int i = 0; brg_invariants[i]; i++)
		printf("  %-10s %s\n             (%s)\n",
		       brg_invariants[i]->name, brg_invariants[i]->claim,
		       brg_invariants[i]->source);
	return BRG_EXIT_PASS;
}

static int list_keys(void)
{
	brg_keys_print("Keys of [global]:", brg_stress_keys);
	printf("\n[mix], [phase NAME]: OP = WEIGHT; others = none|default; in a phase also for = TIME\n"
	       "[rate]: OP = N, at most so many a second in each process\n"
	       "[pairs]: PAIR = WEIGHT\n"
	       "Operations and pairs: barrage stress --list\n");
	return BRG_EXIT_PASS;
}

static int run(int argc, char **argv, void *conf)
{
	const struct brg_stress_options *o = conf;

	if (o->list)
		return list();
	if (o->list_keys)
		return list_keys();
	if (argc != 1) {
		brg_error("stress: cannot run: %s (barrage stress CONFIG)",
			  argc ? "more than one configuration" :
				 "no configuration given");
		return BRG_EXIT_USAGE;
	}
	return brg_stress_main(argv[0], o);
}

const struct brg_cmd brg_cmd_stress = {
	.name = "stress",
	.args = "CONFIG",
	.summary = "hammer a device with everything at once, and watch for what must not be",
	.description =
		"Processes and threads do seeded, weighted operations on the "
		"same functions at the same time: map, touch, fork, switch "
		"memory off and on, reset, unbind, kill. Invariants are checked "
		"at each access and at quiet points; the kernel's log and "
		"counters and the time that each operation takes are witnesses, "
		"too.\n\n"
		"Ends in PASS, FAIL (exit 1) or INCONCLUSIVE (exit 4) with an "
		"evidence level, and leaves a directory with summary.json, "
		"journal.tsv, series.tsv, memory.tsv, kernel.log, config.ini and "
		"given.list.",
	.examples =
		"barrage stress --dry-run configs/stress-smoke.ini\n"
		"barrage stress configs/stress-smoke.ini --seed 42 --duration 5m\n"
		"barrage stress configs/nightly.ini --target barrage:huge --lock mutex",
	.opts = options,
	.conf_size = sizeof(struct brg_stress_options),
	.run = run,
};
