// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_rom.c - the expansion ROM, there only while it is enabled.
 *
 * Role "nic" has one of 64 KiB made by the lab (lab/lib/machine.sh): from byte
 * 56 on, each 8 bytes are their own offset in hex.
 *
 * guest: functions --machine functions
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit.h"

#define ROM_LENGTH	(64UL << 10)
#define ROM_ADDRESS	0x30

static struct kit nic;

static int rom_enable(uint32_t enable)
{
	return pwrite(nic.fd, &enable, 4,
		      (off_t)(BRG_OFFSET(BRG_REGION_CONFIG) + ROM_ADDRESS)) == 4 ?
		       0 : -errno;
}

static int rom_read(uint32_t offset, void *buf, size_t n)
{
	ssize_t ret = pread(nic.fd, buf, n,
			    (off_t)(BRG_OFFSET(BRG_REGION_ROM) + offset));

	return ret == (ssize_t)n ? 0 : -errno;
}

static char *rom_map(int prot)
{
	kit_catch_sigbus();
	return mmap(NULL, ROM_LENGTH, prot, MAP_SHARED, nic.fd,
		    (off_t)BRG_OFFSET(BRG_REGION_ROM));
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

static struct brg_region_info region(uint32_t index)
{
	struct brg_region_info info = { .size = sizeof(info), .index = index };

	assert_int_equal(kit_ioctl(nic.fd, BRG_REGION_INFO, &info), 0);
	return info;
}

static void its_region_is_read_only(void **state)
{
	struct brg_region_info info = region(BRG_REGION_ROM);
	uint32_t value = 0;
	void *map;

	(void)state;
	assert_int_equal(info.out_length, ROM_LENGTH);
	assert_int_equal(info.out_access, BRG_REGION_READ | BRG_REGION_MMAP);
	assert_ptr_equal(rom_map(PROT_READ | PROT_WRITE), MAP_FAILED);
	assert_int_equal(errno, EACCES);
	assert_int_equal(pwrite(nic.fd, &value, 4,
				(off_t)BRG_OFFSET(BRG_REGION_ROM)), -1);
	assert_int_equal(errno, EPERM);
	map = rom_map(PROT_READ);
	assert_ptr_not_equal(map, MAP_FAILED);
	assert_int_equal(mprotect(map, ROM_LENGTH, PROT_READ | PROT_WRITE), -1);
	munmap(map, ROM_LENGTH);
}

static int every_word_is_right(const char *map)
{
	uint32_t offset, wrong = 0, word[2];
	char text[9];

	for (offset = 56; offset < ROM_LENGTH; offset += 8) {
		snprintf(text, sizeof(text), "%08x", offset);
		if (kit_read((const volatile uint32_t *)(map + offset), &word[0]) ||
		    kit_read((const volatile uint32_t *)(map + offset + 4), &word[1]) ||
		    memcmp(word, text, 8))
			wrong++;
	}
	return wrong == 0;
}

static void a_mapping_and_read_find_the_same_bytes(void **state)
{
	char *map = rom_map(PROT_READ);
	char buf[256];

	(void)state;
	assert_int_equal(rom_enable(1), 0);
	assert_true(every_word_is_right(map));
	assert_int_equal(rom_read(4096 - 100, buf, sizeof(buf)), 0);
	assert_memory_equal(buf, map + 4096 - 100, sizeof(buf));
	assert_int_equal(rom_enable(0), 0);
	munmap(map, ROM_LENGTH);
}

static void expect_out_of_reach(const char *map)
{
	uint32_t value;

	assert_int_equal(kit_read((const volatile uint32_t *)map, &value),
			 -EFAULT);
	assert_int_equal(rom_read(0, &value, 4), -EIO);
}

static void it_is_gone_while_disabled(void **state)
{
	char *map = rom_map(PROT_READ);

	(void)state;
	expect_out_of_reach(map);
	assert_int_equal(rom_enable(1), 0);
	assert_true(every_word_is_right(map));
	assert_int_equal(rom_enable(0), 0);
	expect_out_of_reach(map);
	assert_int_equal(rom_enable(1), 0);
	assert_true(every_word_is_right(map));
	/* and with memory decoding, which its own bit does not replace */
	assert_int_equal(kit_memory(nic.fd, false), 0);
	expect_out_of_reach(map);
	assert_int_equal(rom_enable(0), 0);
	assert_int_equal(rom_enable(1), 0);
	expect_out_of_reach(map);
	assert_int_equal(kit_memory(nic.fd, true), 0);
	assert_true(every_word_is_right(map));
	assert_int_equal(rom_enable(0), 0);
	munmap(map, ROM_LENGTH);
}

static void a_reset_leaves_it_as_it_was(void **state)
{
	char *map = rom_map(PROT_READ);

	(void)state;
	assert_int_equal(rom_enable(1), 0);
	assert_true(every_word_is_right(map));
	assert_int_equal(kit_simple(nic.fd, BRG_RESET), 0);
	assert_true(every_word_is_right(map));
	assert_int_equal(rom_enable(0), 0);
	assert_int_equal(kit_simple(nic.fd, BRG_RESET), 0);
	expect_out_of_reach(map);
	munmap(map, ROM_LENGTH);
}

static void it_is_no_bar_to_a_lookup(void **state)
{
	char *map = rom_map(PROT_READ);
	struct brg_lookup lookup = { .size = sizeof(lookup),
				     .address = (uintptr_t)map };

	(void)state;
	assert_int_equal(kit_ioctl(nic.fd, BRG_LOOKUP, &lookup), -ERANGE);
	munmap(map, ROM_LENGTH);
}

static void unbinding_takes_it_away_and_disables_it(void **state)
{
	char *map = rom_map(PROT_READ);
	uint32_t value;

	(void)state;
	assert_int_equal(rom_enable(1), 0);
	assert_true(every_word_is_right(map));
	assert_int_equal(kit_unbind(&nic), 0);
	assert_int_equal(kit_read((const volatile uint32_t *)map, &value),
			 -EFAULT);
	munmap(map, ROM_LENGTH);
	close(nic.fd);
	assert_int_equal(kit_bind(&nic), 0);
	nic.fd = kit_open(&nic);
	assert_int_equal(rom_read(0, &value, 4), -EIO);
}

static void a_function_without_one_has_an_empty_region(void **state)
{
	struct brg_region_info info = { .size = sizeof(info),
					.index = BRG_REGION_ROM };
	uint32_t value = 1;
	struct kit bar;

	(void)state;
	assert_int_equal(kit_take(&bar, "role:bar1"), 0);
	assert_int_equal(kit_ioctl(bar.fd, BRG_REGION_INFO, &info), 0);
	assert_int_equal(info.out_length, 0);
	assert_int_equal(info.out_access, 0);
	assert_int_equal(pread(bar.fd, &value, 4,
			       (off_t)BRG_OFFSET(BRG_REGION_ROM)), -1);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(pwrite(bar.fd, &value, 4,
				(off_t)(BRG_OFFSET(BRG_REGION_CONFIG) +
					ROM_ADDRESS)), -1);
	assert_int_equal(errno, EPERM);
	kit_give_back(&bar);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_region_is_read_only),
		cmocka_unit_test(a_mapping_and_read_find_the_same_bytes),
		cmocka_unit_test(it_is_gone_while_disabled),
		cmocka_unit_test(a_reset_leaves_it_as_it_was),
		cmocka_unit_test(it_is_no_bar_to_a_lookup),
		cmocka_unit_test(unbinding_takes_it_away_and_disables_it),
		cmocka_unit_test(a_function_without_one_has_an_empty_region),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
