// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_postmortem.c - "barrage postmortem": what became of soaks that went down
 * with their machine. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/msg.h"
#include "lib/options.h"
#include "stress/postmortem.h"

extern const struct brg_cmd brg_cmd_postmortem;

struct postmortem_options {
	struct brg_strings pstore;
};

static const struct brg_opt options[] = {
	{ "pstore", 0, BRG_OPT_STRINGS,
	  offsetof(struct postmortem_options, pstore), "DIR",
	  "Where the kernel's last words are; may be repeated. Default: /sys/fs/pstore and /var/lib/systemd/pstore.",
	  0, 0, NULL },
	{ 0 },
};

/** struct round - over all directories
 * @code: enum brg_exit, the worst so far
 * @soaks: how many there were at all */
struct round {
	const char *const *stores;
	int code;
	unsigned int soaks;
};

static void bury(struct round *r, const char *dir)
{
	char title[120], why[PATH_MAX + 128];

	if (brg_postmortem(dir, r->stores, title, sizeof(title), why,
			   sizeof(why))) {
		brg_error("%s", why);
		r->code = BRG_EXIT_ENVIRONMENT;
		return;
	}
	printf("%s: FAIL: %s\n", dir, title);
	if (!r->code)
		r->code = BRG_EXIT_FAIL;
}

/* Return: whether @dir is a soak's. */
static bool look(struct round *r, const char *dir)
{
	switch (brg_corpse_look(dir)) {
	case BRG_CORPSE_NONE:
		return false;
	case BRG_CORPSE_ENDED:
		printf("%s: ended with a verdict\n", dir);
		break;
	case BRG_CORPSE_ALIVE:
		printf("%s: is running\n", dir);
		break;
	case BRG_CORPSE_KILLED:
	case BRG_CORPSE_DOWN:
		bury(r, dir);
		break;
	}
	r->soaks++;
	return true;
}

/* Of a directory of results, what is in it. Return: 0, -errno. */
static int look_below(struct round *r, const char *base)
{
	struct dirent **entry;
	int n = scandir(base, &entry, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		char dir[PATH_MAX];

		if (entry[i]->d_name[0] != '.' &&
		    snprintf(dir, sizeof(dir), "%s/%s", base,
			     entry[i]->d_name) < (int)sizeof(dir))
			look(r, dir);
		free(entry[i]);
	}
	if (n < 0)
		return -errno;
	free(entry);
	return 0;
}

static int run(int argc, char **argv, void *conf)
{
	static const char *const usual[] = { "/sys/fs/pstore",
					     "/var/lib/systemd/pstore", NULL };
	struct postmortem_options *o = conf;
	const char **own = calloc(o->pstore.n + 1, sizeof(*own));
	struct round r = { .stores = usual };

	if (!argc)
		brg_error("postmortem: cannot run: no result directory is given (barrage postmortem results)");
	if (!argc || !own) {
		free(own);
		return BRG_EXIT_USAGE;
	}
	for (size_t i = 0; i < o->pstore.n; i++)
		own[i] = o->pstore.v[i];
	if (o->pstore.n)
		r.stores = own;
	for (int i = 0; i < argc; i++) {
		unsigned int before = r.soaks;

		if (look(&r, argv[i]) || (!look_below(&r, argv[i]) &&
					  r.soaks > before))
			continue;
		brg_error("%s: cannot look into: no result of barrage stress is there (the directory that its --out named is wanted)",
			  argv[i]);
		r.code = BRG_EXIT_USAGE;
	}
	free(own);
	return r.code;
}

const struct brg_cmd brg_cmd_postmortem = {
	.name = "postmortem",
	.args = "DIR...",
	.summary = "give a verdict on soaks that went down with their machine",
	.description =
		"DIR is a result directory of barrage stress, or one that has "
		"some. Those that ended, or are running, are left as they are. "
		"One that was killed gets a summary.json that says so. One "
		"whose machine has been restarted since gets a copy of what the "
		"kernel left in persistent storage, and findings from that and "
		"from the log it had kept itself; with nothing left, the silence "
		"is the finding. barrage replay and barrage report take it from "
		"there. Nothing is taken out of persistent storage.\n\n"
		"Run it before the next soak; exit 1 means that there is "
		"something new.",
	.examples = "barrage postmortem results\n"
		    "barrage postmortem results; barrage stress configs/nightly.ini --seed 43",
	.opts = options,
	.conf_size = sizeof(struct postmortem_options),
	.run = run,
};
