/* SPDX-License-Identifier: GPL-2.0-or-later */
/* commands.h - the sub-commands of barrage, in the order people see them. */
#ifndef BRG_CLI_COMMANDS_H
#define BRG_CLI_COMMANDS_H

#include "lib/options.h"

extern const struct brg_cmd brg_cmd_bench;
extern const struct brg_cmd brg_cmd_stress;
extern const struct brg_cmd brg_cmd_replay;
extern const struct brg_cmd brg_cmd_minimise;
extern const struct brg_cmd brg_cmd_postmortem;
extern const struct brg_cmd brg_cmd_selftest;
extern const struct brg_cmd brg_cmd_report;
extern const struct brg_cmd brg_cmd_compare;
extern const struct brg_cmd brg_cmd_devices;
extern const struct brg_cmd brg_cmd_bind;
extern const struct brg_cmd brg_cmd_unbind;
extern const struct brg_cmd brg_cmd_lab;
extern const struct brg_cmd brg_cmd_help_command;
extern const struct brg_cmd brg_cmd_version;

/** brg_lab_exec - become the lab's tool @tool with @argv, whose first word is
 * replaced. Return: BRG_EXIT_ENVIRONMENT when that fails. */
int brg_lab_exec(const char *tool, char **argv);

/* For packagers and the build; work like the others, but are not listed. */
extern const struct brg_cmd brg_cmd_man;
extern const struct brg_cmd brg_cmd_completion;

/** brg_commands - all listed commands, NULL-terminated */
extern const struct brg_cmd *const brg_commands[];

/** brg_command_find - a command by name, listed or not; NULL if unknown */
const struct brg_cmd *brg_command_find(const char *name);

/** brg_command_unknown - say so, with the valid names.
 * Return: BRG_EXIT_USAGE. */
int brg_command_unknown(const char *name);

/** brg_usage - the text of `barrage --help` to stdout */
void brg_usage(void);

#endif
