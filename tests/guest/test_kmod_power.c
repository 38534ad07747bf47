// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_power.c - D3hot is disabled memory, and waking restores everything.
 *
 * guest: functions --machine functions
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit.h"

/* Role "nic": BAR 0 is registers; this one keeps what is written (82574
 * datasheet, 10.2: receive address low of entry 15) */
#define NIC_RAL15	0x5478
#define NIC_MAP		(128UL << 10)

#define PCI_CAPABILITIES	0x34
#define PCI_CAP_PM		1
#define PM_CONTROL		4

static struct kit nic;

static int power(int fd, uint32_t state)
{
	struct brg_power arg = { .size = sizeof(arg), .power = state };

	return kit_ioctl(fd, BRG_POWER, &arg);
}

static off_t config(unsigned int offset)
{
	return (off_t)(BRG_OFFSET(BRG_REGION_CONFIG) + offset);
}

static unsigned int pm_control(void)
{
	uint8_t at = 0, id = 0;

	assert_int_equal(pread(nic.fd, &at, 1, config(PCI_CAPABILITIES)), 1);
	while (at) {
		assert_int_equal(pread(nic.fd, &id, 1, config(at)), 1);
		if (id == PCI_CAP_PM)
			return at + PM_CONTROL;
		assert_int_equal(pread(nic.fd, &at, 1, config(at + 1)), 1);
	}
	fail_msg("no power management capability");
	return 0;
}

static unsigned int real_power(void)
{
	uint16_t control;

	assert_int_equal(pread(nic.fd, &control, 2, config(pm_control())), 2);
	return control & 3;
}

static void *map_registers(void)
{
	void *map = mmap(NULL, NIC_MAP, PROT_READ | PROT_WRITE, MAP_SHARED,
			 nic.fd, (off_t)BRG_OFFSET(0));

	kit_catch_sigbus();
	assert_ptr_not_equal(map, MAP_FAILED);
	return map;
}

static int group_setup(void **state)
{
	(void)state;
	return kit_take(&nic, "role:nic");
}

static int group_teardown(void **state)
{
	(void)state;
	kit_give_back(&nic);
	return 0;
}

static volatile uint32_t *kept(void *map)
{
	return (volatile uint32_t *)((char *)map + NIC_RAL15);
}

/* One round trip, asleep by @sleep and awake by @wake. */
static void check_sleep(int (*sleep)(void), int (*wake)(void))
{
	char *map = map_registers();
	uint32_t value;

	assert_int_equal(kit_write(kept(map), 0x5eed), 0);
	assert_int_equal(sleep(), 0);
	assert_int_equal(kit_state(nic.fd), BRG_STATE_SUSPENDED);
	assert_int_equal(real_power(), 3);
	assert_int_equal(kit_read(kept(map), &value), -EFAULT);
	assert_int_equal(pread(nic.fd, &value, 4, (off_t)BRG_OFFSET(0)), -1);
	assert_int_equal(errno, EIO);
	assert_int_equal(kit_memory(nic.fd, true), -EIO);
	assert_int_equal(kit_memory(nic.fd, false), -EIO);
	assert_int_equal(sleep(), 0);
	assert_int_equal(wake(), 0);
	assert_int_equal(kit_state(nic.fd), BRG_STATE_ENABLED);
	assert_int_equal(real_power(), 0);
	assert_int_equal(kit_read(kept(map), &value), 0);
	assert_int_equal(value, 0x5eed);
	assert_int_equal(wake(), 0);
	munmap(map, NIC_MAP);
}

static int sleep_by_command(void)
{
	return power(nic.fd, 3);
}

static int wake_by_command(void)
{
	return power(nic.fd, 0);
}

static int write_control(uint16_t value)
{
	return pwrite(nic.fd, &value, 2, config(pm_control())) == 2 ? 0 : -errno;
}

static int sleep_by_capability(void)
{
	return write_control(3);
}

static int wake_by_capability(void)
{
	return write_control(0);
}

static void sleep_is_disabled_memory(void **state)
{
	(void)state;
	check_sleep(sleep_by_command, wake_by_command);
}

static void the_capability_does_the_same(void **state)
{
	(void)state;
	check_sleep(sleep_by_capability, wake_by_capability);
	assert_int_equal(write_control(1), -EINVAL);
	assert_int_equal(write_control(2), -EINVAL);
}

static void disabled_memory_stays_disabled_over_sleep(void **state)
{
	uint32_t value;

	(void)state;
	assert_int_equal(kit_memory(nic.fd, false), 0);
	assert_int_equal(power(nic.fd, 3), 0);
	assert_int_equal(power(nic.fd, 0), 0);
	assert_int_equal(kit_state(nic.fd), BRG_STATE_DISABLED);
	assert_int_equal(pread(nic.fd, &value, 4, (off_t)BRG_OFFSET(0)), -1);
	assert_int_equal(kit_memory(nic.fd, true), 0);
}

static void vectors_wait_for_the_function_to_wake(void **state)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	struct brg_irq_set set = { .size = sizeof(set), .index = BRG_IRQ_MSIX,
				   .count = 1, .fds = (uintptr_t)&fd };
	struct brg_irq_set none = { .size = sizeof(none),
				    .index = BRG_IRQ_MSIX };
	uint32_t before[4], after[4];
	const off_t table = (off_t)BRG_OFFSET(3);

	(void)state;
	assert_int_equal(power(nic.fd, 3), 0);
	assert_int_equal(kit_ioctl(nic.fd, BRG_IRQ_SET, &set), -EIO);
	assert_int_equal(power(nic.fd, 0), 0);
	assert_int_equal(kit_ioctl(nic.fd, BRG_IRQ_SET, &set), 0);
	assert_int_equal(pread(nic.fd, before, 16, table), 16);
	assert_int_equal(power(nic.fd, 3), 0);
	assert_int_equal(kit_ioctl(nic.fd, BRG_IRQ_SET, &none), -EIO);
	assert_int_equal(power(nic.fd, 0), 0);
	assert_int_equal(pread(nic.fd, after, 16, table), 16);
	assert_memory_equal(before, after, 16);
	assert_int_equal(kit_ioctl(nic.fd, BRG_IRQ_SET, &none), 0);
	close(fd);
}

static void a_reset_wakes(void **state)
{
	(void)state;
	assert_int_equal(power(nic.fd, 3), 0);
	assert_int_equal(kit_simple(nic.fd, BRG_RESET), 0);
	assert_int_equal(kit_state(nic.fd), BRG_STATE_ENABLED);
	assert_int_equal(real_power(), 0);
}

static void the_last_close_wakes(void **state)
{
	(void)state;
	assert_int_equal(power(nic.fd, 3), 0);
	close(nic.fd);
	nic.fd = kit_open(&nic);
	assert_int_equal(kit_state(nic.fd), BRG_STATE_ENABLED);
}

static void unbinding_wakes(void **state)
{
	(void)state;
	assert_int_equal(power(nic.fd, 3), 0);
	assert_int_equal(kit_unbind(&nic), 0);
	assert_int_equal(power(nic.fd, 0), -ENODEV);
	close(nic.fd);
	assert_int_equal(kit_bind(&nic), 0);
	nic.fd = kit_open(&nic);
	assert_int_equal(kit_state(nic.fd), BRG_STATE_ENABLED);
	assert_int_equal(real_power(), 0);
}

static void what_cannot_sleep_says_so(void **state)
{
	struct kit bar;

	(void)state;
	assert_int_equal(power(nic.fd, 1), -EINVAL);
	assert_int_equal(power(nic.fd, 4), -EINVAL);
	assert_int_equal(kit_take(&bar, "role:bar1"), 0);
	assert_int_equal(power(bar.fd, 3), -EOPNOTSUPP);
	assert_int_equal(kit_state(bar.fd), BRG_STATE_ENABLED);
	kit_give_back(&bar);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sleep_is_disabled_memory),
		cmocka_unit_test(the_capability_does_the_same),
		cmocka_unit_test(disabled_memory_stays_disabled_over_sleep),
		cmocka_unit_test(vectors_wait_for_the_function_to_wake),
		cmocka_unit_test(a_reset_wakes),
		cmocka_unit_test(the_last_close_wakes),
		cmocka_unit_test(unbinding_wakes),
		cmocka_unit_test(what_cannot_sleep_says_so),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
