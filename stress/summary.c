// SPDX-License-Identifier: GPL-2.0-or-later
/* summary.c - see summary.h. */
#include "stress/summary.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/soak.h"

json_t *brg_summary_json(const struct brg_summary *s)
{
	return json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:I, s:s, s:I, s:I, s:I, s:o, s:O, s:o}",
			 "format", BRG_SOAK_FORMAT, "version",
			 BRG_SOAK_VERSION, "verdict", s->verdict, "reason",
			 s->reason, "level", s->level, "evidence", s->evidence,
			 "kernel", s->kernel, "barrage", s->barrage, "module",
			 s->module, "bugs", s->bugs, "bug", s->bug, "perturb",
			 (json_int_t)s->perturb, "perturb_probe",
			 s->perturb_probe, "seed", (json_int_t)s->seed,
			 "operations", (json_int_t)s->operations, "ran_ms",
			 (json_int_t)s->ran_ms, "stages", s->stages, "findings",
			 s->findings, "not_exercised", s->not_exercised);
}

int brg_summary_find(json_t *findings, const struct brg_summary_finding *f)
{
	json_t *entry = json_pack(
		"{s:s, s:s, s:s, s:I, s:I, s:I, s:i, s:s, s:s, s:s}",
		"invariant", f->invariant, "title", f->title, "detail",
		f->detail, "count", (json_int_t)f->count, "at_ms",
		(json_int_t)f->at_ms, "operations", (json_int_t)f->operations,
		"worker", f->worker, "operation", f->operation, "target",
		f->target, "lock", f->lock);

	return json_array_append_new(findings, entry) ? -ENOMEM : 0;
}

static const char *text_in(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static uintmax_t number_in(const json_t *object, const char *key)
{
	return (uintmax_t)json_integer_value(json_object_get(object, key));
}

static void print_finding(size_t number, const json_t *f)
{
	const char *operation = text_in(f, "operation");

	printf("finding %zu: %s: %s\n  %s\n  after %ju ms, %ju operations, %s, lock %s%s%s\n",
	       number, text_in(f, "invariant"), text_in(f, "title"),
	       text_in(f, "detail"), number_in(f, "at_ms"),
	       number_in(f, "operations"), text_in(f, "target"),
	       text_in(f, "lock"), operation[0] ? ", in " : "", operation);
}

static void path_in(char *path, size_t size, const char *dir)
{
	snprintf(path, size, "%s/" BRG_SOAK_SUMMARY, dir);
}

json_t *brg_summary_load(const char *dir)
{
	char path[PATH_MAX + 16];

	path_in(path, sizeof(path), dir);
	return json_load_file(path, 0, NULL);
}

int brg_summary_add(const char *dir, json_t *json, json_t *findings)
{
	json_t *all = json_object_get(json, "findings");
	char path[PATH_MAX + 16];

	if (!all || json_array_extend(all, findings))
		return -ENOMEM;
	json_object_set_new(json, "verdict", json_string("FAIL"));
	json_object_set(json, "reason",
			json_object_get(json_array_get(all, 0), "title"));
	path_in(path, sizeof(path), dir);
	return json_dump_file(json, path, JSON_INDENT(1)) ? -EIO : 0;
}

void brg_verdict_print(const json_t *json, const char *dir)
{
	const json_t *missed = json_object_get(json, "not_exercised"), *item;
	const char *reason = text_in(json, "reason");
	size_t i;

	json_array_foreach(json_object_get(json, "findings"), i, item)
		print_finding(i + 1, item);
	json_array_foreach(missed, i, item)
		printf("%s%s", i ? ", " : "not exercised: ",
		       json_string_value(item));
	printf("%s%s%s%s: evidence %s, %s; seed %ju, %ju operations in %ju s; %s\n",
	       json_array_size(missed) ? "\n" : "", text_in(json, "verdict"),
	       reason[0] ? ": " : "", reason, text_in(json, "level"),
	       text_in(json, "evidence"), number_in(json, "seed"),
	       number_in(json, "operations"), number_in(json, "ran_ms") / 1000,
	       dir);
	fflush(stdout);
}
