// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_life.c - reset, unbind and module removal with mappings alive,
 * and all of it at once.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kit.h"

#define NR_PAGES (KIT_LENGTH / KIT_PAGE)

static volatile uint32_t *word_at(void *map, size_t page)
{
	return (volatile uint32_t *)((char *)map + page * KIT_PAGE);
}

static void check_reset(int fd, bool refaults, int (*reset)(int fd))
{
	uint32_t value = 0;
	void *map = kit_map(fd, 0, KIT_LENGTH, NULL);
	struct brg_stat before, after;

	assert_int_equal(kit_write(word_at(map, 9), 0x5eed), 0);
	before = kit_stat(fd);
	assert_int_equal(reset(fd), 0);
	after = kit_stat(fd);
	assert_true(after.out_zaps > before.out_zaps);
	assert_int_equal(kit_state(fd), BRG_STATE_ENABLED);
	/* the BAR is RAM, a reset leaves it */
	if (refaults) {
		assert_int_equal(kit_read(word_at(map, 9), &value), 0);
		assert_int_equal(value, 0x5eed);
	} else {
		assert_int_equal(kit_read(word_at(map, 9), &value), -EFAULT);
	}
	munmap(map, KIT_LENGTH);
}

static int reset_by_ioctl(int fd)
{
	return kit_simple(fd, BRG_RESET);
}

static struct kit *reset_kit;

static int reset_by_sysfs(int fd)
{
	(void)fd;
	return kit_write_attr(reset_kit, "reset", "1");
}

static void check_reset_ioctl(int fd, const char *strategy, bool refaults)
{
	(void)strategy;
	check_reset(fd, refaults, reset_by_ioctl);
}

static void check_reset_sysfs(int fd, const char *strategy, bool refaults)
{
	(void)strategy;
	check_reset(fd, refaults, reset_by_sysfs);
}

static void reset_empties_mappings(void **state)
{
	struct kit *kit = *state;

	kit_each_strategy(kit->fd, check_reset_ioctl);
}

static void reset_by_the_sysfs_file_empties_them_too(void **state)
{
	reset_kit = *state;
	kit_each_strategy(reset_kit->fd, check_reset_sysfs);
}

static void reset_keeps_memory_disabled(void **state)
{
	struct kit *kit = *state;

	assert_int_equal(kit_memory(kit->fd, false), 0);
	assert_int_equal(kit_simple(kit->fd, BRG_RESET), 0);
	assert_int_equal(kit_state(kit->fd), BRG_STATE_DISABLED);
	assert_int_equal(kit_memory(kit->fd, true), 0);
}

static void check_unbind(int fd, const char *strategy, bool refaults)
{
	struct brg_info info = { .size = sizeof(info) };
	void *map = kit_map(fd, 0, KIT_LENGTH, NULL);
	uint32_t value;

	(void)refaults;
	(void)strategy;
	assert_int_equal(kit_read(word_at(map, 0), &value), 0);
	assert_int_equal(kit_unbind(reset_kit), 0);
	assert_int_equal(kit_read(word_at(map, 0), &value), -EFAULT);
	assert_int_equal(kit_ioctl(fd, BRG_INFO, &info), -ENODEV);
	assert_int_equal(pread(fd, &value, 4, (off_t)BRG_OFFSET(KIT_BAR)), -1);
	assert_int_equal(errno, ENODEV);
	assert_ptr_equal(kit_map(fd, 0, KIT_PAGE, NULL), MAP_FAILED);
	assert_int_equal(errno, ENODEV);

	/* bound again it is another device: the old mapping stays dead */
	assert_int_equal(kit_bind(reset_kit), 0);
	assert_int_equal(kit_read(word_at(map, 0), &value), -EFAULT);
	munmap(map, KIT_LENGTH);
}

static void unbind_kills_mappings_for_good(void **state)
{
	struct kit *kit = *state;
	struct brg_strategy_info s = { .size = sizeof(s) };

	reset_kit = kit;
	for (; !kit_ioctl(kit->fd, BRG_STRATEGY_INFO, &s); s.index++) {
		if (!s.out_supported)
			continue;
		assert_int_equal(kit_strategy(kit->fd, (char *)s.out_name), 0);
		check_unbind(kit->fd, (char *)s.out_name, true);
		close(kit->fd);
		kit->fd = kit_open(kit);
		assert_true(kit->fd >= 0);
	}
}

static void unbind_leaves_the_command_register_as_found(void **state)
{
	struct kit *kit = *state;
	char path[128];
	uint16_t before = 0, after = 0;
	int config;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/config",
		 kit->address);
	close(kit->fd);
	assert_int_equal(kit_unbind(kit), 0);
	config = open(path, O_RDONLY);
	assert_int_equal(pread(config, &before, 2, 4), 2);
	assert_int_equal(kit_bind(kit), 0);
	kit->fd = kit_open(kit);
	assert_int_equal(kit_memory(kit->fd, false), 0);
	close(kit->fd);
	assert_int_equal(kit_unbind(kit), 0);
	assert_int_equal(pread(config, &after, 2, 4), 2);
	assert_int_equal(after, before);
	close(config);
	assert_int_equal(kit_bind(kit), 0);
	kit->fd = kit_open(kit);
	assert_true(kit->fd >= 0);
}

static void an_open_file_keeps_the_module(void **state)
{
	struct kit *kit = *state;

	assert_int_equal(syscall(SYS_delete_module, "barrage", O_NONBLOCK), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	assert_int_equal(kit_state(kit->fd), BRG_STATE_ENABLED);
}

static void new_id_does_not_steal_devices(void **state)
{
	struct kit *kit = *state;

	close(kit->fd);
	assert_int_equal(kit_unbind(kit), 0);
	assert_int_equal(kit_write_attr(kit, "driver_override", "\n"), 0);
	kit_write_file("/sys/bus/pci/drivers/barrage/new_id", "1af4 1110");
	assert_int_equal(kit_open(kit), -ENOENT);
	kit_write_file("/sys/bus/pci/drivers/barrage/remove_id", "1af4 1110");
	assert_int_equal(kit_bind(kit), 0);
	kit->fd = kit_open(kit);
	assert_true(kit->fd >= 0);
}

/*
 * Threads touch while one disables and enables. The disabler raises @epoch
 * to odd after memory went off and to even before it goes on again; an access
 * that saw the same odd epoch before and after happened inside, and must have
 * ended in SIGBUS.
 */
struct race {
	int fd;
	void *map;
	bool refaults;
	atomic_uint epoch;
	atomic_bool stop;
	atomic_ulong completed_inside, sigbus_outside, touched;
};

static void *race_touch(void *arg)
{
	struct race *race = arg;
	uint32_t value;
	size_t page = 0;

	while (!atomic_load(&race->stop)) {
		unsigned int before = atomic_load(&race->epoch);
		int ret = kit_read(word_at(race->map, page++ % NR_PAGES), &value);
		unsigned int after = atomic_load(&race->epoch);

		if (before == after && (before & 1) && !ret)
			atomic_fetch_add(&race->completed_inside, 1);
		atomic_fetch_add(&race->touched, !ret);
	}
	return NULL;
}

static void *race_fork(void *arg)
{
	struct race *race = arg;

	while (!atomic_load(&race->stop)) {
		pid_t pid = fork();

		if (!pid)
			_exit(0);
		if (pid > 0)
			waitpid(pid, NULL, 0);
	}
	return NULL;
}

static bool race_locks;

/* The flavour of memory_lock may change under all of it. */
static void race_next_lock(int fd, unsigned int n)
{
	struct brg_lock_info info = { .size = sizeof(info), .index = n % 3 };
	struct brg_lock_set set = { .size = sizeof(set),
				    .flags = BRG_LOCK_LIVE };

	assert_int_equal(kit_ioctl(fd, BRG_LOCK_INFO, &info), 0);
	memcpy(set.name, info.out_name, sizeof(set.name));
	assert_int_equal(kit_ioctl(fd, BRG_LOCK_SET, &set), 0);
}

static void check_race(int fd, const char *strategy, bool refaults)
{
	struct race race = { .fd = fd, .refaults = refaults };
	pthread_t touchers[2], forker;
	struct timespec end, now;
	unsigned int n = 0;
	int i;

	(void)strategy;
	race.map = kit_map(fd, 0, KIT_LENGTH, NULL);
	assert_ptr_not_equal(race.map, MAP_FAILED);
	for (i = 0; i < 2; i++)
		pthread_create(&touchers[i], NULL, race_touch, &race);
	pthread_create(&forker, NULL, race_fork, &race);

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += 2;
	do {
		assert_int_equal(kit_memory(fd, false), 0);
		atomic_fetch_add(&race.epoch, 1);
		usleep(200);
		atomic_fetch_add(&race.epoch, 1);
		assert_int_equal(kit_memory(fd, true), 0);
		usleep(200);
		if (!(++n % 16))
			kit_simple(fd, n % 32 ? BRG_ZAP : BRG_RESET);
		if (race_locks)
			race_next_lock(fd, n);
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (now.tv_sec < end.tv_sec || n < 8);

	atomic_store(&race.stop, true);
	for (i = 0; i < 2; i++)
		pthread_join(touchers[i], NULL);
	pthread_join(forker, NULL);
	print_message("# %u toggles, %lu touches\n", n,
		      atomic_load(&race.touched));
	assert_int_equal(atomic_load(&race.completed_inside), 0);
	if (refaults)
		assert_true(atomic_load(&race.touched) > 0);
	munmap(race.map, KIT_LENGTH);
	assert_int_equal(kit_stat(fd).out_vmas, 0);
}

static void no_access_completes_while_disabled(void **state)
{
	struct kit *kit = *state;

	kit_each_strategy(kit->fd, check_race);
}

static void nor_while_the_lock_changes(void **state)
{
	struct kit *kit = *state;

	race_locks = true;
	kit_each_strategy(kit->fd, check_race);
	race_locks = false;
	race_next_lock(kit->fd, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reset_empties_mappings),
		cmocka_unit_test(reset_by_the_sysfs_file_empties_them_too),
		cmocka_unit_test(reset_keeps_memory_disabled),
		cmocka_unit_test(unbind_kills_mappings_for_good),
		cmocka_unit_test(unbind_leaves_the_command_register_as_found),
		cmocka_unit_test(an_open_file_keeps_the_module),
		cmocka_unit_test(new_id_does_not_steal_devices),
		cmocka_unit_test(no_access_completes_while_disabled),
		cmocka_unit_test(nor_while_the_lock_changes),
	};

	return cmocka_run_group_tests(tests, kit_setup, kit_teardown);
}
