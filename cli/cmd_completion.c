// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_completion.c - `barrage completion`: what a shell can offer on <Tab>. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "lib/msg.h"
#include "lib/names.h"

/* Options of one command, then the values of those with a fixed set. */
static void bash_command(const struct brg_cmd *cmd)
{
	printf("\t%s)\n\t\tcase $previous in\n", cmd->name);
	for (const struct brg_opt *o = cmd->opts; o && o->name; o++) {
		if (o->type != BRG_OPT_ENUM)
			continue;
		printf("\t\t--%s) words=\"", o->name);
		for (int i = 0; o->names[i]; i++)
			printf("%s%s", i ? " " : "", o->names[i]);
		printf("\" ;;\n");
	}
	printf("\t\t*) [[ $current == -* ]] && words=\"");
	for (const struct brg_opt *o = cmd->opts; o && o->name; o++)
		printf("--%s ", o->name);
	printf("--help\" ;;\n\t\tesac ;;\n");
}

static void bash(void)
{
	printf("# bash completion for barrage\n"
	       "_barrage()\n{\n"
	       "\tlocal current=${COMP_WORDS[COMP_CWORD]}\n"
	       "\tlocal previous=${COMP_WORDS[COMP_CWORD-1]} words=\n"
	       "\t[[ $current == = ]] && current=\n"
	       "\t[[ $previous == = ]] && previous=${COMP_WORDS[COMP_CWORD-2]}\n"
	       "\n\tcase $( ((COMP_CWORD > 1)) && echo \"${COMP_WORDS[1]}\") in\n"
	       "\t''|help) words=\"");
	for (size_t i = 0; brg_commands[i]; i++)
		printf("%s ", brg_commands[i]->name);
	printf("--help --version\" ;;\n");
	for (size_t i = 0; brg_commands[i]; i++)
		if (strcmp(brg_commands[i]->name, "help"))
			bash_command(brg_commands[i]);
	printf("\tesac\n"
	       "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
	       "}\n"
	       "complete -o default -F _barrage barrage\n");
}

static int completion_run(int argc, char **argv, void *conf)
{
	static const char *const shells[] = { "bash", NULL };
	const char *shell = argc ? argv[0] : "";
	char hint[64];

	(void)conf;
	if (argc != 1 || brg_names_index(shells, shell) < 0) {
		brg_error("completion: cannot write for '%s': unknown shell (%s)",
			  shell,
			  brg_names_hint(shells, shell, hint, sizeof(hint)));
		return BRG_EXIT_USAGE;
	}
	bash();
	return BRG_EXIT_PASS;
}

const struct brg_cmd brg_cmd_completion = {
	.name = "completion",
	.args = "SHELL",
	.summary = "write completion rules for a shell (bash) to stdout",
	.run = completion_run,
};
