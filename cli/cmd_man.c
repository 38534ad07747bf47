// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_man.c - `barrage man`: man pages from the tables of the commands. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "lib/msg.h"

/* roff: backslash starts an escape, an ASCII hyphen would become a dash. */
static void put_text(const char *text, size_t length)
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
static void put_line(const char *text, size_t length)
{
	if (length && (text[0] == '.' || text[0] == '\''))
		fputs("\\&", stdout);
	put_text(text, length);
	putchar('\n');
}

/* A line of its own for each line of @text; blank ones start a paragraph. */
static void put_block(const char *text, const char *paragraph)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length)
			put_line(text, length);
		else
			puts(paragraph);
		text += length + (text[length] != 0);
	}
}

static void put_upper(const char *text)
{
	for (; *text; text++)
		put_text((char[]){ toupper((unsigned char)*text) }, 1);
}

static void put_option(const struct brg_opt *o)
{
	fputs(".TP\n\\fB", stdout);
	if (o->letter)
		printf("\\-%c\\fR, \\fB", o->letter);
	fputs("\\-\\-", stdout);
	put_text(o->name, strlen(o->name));
	fputs("\\fR", stdout);
	if (o->type != BRG_OPT_FLAG) {
		fputs("=\\fI", stdout);
		put_text(o->metavar ? o->metavar : "ARG",
			 strlen(o->metavar ? o->metavar : "ARG"));
		fputs("\\fR", stdout);
	}
	putchar('\n');
	put_block(o->help ? o->help : "", ".IP");
	if (o->type == BRG_OPT_ENUM) {
		fputs("One of:", stdout);
		for (int i = 0; o->names[i]; i++) {
			putchar(' ');
			put_text(o->names[i], strlen(o->names[i]));
		}
		putchar('\n');
	}
}

static void put_exit_status(void)
{
	static const struct {
		int code;
		const char *meaning;
	} codes[] = {
		{ BRG_EXIT_PASS, "Done, every check passed." },
		{ BRG_EXIT_FAIL, "A check failed." },
		{ BRG_EXIT_USAGE, "Command line or configuration is wrong." },
		{ BRG_EXIT_ENVIRONMENT, "The machine lacks something." },
		{ BRG_EXIT_INCONCLUSIVE, "The evidence does not decide." },
		{ BRG_EXIT_INTERRUPTED,
		  "Interrupted; what was measured is kept." },
		{ BRG_EXIT_SKIPPED, "Skipped, with the reason on stderr." },
	};

	puts(".SH EXIT STATUS");
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		printf(".TP\n.B %d\n", codes[i].code);
		put_line(codes[i].meaning, strlen(codes[i].meaning));
	}
}

static void man_command(const struct brg_cmd *cmd)
{
	static const struct brg_opt help = {
		.name = "help",
		.letter = 'h',
		.help = "Show a summary of the options.",
	};

	fputs(".TH \"BARRAGE\\-", stdout);
	put_upper(cmd->name);
	printf("\" 1 \"\" \"barrage %s\"\n.SH NAME\nbarrage\\-", BRG_VERSION);
	put_text(cmd->name, strlen(cmd->name));
	fputs(" \\- ", stdout);
	put_line(cmd->summary, strlen(cmd->summary));
	fputs(".SH SYNOPSIS\n.B barrage ", stdout);
	put_text(cmd->name, strlen(cmd->name));
	fputs("\n[\\fIOPTION\\fR...] ", stdout);
	put_line(cmd->args ? cmd->args : "", cmd->args ? strlen(cmd->args) : 0);
	if (cmd->description) {
		puts(".SH DESCRIPTION");
		put_block(cmd->description, ".PP");
	}
	puts(".SH OPTIONS");
	for (const struct brg_opt *o = cmd->opts; o && o->name; o++)
		put_option(o);
	put_option(&help);
	if (cmd->examples) {
		puts(".SH EXAMPLES\n.nf");
		put_block(cmd->examples, "");
		puts(".fi");
	}
	put_exit_status();
	puts(".SH SEE ALSO\n.BR barrage (1)");
}

static void man_program(void)
{
	printf(".TH BARRAGE 1 \"\" \"barrage %s\"\n"
	       ".SH NAME\nbarrage \\- measure and stress PCI BAR mappings and peer\\-to\\-peer DMA\n"
	       ".SH SYNOPSIS\n.B barrage\n\\fICOMMAND\\fR [\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n"
	       ".SH COMMANDS\n", BRG_VERSION);
	for (size_t i = 0; brg_commands[i]; i++) {
		const struct brg_cmd *cmd = brg_commands[i];

		fputs(".TP\n.BR barrage\\-", stdout);
		put_text(cmd->name, strlen(cmd->name));
		puts(" (1)");
		put_line(cmd->summary, strlen(cmd->summary));
	}
	put_exit_status();
}

static int man_run(int argc, char **argv, void *conf)
{
	const struct brg_cmd *cmd;

	(void)conf;
	if (argc > 1) {
		brg_error("man: cannot write %d pages: one command at a time (barrage man COMMAND)",
			  argc);
		return BRG_EXIT_USAGE;
	}
	if (!argc) {
		man_program();
		return BRG_EXIT_PASS;
	}
	cmd = brg_command_find(argv[0]);
	if (!cmd)
		return brg_command_unknown(argv[0]);
	man_command(cmd);
	return BRG_EXIT_PASS;
}

const struct brg_cmd brg_cmd_man = {
	.name = "man",
	.args = "[COMMAND]",
	.summary = "write the man page of barrage, or of a command, to stdout",
	.run = man_run,
};
