// SPDX-License-Identifier: GPL-2.0-or-later
/* test_options.c - one table parses, explains and refuses. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/options.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

struct conf {
	bool flag;
	const char *text;
	struct brg_strings list;
	uint64_t count;
	uint64_t size;
	uint64_t duration;
	double percent;
	unsigned int choice;
	uint64_t preset;
};

static const char *const choices[] = { "red", "green", NULL };

#define FIELD(f) .offset = offsetof(struct conf, f)

static const struct brg_opt opts[] = {
	{ .name = "flag", .letter = 'f', .type = BRG_OPT_FLAG, FIELD(flag),
	  .help = "A flag." },
	{ .name = "text", .letter = 't', .type = BRG_OPT_STRING, FIELD(text),
	  .metavar = "WORD", .help = "A word." },
	{ .name = "list", .letter = 'l', .type = BRG_OPT_STRINGS, FIELD(list),
	  .metavar = "ITEM", .help = "An item." },
	{ .name = "count", .letter = 'n', .type = BRG_OPT_U64, FIELD(count),
	  .metavar = "N", .help = "A number.", .min = 1, .max = 64 },
	{ .name = "size", .type = BRG_OPT_SIZE, FIELD(size), .metavar = "SIZE",
	  .help = "Bytes." },
	{ .name = "duration", .type = BRG_OPT_DURATION, FIELD(duration),
	  .metavar = "TIME", .help = "A time." },
	{ .name = "percent", .type = BRG_OPT_PERCENT, FIELD(percent),
	  .metavar = "P%", .help = "A share." },
	{ .name = "choice", .letter = 'c', .type = BRG_OPT_ENUM, FIELD(choice),
	  .metavar = "COLOUR", .help = "A colour.", .names = choices },
	{ .name = NULL },
};

/* What run() saw; the list is copied, it lives as long as run() only. */
static struct {
	bool ran;
	struct conf conf;
	char items[4][32];
	int argc;
	char args[8][32];
} seen;

static int remember(int argc, char **argv, void *data)
{
	const struct conf *conf = data;

	seen.ran = true;
	seen.conf = *conf;
	seen.argc = argc;
	assert_null(argv[argc]);
	for (int i = 0; i < argc && i < 8; i++)
		snprintf(seen.args[i], sizeof(seen.args[i]), "%s", argv[i]);
	for (size_t i = 0; i < conf->list.n && i < 4; i++)
		snprintf(seen.items[i], sizeof(seen.items[i]), "%s",
			 conf->list.v[i]);
	return BRG_EXIT_INCONCLUSIVE;
}

static void defaults(void *data)
{
	((struct conf *)data)->preset = 42;
}

static struct brg_cmd cmd = {
	.name = "paint",
	.args = "WALL...",
	.summary = "paint walls",
	.description = "First.\n\nSecond.",
	.examples = "barrage paint --choice=red",
	.opts = opts,
	.conf_size = sizeof(struct conf),
	.defaults = defaults,
	.run = remember,
};

static char stderr_text[4096], stdout_text[8192];

static int divert(FILE *stream, int to)
{
	int kept;

	fflush(stream);
	kept = dup(fileno(stream));
	dup2(to, fileno(stream));
	return kept;
}

static void undivert(FILE *stream, int from, int kept, char *text, size_t size)
{
	ssize_t n;

	fflush(stream);
	n = pread(from, text, size - 1, 0);
	text[n > 0 ? n : 0] = 0;
	dup2(kept, fileno(stream));
	close(kept);
	close(from);
}

/* Runs the command line, given without the command's name. */
static int run(const char *first, ...)
{
	char words[16][64], *argv[17] = { words[0] };
	int out = memfd_create("out", 0), err = memfd_create("err", 0);
	int kept_out, kept_err, argc = 1, ret;
	va_list args;

	memset(&seen, 0, sizeof(seen));
	snprintf(words[0], sizeof(words[0]), "paint");
	va_start(args, first);
	for (const char *w = first; w; w = va_arg(args, const char *)) {
		snprintf(words[argc], sizeof(words[argc]), "%s", w);
		argv[argc] = words[argc];
		argc++;
	}
	va_end(args);
	argv[argc] = NULL;
	kept_out = divert(stdout, out);
	kept_err = divert(stderr, err);
	ret = brg_cmd_main(&cmd, argc, argv);
	undivert(stderr, err, kept_err, stderr_text, sizeof(stderr_text));
	undivert(stdout, out, kept_out, stdout_text, sizeof(stdout_text));
	return ret;
}

static void every_type_arrives_in_its_field(void **state)
{
	(void)state;
	assert_int_equal(run("--flag", "--text=a=b", "--list", "x", "-ly",
			     "--count=0x10", "--size", "4k", "--duration=3ms",
			     "--percent=5%", "-c", "green", NULL),
			 BRG_EXIT_INCONCLUSIVE);
	assert_true(seen.conf.flag);
	assert_string_equal(seen.items[0], "x");
	assert_string_equal(seen.items[1], "y");
	assert_int_equal(seen.conf.list.n, 2);
	assert_int_equal(seen.conf.count, 16);
	assert_int_equal(seen.conf.size, 4096);
	assert_int_equal(seen.conf.duration, 3000000);
	assert_true(seen.conf.percent > 0.0499 && seen.conf.percent < 0.0501);
	assert_int_equal(seen.conf.choice, 1);
	assert_int_equal(seen.conf.preset, 42);
	assert_int_equal(seen.argc, 0);
	assert_string_equal(stderr_text, "");
}

static void order_does_not_matter(void **state)
{
	(void)state;
	run("north", "-f", "south", "--count", "3", "-", NULL);
	assert_true(seen.conf.flag);
	assert_int_equal(seen.conf.count, 3);
	assert_int_equal(seen.argc, 3);
	assert_string_equal(seen.args[0], "north");
	assert_string_equal(seen.args[1], "south");
	assert_string_equal(seen.args[2], "-");
}

static void two_dashes_end_options(void **state)
{
	(void)state;
	run("-f", "--", "--count", "-x", NULL);
	assert_int_equal(seen.argc, 2);
	assert_string_equal(seen.args[0], "--count");
	assert_string_equal(seen.args[1], "-x");
	assert_int_equal(seen.conf.count, 0);
}

static void ranges_include_both_ends(void **state)
{
	(void)state;
	assert_int_equal(run("--count=1", NULL), BRG_EXIT_INCONCLUSIVE);
	assert_int_equal(seen.conf.count, 1);
	assert_int_equal(run("--count=64", NULL), BRG_EXIT_INCONCLUSIVE);
	assert_int_equal(seen.conf.count, 64);
}

static void letters_can_be_joined(void **state)
{
	(void)state;
	run("-fn7", "wall", NULL);
	assert_true(seen.conf.flag);
	assert_int_equal(seen.conf.count, 7);
	assert_int_equal(seen.argc, 1);
}

static void a_command_line_of_its_own_is_left_alone(void **state)
{
	(void)state;
	cmd.starts_command = true;
	run("-f", "run", "--count", "99", "--", "-f", NULL);
	cmd.starts_command = false;
	assert_true(seen.conf.flag);
	assert_int_equal(seen.conf.count, 0);
	assert_int_equal(seen.argc, 5);
	assert_string_equal(seen.args[1], "--count");
	assert_string_equal(seen.args[3], "--");
}

static void mistakes_get_one_line_and_exit_2(void **state)
{
	static const struct {
		const char *word;
		const char *value;
		const char *says[3];
	} t[] = {
		{ "--cuont=1", NULL, { "--cuont", "did you mean count", "duration" } },
		{ "--coun", "1", { "unknown", "did you mean count", "help" } },
		{ "-z", NULL, { "-z", "one of flag, text", "" } },
		{ "--count", NULL, { "--count", "argument N is missing", "" } },
		{ "--count", "0", { "out of range", "1 to 64", "" } },
		{ "--count", "65", { "out of range", "1 to 64", "" } },
		{ "--count", "-1", { "'-1'", "not a valid value", "decimal or 0x" } },
		{ "--count", "99999999999999999999", { "out of range", "", "" } },
		{ "--size", "4q", { "--size", "'4q'", "k, m, g or t" } },
		{ "--duration", "5", { "'5'", "ns, us, ms, s, m or h", "" } },
		{ "--percent", "5", { "'5'", "5%", "" } },
		{ "--choice", "geen", { "'geen'", "did you mean green", "red" } },
		{ "--flag=1", NULL, { "--flag", "no argument", "" } },
		{ "--=1", NULL, { "unknown", "", "" } },
	};

	(void)state;
	for (size_t i = 0; i < N(t); i++) {
		assert_int_equal(run(t[i].word, t[i].value, NULL),
				 BRG_EXIT_USAGE);
		assert_false(seen.ran);
		assert_ptr_equal(strstr(stderr_text, "barrage: paint: cannot "),
				 stderr_text);
		assert_ptr_equal(strchr(stderr_text, '\n'),
				 stderr_text + strlen(stderr_text) - 1);
		for (int j = 0; j < 3; j++)
			if (!strstr(stderr_text, t[i].says[j]))
				fail_msg("%s: '%s' lacks '%s'", t[i].word,
					 stderr_text, t[i].says[j]);
	}
}

static void help_lists_every_option_within_79_columns(void **state)
{
	(void)state;
	assert_int_equal(run("--count=7", "--help", NULL), BRG_EXIT_PASS);
	assert_false(seen.ran);
	assert_non_null(strstr(stdout_text, "Usage: barrage paint"));
	for (const struct brg_opt *o = opts; o->name; o++)
		assert_non_null(strstr(stdout_text, o->name));
	assert_non_null(strstr(stdout_text, "red green"));
	assert_non_null(strstr(stdout_text, "First.\n\nSecond."));
	for (const char *line = stdout_text; *line;) {
		size_t length = strcspn(line, "\n");

		assert_true(length <= 79);
		line += length + (line[length] != 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_arrives_in_its_field),
		cmocka_unit_test(order_does_not_matter),
		cmocka_unit_test(two_dashes_end_options),
		cmocka_unit_test(ranges_include_both_ends),
		cmocka_unit_test(letters_can_be_joined),
		cmocka_unit_test(a_command_line_of_its_own_is_left_alone),
		cmocka_unit_test(mistakes_get_one_line_and_exit_2),
		cmocka_unit_test(help_lists_every_option_within_79_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
