// SPDX-License-Identifier: GPL-2.0-or-later
/* test_list.c - lists of operations, and making them smaller. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "stress/ddmin.h"
#include "stress/detectors.h"
#include "stress/journal.h"
#include "stress/list.h"
#include "stress/op.h"
#include "stress/pair.h"

static char dir[64], path[128], why[512];

static int make_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/barrage-test-list.XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int drop_dir(void **state)
{
	static const char *const names[] = { "a.list", "config.ini",
					     BRG_LIST_GIVEN, "journal.tsv",
					     "summary.json" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	return rmdir(dir);
}

static void put(const char *name, const char *text)
{
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void list_survives_saving_and_loading(void **state)
{
	static const char text[] =
		BRG_LIST_HEAD "\n| [global]\n| seed = 1\nset seed=7\n"
		"find stamps: wrong\n0 mmap 0x5\n1 touch 0xff\n";
	struct brg_list list;
	bool keep[2] = { false, true };

	(void)state;
	put("a.list", text);
	assert_int_equal(brg_list_load(path, &list, why, sizeof(why)), 0);
	assert_string_equal(list.config, "[global]\nseed = 1\n");
	assert_string_equal(list.set[0], "seed=7");
	assert_string_equal(list.find, "stamps: wrong");
	assert_int_equal(list.nr, 2);
	assert_int_equal(brg_list_save(&list, keep, path), 0);
	brg_list_clear(&list);
	assert_int_equal(brg_list_load(path, &list, why, sizeof(why)), 0);
	assert_string_equal(list.config, "[global]\nseed = 1\n");
	assert_int_equal(list.nr, 1);
	assert_int_equal(list.op[0].worker, 1);
	assert_int_equal(list.op[0].op, brg_op_find("touch"));
	assert_int_equal(list.op[0].seed, 0xff);
	brg_list_clear(&list);
}

static void damaged_lists_are_refused(void **state)
{
	struct brg_list list;

	(void)state;
	put("a.list", "# barrage stress list 99\n");
	assert_int_equal(brg_list_load(path, &list, why, sizeof(why)), -EINVAL);
	brg_list_clear(&list);
	put("a.list", BRG_LIST_HEAD "\n| [global]\n0 nonsense 0x1\n");
	assert_int_equal(brg_list_load(path, &list, why, sizeof(why)), -EINVAL);
	brg_list_clear(&list);
	put("a.list", BRG_LIST_HEAD "\n99 touch 0x1\n");
	assert_int_equal(brg_list_load(path, &list, why, sizeof(why)), -EINVAL);
	brg_list_clear(&list);
}

static void truncated_journal_gives_what_it_has(void **state)
{
	struct brg_list list;

	(void)state;
	put("config.ini", "[global]\nseed = 1\n");
	put("summary.json",
	    "{\"seed\": 9, \"bug\": \"\", \"perturb\": 3, "
	    "\"perturb_probe\": \"zap_vma_ptes\", \"findings\": "
	    "[{\"invariant\": \"stamps\", \"title\": \"wrong\", "
	    "\"target\": \"barrage:page\", \"lock\": \"rwsem\"}]}");
	put("journal.tsv", BRG_JOURNAL_HEAD
	    "\n0\t0\ttouch\t0x10\t0\t0x0\t0x0\t0x0\t1\t2\t0\n2\t0\tzap\t0x");
	assert_int_equal(brg_list_load(dir, &list, why, sizeof(why)), 0);
	assert_int_equal(list.nr, 1);
	assert_int_equal(list.op[0].seed, 0x10);
	assert_string_equal(list.find, "stamps: wrong");
	assert_int_equal(list.nr_set, 5);
	assert_string_equal(list.set[4], "perturb_probe=zap_vma_ptes");
	brg_list_clear(&list);
}

/* An explicit device or threads = 8 belongs to what is done again. */
static void what_the_command_line_gave_is_given_again(void **state)
{
	struct brg_list list;

	(void)state;
	put("config.ini", "[global]\nseed = 1\n");
	put("summary.json", "{\"seed\": 9, \"findings\": []}");
	put("journal.tsv", BRG_JOURNAL_HEAD
	    "\n0\t0\ttouch\t0x10\t0\t0x0\t0x0\t0x0\t1\t2\t0\n");
	put(BRG_LIST_GIVEN, "set duration=5s\nset seed=3\nset out=there\n"
	    "set device=role:nic\nset ops=7\nset device=role:bar0\n");
	assert_int_equal(brg_list_load(dir, &list, why, sizeof(why)), 0);
	assert_int_equal(list.nr_set, 3);
	assert_string_equal(list.set[0], "seed=9");
	assert_string_equal(list.set[1], "device=role:bar0");
	assert_string_equal(list.set[2], "perturb=0");
	brg_list_clear(&list);
	put(BRG_LIST_GIVEN, "pair fault-zap=3\npair fault-zap=4\n");
	assert_int_equal(brg_list_load(dir, &list, why, sizeof(why)), 0);
	assert_int_equal(list.nr_pair, 1);
	assert_string_equal(list.pair[0], "fault-zap=4");
	brg_list_clear(&list);
	put(BRG_LIST_GIVEN, "set device\n");
	assert_int_equal(brg_list_load(dir, &list, why, sizeof(why)), -EINVAL);
	assert_non_null(strstr(why, BRG_LIST_GIVEN));
	brg_list_clear(&list);
	put(BRG_LIST_GIVEN, "");
}

/* So that who reads a list sees which race it is. */
static void a_race_is_told_by_its_pair(void **state)
{
	struct brg_list list;
	char text[4096];
	FILE *f;

	(void)state;
	put("config.ini", "[global]\nseed = 1\n");
	put("journal.tsv", BRG_JOURNAL_HEAD
	    "\n4\t0\trace\t0x10\t0\t0x1\t0x0\t0x0\t1\t2\t0\n"
	    "4\t1\trace\t0x11\t0\t0x0\t0x0\t0x0\t1\t2\t-4\n"
	    "4\t2\trace\t0x12\t0\t0xfff\t0x0\t0x0\t1\t2\t0\n"
	    "0\t0\ttouch\t0x13\t0\t0x1\t0x0\t0x0\t1\t2\t0\n");
	assert_int_equal(brg_list_load(dir, &list, why, sizeof(why)), 0);
	snprintf(path, sizeof(path), "%s/a.list", dir);
	assert_int_equal(brg_list_save(&list, NULL, path), 0);
	brg_list_clear(&list);
	assert_int_equal(brg_list_load(path, &list, why, sizeof(why)), 0);
	assert_int_equal(list.nr, 4);
	assert_int_equal(list.op[0].pair, 1);
	for (size_t i = 1; i < 4; i++)
		assert_int_equal(list.op[i].pair, -1);
	f = fopen(path, "r");
	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = 0;
	fclose(f);
	snprintf(why, sizeof(why), "\n4 race 0x10 %s\n4 race 0x11\n",
		 brg_pairs[1]->name);
	assert_non_null(strstr(text, why));
	brg_list_clear(&list);
}

static void lines_that_name_a_stage_are_no_operations(void **state)
{
	struct brg_list list;

	(void)state;
	put("config.ini", "[global]\nseed = 1\n");
	put("journal.tsv", BRG_JOURNAL_HEAD
	    "\n# stage 0 barrage:page rwsem\n"
	    "0\t0\ttouch\t0x10\t0\t0x0\t0x0\t0x0\t1\t2\t0\n"
	    "# stage 1 barrage:page mutex\n"
	    "0\t0\ttouch\t0x11\t0\t0x0\t0x0\t0x0\t1\t2\t0\n# sta");
	assert_int_equal(brg_list_load(dir, &list, why, sizeof(why)), 0);
	assert_int_equal(list.nr, 2);
	assert_int_equal(list.op[1].seed, 0x11);
	brg_list_clear(&list);
}

static void journal_of_another_version_is_refused(void **state)
{
	struct brg_list list;

	(void)state;
	put("journal.tsv", "# barrage stress journal 2\n");
	assert_int_equal(brg_list_load(dir, &list, why, sizeof(why)), -EINVAL);
	assert_non_null(strstr(why, "another version"));
	brg_list_clear(&list);
}

/* Fails as long as it has all of these. */
static const size_t needed[] = { 3, 40, 77 };
static unsigned int trials;

static int has_needed(const bool *keep, void *data)
{
	(void)data;
	trials++;
	return keep[needed[0]] && keep[needed[1]] && keep[needed[2]];
}

static void minimiser_leaves_what_is_needed(void **state)
{
	struct brg_ddmin d = { .n = 100, .fails = has_needed };
	bool keep[100];
	size_t left = 0;

	(void)state;
	memset(keep, 1, sizeof(keep));
	trials = 0;
	assert_int_equal(brg_ddmin(&d, keep), 0);
	for (size_t i = 0; i < 100; i++)
		left += keep[i];
	assert_int_equal(left, 3);
	assert_true(has_needed(keep, NULL));
	assert_in_range(trials, 5, 120);
}

static void minimiser_drops_groups_first(void **state)
{
	unsigned int group[100];
	struct brg_ddmin d = { .n = 100, .fails = has_needed,
			       .group = group };
	bool keep[100];

	(void)state;
	memset(keep, 1, sizeof(keep));
	for (size_t i = 0; i < 100; i++)
		group[i] = i == 3 || i == 40 || i == 77 ? 1 : i % 2 * 2;
	trials = 0;
	assert_int_equal(brg_ddmin(&d, keep), 0);
	assert_true(has_needed(keep, NULL));
	assert_in_range(trials, 3, 12);
}

static void minimiser_begins_with_what_was_last(void **state)
{
	unsigned int group[100];
	struct brg_ddmin d = { .n = 100, .fails = has_needed,
			       .group = group };
	bool keep[100];
	size_t left = 0;

	(void)state;
	/* 77 and 40 are the last of theirs, 3 the 16th from the end */
	for (size_t i = 0; i < 100; i++)
		group[i] = (i > 18) + (i > 40) + (i > 77);
	trials = 0;
	assert_int_equal(brg_ddmin_tail(&d, keep), 1);
	assert_int_equal(trials, 3);
	assert_true(has_needed(keep, NULL));
	assert_false(keep[2]);
	trials = 0;
	assert_int_equal(brg_ddmin(&d, keep), 0);
	for (size_t i = 0; i < 100; i++)
		left += keep[i];
	assert_int_equal(left, 3);
}

static int never(const bool *keep, void *data)
{
	bool *whole = data;

	*whole = keep[0] && keep[1] && keep[2];
	return 0;
}

static void minimiser_takes_all_before_it_gives_up(void **state)
{
	bool keep[3], whole = false;
	struct brg_ddmin d = { .n = 3, .fails = never, .data = &whole };

	(void)state;
	assert_int_equal(brg_ddmin_tail(&d, keep), 0);
	assert_true(whole);
}

static void detectors_are_invariants_and_classes_of_the_log(void **state)
{
	(void)state;
	assert_int_equal(brg_detectors_check("stamps", why, sizeof(why)), 0);
	assert_int_equal(brg_detectors_check("ptes,kasan,stamps", why,
					     sizeof(why)), 0);
	assert_int_equal(brg_detectors_check("ptes,stmaps", why, sizeof(why)),
			 -EINVAL);
	assert_non_null(strstr(why, "'stmaps'"));
	assert_non_null(strstr(why, "stamps"));
	assert_int_equal(brg_detectors_check("", why, sizeof(why)), -EINVAL);
	assert_int_equal(brg_detectors_check("ptes,", why, sizeof(why)),
			 -EINVAL);
	assert_true(brg_detectors_among("ptes,stamps", "stamps: x", 6));
	assert_false(brg_detectors_among("ptes,stamps", "stamp", 5));
	assert_false(brg_detectors_among("ptes,stamps", "", 0));
}

static int breaks(const bool *keep, void *data)
{
	(void)keep;
	(void)data;
	return -EIO;
}

static void minimiser_stops_on_errors(void **state)
{
	struct brg_ddmin d = { .n = 4, .fails = breaks };
	bool keep[4] = { true, true, true, true };

	(void)state;
	assert_int_equal(brg_ddmin(&d, keep), -EIO);
	assert_true(keep[0] && keep[3]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(list_survives_saving_and_loading),
		cmocka_unit_test(damaged_lists_are_refused),
		cmocka_unit_test(truncated_journal_gives_what_it_has),
		cmocka_unit_test(what_the_command_line_gave_is_given_again),
		cmocka_unit_test(a_race_is_told_by_its_pair),
		cmocka_unit_test(lines_that_name_a_stage_are_no_operations),
		cmocka_unit_test(journal_of_another_version_is_refused),
		cmocka_unit_test(minimiser_leaves_what_is_needed),
		cmocka_unit_test(minimiser_drops_groups_first),
		cmocka_unit_test(detectors_are_invariants_and_classes_of_the_log),
		cmocka_unit_test(minimiser_begins_with_what_was_last),
		cmocka_unit_test(minimiser_takes_all_before_it_gives_up),
		cmocka_unit_test(minimiser_stops_on_errors),
	};

	return cmocka_run_group_tests(tests, make_dir, drop_dir);
}
