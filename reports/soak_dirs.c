// SPDX-License-Identifier: GPL-2.0-or-later
/* soak_dirs.c - result directories of barrage stress in those of the lab. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/soak.h"
#include "reports/soak.h"

#define DEEPEST	6	/* soak/rounds/NUMBER/out/results/RUN */

bool brg_soak_has(const char *dir, const char *name)
{
	_cleanup_free_ char *path = NULL;
	struct stat st;

	return asprintf(&path, "%s/%s", dir, name) >= 0 && !stat(path, &st);
}

static bool is_run(const char *path)
{
	return brg_soak_has(path, BRG_SOAK_SUMMARY) ||
	       brg_soak_has(path, BRG_JOURNAL);
}

/** struct walk - @out: to be added to; NULL: only say whether there is one.
 * @lab: of the lab run that we are in, or NULL */
struct walk {
	struct brg_soaks *out;
	const char *lab;
	unsigned long round;
	bool found;
};

static int add(struct walk *w, const char *path)
{
	struct brg_soaks *out = w->out;
	struct brg_soak_where *more;

	w->found = true;
	if (!out)
		return 0;
	if (out->nr == BRG_SOAK_RUNS)
		return -E2BIG;
	more = reallocarray(out->where, out->nr + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	out->where = more;
	more += out->nr;
	more->path = strdup(path);
	more->lab = w->lab ? strdup(w->lab) : NULL;
	more->round = w->round;
	out->nr++;
	return more->path && (more->lab || !w->lab) ? 0 : -ENOMEM;
}

static int walk(struct walk *w, const char *path, int depth);

static int is_visible(const struct dirent *e)
{
	return e->d_name[0] != '.' &&
	       (e->d_type == DT_DIR || e->d_type == DT_UNKNOWN);
}

static int walk_below(struct walk *w, const char *path, int depth)
{
	struct dirent **entry;
	int n = scandir(path, &entry, is_visible, versionsort), ret = 0;

	for (int i = 0; i < n; i++) {
		_cleanup_free_ char *below = NULL;

		if (!ret && (w->out || !w->found) &&
		    asprintf(&below, "%s/%s", path, entry[i]->d_name) < 0)
			ret = -ENOMEM;
		else if (!ret && below)
			ret = walk(w, below, depth + 1);
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
	return ret;
}

static int walk(struct walk *w, const char *path, int depth)
{
	_cleanup_free_ char *lab = NULL;
	struct walk inner = *w;
	int ret;

	if (is_run(path))
		return add(w, path);
	if (depth == DEEPEST)
		return 0;
	if (brg_soak_has(path, "lab.json")) {
		if (asprintf(&lab, "%s/lab.json", path) < 0)
			return -ENOMEM;
		inner.lab = lab;
	}
	ret = walk_below(&inner, path, depth);
	w->found = inner.found;
	return ret;
}

/* The results of an old round are gone, but for those of a finding's first. */
static int walk_round(struct walk *w, const char *path, unsigned long number)
{
	_cleanup_free_ char *dir = NULL, *findings = NULL;
	struct dirent **entry;
	bool found = false;
	int n, ret = 0;

	w->round = number;
	if (asprintf(&dir, "%s/rounds/%lu", path, number) < 0 ||
	    asprintf(&findings, "%s/findings", path) < 0)
		return -ENOMEM;
	if (brg_soak_has(dir, "."))
		return walk(w, dir, 1);
	n = scandir(findings, &entry, is_visible, alphasort);
	for (int i = 0; i < n; i++) {
		_cleanup_free_ char *kept = NULL;

		if (!ret && !found &&
		    asprintf(&kept, "%s/%s/%lu", findings, entry[i]->d_name,
			     number) >= 0 && brg_soak_has(kept, ".")) {
			found = true;
			ret = walk(w, kept, 1);
		}
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
	return ret;
}

static int walk_rounds(struct walk *w, const char *path)
{
	_cleanup_free_ char *name = NULL, *line = NULL;
	_cleanup_fclose_ FILE *f = NULL;
	size_t room = 0;
	int ret = 0;

	if (asprintf(&name, "%s/rounds.tsv", path) < 0)
		return -ENOMEM;
	f = fopen(name, "re");
	while (f && !ret && getline(&line, &room, f) > 0)
		if (strtoul(line, NULL, 10))
			ret = walk_round(w, path, strtoul(line, NULL, 10));
	return ret;
}

int brg_soak_find(struct brg_soaks *out, const char *path)
{
	struct walk w = { .out = out };
	_cleanup_free_ char *lab = NULL;

	if (brg_soak_has(path, "rounds.tsv"))
		return walk_rounds(&w, path);
	/* a result directory that is given itself may lie in a lab run */
	if (is_run(path) && brg_soak_has(path, "../../lab.json")) {
		if (asprintf(&lab, "%s/../../lab.json", path) < 0)
			return -ENOMEM;
		w.lab = lab;
	}
	return walk(&w, path, 0);
}

enum brg_dir_kind brg_dir_kind(const char *path)
{
	struct walk w = { .out = NULL };

	if (brg_soak_has(path, "manifest.json"))
		return BRG_DIR_BENCH;
	if (brg_soak_has(path, "rounds.tsv"))
		return BRG_DIR_SOAK;
	walk(&w, path, 0);
	return w.found ? BRG_DIR_SOAK : BRG_DIR_NONE;
}
