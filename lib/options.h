/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options.h - one typed table of options per command.
 *
 * The table feeds the parser, --help, the man page and shell completion, so
 * they cannot disagree. Options may come in any order, before or after the
 * positional arguments; "--" ends them.
 */
#ifndef BRG_LIB_OPTIONS_H
#define BRG_LIB_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit codes of every command */
enum brg_exit {
	BRG_EXIT_PASS = 0,
	BRG_EXIT_FAIL = 1,		/* a check failed */
	BRG_EXIT_USAGE = 2,		/* command line or configuration */
	BRG_EXIT_ENVIRONMENT = 3,	/* the machine lacks something */
	BRG_EXIT_INCONCLUSIVE = 4,
	BRG_EXIT_INTERRUPTED = 5,	/* ^C; what was measured is kept */
	BRG_EXIT_SKIPPED = 77,
};

/** enum brg_opt_type - how the text is parsed and where it goes
 * @BRG_OPT_FLAG:     no argument; bool
 * @BRG_OPT_STRING:   const char *
 * @BRG_OPT_STRINGS:  may be repeated; struct brg_strings
 * @BRG_OPT_U64:      decimal or 0x; uint64_t within @min..@max
 * @BRG_OPT_SIZE:     k, m, g, t (powers of 1024) allowed; uint64_t bytes
 * @BRG_OPT_DURATION: ns, us, ms, s, m, h required but for 0; uint64_t ns
 * @BRG_OPT_PERCENT:  "5%"; double 0.05
 * @BRG_OPT_ENUM:     one of @names; unsigned int index
 */
enum brg_opt_type {
	BRG_OPT_FLAG,
	BRG_OPT_STRING,
	BRG_OPT_STRINGS,
	BRG_OPT_U64,
	BRG_OPT_SIZE,
	BRG_OPT_DURATION,
	BRG_OPT_PERCENT,
	BRG_OPT_ENUM,
};

struct brg_strings {
	const char **v;
	size_t n;
};

/**
 * struct brg_opt - one option
 * @name: long name without dashes; NULL ends a table
 * @letter: short name, or 0
 * @type: see enum brg_opt_type
 * @offset: of the field in the command's configuration struct
 * @metavar: name of the argument in help, e.g. "DIR"; NULL for a flag
 * @help: one or two sentences with unit and default
 * @min, @max: inclusive range of numbers; both 0 for any
 * @names: NULL-terminated, for BRG_OPT_ENUM
 */
struct brg_opt {
	const char *name;
	char letter;
	enum brg_opt_type type;
	size_t offset;
	const char *metavar;
	const char *help;
	uint64_t min, max;
	const char *const *names;
};

/**
 * struct brg_cmd - one sub-command of barrage
 * @name: as typed
 * @args: positional arguments for the usage line, "CONFIG..."
 * @summary: one line, lower case, no full stop
 * @description: paragraphs for help and man page
 * @examples: lines for help and man page
 * @opts: table ended by a NULL name
 * @conf_size: bytes of the configuration struct, zeroed before parsing
 * @defaults: fills the struct before parsing, or NULL
 * @starts_command: options end at the first positional argument, which starts
 *                  a command line of its own ("lab run --kernel ...")
 * @run: gets positional arguments only. Return: enum brg_exit
 */
struct brg_cmd {
	const char *name;
	const char *args;
	const char *summary;
	const char *description;
	const char *examples;
	const struct brg_opt *opts;
	size_t conf_size;
	void (*defaults)(void *conf);
	bool starts_command;
	int (*run)(int argc, char **argv, void *conf);
};

/** brg_cmd_main - parse argv (argv[0] is the command's name) and run.
 * --help prints to stdout and passes; a mistake prints one line with the
 * valid choices to stderr. Return: enum brg_exit. */
int brg_cmd_main(const struct brg_cmd *cmd, int argc, char **argv);

/** brg_cmd_help - the --help text to @stream (a FILE *). */
void brg_cmd_help(const struct brg_cmd *cmd, void *stream);

/* Number parsers, also used for configuration files. Each takes the whole
 * text or fails: 0, -EINVAL (no number or wrong unit), -ERANGE. */
int brg_parse_u64(const char *text, uint64_t *out);
int brg_parse_size(const char *text, uint64_t *out);
int brg_parse_duration(const char *text, uint64_t *out);
int brg_parse_percent(const char *text, double *out);

#endif
