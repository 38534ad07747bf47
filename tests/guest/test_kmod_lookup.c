// SPDX-License-Identifier: GPL-2.0-or-later
/* test_kmod_lookup.c - from an address to function, BAR, offset and frame. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit.h"

static int lookup(int fd, const void *va, uint32_t flags,
		  struct brg_lookup *out)
{
	*out = (struct brg_lookup){ .size = sizeof(*out), .flags = flags,
				    .address = (uintptr_t)va };
	return kit_ioctl(fd, BRG_LOOKUP, out);
}

static int lookup_errno(int fd, const void *va)
{
	struct brg_lookup l;

	return lookup(fd, va, 0, &l);
}

/* First frame of the BAR, as sysfs has it. */
static uint64_t bar_pfn(const struct kit *kit)
{
	char path[128];
	unsigned long long start = 0;
	FILE *stream;
	int i;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource",
		 kit->address);
	stream = fopen(path, "re");
	assert_non_null(stream);
	for (i = 0; i <= KIT_BAR; i++)
		assert_int_equal(fscanf(stream, "%llx %*x %*x", &start), 1);
	fclose(stream);
	return start / KIT_PAGE;
}

static struct kit *the_kit;

static void check_frames(int fd, const char *strategy, bool refaults)
{
	uint64_t first = bar_pfn(the_kit), at = 3 * KIT_PAGE;
	char *map = kit_map(fd, at, KIT_LENGTH, NULL);
	struct brg_lookup l;
	size_t i;

	(void)strategy;
	(void)refaults;
	assert_ptr_not_equal(map, MAP_FAILED);
	for (i = 0; i < KIT_LENGTH; i += 257 * KIT_PAGE + 12) {
		assert_int_equal(lookup(fd, map + i, BRG_LOOKUP_WRITE, &l), 0);
		assert_int_equal(l.out_region, KIT_BAR);
		assert_int_equal(l.out_offset, at + i);
		assert_int_equal(l.out_pfn, first + (at + i) / KIT_PAGE);
		assert_int_equal(l.out_length, KIT_LENGTH - i);
		assert_string_equal(l.out_address, the_kit->address);
	}
	munmap(map, KIT_LENGTH);
	assert_int_equal(lookup_errno(fd, map), -EFAULT);
}

static void every_strategy_names_the_frame(void **state)
{
	the_kit = *state;
	kit_each_strategy(the_kit->fd, check_frames);
	kit_strategy(the_kit->fd, "page");
}

static void other_memory_is_not_ours(void **state)
{
	struct kit *kit = *state;
	char *none = kit_reserve(KIT_PAGE, 0);
	void *anon = mmap(NULL, KIT_PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);
	int zero = open("/dev/zero", O_RDWR | O_CLOEXEC);
	void *file = mmap(NULL, KIT_PAGE, PROT_READ, MAP_SHARED, zero, 0);

	assert_ptr_not_equal(anon, MAP_FAILED);
	assert_ptr_not_equal(file, MAP_FAILED);
	assert_int_equal(lookup_errno(kit->fd, anon), -ENXIO);
	assert_int_equal(lookup_errno(kit->fd, file), -ENXIO);
	assert_int_equal(lookup_errno(kit->fd, none), -ENXIO);
	assert_int_equal(lookup_errno(kit->fd, &zero), -ENXIO);
	assert_int_equal(lookup_errno(kit->fd, NULL), -EFAULT);
	assert_int_equal(lookup_errno(kit->fd, (void *)(uintptr_t)-KIT_PAGE),
			 -EFAULT);
	munmap(anon, KIT_PAGE);
	munmap(file, KIT_PAGE);
	close(zero);
}

static void protection_is_respected(void **state)
{
	struct kit *kit = *state;
	char *map = kit_map(kit->fd, 0, 3 * KIT_PAGE, NULL);
	struct brg_lookup l;

	assert_int_equal(mprotect(map + KIT_PAGE, KIT_PAGE, PROT_NONE), 0);
	assert_int_equal(mprotect(map + 2 * KIT_PAGE, KIT_PAGE, PROT_READ), 0);
	assert_int_equal(lookup(kit->fd, map, BRG_LOOKUP_WRITE, &l), 0);
	assert_int_equal(l.out_length, KIT_PAGE);
	assert_int_equal(lookup(kit->fd, map + KIT_PAGE, 0, &l), -EACCES);
	assert_int_equal(lookup(kit->fd, map + 2 * KIT_PAGE, BRG_LOOKUP_WRITE,
				&l), -EACCES);
	assert_int_equal(lookup(kit->fd, map + 2 * KIT_PAGE, 0, &l), 0);
	assert_int_equal(l.out_offset, 2 * KIT_PAGE);
	munmap(map, 3 * KIT_PAGE);
}

static void disabled_memory_has_no_frames(void **state)
{
	struct kit *kit = *state;
	void *map = kit_map(kit->fd, 0, KIT_PAGE, NULL);

	assert_int_equal(kit_memory(kit->fd, false), 0);
	assert_int_equal(lookup_errno(kit->fd, map), -EIO);
	assert_int_equal(kit_memory(kit->fd, true), 0);
	assert_int_equal(lookup_errno(kit->fd, map), 0);
	munmap(map, KIT_PAGE);
}

static void a_mapping_outlives_its_file(void **state)
{
	struct kit *kit = *state;
	int fd = kit_open(kit);
	uint32_t before = kit_stat(kit->fd).out_refs;
	void *map = kit_map(fd, 5 * KIT_PAGE, KIT_PAGE, NULL);
	struct brg_lookup l;

	close(fd);
	assert_int_equal(lookup(kit->fd, map, 0, &l), 0);
	assert_int_equal(l.out_offset, 5 * KIT_PAGE);
	/* nothing is kept beyond the call */
	assert_int_equal(kit_stat(kit->fd).out_refs, before);
	munmap(map, KIT_PAGE);
}

static void a_child_finds_what_it_inherited(void **state)
{
	struct kit *kit = *state;
	void *map = kit_map(kit->fd, KIT_PAGE, KIT_PAGE, NULL);
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(lookup_errno(kit->fd, map) ? 1 : 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && !WEXITSTATUS(status));
	munmap(map, KIT_PAGE);
}

struct race {
	int fd;
	void *map;
	atomic_bool stop;
	atomic_ulong found, unexpected;
};

static void *look_up_for_ever(void *arg)
{
	struct race *race = arg;

	while (!atomic_load(&race->stop)) {
		int ret = lookup_errno(race->fd, race->map);

		if (!ret)
			atomic_fetch_add(&race->found, 1);
		else if (ret != -ENODEV)
			atomic_fetch_add(&race->unexpected, 1);
	}
	return NULL;
}

/* The mapping alone holds the device once this returns. */
static void race_once(struct kit *kit)
{
	struct race race = { .fd = kit->fd };
	pthread_t threads[2];
	int i;

	race.map = kit_map(kit->fd, 0, KIT_PAGE, NULL);
	assert_ptr_not_equal(race.map, MAP_FAILED);
	for (i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, look_up_for_ever, &race);
	while (!atomic_load(&race.found) && !atomic_load(&race.unexpected))
		usleep(100);
	assert_int_equal(kit_unbind(kit), 0);
	assert_int_equal(lookup_errno(kit->fd, race.map), -ENODEV);
	atomic_store(&race.stop, true);
	for (i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	close(kit->fd);

	assert_int_equal(kit_bind(kit), 0);
	kit->fd = kit_open(kit);
	assert_true(kit->fd >= 0);
	/* of the function that was, not of the one that is */
	assert_int_equal(lookup_errno(kit->fd, race.map), -ENODEV);
	munmap(race.map, KIT_PAGE);
	assert_int_equal(atomic_load(&race.unexpected), 0);
}

static struct brg_ptes ptes_of(int fd, const void *va, uint64_t length)
{
	struct brg_ptes p = { .size = sizeof(p), .address = (uintptr_t)va,
			      .length = length };

	assert_int_equal(kit_ioctl(fd, BRG_PTES, &p), 0);
	return p;
}

static void check_ptes(int fd, const char *strategy, bool refaults)
{
	const uint64_t pages = KIT_LENGTH / KIT_PAGE;
	char *map = kit_map(fd, 3 * KIT_PAGE, KIT_LENGTH, NULL);
	struct brg_ptes p;
	uint32_t value;

	(void)strategy;
	assert_ptr_not_equal(map, MAP_FAILED);
	p = ptes_of(fd, map, KIT_LENGTH);
	assert_int_equal(p.out_mapped, pages);
	assert_int_equal(kit_read((void *)(map + 5 * KIT_PAGE), &value), 0);
	p = ptes_of(fd, map + 5 * KIT_PAGE, KIT_PAGE);
	assert_int_equal(p.out_mapped, 1);
	assert_int_equal(p.out_present, 1);
	assert_int_equal(p.out_first, (uintptr_t)map + 5 * KIT_PAGE);

	assert_int_equal(kit_memory(fd, false), 0);
	p = ptes_of(fd, map, KIT_LENGTH);
	assert_int_equal(p.out_mapped, pages);
	assert_int_equal(p.out_present, 0);
	assert_int_equal(p.out_first, 0);
	assert_int_equal(kit_memory(fd, true), 0);
	if (refaults) {
		assert_int_equal(kit_read((void *)(map + KIT_PAGE), &value), 0);
		p = ptes_of(fd, map, KIT_LENGTH);
		assert_true(p.out_present >= 1);
	}

	munmap(map, 2 * KIT_PAGE);
	p = ptes_of(fd, map, KIT_LENGTH);
	assert_int_equal(p.out_mapped, pages - 2);
	munmap(map, KIT_LENGTH);
	assert_int_equal(ptes_of(fd, map, KIT_LENGTH).out_mapped, 0);
}

static void entries_are_there_until_memory_is_off(void **state)
{
	the_kit = *state;
	kit_each_strategy(the_kit->fd, check_ptes);
	kit_strategy(the_kit->fd, "page");
}

static void entries_of_others_do_not_count(void **state)
{
	struct kit *kit = *state;
	char *plain = mmap(NULL, KIT_LENGTH, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	struct brg_ptes bad = { .size = sizeof(bad) };

	assert_ptr_not_equal(plain, MAP_FAILED);
	assert_int_equal(ptes_of(kit->fd, plain, KIT_LENGTH).out_mapped, 0);
	munmap(plain, KIT_LENGTH);
	assert_int_equal(kit_ioctl(kit->fd, BRG_PTES, &bad), -EINVAL);
	bad.address = 1;
	bad.length = KIT_PAGE;
	assert_int_equal(kit_ioctl(kit->fd, BRG_PTES, &bad), -EINVAL);
	bad.address = 0;
	bad.length = BRG_PTES_MAX + KIT_PAGE;
	assert_int_equal(kit_ioctl(kit->fd, BRG_PTES, &bad), -EINVAL);
	bad.address = -(uint64_t)KIT_PAGE;
	bad.length = 2 * KIT_PAGE;
	assert_int_equal(kit_ioctl(kit->fd, BRG_PTES, &bad), -EINVAL);
}

static void unbind_in_the_middle_is_no_device(void **state)
{
	int i;

	for (i = 0; i < 5; i++)
		race_once(*state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_strategy_names_the_frame),
		cmocka_unit_test(other_memory_is_not_ours),
		cmocka_unit_test(protection_is_respected),
		cmocka_unit_test(disabled_memory_has_no_frames),
		cmocka_unit_test(a_mapping_outlives_its_file),
		cmocka_unit_test(a_child_finds_what_it_inherited),
		cmocka_unit_test(entries_are_there_until_memory_is_off),
		cmocka_unit_test(entries_of_others_do_not_count),
		cmocka_unit_test(unbind_in_the_middle_is_no_device),
	};

	return cmocka_run_group_tests(tests, kit_setup, kit_teardown);
}
