// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_man.c - `barrage man`: man pages from the tables of the commands. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/roff.h"
#include "lib/msg.h"

static void put_option(const struct brg_opt *o)
{
	fputs(".TP\n\\fB", stdout);
	if (o->letter)
		printf("\\-%c\\fR, \\fB", o->letter);
	fputs("\\-\\-", stdout);
	brg_roff_text(o->name, strlen(o->name));
	fputs("\\fR", stdout);
	if (o->type != BRG_OPT_FLAG) {
		fputs("=\\fI", stdout);
		brg_roff_text(o->metavar ? o->metavar : "ARG",
			 strlen(o->metavar ? o->metavar : "ARG"));
		fputs("\\fR", stdout);
	}
	putchar('\n');
	brg_roff_block(o->help ? o->help : "", ".IP");
	if (o->type == BRG_OPT_ENUM) {
		fputs("One of:", stdout);
		for (int i = 0; o->names[i]; i++) {
			putchar(' ');
			brg_roff_text(o->names[i], strlen(o->names[i]));
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
		brg_roff_line(codes[i].meaning, strlen(codes[i].meaning));
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
	brg_roff_upper(cmd->name);
	printf("\" 1 \"\" \"barrage %s\"\n.SH NAME\nbarrage\\-", BRG_VERSION);
	brg_roff_text(cmd->name, strlen(cmd->name));
	fputs(" \\- ", stdout);
	brg_roff_line(cmd->summary, strlen(cmd->summary));
	fputs(".SH SYNOPSIS\n.B barrage ", stdout);
	brg_roff_text(cmd->name, strlen(cmd->name));
	fputs("\n[\\fIOPTION\\fR...] ", stdout);
	brg_roff_line(cmd->args ? cmd->args : "", cmd->args ? strlen(cmd->args) : 0);
	if (cmd->description) {
		puts(".SH DESCRIPTION");
		brg_roff_block(cmd->description, ".PP");
	}
	puts(".SH OPTIONS");
	for (const struct brg_opt *o = cmd->opts; o && o->name; o++)
		put_option(o);
	put_option(&help);
	if (cmd->examples) {
		puts(".SH EXAMPLES\n.nf");
		brg_roff_block(cmd->examples, "");
		puts(".fi");
	}
	put_exit_status();
	puts(".SH SEE ALSO\n.BR barrage (1),\n.BR barrage\\-config (5)");
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
		brg_roff_text(cmd->name, strlen(cmd->name));
		puts(" (1)");
		brg_roff_line(cmd->summary, strlen(cmd->summary));
	}
	put_exit_status();
	puts(".SH SEE ALSO\n.BR barrage (4),\n.BR barrage\\-config (5)");
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
	if (!strcmp(argv[0], "config")) {
		brg_man_config();
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
	.args = "[COMMAND|config]",
	.summary = "write the man page of barrage, of a command, or of configurations, to stdout",
	.run = man_run,
};
