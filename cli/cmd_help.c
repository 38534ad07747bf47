// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_help.c - `barrage help` and `barrage version`. */
#include <stdio.h>

#include "cli/commands.h"
#include "kmod/uapi/barrage.h"
#include "lib/msg.h"

static int help_run(int argc, char **argv, void *conf)
{
	const struct brg_cmd *cmd;

	(void)conf;
	if (!argc) {
		brg_usage();
		return BRG_EXIT_PASS;
	}
	for (int i = 0; i < argc; i++) {
		cmd = brg_command_find(argv[i]);
		if (!cmd)
			return brg_command_unknown(argv[i]);
		brg_cmd_help(cmd, stdout);
	}
	return BRG_EXIT_PASS;
}

const struct brg_cmd brg_cmd_help_command = {
	.name = "help",
	.args = "[COMMAND...]",
	.summary = "explain a command",
	.run = help_run,
};

static int version_run(int argc, char **argv, void *conf)
{
	(void)conf;
	if (argc) {
		brg_error("version: cannot take '%s': no argument expected (barrage version)",
			  argv[0]);
		return BRG_EXIT_USAGE;
	}
	printf("barrage %s (%s), driver interface %d\n", BRG_VERSION, BRG_GIT,
	       BRG_API_VERSION);
	return BRG_EXIT_PASS;
}

const struct brg_cmd brg_cmd_version = {
	.name = "version",
	.summary = "print version, source revision and driver interface",
	.run = version_run,
};
