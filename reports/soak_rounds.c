// SPDX-License-Identifier: GPL-2.0-or-later
/* soak_rounds.c - rounds.tsv and findings.tsv of lab/soak. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "reports/soak.h"

#define MAX_FIELDS 8

/** struct table - columns of a file, in order; numbers become numbers */
struct table {
	const char *file;
	const char *columns[MAX_FIELDS];
	bool number[MAX_FIELDS];
};

/* lab/lib/soak-plan.sh, lab/lib/soak-round.sh */
static const struct table rounds = {
	"rounds.tsv",
	{ "number", "stretch", "seed", "seconds", "verdict", "guest",
	  "findings" },
	{ true, true, true, true },
};

static const struct table findings = {
	"findings.tsv",
	{ "id", "count", "first", "last", "title" },
	{ false, true, true, true },
};

/* Text that is no UTF-8 is no JSON, either. */
static json_t *field(const struct table *t, size_t i, const char *text)
{
	json_t *value;

	if (t->number[i])
		return json_integer(strtoll(text, NULL, 10));
	value = json_string(text);
	return value ? value : json_string("(not readable)");
}

/* NULL for a line that is not whole */
static json_t *row_of(const struct table *t, char *line)
{
	json_t *row = json_object();
	char *at = line, *text;
	size_t i = 0;

	line[strcspn(line, "\n")] = '\0';
	while (t->columns[i] && (text = strsep(&at, "\t"))) {
		json_object_set_new(row, t->columns[i], field(t, i, text));
		i++;
	}
	if (!t->columns[i])
		return row;
	json_decref(row);
	return NULL;
}

static int read_table(const struct table *t, const char *dir, json_t **out,
		      char *why, size_t why_size)
{
	_cleanup_free_ char *path = NULL, *line = NULL;
	_cleanup_fclose_ FILE *f = NULL;
	size_t room = 0;

	*out = json_array();
	if (!*out || asprintf(&path, "%s/%s", dir, t->file) < 0)
		return -ENOMEM;
	f = fopen(path, "re");
	if (!f && errno == ENOENT)
		return 0;
	while (f && getline(&line, &room, f) > 0) {
		json_t *row = row_of(t, line);

		if (row)
			json_array_append_new(*out, row);
	}
	if (f && !ferror(f))
		return 0;
	snprintf(why, why_size, "%s: cannot read: %s (is it a file that may be read?)",
		 path, strerror(errno));
	return -errno;
}

int brg_soak_read_rounds(struct brg_soak_rounds *r, const char *path, char *why,
			 size_t why_size)
{
	int ret;

	r->path = strdup(path);
	if (!r->path)
		return -ENOMEM;
	ret = read_table(&rounds, path, &r->rounds, why, why_size);
	return ret ? ret : read_table(&findings, path, &r->findings, why,
				      why_size);
}
