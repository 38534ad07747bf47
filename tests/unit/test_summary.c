// SPDX-License-Identifier: GPL-2.0-or-later
/* test_summary.c - a soak that ended and one that did not, in the same words. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/soak.h"
#include "stress/findings.h"
#include "stress/jsonl.h"
#include "stress/postmortem.h"
#include "stress/running.h"
#include "stress/session.h"
#include "scratch.h"

static char dir[64];
static struct brg_stress *soak;
static struct brg_findings findings;
static struct brg_value unset = { .text = (char[]){ "" } };

/* A soak that has done a stage and found something in it */
static int begin(void **state)
{
	struct brg_setup setup = { .nr_devs = 0 };
	struct brg_arena *arena = brg_arena_create();

	(void)state;
	strcpy(dir, "/tmp/barrage-test-summary.XXXXXX");
	soak = calloc(1, sizeof(*soak));
	if (!soak || !arena || !mkdtemp(dir))
		return -1;
	for (size_t i = 0; i < BRG_NR_SETTINGS; i++)
		soak->settings.value[i].values = &unset;
	soak->dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	soak->findings = json_array();
	brg_running_note(soak, "barrage:page", "rwsem");
	arena->start_ns = brg_monotonic_ns();
	arena->ops = 5;
	arena->op[1].done = 5;
	brg_arena_find(arena, 3, "stamps", "a page has another's stamp", "0x3");
	findings = (struct brg_findings){ .dir_fd = soak->dir_fd,
					  .target = "barrage:page",
					  .lock = "rwsem" };
	assert_int_equal(brg_findings_save(&findings, arena), 0);
	brg_result_stage(soak, &setup, arena, &findings, 1000);
	brg_arena_destroy(arena);
	return 0;
}

static int end(void **state)
{
	(void)state;
	json_decref(soak->findings);
	close(soak->dir_fd);
	free(soak);
	return scratch_drop(dir);
}

static json_t *load(const char *name)
{
	char path[128];
	json_t *json;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	json = json_load_file(path, 0, NULL);
	assert_non_null(json);
	return json;
}

/* As if it had been written before the last boot */
static void reboot(void)
{
	json_t *running = load(BRG_RUNNING);
	char path[128];

	snprintf(path, sizeof(path), "%s/" BRG_RUNNING, dir);
	json_object_set_new(running, "boot", json_string("another"));
	assert_int_equal(json_dump_file(running, path, 0), 0);
	json_decref(running);
}

/* What it says to people is not looked at here */
static void conclude(void)
{
	int out = dup(STDOUT_FILENO), null = open("/dev/null", O_WRONLY);

	fflush(stdout);
	dup2(null, STDOUT_FILENO);
	assert_int_equal(brg_result_conclude(soak, false), BRG_EXIT_FAIL);
	dup2(out, STDOUT_FILENO);
	close(out);
	close(null);
}

/* Keys and kinds of values, in their order; what is in arrays is theirs */
static void expect_alike(json_t *a, json_t *b)
{
	void *x = json_object_iter(a), *y = json_object_iter(b);

	for (; x && y; x = json_object_iter_next(a, x),
		       y = json_object_iter_next(b, y)) {
		assert_string_equal(json_object_iter_key(x),
				    json_object_iter_key(y));
		if (!json_is_boolean(json_object_iter_value(x)))
			assert_int_equal(json_typeof(json_object_iter_value(x)),
					 json_typeof(json_object_iter_value(y)));
	}
	assert_true(!x && !y);
}

static json_t *finding_of(json_t *summary, size_t i)
{
	json_t *f = json_array_get(json_object_get(summary, "findings"), i);

	assert_non_null(f);
	return f;
}

static void a_soak_that_went_down_has_the_keys_of_one_that_ended(void **state)
{
	static const char *const nowhere[] = { NULL };
	char title[120], why[256];
	json_t *ended, *down;

	(void)state;
	reboot();
	assert_int_equal(brg_postmortem(dir, nowhere, title, sizeof(title), why,
					sizeof(why)), 0);
	down = load(BRG_SOAK_SUMMARY);
	conclude();
	ended = load(BRG_SOAK_SUMMARY);
	assert_string_equal(json_string_value(json_object_get(ended, "reason")),
			    "a page has another's stamp");
	expect_alike(ended, down);
	/* what it had found by then, and that the machine said nothing */
	assert_true(json_equal(finding_of(ended, 0), finding_of(down, 0)));
	expect_alike(finding_of(ended, 0), finding_of(down, 1));
	assert_string_equal(json_string_value(json_object_get(
				    finding_of(down, 1), "title")),
			    "the machine went down and left no reason");
	/* both have the stage that had ended */
	assert_true(json_equal(json_object_get(ended, "stages"),
			       json_object_get(down, "stages")));
	assert_int_equal(json_array_size(json_object_get(down, "stages")), 1);
	json_decref(ended);
	json_decref(down);
}

static void findings_are_on_the_disk_once_until_the_summary_is(void **state)
{
	json_t *saved = brg_jsonl_load(soak->dir_fd, BRG_FINDINGS);

	(void)state;
	assert_int_equal(json_array_size(saved), 1);
	json_decref(saved);
	conclude();
	assert_int_equal(faccessat(soak->dir_fd, BRG_FINDINGS, F_OK, 0), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(findings_are_on_the_disk_once_until_the_summary_is),
		TEST(a_soak_that_went_down_has_the_keys_of_one_that_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
