// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_targets.c - every interface to the same function keeps the contract of
 * lib/target.h.
 *
 * The function has RAM behind BAR 2, so that what one interface wrote the next
 * can read.
 */
#include <errno.h>
#include <linux/pci_regs.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/bind.h"
#include "lib/pci.h"
#include "lib/select.h"
#include "lib/target.h"

#define BAR 2
#define LENGTH (4UL << 20)
#define PAGE 4096UL

static char address[BRG_PCI_ADDRESS_SIZE];

static sigjmp_buf escape;
static volatile sig_atomic_t armed;

static void on_sigbus(int number)
{
	if (!armed) {
		signal(number, SIG_DFL);
		return;
	}
	siglongjmp(escape, 1);
}

/* One access. Return: 0, or -EFAULT if it ended in SIGBUS. */
static int touch(volatile uint32_t *p, uint32_t *value, bool write)
{
	const struct sigaction action = { .sa_handler = on_sigbus };
	int ret = -EFAULT;

	/* Each time: cmocka puts a handler of its own before every test. */
	sigaction(SIGBUS, &action, NULL);
	armed = 1;
	if (!sigsetjmp(escape, 1)) {
		if (write)
			*p = *value;
		else
			*value = *p;
		ret = 0;
	}
	armed = 0;
	return ret;
}

static int setup(void **state)
{
	char why[512];

	(void)state;
	if (brg_select_device("role:bar0", address, why, sizeof(why))) {
		fprintf(stderr, "%s\n", why);
		return -1;
	}
	return 0;
}

static void bind_to(const char *driver)
{
	char why[1024];

	if (brg_bind(address, driver, NULL, why, sizeof(why)))
		fail_msg("%s", why);
}

static void give_back(void)
{
	char why[1024];

	if (brg_bind_restore(address, why, sizeof(why)))
		fail_msg("%s", why);
}

/*
 * Binds and opens. Return: false where this kernel has no such interface,
 * which is said, and is right for vfio-cdev only.
 */
static bool open_target(struct brg_target *t, const char *text)
{
	struct brg_target_spec spec = { .address = address };
	const struct brg_target_ops *ops;
	int ret;

	assert_int_equal(brg_target_parse(text, &ops, &spec.variant), 0);
	bind_to(ops->driver);
	ret = brg_target_open(t, ops, &spec);
	if (!ret)
		return true;
	if (ret == -ENOENT && !strcmp(ops->name, "vfio-cdev") &&
	    access("/dev/vfio/devices", F_OK)) {
		print_message("without vfio-cdev: %s\n", t->error);
		brg_target_close(t);
		return false;
	}
	fail_msg("%s: %d: %s", text, ret, t->error);
	return false;
}

static volatile uint32_t *map(struct brg_target *t)
{
	void *p;

	if (brg_target_map(t, BAR, 0, LENGTH, PROT_READ | PROT_WRITE, NULL, &p))
		fail_msg("%s", t->error);
	return p;
}

static void unmap(volatile uint32_t *p)
{
	assert_int_equal(munmap((void *)(uintptr_t)p, LENGTH), 0);
}

static const char *const all[] = { "sysfs",	     "barrage:page",
				   "barrage:eager",  "vfio-group",
				   "vfio-cdev",	     NULL };

/* Those whose mappings come back by a fault. */
static const char *const refaulting[] = { "barrage:page", "vfio-group",
					  "vfio-cdev", NULL };

static void each_reads_what_the_one_before_wrote(void **state)
{
	uint32_t last = 0, value;
	struct brg_target t;

	(void)state;
	for (unsigned int i = 0; all[i]; i++) {
		volatile uint32_t *p;

		if (!open_target(&t, all[i]))
			continue;
		assert_true(t.bar_size[BAR] >= LENGTH);
		assert_int_equal(t.bar_size[1], 0);
		p = map(&t);
		for (size_t page = 0; page < LENGTH / PAGE; page += 97) {
			volatile uint32_t *word = p + page * PAGE / 4;

			assert_int_equal(touch(word, &value, false), 0);
			if (last && value != last + page)
				fail_msg("%s, page %zu: %x instead of %zx",
					 all[i], page, value, last + page);
			value = 0xba000000 + i * 0x10000 + page;
			assert_int_equal(touch(word, &value, true), 0);
		}
		last = 0xba000000 + i * 0x10000;
		unmap(p);
		brg_target_close(&t);
	}
	give_back();
}

static void memory_off_is_sigbus_and_on_brings_it_back(void **state)
{
	uint32_t value = 0x12345678, command;
	struct brg_target t;

	(void)state;
	for (unsigned int i = 0; refaulting[i]; i++) {
		volatile uint32_t *p;

		if (!open_target(&t, refaulting[i]))
			continue;
		assert_true(t.refaults);
		p = map(&t);
		value = 0x12345678 + i;
		assert_int_equal(touch(p, &value, true), 0);
		assert_int_equal(brg_target_memory(&t, false), 0);
		t.ops->config_read(&t, PCI_COMMAND, 2, &command);
		assert_false(command & PCI_COMMAND_MEMORY);
		assert_int_equal(touch(p, &value, false), -EFAULT);
		assert_int_equal(brg_target_memory(&t, true), 0);
		value = 0;
		assert_int_equal(touch(p, &value, false), 0);
		assert_int_equal(value, 0x12345678 + i);
		unmap(p);
		brg_target_close(&t);
	}
	give_back();
}

static void zap_and_reset_leave_memory_enabled(void **state)
{
	uint32_t value;
	struct brg_target t;

	(void)state;
	for (unsigned int i = 0; refaulting[i]; i++) {
		volatile uint32_t *p;

		if (!open_target(&t, refaulting[i]))
			continue;
		p = map(&t);
		value = 0xabcd;
		assert_int_equal(touch(p, &value, true), 0);
		if (brg_target_zap(&t))
			fail_msg("%s", t.error);
		value = 0;
		assert_int_equal(touch(p, &value, false), 0);
		assert_int_equal(value, 0xabcd);
		if (brg_target_reset(&t))
			fail_msg("%s", t.error);
		assert_int_equal(touch(p, &value, false), 0);
		assert_int_equal(value, 0xabcd);
		unmap(p);
		brg_target_close(&t);
	}
	give_back();
}

static void eager_mappings_stay_empty_after_zap(void **state)
{
	uint32_t value = 1;
	volatile uint32_t *p;
	struct brg_target t;

	(void)state;
	assert_true(open_target(&t, "barrage:eager"));
	assert_false(t.refaults);
	p = map(&t);
	assert_int_equal(touch(p, &value, true), 0);
	assert_int_equal(brg_target_zap(&t), 0);
	assert_int_equal(touch(p, &value, false), -EFAULT);
	unmap(p);
	brg_target_close(&t);
	assert_true(open_target(&t, "sysfs"));
	assert_false(t.refaults);
	assert_int_equal(brg_target_zap(&t), -EOPNOTSUPP);
	brg_target_close(&t);
	give_back();
}

static void close_leaves_the_command_register_as_found(void **state)
{
	static const uint16_t found[] = { 0, PCI_COMMAND_MEMORY };
	uint16_t command;
	struct brg_target t;

	(void)state;
	bind_to(NULL);
	for (unsigned int i = 0; i < 2; i++) {
		const struct brg_target_spec spec = { .address = address };

		assert_int_equal(brg_pci_set_command(address, found[i]), 0);
		assert_int_equal(brg_target_open(&t, brg_target_find("sysfs"),
						 &spec), 0);
		assert_int_equal(brg_pci_command(address, &command), 0);
		assert_true(command & PCI_COMMAND_MEMORY);
		brg_target_close(&t);
		assert_int_equal(brg_pci_command(address, &command), 0);
		assert_int_equal(command, found[i]);
	}
	give_back();
}

static void configuration_space_reads_the_identity(void **state)
{
	struct brg_target t;
	struct brg_pci pci;
	uint32_t value;

	(void)state;
	assert_int_equal(brg_pci_read(address, &pci), 0);
	for (unsigned int i = 0; all[i]; i++) {
		if (!open_target(&t, all[i]))
			continue;
		assert_int_equal(t.ops->config_read(&t, 0, 4, &value), 0);
		assert_int_equal(value,
				 pci.vendor | (uint32_t)pci.device << 16);
		assert_int_equal(t.ops->config_read(&t, 1, 2, &value), -EINVAL);
		assert_int_equal(t.ops->config_read(&t, 0, 3, &value), -EINVAL);
		brg_target_close(&t);
	}
	give_back();
}

static void a_function_in_use_is_neither_opened_nor_bound(void **state)
{
	const struct brg_target_spec spec = { .address = address };
	struct brg_target first, second;
	char why[1024];

	(void)state;
	assert_true(open_target(&first, "vfio-group"));
	assert_int_equal(brg_target_open(&second, first.ops, &spec), -EBUSY);
	assert_non_null(strstr(second.error, "open in another process"));
	brg_target_close(&second);
	assert_int_equal(brg_bind(address, "barrage", NULL, why, sizeof(why)),
			 -EBUSY);
	assert_non_null(strstr(why, "in use"));
	assert_int_equal(brg_bind_restore(address, why, sizeof(why)), -EBUSY);
	brg_target_close(&first);
	assert_true(open_target(&first, "barrage"));
	assert_int_equal(brg_bind(address, "vfio-pci", NULL, why, sizeof(why)),
			 -EBUSY);
	assert_non_null(strstr(why, "has a device file of it open"));
	brg_target_close(&first);
	give_back();
}

static void strategy_and_lock_stay_while_somebody_has_it_mapped(void **state)
{
	struct brg_target_spec spec = { .address = address,
					.variant = "vma-list" };
	struct brg_target first, second;
	volatile uint32_t *p;
	uint32_t value;

	(void)state;
	assert_true(open_target(&first, "barrage:page"));
	p = map(&first);
	assert_int_equal(brg_target_open(&second, first.ops, &spec), -EBUSY);
	assert_non_null(strstr(second.error,
			       "use strategy vma-list: something has it mapped (fuser"));
	brg_target_close(&second);
	spec.variant = NULL;
	assert_int_equal(brg_target_open(&second, first.ops, &spec), 0);
	assert_int_equal(second.ops->lock(&second, "mutex"), -EBUSY);
	assert_non_null(strstr(second.error,
			       "use lock mutex: something has it mapped (fuser"));
	brg_target_close(&second);
	spec.variant = "vma-list";
	assert_int_equal(touch(p, &value, false), 0);
	unmap(p);
	assert_int_equal(brg_target_open(&second, first.ops, &spec), 0);
	brg_target_close(&second);
	brg_target_close(&first);
	give_back();
}

/* Return: 0 if nobody may neither bind nor open, and is told so. */
static int try_as_nobody(void)
{
	const struct brg_target_spec spec = { .address = address };
	struct brg_target t;
	char why[1024];

	if (setgid(65534) || setuid(65534))
		return 1;
	if (brg_bind(address, "vfio-pci", NULL, why, sizeof(why)) != -EPERM ||
	    !strstr(why, "run as root"))
		return 2;
	if (brg_bind_restore(address, why, sizeof(why)) != -EPERM ||
	    !strstr(why, "run as root"))
		return 3;
	if (brg_target_open(&t, brg_target_find("barrage"), &spec) != -EACCES ||
	    !strstr(t.error, "run as root"))
		return 4;
	return 0;
}

static void nobody_is_told_to_be_root(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	bind_to("barrage");
	pid = fork();
	if (!pid)
		_exit(try_as_nobody());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	give_back();
}

static void an_unknown_strategy_is_answered_with_the_known(void **state)
{
	const struct brg_target_spec spec = { .address = address,
					      .variant = "pgae" };
	struct brg_target t;

	(void)state;
	bind_to("barrage");
	assert_int_equal(brg_target_open(&t, brg_target_find("barrage"), &spec),
			 -EINVAL);
	assert_non_null(strstr(t.error, "did you mean page"));
	assert_non_null(strstr(t.error, "vma-list"));
	brg_target_close(&t);
	give_back();
}

static void barrage_counts_its_faults(void **state)
{
	struct brg_fault_cost cost;
	volatile uint32_t *p;
	struct brg_target t;
	uint32_t value;
	char version[64];

	(void)state;
	assert_true(open_target(&t, "barrage:page"));
	assert_int_equal(brg_target_timing(&t, true), 0);
	p = map(&t);
	assert_int_equal(brg_target_cost(&t, &cost), 0);
	for (size_t i = 0; i < 16; i++)
		assert_int_equal(touch(p + i * PAGE / 4, &value, false), 0);
	assert_int_equal(brg_target_cost(&t, &cost), 0);
	assert_int_equal(cost.faults, 16);
	assert_int_equal(cost.timed, 16);
	assert_int_equal(cost.order[0], 16);
	assert_true(cost.insert > 0);
	assert_int_equal(brg_target_cost(&t, &cost), 0);
	assert_int_equal(cost.faults, 0);
	assert_int_equal(brg_target_timing(&t, false), 0);
	assert_int_equal(t.ops->module_version(&t, version, sizeof(version)),
			 0);
	assert_true(strlen(version) > 8);
	unmap(p);
	brg_target_close(&t);
	give_back();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_reads_what_the_one_before_wrote),
		cmocka_unit_test(memory_off_is_sigbus_and_on_brings_it_back),
		cmocka_unit_test(zap_and_reset_leave_memory_enabled),
		cmocka_unit_test(eager_mappings_stay_empty_after_zap),
		cmocka_unit_test(close_leaves_the_command_register_as_found),
		cmocka_unit_test(configuration_space_reads_the_identity),
		cmocka_unit_test(a_function_in_use_is_neither_opened_nor_bound),
		cmocka_unit_test(strategy_and_lock_stay_while_somebody_has_it_mapped),
		cmocka_unit_test(nobody_is_told_to_be_root),
		cmocka_unit_test(
			an_unknown_strategy_is_answered_with_the_known),
		cmocka_unit_test(barrage_counts_its_faults),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
