// SPDX-License-Identifier: GPL-2.0-or-later
/* badness.c - the tables of bad kernel messages, compiled. */
#include "lib/badness.h"

#include <ctype.h>
#include <regex.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define EMBED(symbol, file)						\
	__asm__(".pushsection .rodata\n"				\
		".global " #symbol "\n"					\
		".type " #symbol ", %object\n"				\
		#symbol ":\n"						\
		".incbin \"" BRG_LAB_DIR "/" file "\"\n"		\
		".byte 0\n"						\
		".size " #symbol ", . - " #symbol "\n"			\
		".popsection\n")

extern const char brg_badness_tsv[], brg_ignore_tsv[];
EMBED(brg_badness_tsv, "badness.tsv");
EMBED(brg_ignore_tsv, "ignore.tsv");

#define MAX_RULES 96

struct rule {
	char *class;
	enum brg_severity severity;
	regex_t pattern;
};

struct brg_badness {
	char *text, *ignored;
	struct rule rule[MAX_RULES];
	size_t nr;
	struct rule ignore[MAX_RULES];
	size_t nr_ignore;
};

static enum brg_severity severity_of(const char *text)
{
	if (!strcmp(text, "fatal"))
		return BRG_LOG_FATAL;
	return strcmp(text, "suspect") ? BRG_LOG_NOTE : BRG_LOG_SUSPECT;
}

/* The next line of the table with three fields. Return: false at the end. */
static bool next_row(char **at, char *field[3])
{
	char *line;

	while ((line = strsep(at, "\n"))) {
		if (!*line || *line == '#')
			continue;
		field[0] = strsep(&line, "\t");
		field[1] = strsep(&line, "\t");
		field[2] = strsep(&line, "\t");
		if (field[2])
			return true;
	}
	return false;
}

static bool compile(regex_t *pattern, const char *text)
{
	return !regcomp(pattern, text, REG_EXTENDED | REG_NOSUB);
}

static bool load_bad(struct brg_badness *b)
{
	char *at = b->text, *field[3];

	while (next_row(&at, field)) {
		struct rule *rule = &b->rule[b->nr];

		if (b->nr == MAX_RULES || !compile(&rule->pattern, field[2]))
			return false;
		rule->class = field[0];
		rule->severity = severity_of(field[1]);
		b->nr++;
	}
	return b->nr;
}

static bool load_ignored(struct brg_badness *b, const char *release)
{
	char *at = b->ignored, *field[3];

	while (next_row(&at, field)) {
		struct rule *rule = &b->ignore[b->nr_ignore];
		regex_t kernel;
		bool meant;

		if (b->nr_ignore == MAX_RULES || !compile(&kernel, field[0]))
			return false;
		meant = !regexec(&kernel, release, 0, NULL, 0);
		regfree(&kernel);
		if (!meant)
			continue;
		if (!compile(&rule->pattern, field[2]))
			return false;
		rule->class = field[1];
		b->nr_ignore++;
	}
	return true;
}

struct brg_badness *brg_badness_create(const char *release)
{
	struct brg_badness *b = calloc(1, sizeof(*b));

	if (!b)
		return NULL;
	b->text = strdup(brg_badness_tsv);
	b->ignored = strdup(brg_ignore_tsv);
	if (b->text && b->ignored && load_bad(b) && load_ignored(b, release))
		return b;
	brg_badness_destroy(b);
	return NULL;
}

void brg_badness_destroy(struct brg_badness *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->nr; i++)
		regfree(&b->rule[i].pattern);
	for (size_t i = 0; i < b->nr_ignore; i++)
		regfree(&b->ignore[i].pattern);
	free(b->text);
	free(b->ignored);
	free(b);
}

const char *brg_badness_class(const struct brg_badness *b, size_t n)
{
	return n < b->nr ? b->rule[n].class : NULL;
}

enum brg_severity brg_badness_judge(const struct brg_badness *b,
				    const char *line, const char **class)
{
	*class = NULL;
	for (size_t i = 0; i < b->nr; i++) {
		if (regexec(&b->rule[i].pattern, line, 0, NULL, 0))
			continue;
		*class = b->rule[i].class;
		for (size_t n = 0; n < b->nr_ignore; n++)
			if (!strcmp(b->ignore[n].class, *class) &&
			    !regexec(&b->ignore[n].pattern, line, 0, NULL, 0))
				return BRG_LOG_NOTE;
		return b->rule[i].severity;
	}
	return BRG_LOG_FINE;
}

static size_t skip_word(const char *p, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(p, word, n) || !isdigit((unsigned char)p[n]))
		return 0;
	while (isdigit((unsigned char)p[n]))
		n++;
	return n + (p[n] == ' ');
}

/* ", CPU#1: barrage/71" at the end: who ran where. The name may have a slash, too. */
static size_t skip_task(const char *p)
{
	static const char *const words[] = { ", CPU#", "CPU#" };
	const char *slash = strrchr(p, '/');
	size_t n = 0;

	for (size_t i = 0; i < 2 && !n; i++)
		n = skip_word(p, words[i]);
	if (!n || strncmp(p + n, ": ", 2) || !slash || slash < p + n ||
	    !slash[1] || slash[1 + strspn(slash + 1, "0123456789")])
		return 0;
	return strlen(p);
}

/* NAME:PID after "task " or "[": a name may have colons, too. */
static size_t skip_name(const char *begin, const char *p)
{
	size_t word = strcspn(p, " ]"), n = word;

	if (!(p - begin >= 5 && !strncmp(p - 5, "task ", 5)) &&
	    !(p > begin && p[-1] == '['))
		return 0;
	n -= n && p[n - 1] == '.';
	word = n;
	while (n && isdigit((unsigned char)p[n - 1]))
		n--;
	return n > 1 && n < word && p[n - 1] == ':' ? word : 0;
}

/* "22" of "22s!" and of "22 seconds" */
static size_t skip_seconds(const char *p)
{
	size_t n = strspn(p, "0123456789");

	return n && (!strncmp(p + n, "s!", 2) ||
		     !strncmp(p + n, " seconds", 8)) ? n : 0;
}

/* "+0x1f/0x80", an address of 9 digits or more */
static size_t skip_number(const char *p, char *put)
{
	size_t n = 0;

	*put = 0;
	if (!strncmp(p, "+0x", 3))
		return 3 + strspn(p + 3, "0123456789abcdefx/");
	n = strspn(p, "0123456789abcdef");
	if (!strncmp(p, "0x", 2)) {
		n = 2 + strspn(p + 2, "0123456789abcdef");
		*put = '?';
		return n;
	}
	if (n < 9)
		return 0;
	*put = '?';
	return n;
}

const char *brg_badness_title(const char *line, char *buf, size_t size)
{
	static const char *const words[] = { "CPU: ", "CPU#", "PID: ", "pid=" };
	const char *begin = line;
	size_t used = 0;

	while (*line && used + 1 < size) {
		char put = 0;
		size_t n = skip_task(line);

		for (size_t i = 0; i < 4 && !n; i++)
			n = skip_word(line, words[i]);
		if (!n) {
			n = skip_name(begin, line);
			n = n ? n : skip_seconds(line);
			put = n ? '?' : 0;
		}
		if (!n)
			n = skip_number(line, &put);
		if (!n)
			put = line[n++];
		line += n;
		if (put)
			buf[used++] = put;
	}
	buf[used] = 0;
	return buf;
}
