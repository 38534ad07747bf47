// SPDX-License-Identifier: GPL-2.0-or-later
/* list.c - lists of operations, from files and from journals. */
#include "stress/list.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/soak.h"
#include "stress/journal.h"
#include "stress/op.h"
#include "stress/pair.h"

static int append(char **text, const char *line)
{
	char *more;

	if (asprintf(&more, "%s%s\n", *text ? *text : "", line) < 0)
		return -ENOMEM;
	free(*text);
	*text = more;
	return 1;
}

/* "KEY=VALUE", instead of what the key had in @all. Return: 1, -EINVAL, -ENOMEM. */
static int add_text(char **all, unsigned int *nr, const char *text)
{
	size_t key = strcspn(text, "="), at = 0;
	char *copy;

	while (at < *nr && strncmp(all[at], text, key + 1))
		at++;
	if (!text[key] || at == BRG_LIST_SETS)
		return -EINVAL;
	copy = strdup(text);
	if (!copy)
		return -ENOMEM;
	free(all[at]);
	all[at] = copy;
	*nr += at == *nr;
	return 1;
}

static int add_set(struct brg_list *list, const char *text)
{
	return add_text(list->set, &list->nr_set, text);
}

/* @pair: index, if it is a race and one of those there are */
static int add_op(struct brg_list *list, unsigned int worker, int op,
		  uint64_t seed, int pair)
{
	if (op < 0 || worker >= BRG_MAX_WORKERS)
		return -EINVAL;
	if (list->nr == list->room) {
		size_t room = list->room ? 2 * list->room : 256;
		struct brg_list_op *more = realloc(list->op,
						   room * sizeof(*more));

		if (!more)
			return -ENOMEM;
		list->op = more;
		list->room = room;
	}
	if (strcmp(brg_ops[op]->name, "race") != 0)
		pair = -1;
	list->op[list->nr++] = (struct brg_list_op){ worker, (uint32_t)op,
						     seed, pair };
	return 1;
}

static int pair_at(uint64_t index)
{
	for (unsigned int i = 0; brg_pairs[i]; i++)
		if (i == index)
			return (int)i;
	return -1;
}

/* "worker index operation seed device argument...", complete only with its
 * newline. A race that was cut short has no arguments yet. */
static int journal_line(struct brg_list *list, const char *line)
{
	uint64_t index, seed, which;
	unsigned int worker;
	int result, n;
	char name[32];

	if (!strchr(line, '\n'))
		return -EINVAL;
	n = sscanf(line, "%u\t%" SCNu64 "\t%31s\t%" SCNx64 "\t%*u\t%" SCNx64
		   "\t%*x\t%*x\t%*u\t%*u\t%d", &worker, &index, name, &seed,
		   &which, &result);
	if (n < 4)
		return -EINVAL;
	return add_op(list, worker, brg_op_find(name), seed,
		      n == 6 && result != -EINTR ? pair_at(which) : -1);
}

int brg_list_line(struct brg_list *list, char *line, bool journal)
{
	unsigned int worker;
	uint64_t seed;
	char name[32], pair[32] = "";

	if (line[0] == '#' || line[0] == '\n')
		return 0;
	if (journal)
		return journal_line(list, line);
	line[strcspn(line, "\n")] = 0;
	if (line[0] == '|')
		return append(&list->config, line + 1 + (line[1] == ' '));
	if (!strncmp(line, "find ", 5)) {
		free(list->find);
		list->find = strdup(line + 5);
		return list->find ? 1 : -ENOMEM;
	}
	if (!strncmp(line, "set ", 4))
		return add_set(list, line + 4);
	if (!strncmp(line, "pair ", 5))
		return add_text(list->pair, &list->nr_pair, line + 5);
	if (sscanf(line, "%u %31s %" SCNx64 " %31s", &worker, name, &seed,
		   pair) < 3)
		return -EINVAL;
	return add_op(list, worker, brg_op_find(name), seed,
		      brg_pair_index(pair));
}

static int refuse(char *why, size_t size, const char *path, const char *cause)
{
	snprintf(why, size, "%s: cannot replay: %s", path, cause);
	return -EINVAL;
}

static int load_file(struct brg_list *list, const char *path, bool journal,
		     char *why, size_t why_size)
{
	_cleanup_fclose_ FILE *f = fopen(path, "re");
	const char *head = journal ? BRG_JOURNAL_HEAD : BRG_LIST_HEAD;
	char line[4096];

	if (!f) {
		snprintf(why, why_size, "%s: cannot read: %m (a result directory or a list is wanted)",
			 path);
		return -errno;
	}
	if (!fgets(line, sizeof(line), f) ||
	    strncmp(line, head, strlen(head)) || line[strlen(head)] != '\n')
		return refuse(why, why_size, path, journal ?
			      "a journal of another version (use the program that wrote it)" :
			      "no list of this version (it begins '" BRG_LIST_HEAD "')");
	while (fgets(line, sizeof(line), f)) {
		int ret = brg_list_line(list, line, journal);

		/* the last line of a journal may have been cut off */
		if (ret < 0 && !(journal && feof(f)))
			return refuse(why, why_size, path, "a line is damaged, or names an operation that is unknown here");
	}
	return 0;
}

static int load_config(struct brg_list *list, const char *dir)
{
	_cleanup_fclose_ FILE *f = NULL;
	char path[PATH_MAX], line[4096];

	snprintf(path, sizeof(path), "%s/config.ini", dir);
	f = fopen(path, "re");
	if (!f)
		return -errno;
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = 0;
		if (append(&list->config, line) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* A list says itself when it ends, and who replays it where results go. */
static bool of_that_run_only(const char *line)
{
	static const char *const keys[] = { "set duration=", "set ops=",
					    "set out=" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strncmp(line, keys[i], strlen(keys[i])))
			return true;
	return false;
}

/* Results of before November 2026 have none. */
static int load_given(struct brg_list *list, const char *dir)
{
	_cleanup_fclose_ FILE *f = NULL;
	char path[PATH_MAX], line[4096];
	int ret = 0;

	snprintf(path, sizeof(path), "%s/" BRG_LIST_GIVEN, dir);
	f = fopen(path, "re");
	while (f && ret >= 0 && fgets(line, sizeof(line), f))
		if (!of_that_run_only(line))
			ret = brg_list_line(list, line, false);
	return ret < 0 ? ret : 0;
}

static void set_text(struct brg_list *list, const char *key, const char *value)
{
	_cleanup_free_ char *text = NULL;

	if (value && value[0] && asprintf(&text, "%s=%s", key, value) > 0)
		add_set(list, text);
}

static void set_number(struct brg_list *list, const char *key,
		       const json_t *value)
{
	char text[32];

	snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT,
		 json_integer_value(value));
	set_text(list, key, text);
}

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static int load_summary(struct brg_list *list, const char *dir)
{
	char path[PATH_MAX];
	json_t *summary, *finding;

	snprintf(path, sizeof(path), "%s/" BRG_SOAK_SUMMARY, dir);
	summary = json_load_file(path, 0, NULL);
	if (!summary)
		return -EINVAL;
	finding = json_array_get(json_object_get(summary, "findings"), 0);
	if (!finding)
		finding = json_array_get(json_object_get(summary, "stages"), 0);
	set_text(list, "target", text_of(finding, "target"));
	set_text(list, "lock", text_of(finding, "lock"));
	set_text(list, "bug", text_of(summary, "bug"));
	set_number(list, "seed", json_object_get(summary, "seed"));
	set_number(list, "perturb", json_object_get(summary, "perturb"));
	set_text(list, "perturb_probe", text_of(summary, "perturb_probe"));
	if (text_of(finding, "invariant") &&
	    asprintf(&list->find, "%s: %s", text_of(finding, "invariant"),
		     text_of(finding, "title")) < 0)
		list->find = NULL;
	json_decref(summary);
	return 0;
}

int brg_list_load(const char *path, struct brg_list *list, char *why,
		  size_t why_size)
{
	char name[PATH_MAX];
	struct stat st;
	int ret;

	memset(list, 0, sizeof(*list));
	if (stat(path, &st) || !S_ISDIR(st.st_mode)) {
		ret = load_file(list, path, false, why, why_size);
		if (!ret && !list->config)
			ret = refuse(why, why_size, path, "no configuration in it (lines that begin with '|')");
		return ret;
	}
	if (load_config(list, path))
		return refuse(why, why_size, path, "no config.ini in it (the result directory of barrage stress is wanted)");
	if (load_given(list, path))
		return refuse(why, why_size, path, "a line of " BRG_LIST_GIVEN " is damaged (take the line out)");
	load_summary(list, path);
	snprintf(name, sizeof(name), "%s/" BRG_JOURNAL_OLD, path);
	if (!stat(name, &st))
		load_file(list, name, true, why, why_size);
	snprintf(name, sizeof(name), "%s/" BRG_JOURNAL, path);
	return load_file(list, name, true, why, why_size);
}

static void save_op(FILE *f, const struct brg_list_op *op)
{
	fprintf(f, "%u %s 0x%" PRIx64 "%s%s\n", op->worker,
		brg_ops[op->op]->name, op->seed, op->pair < 0 ? "" : " ",
		op->pair < 0 ? "" : brg_pairs[op->pair]->name);
}

int brg_list_save(const struct brg_list *list, const bool *keep,
		  const char *path)
{
	_cleanup_free_ char *copy = strdup(list->config ? list->config : "");
	FILE *f = fopen(path, "we");
	char *at = copy, *line;
	int ret = 0;

	if (!f)
		return -errno;
	fprintf(f, BRG_LIST_HEAD "\n");
	while ((line = strsep(&at, "\n")))
		if (at || *line)
			fprintf(f, "| %s\n", line);
	for (unsigned int i = 0; i < list->nr_set; i++)
		fprintf(f, "set %s\n", list->set[i]);
	for (unsigned int i = 0; i < list->nr_pair; i++)
		fprintf(f, "pair %s\n", list->pair[i]);
	if (list->find)
		fprintf(f, "find %s\n", list->find);
	for (size_t i = 0; i < list->nr; i++)
		if (!keep || keep[i])
			save_op(f, &list->op[i]);
	if (fflush(f))
		ret = -errno;
	fclose(f);
	return ret;
}

void brg_list_clear(struct brg_list *list)
{
	free(list->config);
	free(list->find);
	free(list->op);
	for (unsigned int i = 0; i < list->nr_set; i++)
		free(list->set[i]);
	for (unsigned int i = 0; i < list->nr_pair; i++)
		free(list->pair[i]);
	memset(list, 0, sizeof(*list));
}
