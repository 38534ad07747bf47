// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * options.c - command line to configuration struct, by one table.
 *
 * Long options are never abbreviated: a script that works today must not
 * become ambiguous when an option is added.
 */
#include "lib/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/msg.h"
#include "lib/names.h"

#define HINT_SIZE 1024

static const struct brg_opt help_opt = { .name = "help", .letter = 'h' };

static const struct brg_opt *find_long(const struct brg_cmd *cmd,
				       const char *name, size_t length)
{
	for (const struct brg_opt *o = cmd->opts; o && o->name; o++)
		if (strlen(o->name) == length && !memcmp(o->name, name, length))
			return o;
	if (length == 4 && !memcmp(name, "help", 4))
		return &help_opt;
	return NULL;
}

static const struct brg_opt *find_letter(const struct brg_cmd *cmd, char letter)
{
	for (const struct brg_opt *o = cmd->opts; o && o->name; o++)
		if (o->letter == letter)
			return o;
	return letter == 'h' ? &help_opt : NULL;
}

static void unknown_option(const struct brg_cmd *cmd, const char *name)
{
	char hint[HINT_SIZE];
	const char **names;
	size_t n = 0;

	while (cmd->opts && cmd->opts[n].name)
		n++;
	names = calloc(n + 2, sizeof(*names));
	if (!names)
		return;
	for (size_t i = 0; i < n; i++)
		names[i] = cmd->opts[i].name;
	names[n] = "help";
	brg_error("%s: cannot take option %s%s: unknown (%s)", cmd->name,
		  strlen(name) > 1 ? "--" : "-", name,
		  brg_names_hint(names, name, hint, sizeof(hint)));
	free(names);
}

/* What a value of that type looks like, for error messages. */
static const char *expected(enum brg_opt_type type)
{
	switch (type) {
	case BRG_OPT_U64:
		return "a number, decimal or 0x";
	case BRG_OPT_SIZE:
		return "bytes, with k, m, g or t for powers of 1024";
	case BRG_OPT_DURATION:
		return "a number with ns, us, ms, s, m or h";
	case BRG_OPT_PERCENT:
		return "a percentage up to 100, such as 5%";
	default:
		return "text";
	}
}

static int bad_value(const struct brg_cmd *cmd, const struct brg_opt *o,
		     const char *text, int error)
{
	brg_error("%s: cannot set --%s to '%s': %s (expected %s)", cmd->name,
		  o->name, text,
		  error == -ERANGE ? "out of range" : "not a valid value",
		  expected(o->type));
	return error;
}

static int append(struct brg_strings *list, const char *text)
{
	const char **v = realloc(list->v, (list->n + 1) * sizeof(*v));

	if (!v)
		return -ENOMEM;
	v[list->n++] = text;
	list->v = v;
	return 0;
}

static int set_number(const struct brg_cmd *cmd, const struct brg_opt *o,
		      const char *text, uint64_t *out)
{
	uint64_t value;
	int ret;

	if (o->type == BRG_OPT_SIZE)
		ret = brg_parse_size(text, &value);
	else if (o->type == BRG_OPT_DURATION)
		ret = brg_parse_duration(text, &value);
	else
		ret = brg_parse_u64(text, &value);
	if (ret)
		return bad_value(cmd, o, text, ret);
	if ((o->min || o->max) && (value < o->min || value > o->max)) {
		brg_error("%s: cannot set --%s to %s: out of range (%llu to %llu)",
			  cmd->name, o->name, text,
			  (unsigned long long)o->min,
			  (unsigned long long)o->max);
		return -ERANGE;
	}
	*out = value;
	return 0;
}

static int set_enum(const struct brg_cmd *cmd, const struct brg_opt *o,
		    const char *text, unsigned int *out)
{
	char hint[HINT_SIZE];
	int index = brg_names_index(o->names, text);

	if (index < 0) {
		brg_error("%s: cannot set --%s to '%s': unknown (%s)",
			  cmd->name, o->name, text,
			  brg_names_hint(o->names, text, hint, sizeof(hint)));
		return -EINVAL;
	}
	*out = index;
	return 0;
}

static int set(const struct brg_cmd *cmd, const struct brg_opt *o,
	       const char *text, char *conf)
{
	void *field = conf + o->offset;
	int ret;

	switch (o->type) {
	case BRG_OPT_FLAG:
		*(bool *)field = true;
		return 0;
	case BRG_OPT_STRING:
		*(const char **)field = text;
		return 0;
	case BRG_OPT_STRINGS:
		return append(field, text);
	case BRG_OPT_U64:
	case BRG_OPT_SIZE:
	case BRG_OPT_DURATION:
		return set_number(cmd, o, text, field);
	case BRG_OPT_PERCENT:
		ret = brg_parse_percent(text, field);
		return ret ? bad_value(cmd, o, text, ret) : 0;
	case BRG_OPT_ENUM:
		return set_enum(cmd, o, text, field);
	}
	return -EINVAL;
}

/** struct scan - a command line on its way into a configuration
 * @argc, @argv: of the command
 * @next: index of the next argument to look at
 * @rest: positional arguments so far, moved to argv[1..]
 */
struct scan {
	const struct brg_cmd *cmd;
	int argc;
	char **argv;
	int next;
	int rest;
	char *conf;
	bool help;
};

static int need_value(struct scan *s, const struct brg_opt *o,
		      const char **value)
{
	if (s->next >= s->argc) {
		brg_error("%s: cannot take --%s: its argument %s is missing (see barrage %s --help)",
			  s->cmd->name, o->name, o->metavar ? o->metavar : "",
			  s->cmd->name);
		return -EINVAL;
	}
	*value = s->argv[s->next++];
	return 0;
}

static int take_long(struct scan *s, const char *arg)
{
	const char *equals = strchr(arg, '=');
	size_t length = equals ? (size_t)(equals - arg) : strlen(arg);
	const struct brg_opt *o = find_long(s->cmd, arg, length);
	const char *value = equals ? equals + 1 : NULL;
	int ret;

	if (!o) {
		char *name = strndup(arg, length);

		if (name)
			unknown_option(s->cmd, name);
		free(name);
		return -EINVAL;
	}
	if (o->type == BRG_OPT_FLAG && value) {
		brg_error("%s: cannot set --%s to '%s': it takes no argument (write --%s alone)",
			  s->cmd->name, o->name, value, o->name);
		return -EINVAL;
	}
	if (o == &help_opt) {
		s->help = true;
		return 0;
	}
	if (o->type != BRG_OPT_FLAG && !value) {
		ret = need_value(s, o, &value);
		if (ret)
			return ret;
	}
	return set(s->cmd, o, value, s->conf);
}

/* -a, -ab, -n5, -n 5 */
static int take_letters(struct scan *s, const char *letters)
{
	for (; *letters; letters++) {
		const struct brg_opt *o = find_letter(s->cmd, *letters);
		const char *value = NULL;
		int ret;

		if (!o) {
			unknown_option(s->cmd, (char[]){ *letters, 0 });
			return -EINVAL;
		}
		if (o == &help_opt) {
			s->help = true;
			continue;
		}
		if (o->type != BRG_OPT_FLAG && letters[1])
			value = letters + 1;
		if (o->type != BRG_OPT_FLAG && !value) {
			ret = need_value(s, o, &value);
			if (ret)
				return ret;
		}
		ret = set(s->cmd, o, value, s->conf);
		if (ret || value)
			return ret;
	}
	return 0;
}

static int scan(struct scan *s)
{
	bool options = true;
	int ret;

	while (s->next < s->argc) {
		char *arg = s->argv[s->next++];

		if (!options || arg[0] != '-' || !arg[1]) {
			s->argv[1 + s->rest++] = arg;
			options = options && !s->cmd->starts_command;
			continue;
		}
		if (!strcmp(arg, "--")) {
			options = false;
			continue;
		}
		ret = arg[1] == '-' ? take_long(s, arg + 2) :
				      take_letters(s, arg + 1);
		if (ret)
			return ret;
	}
	return 0;
}

static void free_strings(const struct brg_cmd *cmd, char *conf)
{
	for (const struct brg_opt *o = cmd->opts; o && o->name; o++)
		if (o->type == BRG_OPT_STRINGS)
			free(((struct brg_strings *)(conf + o->offset))->v);
}

int brg_cmd_main(const struct brg_cmd *cmd, int argc, char **argv)
{
	struct scan s = { .cmd = cmd, .argc = argc, .argv = argv, .next = 1 };
	int ret;

	s.conf = calloc(1, cmd->conf_size ? cmd->conf_size : 1);
	if (!s.conf) {
		brg_error("%s: cannot start: out of memory (free some memory and try again)", cmd->name);
		return BRG_EXIT_ENVIRONMENT;
	}
	if (cmd->defaults)
		cmd->defaults(s.conf);
	ret = scan(&s);
	if (ret == -ENOMEM) {
		brg_error("%s: cannot read options: out of memory (free some memory and try again)", cmd->name);
		ret = BRG_EXIT_ENVIRONMENT;
	} else if (ret) {
		ret = BRG_EXIT_USAGE;
	} else if (s.help) {
		brg_cmd_help(cmd, stdout);
		ret = BRG_EXIT_PASS;
	} else {
		argv[1 + s.rest] = NULL;
		ret = cmd->run(s.rest, argv + 1, s.conf);
	}
	free_strings(cmd, s.conf);
	free(s.conf);
	return ret;
}
