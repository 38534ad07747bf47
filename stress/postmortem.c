// SPDX-License-Identifier: GPL-2.0-or-later
/* postmortem.c - see postmortem.h. */
#include "stress/postmortem.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/badness.h"
#include "lib/cleanup.h"
#include "lib/soak.h"
#include "stress/jsonl.h"
#include "stress/remains.h"
#include "stress/running.h"
#include "stress/summary.h"

/* Findings of the logs; what comes after an oops is its echo */
#define MOST	16
#define DEPTH	2	/* systemd-pstore makes a directory for each crash */

/**
 * struct body - one that is looked at
 * @running: its running.json
 * @findings: of the summary: those that the soak has @saved, then ours
 * @faults: lines of logs that say so
 * @began: seconds since the epoch; what was left before is another's
 * @kept: files copied
 */
struct body {
	const char *dir;
	json_t *running, *findings;
	size_t saved;
	unsigned int faults;
	struct brg_badness *badness;
	time_t began;
	unsigned int kept;
};

static json_t *load(const char *dir, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return json_load_file(path, 0, NULL);
}

static const char *text_in(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

enum brg_corpse brg_corpse_look(const char *dir)
{
	json_t *summary = load(dir, BRG_SOAK_SUMMARY);
	json_t *running = load(dir, BRG_RUNNING);
	enum brg_corpse is = BRG_CORPSE_NONE;
	char boot[64];

	if (summary)
		is = BRG_CORPSE_ENDED;
	else if (running && strcmp(text_in(running, "boot"),
				   brg_running_boot(boot, sizeof(boot))))
		is = BRG_CORPSE_DOWN;
	else if (running)
		is = kill((pid_t)json_integer_value(
				json_object_get(running, "pid")), 0) &&
		     errno == ESRCH ? BRG_CORPSE_KILLED : BRG_CORPSE_ALIVE;
	json_decref(summary);
	json_decref(running);
	return is;
}

/* "[   12.345678] " and "[    T1] " */
static const char *past_bracket(const char *p)
{
	const char *end = p + 1;

	if (*p != '[')
		return p;
	while (*end == ' ' || *end == '.' || isdigit((unsigned char)*end) ||
	       *end == 'T' || *end == 'C')
		end++;
	if (*end != ']' || end == p + 1)
		return p;
	return end[1] == ' ' ? end + 2 : end + 1;
}

const char *brg_postmortem_text(const char *line)
{
	const char *p = line;
	int n = 0;

	if (*p == '<' && p[1 + strspn(p + 1, "0123456789")] == '>')
		p += strspn(p + 1, "0123456789") + 2;
	else if (sscanf(p, "%*u %*u %n", &n) == 0 && n && p[n] == '[')
		p += n;
	return past_bracket(past_bracket(p));
}

static void add(struct body *b, const char *class, const char *title,
		const char *detail)
{
	json_t *f;
	size_t i;

	json_array_foreach(b->findings, i, f)
		if (!strcmp(text_in(f, "title"), title)) {
			json_object_set_new(f, "count", json_integer(1 +
				json_integer_value(json_object_get(f, "count"))));
			return;
		}
	if (json_array_size(b->findings) >= b->saved + MOST)
		return;
	brg_summary_find(b->findings, &(struct brg_summary_finding){
		.invariant = class, .title = title, .detail = detail,
		.count = 1, .worker = -1, .operation = "",
		.target = text_in(b->running, "target"),
		.lock = text_in(b->running, "lock") });
}

/* Judge the lines of @from; and copy them, if @to is not NULL. */
static void read_log(struct body *b, FILE *from, FILE *to)
{
	char line[2048], title[120];
	const char *class;

	while (fgets(line, sizeof(line), from)) {
		const char *text;

		if (to)
			fputs(line, to);
		line[strcspn(line, "\r\n")] = 0;
		text = brg_postmortem_text(line);
		if (brg_badness_judge(b->badness, text, &class) !=
		    BRG_LOG_FATAL)
			continue;
		b->faults++;
		add(b, class, brg_badness_title(text, title, sizeof(title)),
		    text);
	}
}

static void own_log(struct body *b)
{
	_cleanup_fclose_ FILE *f = NULL;
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/kernel.log", b->dir);
	f = fopen(path, "re");
	if (f)
		read_log(b, f, NULL);
}

static void take(struct body *b, const char *path, const char *name)
{
	_cleanup_fclose_ FILE *from = fopen(path, "re"), *to = NULL;
	char copy[PATH_MAX];

	if (!from)
		return;
	snprintf(copy, sizeof(copy), "%s/pstore", b->dir);
	if (mkdir(copy, 0755) && errno != EEXIST)
		return;
	snprintf(copy, sizeof(copy), "%s/pstore/%u-%s", b->dir, b->kept, name);
	to = fopen(copy, "we");
	read_log(b, from, to);
	b->kept++;
}

static int by_name(const struct dirent **x, const struct dirent **y)
{
	return strverscmp((*x)->d_name, (*y)->d_name);
}

/* "dmesg-ramoops-0", "console-ramoops-0", "dmesg.txt" */
static bool is_log(const char *name)
{
	return !strncmp(name, "dmesg", 5) || !strncmp(name, "console", 7);
}

static void look_in(struct body *b, const char *store, unsigned int depth)
{
	struct dirent **entry;
	int n = scandir(store, &entry, NULL, by_name);

	for (int i = 0; i < n; i++) {
		const char *name = entry[i]->d_name;
		char path[PATH_MAX];
		struct stat st;

		if (name[0] != '.' &&
		    snprintf(path, sizeof(path), "%s/%s", store, name) <
			    (int)sizeof(path) && !stat(path, &st)) {
			if (S_ISDIR(st.st_mode) && depth)
				look_in(b, path, depth - 1);
			else if (S_ISREG(st.st_mode) && is_log(name) &&
				 st.st_mtime >= b->began)
				take(b, path, name);
		}
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
}

static json_t *lines_of(const char *dir, const char *name)
{
	_cleanup_close_ int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return brg_jsonl_load(fd, name);
}

/* A number of running.json; 0 in one that somebody has edited. */
static uint64_t number_of(const struct body *b, const char *key)
{
	return (uint64_t)json_integer_value(json_object_get(b->running, key));
}

static json_t *summary(const struct body *b)
{
	const json_t *first = json_array_get(b->findings, 0);
	const char *bug = text_in(b->running, "bug");
	const char *level = text_in(b->running, "level");
	const struct brg_remains done = brg_remains_count(b->dir);

	return brg_summary_json(&(struct brg_summary){
		.verdict = "FAIL", .reason = text_in(first, "title"),
		.level = level[0] ? level : "unknown",
		.evidence = text_in(b->running, "evidence"),
		.kernel = text_in(b->running, "kernel"),
		.barrage = text_in(b->running, "barrage"), .module = "",
		.bugs = bug[0], .bug = bug,
		.perturb = number_of(b, "perturb"),
		.perturb_probe = text_in(b->running, "perturb_probe"),
		.seed = number_of(b, "seed"),
		.operations = done.operations, .ran_ms = done.ms,
		.stages = lines_of(b->dir, BRG_STAGES), .findings = b->findings,
		.not_exercised = json_array() });
}

static int file(struct body *b)
{
	char path[PATH_MAX], running[PATH_MAX];
	json_t *json = summary(b);
	int ret = json ? 0 : -ENOMEM;

	snprintf(path, sizeof(path), "%s/" BRG_SOAK_SUMMARY, b->dir);
	snprintf(running, sizeof(running), "%s/" BRG_RUNNING, b->dir);
	if (!ret && json_dump_file(json, path, JSON_INDENT(1)))
		ret = -errno;
	/* one that was held before its first stage has none */
	if (!ret && unlink(running) && errno != ENOENT)
		ret = -errno;
	json_decref(json);
	return ret;
}

static void look(struct body *b, enum brg_corpse is,
		 const char *const *stores)
{
	own_log(b);
	for (; is == BRG_CORPSE_DOWN && *stores; stores++)
		look_in(b, *stores, DEPTH);
	if (is == BRG_CORPSE_KILLED)
		add(b, "results", "the soak was killed before its verdict",
		    "its process is gone, the machine has not been restarted");
	else if (is == BRG_CORPSE_DOWN && !b->faults)
		add(b, "silence",
		    "the machine went down and left no reason",
		    b->kept ? "its last log is in pstore/, and has no fault in it" :
			      "nothing in persistent storage since the soak began");
}

int brg_postmortem(const char *dir, const char *const *stores, char *title,
		   size_t title_size, char *why, size_t why_size)
{
	enum brg_corpse is = brg_corpse_look(dir);
	struct body b = { .dir = dir, .running = load(dir, BRG_RUNNING),
			  .findings = lines_of(dir, BRG_FINDINGS) };
	int ret = -ENOMEM;

	b.saved = json_array_size(b.findings);
	b.began = (time_t)number_of(&b, "began");
	b.badness = brg_badness_create(text_in(b.running, "kernel"));
	if (b.badness && b.findings) {
		look(&b, is, stores);
		ret = file(&b);
		snprintf(title, title_size, "%s",
			 text_in(json_array_get(b.findings, 0), "title"));
	}
	if (ret)
		snprintf(why, why_size, "%s/" BRG_SOAK_SUMMARY ": cannot write: %s (may this user write there?)",
			 dir, strerror(-ret));
	brg_badness_destroy(b.badness);
	json_decref(b.running);
	json_decref(b.findings);
	return ret;
}
