// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_hot.c - a slot with two functions is reset as a whole, with the
 * consent of both.
 *
 * guest: functions --machine functions
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit.h"

/* See test_kmod_power.c: this register forgets what was written at a reset. */
#define NIC_RAL15	0x5478

/* Roles "bar0" and "nic" share a slot, "bar1" is alone in its own. */
static struct kit bar, nic;

static int hot_reset(int fd, const int *fds, uint32_t count)
{
	struct brg_hot_reset reset = { .size = sizeof(reset), .count = count,
				       .fds = (uintptr_t)fds };

	return kit_ioctl(fd, BRG_HOT_RESET, &reset);
}

static uint32_t hot_info(int fd, struct brg_hot_function *out, uint32_t capacity)
{
	struct brg_hot_info info = { .size = sizeof(info), .capacity = capacity,
				     .functions = (uintptr_t)out };

	assert_int_equal(kit_ioctl(fd, BRG_HOT_INFO, &info), 0);
	return info.out_count;
}

static off_t ral15(void)
{
	return (off_t)(BRG_OFFSET(0) + NIC_RAL15);
}

static int group_setup(void **state)
{
	(void)state;
	return kit_take(&bar, "role:bar0") || kit_take(&nic, "role:nic") ? -1 : 0;
}

static int group_teardown(void **state)
{
	(void)state;
	kit_give_back(&nic);
	kit_give_back(&bar);
	return 0;
}

static void both_functions_are_named(void **state)
{
	struct brg_hot_function f[3] = { };

	(void)state;
	assert_int_equal(hot_info(bar.fd, NULL, 0), 2);
	assert_int_equal(hot_info(nic.fd, f, 1), 2);
	assert_string_equal(f[0].address, bar.address);
	assert_int_equal(f[1].address[0], 0);
	assert_int_equal(hot_info(bar.fd, f, 3), 2);
	assert_string_equal(f[1].address, nic.address);
	assert_int_equal(f[0].owned, 1);
	assert_int_equal(f[1].owned, 1);
	assert_int_equal(f[2].address[0], 0);
}

static void both_are_reset(void **state)
{
	volatile uint32_t *map = kit_map(bar.fd, 0, KIT_LENGTH, NULL);
	uint32_t value = 0x5eed;
	struct brg_stat before, after;

	(void)state;
	assert_int_equal(kit_write(map, value), 0);
	assert_int_equal(pwrite(nic.fd, &value, 4, ral15()), 4);
	before = kit_stat(bar.fd);
	assert_int_equal(hot_reset(bar.fd, &nic.fd, 1), 0);
	after = kit_stat(bar.fd);
	assert_true(after.out_zaps > before.out_zaps);
	assert_int_equal(kit_state(bar.fd), BRG_STATE_ENABLED);
	assert_int_equal(kit_state(nic.fd), BRG_STATE_ENABLED);
	/* one is RAM, the other forgets */
	value = 0;
	assert_int_equal(kit_read(map, &value), 0);
	assert_int_equal(value, 0x5eed);
	assert_int_equal(pread(nic.fd, &value, 4, ral15()), 4);
	assert_int_equal(value, 0);
	munmap((void *)map, KIT_LENGTH);
	/* from the other side, and with a file that has no part in it */
	assert_int_equal(hot_reset(nic.fd, (int[]){ nic.fd, bar.fd, nic.fd }, 3),
			 0);
}

static void each_goes_back_to_its_own_state(void **state)
{
	struct brg_power sleep = { .size = sizeof(sleep), .power = 3 };

	(void)state;
	assert_int_equal(kit_memory(bar.fd, false), 0);
	assert_int_equal(kit_ioctl(nic.fd, BRG_POWER, &sleep), 0);
	assert_int_equal(hot_reset(bar.fd, &nic.fd, 1), 0);
	assert_int_equal(kit_state(bar.fd), BRG_STATE_DISABLED);
	assert_int_equal(kit_state(nic.fd), BRG_STATE_ENABLED);
	assert_int_equal(kit_memory(bar.fd, true), 0);
}

static void consent_of_all_is_needed(void **state)
{
	int zero = open("/dev/zero", O_RDWR | O_CLOEXEC), closed = 999;
	struct brg_hot_function f[2];
	struct kit alone;

	(void)state;
	assert_int_equal(hot_reset(bar.fd, NULL, 0), -EINVAL);
	assert_int_equal(hot_reset(bar.fd, &bar.fd, 1), -EINVAL);
	assert_int_equal(hot_reset(bar.fd, &closed, 1), -EBADF);
	assert_int_equal(hot_reset(bar.fd, (int[]){ nic.fd, zero }, 2), -EINVAL);
	assert_int_equal(hot_reset(bar.fd, NULL, 1), -EFAULT);
	assert_int_equal(hot_reset(bar.fd, &nic.fd, 257), -EINVAL);
	assert_int_equal(kit_take(&alone, "role:bar1"), 0);
	assert_int_equal(hot_reset(bar.fd, &alone.fd, 1), -EINVAL);
	assert_int_equal(hot_reset(bar.fd, (int[]){ alone.fd, nic.fd }, 2), 0);
	assert_int_equal(hot_reset(alone.fd, NULL, 0), 0);
	kit_give_back(&alone);

	assert_int_equal(kit_unbind(&nic), 0);
	assert_int_equal(hot_info(bar.fd, f, 2), 2);
	assert_int_equal(f[1].owned, 0);
	assert_int_equal(hot_reset(bar.fd, &nic.fd, 1), -EPERM);
	close(nic.fd);
	assert_int_equal(kit_bind(&nic), 0);
	nic.fd = kit_open(&nic);
	assert_int_equal(hot_reset(bar.fd, &nic.fd, 1), 0);
	close(zero);
}

static atomic_bool stop;
static atomic_uint resets;

static void *keep_resetting(void *arg)
{
	(void)arg;
	while (!stop)
		if (!hot_reset(bar.fd, &nic.fd, 1))
			resets++;
	return NULL;
}

/* A reset puts back what was on, so nobody is told meanwhile that it is off. */
static void command_register_shows_no_reset(void **state)
{
	off_t at = (off_t)(BRG_OFFSET(BRG_REGION_CONFIG) + 4);
	unsigned int reads = 0, off = 0;
	uint16_t command;
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, keep_resetting, NULL), 0);
	while (resets < 100 || reads < 200) {
		assert_int_equal(pread(bar.fd, &command, 2, at), 2);
		off += !(command & 2);
		reads++;
	}
	stop = true;
	pthread_join(thread, NULL);
	print_message("# %u reads, %u resets\n", reads, atomic_load(&resets));
	assert_int_equal(off, 0);
}

/* Of the port above, by the kernel itself: its sysfs file, 7.1 and later. */
static int reset_below_port(void)
{
	char path[96], link[128];
	char *end;
	ssize_t n;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s", bar.address);
	n = readlink(path, link, sizeof(link) - 1);
	assert_true(n > 0);
	link[n] = 0;
	end = strrchr(link, '/');
	assert_non_null(end);
	*end = 0;
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%.12s/reset_subordinate",
		 strrchr(link, '/') + 1);
	return kit_write_file(path, "1");
}

/*
 * The driver is told of one function after the other. The first must not be
 * held when the second is emptied by way of the processes that map it: lockdep
 * would tell, after these faults.
 */
static void reset_of_the_bus_from_elsewhere_empties_both(void **state)
{
	volatile uint32_t *one, *other;
	struct brg_stat before[2], after[2];
	uint32_t value;
	int ret;

	(void)state;
	assert_int_equal(kit_strategy(nic.fd, "vma-list"), 0);
	one = kit_map(bar.fd, 0, KIT_LENGTH, NULL);
	other = mmap(NULL, KIT_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, nic.fd,
		     (off_t)BRG_OFFSET(0));
	assert_ptr_not_equal(other, MAP_FAILED);
	assert_int_equal(kit_write(one, 0x5eed), 0);
	assert_int_equal(kit_read(other, &value), 0);
	before[0] = kit_stat(bar.fd);
	before[1] = kit_stat(nic.fd);
	ret = reset_below_port();
	if (ret == -ENOENT) {
		print_message("# no reset_subordinate on this kernel\n");
	} else {
		assert_int_equal(ret, 0);
		after[0] = kit_stat(bar.fd);
		after[1] = kit_stat(nic.fd);
		assert_true(after[0].out_zaps > before[0].out_zaps);
		assert_true(after[1].out_zaps > before[1].out_zaps);
	}
	assert_int_equal(kit_state(bar.fd), BRG_STATE_ENABLED);
	assert_int_equal(kit_state(nic.fd), BRG_STATE_ENABLED);
	assert_int_equal(kit_read(one, &value), 0);
	assert_int_equal(value, 0x5eed);
	assert_int_equal(kit_read(other, &value), 0);
	/* and one alone, as before */
	assert_int_equal(kit_simple(nic.fd, BRG_RESET), 0);
	assert_int_equal(kit_read(other, &value), 0);
	munmap((void *)other, KIT_PAGE);
	munmap((void *)one, KIT_LENGTH);
	assert_int_equal(kit_strategy(nic.fd, "page"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_functions_are_named),
		cmocka_unit_test(both_are_reset),
		cmocka_unit_test(each_goes_back_to_its_own_state),
		cmocka_unit_test(consent_of_all_is_needed),
		cmocka_unit_test(command_register_shows_no_reset),
		cmocka_unit_test(reset_of_the_bus_from_elsewhere_empties_both),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
