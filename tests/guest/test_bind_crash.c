// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_bind_crash.c - killed at any step, bind and restore can be repaired.
 *
 * A child is traced and killed at its n-th system call that changes something,
 * before it and after it, for every n until it gets to its end alive. After
 * each death a restore has to lead to the state before the first bind.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <linux/ptrace.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/bind.h"
#include "lib/journal.h"
#include "lib/pci.h"
#include "lib/select.h"
#include "lib/sysfs.h"

/* More steps than either operation has; reaching it is a mistake here. */
#define MAX_STEPS 200

static char address[BRG_PCI_ADDRESS_SIZE];

struct snapshot {
	char driver[64];
	char driver_override[64];
	uint64_t enable_count;
	uint16_t command;
};

static struct snapshot look(void)
{
	struct snapshot s = { 0 };
	struct brg_pci pci;

	assert_int_equal(brg_pci_read(address, &pci), 0);
	strcpy(s.driver, pci.driver);
	strcpy(s.driver_override, pci.driver_override);
	s.enable_count = pci.enable_count;
	assert_int_equal(brg_pci_command(address, &s.command), 0);
	return s;
}

static void expect_same(const struct snapshot *a, const struct snapshot *b,
			const char *what, unsigned int step)
{
	if (strcmp(a->driver, b->driver) ||
	    strcmp(a->driver_override, b->driver_override) ||
	    a->enable_count != b->enable_count || a->command != b->command)
		fail_msg("%s killed at %u: driver '%s' override '%s' enable %llu command %04x instead of '%s' '%s' %llu %04x",
			 what, step, b->driver, b->driver_override,
			 (unsigned long long)b->enable_count, b->command,
			 a->driver, a->driver_override,
			 (unsigned long long)a->enable_count, a->command);
}

static bool changes_something(uint64_t number)
{
	switch (number) {
	case SYS_write:
	case SYS_pwrite64:
	case SYS_rename:
	case SYS_unlink:
	case SYS_mkdir:
	case SYS_fsync:
	case SYS_flock:
		return true;
	default:
		return false;
	}
}

static void child(int (*work)(void))
{
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	raise(SIGSTOP);
	_exit(work() ? 1 : 0);
}

/*
 * Lets the child run to its @step-th stop at a call that changes something;
 * entry and exit are two stops. Return: true if it was killed there, false if
 * it ended before, well.
 */
static bool killed_at(int (*work)(void), unsigned int step)
{
	struct ptrace_syscall_info info;
	unsigned int seen = 0;
	bool inside = false;
	int status;
	pid_t pid = fork();

	if (!pid)
		child(work);
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	ptrace(PTRACE_SETOPTIONS, pid, NULL,
	       PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
	for (;;) {
		ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (WIFEXITED(status)) {
			assert_int_equal(WEXITSTATUS(status), 0);
			return false;
		}
		assert_true(WIFSTOPPED(status));
		if (WSTOPSIG(status) != (SIGTRAP | 0x80))
			continue;
		ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
		if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
			inside = changes_something(info.entry.nr);
		if (inside && seen++ == step)
			break;
	}
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	return true;
}

static int bind_barrage(void)
{
	char why[1024];

	return brg_bind(address, "barrage", NULL, why, sizeof(why));
}

static int restore(void)
{
	char why[1024];
	int ret = brg_bind_restore(address, why, sizeof(why));

	if (ret)
		fprintf(stderr, "%s\n", why);
	return ret;
}

static void no_journal_is_left(void)
{
	struct brg_journal journal;

	assert_int_equal(brg_journal_read(address, &journal), -ENOENT);
}

static void a_killed_bind_is_repaired_by_restore(void **state)
{
	struct snapshot before = look(), after;
	unsigned int step;

	(void)state;
	for (step = 0; step < MAX_STEPS && killed_at(bind_barrage, step);
	     step++) {
		assert_int_equal(restore(), 0);
		after = look();
		expect_same(&before, &after, "bind", step);
		no_journal_is_left();
	}
	assert_true(step > 8 && step < MAX_STEPS);
	print_message("killed at %u steps\n", step);
	assert_int_equal(restore(), 0);
	after = look();
	expect_same(&before, &after, "nothing", step);
}

static void a_killed_restore_is_repaired_by_another(void **state)
{
	struct snapshot before = look(), after;
	unsigned int step;

	(void)state;
	for (step = 0; step < MAX_STEPS; step++) {
		bool killed;

		assert_int_equal(bind_barrage(), 0);
		killed = killed_at(restore, step);
		assert_int_equal(restore(), 0);
		after = look();
		expect_same(&before, &after, "restore", step);
		no_journal_is_left();
		if (!killed)
			break;
	}
	assert_true(step > 4 && step < MAX_STEPS);
	print_message("killed at %u steps\n", step);
}

static int group_setup(void **state)
{
	char why[512];

	(void)state;
	if (!brg_select_device("role:bar1", address, why, sizeof(why)))
		return 0;
	fprintf(stderr, "%s\n", why);
	return -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_killed_bind_is_repaired_by_restore),
		cmocka_unit_test(a_killed_restore_is_repaired_by_another),
	};

	return cmocka_run_group_tests(tests, group_setup, NULL);
}
