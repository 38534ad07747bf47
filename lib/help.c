// SPDX-License-Identifier: GPL-2.0-or-later
/* help.c - the --help text of a command, from its table. */
#include <stdio.h>
#include <string.h>

#include "lib/options.h"

#define WIDTH 79
#define INDENT 26

/* Words of @text from column @column on, later lines indented by @indent. */
static void wrap(FILE *out, const char *text, int column, int indent)
{
	bool first = true;

	while (*text) {
		int length = strcspn(text, " \n");

		if (length && !first && column + 1 + length > WIDTH) {
			fprintf(out, "\n%*s", indent, "");
			column = indent;
			first = true;
		}
		if (length) {
			column += fprintf(out, "%s%.*s", first ? "" : " ",
					  length, text);
			first = false;
		}
		text += length;
		if (*text == '\n') {
			fprintf(out, "\n%*s", text[1] == '\n' ? 0 : indent, "");
			column = indent;
			first = true;
		}
		text += *text != 0;
	}
	fputc('\n', out);
}

static void show_option(FILE *out, const struct brg_opt *o)
{
	int column;

	column = fprintf(out, "  ");
	if (o->letter)
		column += fprintf(out, "-%c, ", o->letter);
	else
		column += fprintf(out, "    ");
	column += fprintf(out, "--%s", o->name);
	if (o->type != BRG_OPT_FLAG)
		column += fprintf(out, "=%s", o->metavar ? o->metavar : "ARG");
	if (column + 2 > INDENT) {
		fputc('\n', out);
		column = 0;
	}
	fprintf(out, "%*s", INDENT - column, "");
	wrap(out, o->help ? o->help : "", INDENT, INDENT);
	if (o->type == BRG_OPT_ENUM) {
		fprintf(out, "%*sone of:", INDENT, "");
		for (int i = 0; o->names[i]; i++)
			fprintf(out, " %s", o->names[i]);
		fputc('\n', out);
	}
}

static void show_examples(FILE *out, const char *text)
{
	fputs("\nExamples:\n", out);
	while (*text) {
		int length = strcspn(text, "\n");

		fprintf(out, "  %.*s\n", length, text);
		text += length + (text[length] != 0);
	}
}

void brg_cmd_help(const struct brg_cmd *cmd, void *stream)
{
	static const struct brg_opt help = {
		.name = "help",
		.letter = 'h',
		.help = "Show this text.",
	};
	FILE *out = stream;

	fprintf(out, "Usage: barrage %s [OPTION...]%s%s\n%s\n", cmd->name,
		cmd->args ? " " : "", cmd->args ? cmd->args : "",
		cmd->summary);
	if (cmd->description) {
		fputc('\n', out);
		wrap(out, cmd->description, 0, 0);
	}
	fputs("\nOptions:\n", out);
	for (const struct brg_opt *o = cmd->opts; o && o->name; o++)
		show_option(out, o);
	show_option(out, &help);
	if (cmd->examples)
		show_examples(out, cmd->examples);
}
