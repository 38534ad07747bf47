// SPDX-License-Identifier: GPL-2.0-or-later
/* main.c - find the sub-command and hand over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "lib/msg.h"
#include "lib/names.h"

const struct brg_cmd *const brg_commands[] = {
	&brg_cmd_bench,
	&brg_cmd_stress,
	&brg_cmd_replay,
	&brg_cmd_minimise,
	&brg_cmd_postmortem,
	&brg_cmd_selftest,
	&brg_cmd_report,
	&brg_cmd_compare,
	&brg_cmd_devices,
	&brg_cmd_bind,
	&brg_cmd_unbind,
	&brg_cmd_lab,
	&brg_cmd_help_command,
	&brg_cmd_version,
	NULL,
};

static const struct brg_cmd *const unlisted[] = {
	&brg_cmd_man,
	&brg_cmd_completion,
	NULL,
};

static const struct brg_cmd *find_in(const struct brg_cmd *const *list,
				     const char *name)
{
	for (; *list; list++)
		if (!strcmp((*list)->name, name))
			return *list;
	return NULL;
}

const struct brg_cmd *brg_command_find(const char *name)
{
	const struct brg_cmd *cmd = find_in(brg_commands, name);

	return cmd ? cmd : find_in(unlisted, name);
}

int brg_command_unknown(const char *name)
{
	const char *names[sizeof(brg_commands) / sizeof(brg_commands[0])];
	char hint[256];
	size_t n = 0;

	for (; brg_commands[n]; n++)
		names[n] = brg_commands[n]->name;
	names[n] = NULL;
	brg_error("%s: cannot run: no such command (%s)", name,
		  brg_names_hint(names, name, hint, sizeof(hint)));
	return BRG_EXIT_USAGE;
}

void brg_usage(void)
{
	printf("Usage: barrage COMMAND [OPTION...] [ARGUMENT...]\n"
	       "measure and stress PCI BAR mappings and peer-to-peer DMA\n\n"
	       "Commands:\n");
	for (size_t i = 0; brg_commands[i]; i++)
		printf("  %-10s %s\n", brg_commands[i]->name,
		       brg_commands[i]->summary);
	printf("\n'barrage COMMAND --help' says more about one of them.\n\n"
	       "Exit: %d pass, %d a check failed, %d usage, %d the machine lacks something,\n"
	       "%d inconclusive, %d interrupted, %d skipped.\n",
	       BRG_EXIT_PASS, BRG_EXIT_FAIL, BRG_EXIT_USAGE,
	       BRG_EXIT_ENVIRONMENT, BRG_EXIT_INCONCLUSIVE,
	       BRG_EXIT_INTERRUPTED, BRG_EXIT_SKIPPED);
}

/* Output that did not arrive (a full disk, a closed pipe) is a failure. */
static int flushed(int ret)
{
	if (!fflush(stdout) && !ferror(stdout))
		return ret;
	brg_error("stdout: cannot write: %m (is the disk full?)");
	return ret == BRG_EXIT_PASS ? BRG_EXIT_ENVIRONMENT : ret;
}

int main(int argc, char **argv)
{
	const struct brg_cmd *cmd;
	const char *name = argc > 1 ? argv[1] : NULL;

	if (!name) {
		brg_error("command line: cannot run: no command given (see barrage --help)");
		return BRG_EXIT_USAGE;
	}
	if (!strcmp(name, "--help") || !strcmp(name, "-h")) {
		brg_usage();
		return flushed(BRG_EXIT_PASS);
	}
	if (!strcmp(name, "--version") || !strcmp(name, "-V"))
		name = "version";
	cmd = brg_command_find(name);
	if (!cmd)
		return brg_command_unknown(name);
	return flushed(brg_cmd_main(cmd, argc - 1, argv + 1));
}
