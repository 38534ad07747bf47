// SPDX-License-Identifier: GPL-2.0-or-later
/* names.c - find a name in a list, or the one that was probably meant. */
#include "lib/names.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define MAX_WORD 64

int brg_names_index(const char *const *names, const char *word)
{
	for (int i = 0; names[i]; i++)
		if (!strcmp(names[i], word))
			return i;
	return -1;
}

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/*
 * Optimal string alignment: insertions, deletions, substitutions and swaps of
 * neighbours, each once. Three rows of the table are enough.
 */
static size_t distance(const char *a, const char *b)
{
	size_t rows[3][MAX_WORD + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];
	size_t la = strlen(a), lb = strlen(b);

	if (la > MAX_WORD || lb > MAX_WORD)
		return SIZE_MAX;
	for (size_t j = 0; j <= lb; j++)
		above[j] = j;
	memset(before, 0, sizeof(rows[0]));
	for (size_t i = 1; i <= la; i++) {
		size_t *oldest = before;

		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			row[j] = min3(above[j] + 1, row[j - 1] + 1,
				      above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		before = above;
		above = row;
		row = oldest;
	}
	return above[lb];
}

const char *brg_names_near(const char *const *names, const char *word)
{
	size_t length = strlen(word), best = length / 3 + 1;
	const char *near = NULL;

	for (; *names; names++) {
		size_t d = distance(word, *names);

		if (length >= 2 && !strncmp(*names, word, length))
			d = 0;
		if (d < best) {
			best = d;
			near = *names;
		}
	}
	return near;
}

const char *brg_names_hint(const char *const *names, const char *word,
			   char *buf, size_t size)
{
	const char *near = brg_names_near(names, word);
	size_t used;

	used = near ? snprintf(buf, size, "did you mean %s; ", near) : 0;
	if (used < size)
		used += snprintf(buf + used, size - used, "one of ");
	for (int i = 0; names[i] && used < size; i++)
		used += snprintf(buf + used, size - used, "%s%s",
				 i ? ", " : "", names[i]);
	if (used >= size && size > 4)
		strcpy(buf + size - 4, "...");
	return buf;
}
