// SPDX-License-Identifier: GPL-2.0-or-later
/* msg.c - one line to people on stderr, written at once. */
#include "lib/msg.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/cleanup.h"

/* A line goes out in one write, so that threads do not mix theirs. */
__attribute__((format(printf, 2, 0))) static void line(const char *prefix,
						       const char *fmt,
						       va_list args)
{
	_cleanup_free_ char *text = NULL;

	fflush(stdout);
	if (vasprintf(&text, fmt, args) < 0) {
		text = NULL;
		fputs("barrage: message lost: out of memory\n", stderr);
		return;
	}
	fprintf(stderr, "barrage: %s%s\n", prefix, text);
}

void brg_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	line("", fmt, args);
	va_end(args);
}

void brg_warn(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	line("warning: ", fmt, args);
	va_end(args);
}

void brg_note(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	line("note: ", fmt, args);
	va_end(args);
}
