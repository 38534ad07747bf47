// SPDX-License-Identifier: GPL-2.0-or-later
/* test_wedge.c - a process that its kernel holds, and who speaks for it. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/clock.h"
#include "lib/options.h"
#include "lib/soak.h"
#include "stress/findings.h"
#include "stress/front.h"
#include "stress/running.h"
#include "stress/session.h"
#include "stress/summary.h"
#include "stress/wedge.h"
#include "scratch.h"

#define S 1000000000ull

static char dir[64];

static int begin(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/barrage-test-wedge.XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	return scratch_drop(dir);
}

/* Sleeps, or is held: a parent in vfork(2) is until its child has ended. */
static pid_t process(bool is_held)
{
	pid_t pid = fork();

	if (!pid) {
		if (is_held && !vfork()) {
			sleep(20);
			_exit(0);
		}
		pause();
		_exit(0);
	}
	assert_true(pid > 0);
	usleep(200000);
	return pid;
}

static void done_with(pid_t pid)
{
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void one_that_is_held_is_told_from_one_that_sleeps(void **state)
{
	pid_t held = process(true), asleep = process(false);
	struct brg_wedge a = { 0 }, b = { 0 };

	(void)state;
	assert_int_equal(brg_wedge_look(&a, held, 7, S), 0);
	assert_int_equal(brg_wedge_look(&a, held, 7, 2 * S), 0);
	assert_int_equal(brg_wedge_look(&a, held, 7, 5 * S), 3 * S);
	assert_int_equal(brg_wedge_look(&b, asleep, 7, S), 0);
	assert_int_equal(brg_wedge_look(&b, asleep, 7, 9 * S), 0);
	/* it goes on */
	assert_int_equal(brg_wedge_look(&a, held, 8, 6 * S), 0);
	assert_int_equal(brg_wedge_look(&a, held, 8, 7 * S), 0);
	assert_int_equal(brg_wedge_look(&a, held, 8, 8 * S), S);
	done_with(held);
	done_with(asleep);
}

static struct brg_stress *soak_in(struct brg_front *front)
{
	static char empty[] = "";
	static struct brg_value unset = { .text = empty };
	struct brg_stress *soak = calloc(1, sizeof(*soak));

	strcpy(front->dir, dir);
	strcpy(soak->dir, dir);
	for (size_t i = 0; i < BRG_NR_SETTINGS; i++)
		soak->settings.value[i].values = &unset;
	soak->findings = json_array();
	soak->dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	soak->ops = 42;
	return soak;
}

/* A soak that has found something, and then does not go on */
static int is_held(struct brg_front *front, void *data)
{
	struct brg_stress *soak = soak_in(front);
	struct brg_arena *arena = brg_arena_create();
	struct brg_findings findings = { .dir_fd = soak->dir_fd,
					 .target = "barrage:page",
					 .lock = "rwsem" };

	(void)data;
	brg_running_note(soak, "barrage:page", "rwsem");
	brg_arena_find(arena, -1, "bounds", "the supervisor is held", "60 s");
	if (brg_findings_save(&findings, arena))
		return 99;
	brg_front_call(front);
	for (;;)
		pause();
}

/* What it prints is for people. */
static int quietly(int (*soak)(struct brg_front *, void *), void *data)
{
	int out = dup(STDOUT_FILENO), null = open("/dev/null", O_WRONLY), code;

	fflush(stdout);
	dup2(null, STDOUT_FILENO);
	code = brg_front_run(soak, data);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	close(out);
	close(null);
	return code;
}

static void a_soak_that_is_held_has_a_verdict(void **state)
{
	json_t *summary, *findings;
	char path[128];

	(void)state;
	assert_int_equal(quietly(is_held, NULL), BRG_EXIT_FAIL);
	snprintf(path, sizeof(path), "%s/" BRG_SOAK_SUMMARY, dir);
	summary = json_load_file(path, 0, NULL);
	findings = json_object_get(summary, "findings");
	assert_int_equal(json_array_size(findings), 1);
	assert_string_equal(json_string_value(json_object_get(summary, "reason")),
			    "the supervisor is held");
	assert_string_equal(json_string_value(json_object_get(summary, "level")),
			    "no-lockdep-no-kasan");
	json_decref(summary);
	snprintf(path, sizeof(path), "%s/" BRG_RUNNING, dir);
	assert_int_equal(access(path, F_OK), -1);
}

enum when { BEFORE_STAGES, IN_STAGES, AFTER_VERDICT, NR_WHEN };

static int is_late(struct brg_front *front, void *data)
{
	struct brg_stress *soak = soak_in(front);
	enum when when = *(enum when *)data;

	if (when != BEFORE_STAGES &&
	    brg_running_note(soak, "barrage:page", "rwsem"))
		return 99;
	if (when == AFTER_VERDICT && brg_result_conclude(soak, false))
		return 98;
	/* it may take its time, as long as nobody expects anything */
	brg_front_expect(front, "something else", 1);
	brg_front_expect(front, NULL, 0);
	sleep(2);
	brg_front_expect(front, "putting the functions back", 1);
	for (;;)
		pause();
}

static void what_must_end_and_does_not_is_a_finding(void **state)
{
	static const char title[] = "putting the functions back did not end";

	(void)state;
	for (enum when when = 0; when < NR_WHEN; when++) {
		json_t *summary, *findings;

		assert_int_equal(begin(NULL), 0);
		assert_int_equal(quietly(is_late, &when), BRG_EXIT_FAIL);
		summary = brg_summary_load(dir);
		findings = json_object_get(summary, "findings");
		assert_int_equal(json_array_size(findings), 1);
		assert_string_equal(json_string_value(json_object_get(
					    summary, "reason")), title);
		assert_string_equal(json_string_value(json_object_get(
					    summary, "verdict")), "FAIL");
		assert_int_equal(json_integer_value(json_object_get(
					 summary, "operations")),
				 when == AFTER_VERDICT ? 42 : 0);
		json_decref(summary);
		assert_int_equal(end(NULL), 0);
	}
}

static int returns(struct brg_front *front, void *data)
{
	(void)front;
	return *(int *)data;
}

static volatile sig_atomic_t was_told;

static void note(int signal)
{
	was_told = signal;
}

static int waits_for_a_signal(struct brg_front *front, void *data)
{
	signal(*(int *)data, note);
	kill(front->pid, *(int *)data);
	for (int i = 0; i < 1000 && !was_told; i++)
		usleep(10000);
	return was_told == *(int *)data ? BRG_EXIT_INTERRUPTED : 99;
}

static void what_a_soak_returns_and_is_told_passes_through(void **state)
{
	int code = BRG_EXIT_INCONCLUSIVE, signals[] = { SIGINT, SIGTERM };

	(void)state;
	assert_int_equal(quietly(returns, &code), code);
	/* as a parent may have left it */
	signal(SIGCHLD, SIG_IGN);
	alarm(20);
	assert_int_equal(quietly(returns, &code), code);
	alarm(0);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(quietly(waits_for_a_signal, &signals[i]),
				 BRG_EXIT_INTERRUPTED);
}

static int tells_its_process(struct brg_front *front, void *data)
{
	pid_t pid = getpid();

	(void)front;
	if (write(*(int *)data, &pid, sizeof(pid)) != sizeof(pid))
		return 99;
	for (;;)
		pause();
}

static void a_soak_ends_with_whoever_waits_for_it(void **state)
{
	pid_t front, soak;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	front = fork();
	if (!front)
		_exit(brg_front_run(tells_its_process, &ends[1]));
	assert_int_equal(read(ends[0], &soak, sizeof(soak)), sizeof(soak));
	close(ends[1]);
	done_with(front);
	/* the last end of the pipe that can be written to was the soak's */
	assert_int_equal(read(ends[0], &soak, sizeof(soak)), 0);
	close(ends[0]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_that_is_held_is_told_from_one_that_sleeps),
		TEST(a_soak_that_is_held_has_a_verdict),
		cmocka_unit_test(what_must_end_and_does_not_is_a_finding),
		TEST(what_a_soak_returns_and_is_told_passes_through),
		TEST(a_soak_ends_with_whoever_waits_for_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
