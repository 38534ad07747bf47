// SPDX-License-Identifier: GPL-2.0-or-later
/* roff.c - text that roff takes for text. */
#include "cli/roff.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* roff: backslash starts an escape, an ASCII hyphen would become a dash. */
void brg_roff_text(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\\')
			fputs("\\e", stdout);
		else if (text[i] == '-')
			fputs("\\-", stdout);
		else
			putchar(text[i]);
	}
}

/* A full line, which must not look like a request (. and ' at its start). */
void brg_roff_line(const char *text, size_t length)
{
	if (length && (text[0] == '.' || text[0] == '\''))
		fputs("\\&", stdout);
	brg_roff_text(text, length);
	putchar('\n');
}

/* A line of its own for each line of @text; blank ones start a paragraph. */
void brg_roff_block(const char *text, const char *paragraph)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length)
			brg_roff_line(text, length);
		else
			puts(paragraph);
		text += length + (text[length] != 0);
	}
}

void brg_roff_upper(const char *text)
{
	for (; *text; text++)
		brg_roff_text((char[]){ toupper((unsigned char)*text) }, 1);
}
