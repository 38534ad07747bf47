// SPDX-License-Identifier: GPL-2.0-or-later
/* test_names.c - which name was probably meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/names.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const char *const names[] = { "eager", "vma-list", "page", "huge",
				     "dry-run", NULL };

static void near_is_one_edit_for_three_letters_or_a_beginning(void **state)
{
	static const struct {
		const char *word;
		const char *near;
	} t[] = {
		{ "page", "page" },	{ "pgae", "page" },
		{ "pag", "page" },	{ "pages", "page" },
		{ "vmalist", "vma-list" }, { "vma_list", "vma-list" },
		{ "vma-lsit", "vma-list" }, { "dr", "dry-run" },
		{ "dryrun", "dry-run" }, { "hg", NULL },
		{ "xyz", NULL },	{ "", NULL },
		{ "p", NULL },		{ "zzgerr", NULL },
	};

	(void)state;
	for (size_t i = 0; i < N(t); i++) {
		const char *near = brg_names_near(names, t[i].word);

		if (near != t[i].near &&
		    (!near || !t[i].near || strcmp(near, t[i].near)))
			fail_msg("'%s': got %s, expected %s", t[i].word,
				 near ? near : "none",
				 t[i].near ? t[i].near : "none");
	}
}

static void words_longer_than_the_table_are_far_from_everything(void **state)
{
	char word[200];

	(void)state;
	memset(word, 'p', sizeof(word) - 1);
	word[sizeof(word) - 1] = 0;
	assert_null(brg_names_near(names, word));
}

static void hint_names_the_near_one_and_all(void **state)
{
	char buf[200], small[20];

	(void)state;
	assert_string_equal(brg_names_hint(names, "hugh", buf, sizeof(buf)),
			    "did you mean huge; one of eager, vma-list, page, huge, dry-run");
	assert_string_equal(brg_names_hint(names, "xyz", buf, sizeof(buf)),
			    "one of eager, vma-list, page, huge, dry-run");
	brg_names_hint(names, "xyz", small, sizeof(small));
	assert_string_equal(small + strlen(small) - 3, "...");
}

static void index_is_exact(void **state)
{
	(void)state;
	assert_int_equal(brg_names_index(names, "eager"), 0);
	assert_int_equal(brg_names_index(names, "huge"), 3);
	assert_int_equal(brg_names_index(names, "hug"), -1);
	assert_int_equal(brg_names_index(names, ""), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			near_is_one_edit_for_three_letters_or_a_beginning),
		cmocka_unit_test(
			words_longer_than_the_table_are_far_from_everything),
		cmocka_unit_test(hint_names_the_near_one_and_all),
		cmocka_unit_test(index_is_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
