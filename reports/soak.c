// SPDX-License-Identifier: GPL-2.0-or-later
/* soak.c - load runs of barrage stress, and what goes with them. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "reports/soak_blocks.h"

#define LOG_END	12000	/* bytes of a kernel log that are shown */
#define CONFIG_MAX 65536

int brg_soak_warn(struct brg_soak *run, const char *fmt, ...)
{
	char **more = reallocarray(run->warnings, run->nr_warnings + 1,
				   sizeof(*more));
	va_list args;
	int n;

	if (!more)
		return -ENOMEM;
	run->warnings = more;
	va_start(args, fmt);
	n = vasprintf(&more[run->nr_warnings], fmt, args);
	va_end(args);
	if (n < 0)
		return -ENOMEM;
	run->nr_warnings++;
	return 0;
}

struct brg_soak_op *brg_soak_op_find(struct brg_soak *run, const char *name)
{
	struct brg_soak_op *op;

	for (size_t i = 0; i < run->nr_ops; i++)
		if (!strcmp(run->op[i].name, name))
			return &run->op[i];
	if (run->nr_ops == BRG_SOAK_OPS)
		return &run->op[BRG_SOAK_OPS - 1];
	op = &run->op[run->nr_ops++];
	snprintf(op->name, sizeof(op->name), "%s",
		 run->nr_ops == BRG_SOAK_OPS ? "other" : name);
	return op;
}

int brg_soak_add_stage(struct brg_soak *run, const char *target,
		       const char *lock)
{
	struct brg_soak_stage *more = reallocarray(run->stage,
						   run->nr_stages + 1,
						   sizeof(*more));

	if (!more)
		return -ENOMEM;
	run->stage = more;
	more += run->nr_stages++;
	*more = (struct brg_soak_stage){ .lines = 0 };
	snprintf(more->target, sizeof(more->target), "%s", target);
	snprintf(more->lock, sizeof(more->lock), "%s", lock);
	return 0;
}

/* The last @most bytes of a file, from the beginning of a line; NULL without.
 * What is beside a run does not keep it from being reported. */
static char *read_end(const char *dir, const char *name, long most)
{
	_cleanup_free_ char *path = NULL, *text = NULL;
	_cleanup_fclose_ FILE *f = NULL;
	char *line;
	long size;
	size_t n;

	if (asprintf(&path, "%s/%s", dir, name) < 0)
		return NULL;
	f = fopen(path, "re");
	if (!f || fseek(f, 0, SEEK_END))
		return NULL;
	size = ftell(f);
	if (size < 0 || fseek(f, size > most ? size - most : 0, SEEK_SET))
		return NULL;
	text = calloc(1, (size_t)most + 1);
	if (!text)
		return NULL;
	n = fread(text, 1, (size_t)most, f);
	text[n] = '\0';
	line = size > most ? strchr(text, '\n') : NULL;
	return n ? strdup(line ? line + 1 : text) : NULL;
}

int brg_soak_load(struct brg_soak *run, const char *path, const char *lab,
		  double level, char *why, size_t why_size)
{
	int ret;

	run->path = strdup(path);
	run->evidence = -1;
	if (!run->path)
		return -ENOMEM;
	if (lab)
		run->lab = json_load_file(lab, 0, NULL);
	ret = brg_soak_read_summary(run, why, why_size);
	if (!ret)
		ret = brg_soak_read_series(run, why, why_size);
	if (!ret)
		ret = brg_soak_read_journal(run, why, why_size);
	if (!ret)
		ret = brg_soak_place_findings(run);
	if (!ret)
		ret = brg_soak_read_memory(run, level, why, why_size);
	run->config = read_end(path, "config.ini", CONFIG_MAX);
	run->log = read_end(path, "kernel.log", LOG_END);
	return ret;
}

void brg_soak_free(struct brg_soak *run)
{
	for (size_t i = 0; i < run->nr_stages; i++) {
		brg_blocks_free(run->stage[i].blocks);
		free(run->stage[i].bin);
	}
	for (size_t i = 0; i < run->nr_warnings; i++)
		free(run->warnings[i]);
	for (size_t i = 0; i < run->memory.nr_columns; i++)
		free(run->memory.column[i].kib);
	free(run->memory.at_s);
	free(run->stage);
	free(run->finding);
	free(run->warnings);
	free(run->config);
	free(run->log);
	free(run->path);
	free(run->label);
	json_decref(run->summary);
	json_decref(run->lab);
	memset(run, 0, sizeof(*run));
}

/* The directory's name says configuration and seed */
static int label(struct brg_soak *run, const struct brg_soak_where *where)
{
	_cleanup_free_ char *path = realpath(where->path, NULL);
	char *name;
	int n;

	if (!path)
		return -errno;
	name = strrchr(path, '/');
	name = name && name[1] ? name + 1 : path;
	n = where->round ?
		asprintf(&run->label, "round %lu: %s", where->round, name) :
		asprintf(&run->label, "%s", name);
	return n < 0 ? -ENOMEM : 0;
}

/* Two of a name: their paths tell them apart */
static int tell_apart(struct brg_soaks *s)
{
	for (size_t i = 1; i < s->nr; i++)
		for (size_t j = 0; j < i; j++) {
			struct brg_soak *run = &s->run[i];

			if (strcmp(s->run[j].label, run->label))
				continue;
			free(run->label);
			run->label = strdup(run->path);
			if (!run->label)
				return -ENOMEM;
			break;
		}
	return 0;
}

static int add_rounds(struct brg_soaks *s, const char *path, char *why,
		      size_t why_size)
{
	struct brg_soak_rounds *more;

	if (!brg_soak_has(path, "rounds.tsv"))
		return 0;
	more = reallocarray(s->rounds, s->nr_rounds + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	s->rounds = more;
	memset(&more[s->nr_rounds], 0, sizeof(*more));
	return brg_soak_read_rounds(&more[s->nr_rounds++], path, why, why_size);
}

int brg_soaks_load(struct brg_soaks *out, char **paths, size_t nr, char *why,
		   size_t why_size)
{
	int ret = 0;

	why[0] = '\0';
	for (size_t i = 0; i < nr && !ret; i++) {
		ret = brg_soak_find(out, paths[i]);
		if (ret == -E2BIG)
			snprintf(why, why_size, "%s: cannot read: more than %d runs (give some of them)",
				 paths[i], BRG_SOAK_RUNS);
		if (!ret)
			ret = add_rounds(out, paths[i], why, why_size);
	}
	out->run = calloc(out->nr + 1, sizeof(*out->run));
	if (!out->run)
		ret = -ENOMEM;
	for (size_t i = 0; i < out->nr && !ret; i++) {
		out->nr_loaded++;
		ret = brg_soak_load(&out->run[i], out->where[i].path,
				    out->where[i].lab, out->level, why,
				    why_size);
		if (!ret)
			ret = label(&out->run[i], &out->where[i]);
	}
	if (!ret)
		ret = tell_apart(out);
	if (ret && !why[0])
		snprintf(why, why_size, "%s: cannot read: %s (give fewer runs)",
			 paths[0], strerror(-ret));
	return ret;
}

void brg_soaks_free(struct brg_soaks *s)
{
	for (size_t i = 0; i < s->nr_loaded; i++)
		brg_soak_free(&s->run[i]);
	for (size_t i = 0; i < s->nr; i++) {
		free(s->where[i].path);
		free(s->where[i].lab);
	}
	for (size_t i = 0; i < s->nr_rounds; i++) {
		free(s->rounds[i].path);
		json_decref(s->rounds[i].rounds);
		json_decref(s->rounds[i].findings);
	}
	free(s->run);
	free(s->where);
	free(s->rounds);
	memset(s, 0, sizeof(*s));
}
