// SPDX-License-Identifier: GPL-2.0-or-later
/* test_trial.c - whatever a measuring process does, a result comes back. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/trial.h"

static int works(struct brg_trial *trial)
{
	trial->samples[0] = 42;
	trial->result->nr_samples = 1;
	brg_metric(trial->result, "walk", 7);
	return 0;
}

static int cannot(struct brg_trial *trial)
{
	return brg_skip(trial->result, "not %s", "here");
}

static int crashes(struct brg_trial *trial)
{
	(void)trial;
	signal(SIGBUS, SIG_DFL);
	raise(SIGBUS);
	return 0;
}

static int leaves(struct brg_trial *trial)
{
	(void)trial;
	_exit(3);
}

static int hangs(struct brg_trial *trial)
{
	(void)trial;
	while (pause())
		;
	return 0;
}

static int interrupted(struct brg_trial *trial)
{
	(void)trial;
	kill(getppid(), SIGUSR1);
	while (pause())
		;
	return 0;
}

static int opens(struct brg_target *t, const struct brg_target_spec *spec)
{
	(void)t;
	(void)spec;
	return 0;
}

static void closes(struct brg_target *t)
{
	(void)t;
}

static const struct brg_target_ops without_lock = {
	.name = "lockless", .open = opens, .close = closes,
};

static void run_on(const struct brg_target_ops *target, const char *lock,
		   int (*body)(struct brg_trial *), struct brg_result **result,
		   uint64_t **samples, int expected)
{
	struct brg_workload workload = { .name = "test", .run = body };
	struct brg_cell cell = { .workload = &workload, .variant = "",
				 .target = target, .lock = lock };
	struct brg_place anywhere = { .nr = 0 };
	sigset_t mask;
	struct brg_trial_request request = { .cell = &cell,
					     .address = "0000:01:00.0",
					     .place = &anywhere,
					     .limit_ns = 300 * 1000 * 1000,
					     .unblocked = &mask };

	sigprocmask(SIG_SETMASK, NULL, &mask);
	sigdelset(&mask, SIGUSR1);
	*result = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*samples = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(sizeof(**result) <= 8192);
	request.result = *result;
	request.samples = *samples;
	assert_int_equal(brg_trial_run(&request), expected);
}

static void run(int (*body)(struct brg_trial *), struct brg_result **result,
		uint64_t **samples, int expected)
{
	run_on(NULL, "", body, result, samples, expected);
}

static void a_lock_the_target_has_not_is_a_reason_to_skip(void **state)
{
	struct brg_result *result;
	uint64_t *samples;

	(void)state;
	run_on(&without_lock, "", works, &result, &samples, 0);
	assert_int_equal(result->status, BRG_TRIAL_OK);
	run_on(&without_lock, "mutex", works, &result, &samples, 0);
	assert_int_equal(result->status, BRG_TRIAL_SKIPPED);
	assert_non_null(strstr(result->reason, "choose a lock by lockless"));
}

static void every_end_is_told(void **state)
{
	static const struct {
		int (*body)(struct brg_trial *);
		enum brg_status status;
		const char *reason;
	} cases[] = {
		{ works, BRG_TRIAL_OK, "" },
		{ cannot, BRG_TRIAL_SKIPPED, "not here" },
		{ crashes, BRG_TRIAL_FAILED, "SIGBUS" },
		{ leaves, BRG_TRIAL_FAILED, "without a result (exit 3)" },
		{ hangs, BRG_TRIAL_FAILED, "no end within" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct brg_result *result;
		uint64_t *samples;

		run(cases[i].body, &result, &samples, 0);
		assert_int_equal(result->status, cases[i].status);
		assert_non_null(strstr(result->reason, cases[i].reason));
	}
}

static void samples_and_metrics_come_back(void **state)
{
	struct brg_result *result;
	uint64_t *samples;

	(void)state;
	run(works, &result, &samples, 0);
	assert_int_equal(samples[0], 42);
	assert_int_equal(result->nr_samples, 1);
	assert_string_equal(result->metrics[0].name, "walk");
	assert_int_equal(result->metrics[0].value, 7);
}

static void on_signal(int number)
{
	(void)number;
}

static void a_signal_ends_the_wait(void **state)
{
	struct sigaction action = { .sa_handler = on_signal };
	struct brg_result *result;
	uint64_t *samples;
	sigset_t set;

	(void)state;
	sigaction(SIGUSR1, &action, NULL);
	/* but for the wait, as in the program: it must not come before that */
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	run(interrupted, &result, &samples, -EINTR);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_end_is_told),
		cmocka_unit_test(a_lock_the_target_has_not_is_a_reason_to_skip),
		cmocka_unit_test(samples_and_metrics_come_back),
		cmocka_unit_test(a_signal_ends_the_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
