// SPDX-License-Identifier: GPL-2.0-or-later
/* test_badness.c - the compiled table finds what lab/judge finds. */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lib/badness.h"
#include "lib/kmsg.h"

static struct brg_badness *badness;

static int setup(void **state)
{
	(void)state;
	badness = brg_badness_create("7.3.4");
	return badness ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	brg_badness_destroy(badness);
	return 0;
}

static FILE *fixture(const char *name)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/lab/fixtures/%s", BRG_SOURCE_DIR, name);
	f = fopen(path, "r");
	assert_non_null(f);
	return f;
}

/* "[   12.345678] [    T1] " is not part of what was said. */
static const char *said(char *line)
{
	line[strcspn(line, "\n")] = 0;
	if (!strncmp(line, "<4>", 3))
		line += 3;
	while (*line >= '0' && *line <= '9')
		line += strcspn(line, "[");
	while (*line == '[' || *line == ' ') {
		char *end = *line == '[' ? strchr(line, ']') : NULL;

		if (*line == ' ') {
			line++;
			continue;
		}
		if (!end || strspn(line + 1, " .0123456789CT") !=
			    (size_t)(end - line - 1))
			break;
		line = end + 1;
	}
	return line;
}

static void every_positive_fixture_is_found(void **state)
{
	FILE *f = fixture("positive.log");
	char line[2048], want[64] = "";
	unsigned int records = 0, found = 0;
	bool met = true;
	const char *class;

	(void)state;
	while (fgets(line, sizeof(line), f)) {
		if (!strncmp(line, "### ", 4)) {
			if (!met)
				fail_msg("%s was not found", want);
			snprintf(want, sizeof(want), "%.60s", line + 4);
			want[strcspn(want, "\n")] = 0;
			/* a call trace without a report needs lab/judge */
			met = !strcmp(want, "unclassified");
			records++;
			continue;
		}
		if (brg_badness_judge(badness, said(line), &class) >=
		    BRG_LOG_SUSPECT && !strcmp(class, want)) {
			met = true;
			found++;
		}
	}
	assert_true(met);
	assert_true(records > 20 && found >= records - 1);
	fclose(f);
}

static void no_negative_fixture_is_found(void **state)
{
	FILE *f = fixture("negative.log");
	char line[2048];
	const char *class;

	(void)state;
	while (fgets(line, sizeof(line), f))
		if (brg_badness_judge(badness, said(line), &class) >=
		    BRG_LOG_SUSPECT)
			fail_msg("%s: %s", class, line);
	fclose(f);
}

static void has_title(const char *line, const char *title)
{
	char is[120];

	assert_string_equal(brg_badness_title(line, is, sizeof(is)), title);
}

static void titles_lose_what_differs(void **state)
{
	(void)state;
	has_title("WARNING: CPU: 1 PID: 77 at mm/memory.c:12 f+0x1/0x2",
		  "WARNING: at mm/memory.c:12 f");
	has_title("WARNING: drivers/dma-buf/dma-buf.c:1403 at f+0x8f/0x138, CPU#1: barrage/71",
		  "WARNING: drivers/dma-buf/dma-buf.c:1403 at f");
	has_title("WARNING: a.c:1 at f+0x8f/0x138, CPU#0: kworker/1:2/33",
		  "WARNING: a.c:1 at f");
	/* nothing is behind the slash, or no number */
	has_title("x CPU#1: a/", "x : a/");
	has_title("x CPU#1: no task", "x : no task");
	has_title("Write of size 8 at addr ffff888012345678 by task",
		  "Write of size 8 at addr ? by task");
}

static void a_hang_has_one_title_whoever_it_is_and_however_long(void **state)
{
	static const char hung[] = "INFO: task ? blocked for more than ? seconds.";

	(void)state;
	has_title("INFO: task barrage:369 blocked for more than 10 seconds.",
		  hung);
	has_title("INFO: task kworker/1:2:33 blocked for more than 122 seconds.",
		  hung);
	has_title("INFO: task a:1 is blocked on a mutex likely owned by task b:22.",
		  "INFO: task ? is blocked on a mutex likely owned by task ?.");
	has_title("watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [barrage:71]",
		  "watchdog: BUG: soft lockup - stuck for ?s! [?]");
	has_title("task 12 [drm] [1:] 22 second", "task 12 [drm] [1:] 22 second");
}

static void titles_fit(void **state)
{
	char small[8];

	(void)state;
	assert_string_equal(brg_badness_title("a kernel message", small,
					      sizeof(small)), "a kerne");
}

static void records_are_taken_apart(void **state)
{
	char text[] = "6,339,5140900,-;NET: Registered; family\n SUBSYSTEM=x\n";
	struct brg_kmsg_record record;

	(void)state;
	assert_int_equal(brg_kmsg_parse(text, &record), 0);
	assert_int_equal(record.priority, 6);
	assert_int_equal(record.sequence, 339);
	assert_int_equal(record.us, 5140900);
	assert_string_equal(record.text, "NET: Registered; family");
}

static void what_is_no_record_is_refused(void **state)
{
	char none[] = "no record", half[] = "6,x,1,-;text";
	struct brg_kmsg_record record;

	(void)state;
	assert_int_not_equal(brg_kmsg_parse(none, &record), 0);
	assert_int_not_equal(brg_kmsg_parse(half, &record), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_positive_fixture_is_found),
		cmocka_unit_test(no_negative_fixture_is_found),
		cmocka_unit_test(titles_lose_what_differs),
		cmocka_unit_test(a_hang_has_one_title_whoever_it_is_and_however_long),
		cmocka_unit_test(titles_fit),
		cmocka_unit_test(records_are_taken_apart),
		cmocka_unit_test(what_is_no_record_is_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
