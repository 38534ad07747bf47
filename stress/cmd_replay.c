// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_replay.c - "barrage replay": the operations of a finding once more. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/msg.h"
#include "stress/list.h"
#include "stress/session.h"

extern const struct brg_cmd brg_cmd_replay;

struct replay_options {
	const char *out, *device, *times, *save;
};

#define FIELD(name) offsetof(struct replay_options, name)

static const struct brg_opt options[] = {
	{ "device", 'd', BRG_OPT_STRING, FIELD(device), "DEVICE",
	  "Another function than the one of the run.", 0, 0, NULL },
	{ "out", 'o', BRG_OPT_STRING, FIELD(out), "DIR",
	  "Where the result directory is made. Default: $BARRAGE_OUT, else results.",
	  0, 0, NULL },
	{ "times", 'n', BRG_OPT_STRING, FIELD(times), "N",
	  "Do the whole list up to N times, until something is found. Default: 1.",
	  0, 0, NULL },
	{ "save", 0, BRG_OPT_STRING, FIELD(save), "FILE",
	  "Write the list to FILE instead of running it.", 0, 0, NULL },
	{ 0 },
};

static int replay(struct brg_list *list, const char *path,
		  const struct replay_options *o)
{
	struct brg_stress_options stress = { .out = o->out,
					     .device = o->device,
					     .times = o->times };

	/* the list says when to end */
	stress.duration = "0";
	stress.set = (struct brg_strings){ (const char **)list->set,
					   list->nr_set };
	stress.pair = (struct brg_strings){ (const char **)list->pair,
					    list->nr_pair };
	if (!list->nr) {
		brg_error("%s: cannot replay: no operation in it (was the journal lost? barrage stress with its seed does the same schedule)",
			  path);
		return BRG_EXIT_USAGE;
	}
	if (list->find)
		brg_note("looking for: %s", list->find);
	return brg_stress_replay(list->config, path, list->op, list->nr,
				 &stress);
}

static int run(int argc, char **argv, void *conf)
{
	const struct replay_options *o = conf;
	struct brg_list list;
	char why[1024];
	int ret;

	if (argc != 1) {
		brg_error("replay: cannot run: one result directory or list is wanted (barrage replay BUNDLE)");
		return BRG_EXIT_USAGE;
	}
	ret = brg_list_load(argv[0], &list, why, sizeof(why));
	if (ret) {
		brg_error("%s", why);
		brg_list_clear(&list);
		return BRG_EXIT_USAGE;
	}
	if (o->save) {
		ret = brg_list_save(&list, NULL, o->save);
		if (ret)
			brg_error("%s: cannot write: %s (another FILE)", o->save,
				  strerror(-ret));
		ret = ret ? BRG_EXIT_ENVIRONMENT : BRG_EXIT_PASS;
	} else {
		ret = replay(&list, argv[0], o);
	}
	brg_list_clear(&list);
	return ret;
}

const struct brg_cmd brg_cmd_replay = {
	.name = "replay",
	.args = "BUNDLE",
	.summary = "do the operations of a soak's result, or of a list, once more",
	.description =
		"BUNDLE is a result directory of barrage stress, or a list that "
		"barrage minimise or --save wrote. Each worker does the same "
		"operations with the same random choices in the same order. "
		"Between workers the order is what the machine makes it: exact "
		"in the lab's deterministic mode, likely elsewhere.",
	.examples = "barrage replay results/nightly-seed42\n"
		    "barrage replay finding.list --times 100",
	.opts = options,
	.conf_size = sizeof(struct replay_options),
	.run = run,
};
