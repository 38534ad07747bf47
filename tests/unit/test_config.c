// SPDX-License-Identifier: GPL-2.0-or-later
/* test_config.c - configuration files: what is taken, what is refused where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/config.h"

static const char *value(const struct brg_config *c, const char *section,
			 const char *key)
{
	const struct brg_config_entry *e =
		brg_config_entry(brg_config_section(c, section), key);

	return e ? e->value : NULL;
}

static void good_lines_are_read(void **state)
{
	static const struct {
		const char *text, *section, *key, *value;
	} cases[] = {
		{ "[a]\nx = 1\n", "a", "x", "1" },
		{ "[a]\nx=1", "a", "x", "1" },
		{ "[a]\n  x : 1\n", "a", "x", "1" },
		{ "[a]\nx = 1 # one\n", "a", "x", "1" },
		{ "[a]\nx = 1 ; one\n", "a", "x", "1" },
		{ "[a]\nx = a#b\n", "a", "x", "a#b" },
		{ "# top\n; top\n\n[a] # job\nx = 1\n", "a", "x", "1" },
		{ "[a]\nx = 1, # one\n  2,\n\t3\n", "a", "x", "1, 2, 3" },
		{ "[a]\r\nx = 1\r\n", "a", "x", "1" },
		{ "[global]\ny = 1\n[a]\n[global]\nx = 2\n", "global", "x",
		  "2" },
		{ "[global]\n[globalisation]\nx = 2\n[global]\ny = 1\n",
		  "globalisation", "x", "2" },
		{ "[a-name-that-is-longer-than-fifty-characters-is-still-itself]\nx=1\n",
		  "a-name-that-is-longer-than-fifty-characters-is-still-itself",
		  "x", "1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct brg_config *c = NULL;
		char why[512] = "";

		if (brg_config_parse(cases[i].text, "f.ini", &c, why,
				     sizeof(why)))
			fail_msg("case %zu: %s", i, why);
		assert_string_equal(value(c, cases[i].section, cases[i].key),
				    cases[i].value);
		brg_config_free(c);
	}
}

static void bad_lines_are_refused_with_file_and_line(void **state)
{
	static char too_long[400];
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "[a]\nx = 1\nnonsense\n",
		  "f.ini:3: cannot read 'nonsense'" },
		{ "x = 1\n[a]\n", "f.ini:1: cannot take x" },
		{ "[a]\nx = 1\n\nx = 2\n",
		  "f.ini:4: cannot take x twice in [a]: it is at f.ini:2" },
		{ "[a]\n[b]\n[a]\n",
		  "f.ini:3: cannot take section [a] twice: it is at f.ini:1" },
		{ "[a\nx = 1\n", "f.ini:1: cannot read '[a'" },
		{ "[]\n", "f.ini:1: cannot take a section without a name" },
		{ "[a]\n [b]\n", "f.ini:2: cannot take '[b]': it is indented" },
		{ "[a]\ninclude = x.ini\n", "f.ini:2: cannot include in [a]" },
		{ "[global]\ninclude = /no/such/file\n",
		  "f.ini:2: cannot include '/no/such/file': No such file" },
		{ too_long, "f.ini:2: cannot read: longer than" },
	};

	(void)state;
	memset(too_long, 'y', sizeof(too_long) - 1);
	memcpy(too_long, "[a]\nx = ", 8);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct brg_config *c = NULL;
		char why[512] = "";

		assert_int_not_equal(brg_config_parse(cases[i].text, "f.ini",
						      &c, why, sizeof(why)), 0);
		if (strncmp(why, cases[i].why, strlen(cases[i].why)))
			fail_msg("case %zu: '%s' does not begin with '%s'", i,
				 why, cases[i].why);
		assert_null(c);
	}
}

static void write_file(const char *dir, const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void remove_file(const char *dir, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	unlink(path);
}

static void includes_stand_where_they_are_named(void **state)
{
	char dir[] = "/tmp/barrage-config-XXXXXX", path[256], why[512];
	const struct brg_config_entry *e;
	struct brg_config *c = NULL, *again = NULL;

	(void)state;
	assert_non_null(mkdtemp(dir));
	write_file(dir, "main.ini",
		   "[global]\ninclude = part.ini\ny = 2\n[b]\nz = 3\n");
	write_file(dir, "part.ini", "x = 1\n[a]\nw = 0\n");
	snprintf(path, sizeof(path), "%s/main.ini", dir);
	if (brg_config_load(path, &c, why, sizeof(why)))
		fail_msg("%s", why);
	assert_string_equal(value(c, "global", "x"), "1");
	assert_string_equal(value(c, "global", "y"), "2");
	assert_string_equal(value(c, "a", "w"), "0");
	assert_string_equal(value(c, "b", "z"), "3");
	e = brg_config_entry(brg_config_section(c, "a"), "w");
	assert_non_null(strstr(e->file, "part.ini"));
	assert_int_equal(e->line, 3);
	/* The text kept in a manifest alone says the same. */
	if (brg_config_parse(c->text, "text", &again, why, sizeof(why)))
		fail_msg("%s", why);
	assert_string_equal(value(again, "global", "y"), "2");
	assert_string_equal(value(again, "a", "w"), "0");
	brg_config_free(again);
	brg_config_free(c);
	remove_file(dir, "main.ini");
	remove_file(dir, "part.ini");
	rmdir(dir);
}

static void an_include_loop_ends(void **state)
{
	char dir[] = "/tmp/barrage-config-XXXXXX", path[256], why[512];
	struct brg_config *c = NULL;

	(void)state;
	assert_non_null(mkdtemp(dir));
	write_file(dir, "main.ini", "[global]\ninclude = main.ini\n");
	snprintf(path, sizeof(path), "%s/main.ini", dir);
	assert_int_not_equal(brg_config_load(path, &c, why, sizeof(why)), 0);
	assert_non_null(strstr(why, "deep"));
	remove_file(dir, "main.ini");
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_lines_are_read),
		cmocka_unit_test(bad_lines_are_refused_with_file_and_line),
		cmocka_unit_test(includes_stand_where_they_are_named),
		cmocka_unit_test(an_include_loop_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
