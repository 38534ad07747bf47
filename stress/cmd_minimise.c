// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_minimise.c - "barrage minimise": the fewest operations that still show
 * a finding. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/msg.h"
#include "lib/options.h"
#include "stress/ddmin.h"
#include "stress/detectors.h"
#include "stress/list.h"

extern const struct brg_cmd brg_cmd_minimise;

struct minimise_options {
	const char *save, *try, *found_by;
	uint64_t tries;
};

#define FIELD(name) offsetof(struct minimise_options, name)

static const struct brg_opt options[] = {
	{ "save", 'o', BRG_OPT_STRING, FIELD(save), "FILE",
	  "Where the list goes. Default: minimal.list.", 0, 0, NULL },
	{ "tries", 'n', BRG_OPT_U64, FIELD(tries), "N",
	  "Runs without the finding before operations count as needed. Default: 1, enough where runs are deterministic.",
	  1, 1000, NULL },
	{ "found-by", 'f', BRG_OPT_STRING, FIELD(found_by), "DETECTORS",
	  "Findings by any of these, with commas, count, whatever their title. Default: those of the detector and title of the result.",
	  0, 0, NULL },
	{ "try", 0, BRG_OPT_STRING, FIELD(try), "COMMAND",
	  "Shell command that replays $LIST and prints what barrage replay prints, for findings that need a fresh machine each time. Default: barrage replay $LIST.",
	  0, 0, NULL },
	{ 0 },
};

/** struct search - what a trial needs
 * @list: all operations
 * @path: where a trial's list lies
 * @done: trials so far
 */
struct search {
	const struct brg_list *list;
	const struct minimise_options *o;
	char path[64];
	unsigned int done;
};

/* @finding: "DETECTOR: TITLE" */
static bool is_wanted(const struct search *s, const char *finding)
{
	if (s->o->found_by)
		return brg_detectors_among(s->o->found_by, finding,
					   strcspn(finding, ":"));
	return !strcmp(finding, s->list->find);
}

/* "finding 1: DETECTOR: TITLE" of barrage stress. Return: 1 found, 0 not. */
static int try_once(struct search *s, const char *command)
{
	char line[1024];
	int found = 0;
	FILE *f = popen(command, "re");

	if (!f)
		return -errno;
	while (fgets(line, sizeof(line), f)) {
		char *colon = strstr(line, ": ");

		line[strcspn(line, "\r\n")] = 0;
		if (!strncmp(line, "finding ", 8) && colon &&
		    is_wanted(s, colon + 2))
			found = 1;
	}
	pclose(f);
	s->done++;
	return found;
}

static int fails(const bool *keep, void *data)
{
	struct search *s = data;
	char own[4200];
	size_t left = 0;
	int ret = brg_list_save(s->list, keep, s->path);
	const char *command = s->o->try;

	if (!command) {
		snprintf(own, sizeof(own),
			 "D=$(mktemp -d) && /proc/%d/exe replay --out \"$D\" \"$LIST\" 2>/dev/null; rm -rf \"$D\"",
			 getpid());
		command = own;
	}
	for (uint64_t i = 0; i < s->o->tries && !ret; i++)
		ret = try_once(s, command);
	for (size_t i = 0; i < s->list->nr; i++)
		left += keep[i];
	brg_note("trial %u: %zu operations, %s", s->done, left,
		 ret > 0 ? "found" : "not found");
	return ret;
}

static int minimise(struct search *s, bool *keep, unsigned int *group)
{
	struct brg_ddmin d = { .n = s->list->nr, .group = group,
			       .fails = fails, .data = s };
	int ret;

	for (size_t i = 0; i < s->list->nr; i++)
		group[i] = s->list->op[i].worker;
	ret = brg_ddmin_tail(&d, keep);
	if (!ret) {
		brg_error("%s: cannot minimise: replayed as it is, the finding did not come (--tries, or --try with the lab's --meter instructions)",
			  s->list->find);
		return BRG_EXIT_INCONCLUSIVE;
	}
	if (ret > 0)
		ret = brg_ddmin(&d, keep);
	if (!ret)
		ret = brg_list_save(s->list, keep, s->o->save);
	if (!ret)
		return BRG_EXIT_PASS;
	brg_error("%s: cannot minimise: %s (see above)", s->o->save,
		  strerror(-ret));
	return BRG_EXIT_ENVIRONMENT;
}

static int search(const struct brg_list *list, const struct minimise_options *o)
{
	_cleanup_free_ bool *keep = calloc(list->nr + 1, sizeof(*keep));
	_cleanup_free_ unsigned int *group = calloc(list->nr + 1,
						    sizeof(*group));
	struct search s = { .list = list, .o = o };
	size_t left = 0;
	int ret, fd;

	strcpy(s.path, "/tmp/barrage-list.XXXXXX");
	fd = mkstemp(s.path);
	if (!keep || !group || fd < 0) {
		brg_error("minimise: cannot start: %m (is /tmp writable?)");
		return BRG_EXIT_ENVIRONMENT;
	}
	close(fd);
	setenv("LIST", s.path, 1);
	ret = minimise(&s, keep, group);
	unlink(s.path);
	if (ret)
		return ret;
	for (size_t i = 0; i < list->nr; i++)
		left += keep[i];
	printf("%zu of %zu operations left after %u trials: %s\n", left,
	       list->nr, s.done, o->save);
	return ret;
}

static void defaults(void *conf)
{
	struct minimise_options *o = conf;

	o->save = "minimal.list";
	o->tries = 1;
}

static int run(int argc, char **argv, void *conf)
{
	const struct minimise_options *o = conf;
	struct brg_list list;
	char why[2048];
	int ret = BRG_EXIT_USAGE;

	if (argc != 1) {
		brg_error("minimise: cannot run: one result directory or list is wanted (barrage minimise BUNDLE)");
		return ret;
	}
	if (o->found_by && brg_detectors_check(o->found_by, why, sizeof(why))) {
		brg_error("--found-by: %s", why);
		return ret;
	}
	if (brg_list_load(argv[0], &list, why, sizeof(why)))
		brg_error("%s", why);
	else if (!list.find || !list.nr)
		brg_error("%s: cannot minimise: it has no finding, or no operation (the result of a run that failed is wanted)",
			  argv[0]);
	else
		ret = search(&list, o);
	brg_list_clear(&list);
	return ret;
}

const struct brg_cmd brg_cmd_minimise = {
	.name = "minimise",
	.args = "BUNDLE",
	.summary = "find the fewest operations that still show a soak's finding",
	.description =
		"Takes of each worker what it did last, as much as it takes for "
		"the finding to come. Then leaves out whole workers and ever "
		"smaller pieces (delta debugging), and replays what is left each "
		"time. The list that remains stands alone: barrage replay runs it.",
	.examples =
		"barrage minimise results/nightly-seed42 --tries 5\n"
		"barrage minimise finding.list --try 'lab/run --meter instructions --smp 2 --file $LIST:/barrage/x.list -- barrage replay x.list'",
	.opts = options,
	.conf_size = sizeof(struct minimise_options),
	.defaults = defaults,
	.run = run,
};
