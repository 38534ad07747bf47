// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * config.c - read configuration files strictly.
 *
 * Two passes. The first puts includes in place and keeps for each line the
 * file and number it came from. The second hands these lines to libinih one
 * by one; since libinih calls back while it holds the last line it was given,
 * the reader knows where each key stands, which the library itself does not
 * say in the build distributions ship.
 */
#include "lib/config.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"

#define MAX_DEPTH 8	/* of includes; more is a loop */

/** struct line - @text without newline, and its origin */
struct line {
	char *text;
	const char *file;
	unsigned int number;
};

/** struct reading - both passes
 * @next: first line libinih has not seen
 * @section: of the first pass, to place includes
 * @current: section the second pass is in, an index; -1 before any
 */
struct reading {
	struct brg_config *config;
	struct line *lines;
	size_t nr, next;
	char section[128];
	long current;
	char *why;
	size_t why_size;
	int ret;
};

#define fail(r, code, ...)                                             \
	({                                                             \
		if (!(r)->ret) {                                       \
			snprintf((r)->why, (r)->why_size, __VA_ARGS__); \
			(r)->ret = (code);                             \
		}                                                      \
		(r)->ret;                                              \
	})

static void *grown(void *array, size_t nr, size_t size)
{
	/* Doubling at powers of two keeps appending linear. */
	if (nr & (nr - 1))
		return array;
	return reallocarray(array, nr ? 2 * nr : 1, size);
}

static const char *keep_name(struct reading *r, const char *name)
{
	struct brg_config *c = r->config;
	char **files = grown(c->files, c->nr_files, sizeof(*files));

	if (!files)
		return NULL;
	c->files = files;
	files[c->nr_files] = strdup(name);
	if (!files[c->nr_files])
		return NULL;
	return files[c->nr_files++];
}

static int add_line(struct reading *r, const char *text, const char *file,
		    unsigned int number)
{
	struct line *lines = grown(r->lines, r->nr, sizeof(*lines));

	if (!lines)
		return fail(r, -ENOMEM, "%s: cannot read: out of memory (free some and try again)", file);
	r->lines = lines;
	lines[r->nr] = (struct line){ strdup(text), file, number };
	if (!lines[r->nr].text)
		return fail(r, -ENOMEM, "%s: cannot read: out of memory (free some and try again)", file);
	r->nr++;
	return 0;
}

static char *trim(char *text)
{
	char *end = text + strlen(text);

	while (end > text && isspace((unsigned char)end[-1]))
		*--end = '\0';
	while (isspace((unsigned char)*text))
		text++;
	return text;
}

/* A comment starts a line or follows a blank. */
static void cut_comment(char *text)
{
	for (char *p = text; *p; p++) {
		if ((*p == '#' || *p == ';') &&
		    (p == text || isspace((unsigned char)p[-1]))) {
			*p = '\0';
			return;
		}
	}
}

/* The value of an include line, or NULL; modifies @text only then. */
static char *include_of(char *text)
{
	char *p = text;

	while (isspace((unsigned char)*p))
		p++;
	if (strncmp(p, "include", 7))
		return NULL;
	p += 7;
	while (isspace((unsigned char)*p))
		p++;
	if (*p != '=')
		return NULL;
	cut_comment(p + 1);
	return trim(p + 1);
}

static void note_section(struct reading *r, const char *text)
{
	const char *end = text[0] == '[' ? strchr(text, ']') : NULL;

	if (end)
		snprintf(r->section, sizeof(r->section), "%.*s",
			 (int)(end - text - 1), text + 1);
}

static int flatten(struct reading *r, FILE *stream, const char *file,
		   unsigned int depth);

static int open_include(struct reading *r, const char *value,
			const struct line *at, unsigned int depth)
{
	_cleanup_free_ char *copy = strdup(at->file), *path = NULL;
	_cleanup_fclose_ FILE *stream = NULL;
	const char *name;

	if (r->section[0] && strcmp(r->section, BRG_CONFIG_GLOBAL))
		return fail(r, -EINVAL,
			    "%s:%u: cannot include in [%s]: only [global] can (move the line there)",
			    at->file, at->number, r->section);
	if (depth >= MAX_DEPTH)
		return fail(r, -ELOOP,
			    "%s:%u: cannot include '%s': more than %d deep (does it include itself?)",
			    at->file, at->number, value, MAX_DEPTH);
	if (!copy || (value[0] == '/' ?
		      asprintf(&path, "%s", value) :
		      asprintf(&path, "%s/%s", dirname(copy), value)) < 0)
		return fail(r, -ENOMEM, "%s: cannot read: out of memory (free some and try again)",
			    at->file);
	name = keep_name(r, path);
	stream = name ? fopen(path, "re") : NULL;
	if (!stream)
		return fail(r, -errno, "%s:%u: cannot include '%s': %s (check the path)",
			    at->file, at->number, path, strerror(errno));
	if (flatten(r, stream, name, depth + 1))
		return r->ret;
	/* What follows belongs to [global] again. */
	snprintf(r->section, sizeof(r->section), "%s", BRG_CONFIG_GLOBAL);
	return add_line(r, "[" BRG_CONFIG_GLOBAL "]", at->file, at->number);
}

static int flatten(struct reading *r, FILE *stream, const char *file,
		   unsigned int depth)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	ssize_t length;
	unsigned int number = 0;

	while (!r->ret && (length = getline(&text, &size, stream)) >= 0) {
		struct line at = { .file = file, .number = ++number };
		char *value;

		if (strlen(text) != (size_t)length)
			return fail(r, -EINVAL,
				    "%s:%u: cannot read: not a text file (barrage bench --help says what is)", file,
				    number);
		text[strcspn(text, "\r\n")] = '\0';
		note_section(r, text);
		value = include_of(text);
		if (value)
			open_include(r, value, &at, depth);
		else
			add_line(r, text, file, number);
	}
	if (!r->ret && ferror(stream))
		return fail(r, -EIO, "%s: cannot read: %s (name a text file)",
			    file, strerror(errno));
	return r->ret;
}

static int add_section(struct reading *r, const char *name,
		       const struct line *at)
{
	struct brg_config *c = r->config;
	const struct brg_config_section *old = brg_config_section(c, name);
	struct brg_config_section *s;

	if (old && !strcmp(name, BRG_CONFIG_GLOBAL)) {
		r->current = old - c->sections;
		return 0;
	}
	if (old)
		return fail(r, -EINVAL,
			    "%s:%u: cannot take section [%s] twice: it is at %s:%u already (rename or remove one)",
			    at->file, at->number, name, old->file, old->line);
	s = grown(c->sections, c->nr, sizeof(*s));
	if (!s)
		return fail(r, -ENOMEM, "%s: cannot read: out of memory (free some and try again)",
			    at->file);
	c->sections = s;
	s[c->nr] = (struct brg_config_section){ .name = strdup(name),
						.file = at->file,
						.line = at->number };
	r->current = (long)c->nr++;
	return s[c->nr - 1].name ? 0 : fail(r, -ENOMEM, "%s: cannot read: out of memory (free some and try again)",
					    at->file);
}

/* Sections without keys exist for us, though not for libinih, which also
 * cuts long names off. */
static void see_section(struct reading *r, const struct line *at)
{
	const char *start = at->text + strspn(at->text, " \t");
	const char *end = start[0] == '[' ? strchr(start, ']') : NULL;
	_cleanup_free_ char *name = NULL;

	if (start[0] != '[')
		return;
	if (!end) {
		fail(r, -EINVAL, "%s:%u: cannot read '%s': no ] ends the section (write [name])",
		     at->file, at->number, start);
		return;
	}
	if (start != at->text) {
		fail(r, -EINVAL, "%s:%u: cannot take '%s': it is indented, which goes on with the line before (start at the margin)",
		     at->file, at->number, start);
		return;
	}
	name = strndup(at->text + 1, (size_t)(end - at->text) - 1);
	if (!name || !name[0])
		fail(r, -EINVAL, "%s:%u: cannot take a section without a name (write [name])",
		     at->file, at->number);
	else
		add_section(r, name, at);
}

/* ini_reader: the next line, as fgets() would give it */
static char *next_line(char *buf, int size, void *data)
{
	struct reading *r = data;
	const struct line *at = &r->lines[r->next];

	if (r->ret || r->next == r->nr)
		return NULL;
	r->next++;
	if (at->text[0] == '#' || at->text[0] == ';') {
		snprintf(buf, (size_t)size, "\n");
		return buf;
	}
	if (snprintf(buf, (size_t)size, "%s\n", at->text) >= size) {
		fail(r, -EINVAL,
		     "%s:%u: cannot read: longer than %d characters (go on in the next line, indented)",
		     at->file, at->number, size - 2);
		return NULL;
	}
	see_section(r, at);
	return buf;
}

static int append_value(struct brg_config_entry *entry, const char *more)
{
	char *value = NULL;

	if (asprintf(&value, "%s %s", entry->value, more) < 0)
		return -ENOMEM;
	free(entry->value);
	entry->value = value;
	return 0;
}

static int add_entry(struct reading *r, struct brg_config_section *s,
		     const char *key, const char *value, const struct line *at)
{
	const struct brg_config_entry *old = brg_config_entry(s, key);
	struct brg_config_entry *e;

	if (isspace((unsigned char)at->text[0]) && s->nr &&
	    !strcmp(s->entries[s->nr - 1].key, key) &&
	    append_value(&s->entries[s->nr - 1], value) == 0)
		return 0;
	if (old)
		return fail(r, -EINVAL,
			    "%s:%u: cannot take %s twice in [%s]: it is at %s:%u already (remove one)",
			    at->file, at->number, key, s->name, old->file,
			    old->line);
	e = grown(s->entries, s->nr, sizeof(*e));
	if (!e)
		return fail(r, -ENOMEM, "%s: cannot read: out of memory (free some and try again)", at->file);
	s->entries = e;
	e[s->nr] = (struct brg_config_entry){ strdup(key), strdup(value),
					      at->file, at->number };
	s->nr++;
	return e[s->nr - 1].key && e[s->nr - 1].value ?
		       0 : fail(r, -ENOMEM, "%s: cannot read: out of memory (free some and try again)", at->file);
}

/* ini_handler: 1 for success */
static int on_entry(void *data, const char *section, const char *key,
		    const char *value)
{
	struct reading *r = data;
	const struct line *at = &r->lines[r->next - 1];
	_cleanup_free_ char *copy = strdup(value);

	(void)section;
	if (r->ret)
		return 0;
	if (r->current < 0)
		return fail(r, -EINVAL,
			    "%s:%u: cannot take %s: it stands before any section (start with [global])",
			    at->file, at->number, key) == 0;
	if (!copy)
		return fail(r, -ENOMEM, "%s: cannot read: out of memory (free some and try again)", at->file) == 0;
	cut_comment(copy);
	return add_entry(r, &r->config->sections[r->current], key, trim(copy),
			 at) == 0;
}

static int build_text(struct reading *r)
{
	size_t size = 0;
	FILE *out = open_memstream(&r->config->text, &size);

	if (!out)
		return fail(r, -ENOMEM, "cannot read: out of memory (free some and try again)");
	for (size_t i = 0; i < r->nr; i++)
		fprintf(out, "%s\n", r->lines[i].text);
	return fclose(out) ? fail(r, -ENOMEM, "cannot read: out of memory (free some and try again)") : 0;
}

static int parse(struct reading *r)
{
	int bad;

	if (build_text(r))
		return r->ret;
	bad = ini_parse_stream(next_line, r, on_entry, r);
	if (r->ret)
		return r->ret;
	if (bad > 0 && (size_t)bad <= r->nr)
		return fail(r, -EINVAL,
			    "%s:%u: cannot read '%s': neither [section] nor key = value (a comment starts with #)",
			    r->lines[bad - 1].file, r->lines[bad - 1].number,
			    r->lines[bad - 1].text);
	return bad ? fail(r, -ENOMEM, "cannot read: out of memory (free some and try again)") : 0;
}

static int read_all(FILE *stream, const char *name, struct brg_config **out,
		    char *why, size_t why_size)
{
	struct reading r = { .current = -1, .why = why, .why_size = why_size };
	const char *file;

	r.config = calloc(1, sizeof(*r.config));
	file = r.config ? keep_name(&r, name) : NULL;
	if (!file)
		fail(&r, -ENOMEM, "%s: cannot read: out of memory (free some and try again)", name);
	else if (!flatten(&r, stream, file, 0))
		parse(&r);
	for (size_t i = 0; i < r.nr; i++)
		free(r.lines[i].text);
	free(r.lines);
	if (r.ret)
		brg_config_free(r.config);
	else
		*out = r.config;
	return r.ret;
}

int brg_config_load(const char *path, struct brg_config **out, char *why,
		    size_t why_size)
{
	_cleanup_fclose_ FILE *stream = fopen(path, "re");

	if (!stream) {
		int ret = -errno;

		snprintf(why, why_size, "%s: cannot open: %s (check the path)",
			 path, strerror(-ret));
		return ret;
	}
	return read_all(stream, path, out, why, why_size);
}

int brg_config_parse(const char *text, const char *name,
		     struct brg_config **out, char *why, size_t why_size)
{
	_cleanup_fclose_ FILE *stream = NULL;

	/* fmemopen() refuses a buffer of no bytes */
	stream = fmemopen((void *)(text[0] ? text : "\n"),
			  text[0] ? strlen(text) : 1, "r");
	if (!stream) {
		snprintf(why, why_size, "%s: cannot read: out of memory (free some and try again)", name);
		return -ENOMEM;
	}
	return read_all(stream, name, out, why, why_size);
}

const struct brg_config_section *
brg_config_section(const struct brg_config *config, const char *name)
{
	for (size_t i = 0; i < config->nr; i++)
		if (!strcmp(config->sections[i].name, name))
			return &config->sections[i];
	return NULL;
}

const struct brg_config_entry *
brg_config_entry(const struct brg_config_section *section, const char *key)
{
	for (size_t i = 0; section && i < section->nr; i++)
		if (!strcmp(section->entries[i].key, key))
			return &section->entries[i];
	return NULL;
}

void brg_config_free(struct brg_config *config)
{
	if (!config)
		return;
	for (size_t i = 0; i < config->nr; i++) {
		struct brg_config_section *s = &config->sections[i];

		for (size_t j = 0; j < s->nr; j++) {
			free(s->entries[j].key);
			free(s->entries[j].value);
		}
		free(s->entries);
		free(s->name);
	}
	free(config->sections);
	for (size_t i = 0; i < config->nr_files; i++)
		free(config->files[i]);
	free(config->files);
	free(config->text);
	free(config);
}
