// SPDX-License-Identifier: GPL-2.0-or-later
/* test_kmod_abi.c - commands answer, and hostile ones are refused. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit.h"
#include "kit_commands.h"

static bool is_listed(unsigned long cmd)
{
	size_t i;

	for (i = 0; kit_commands[i].cmd; i++)
		if (kit_commands[i].cmd == cmd)
			return true;
	return false;
}

static void info_names_api_and_address(void **state)
{
	struct kit *kit = *state;
	struct brg_info info = { .size = sizeof(info) };

	assert_int_equal(kit_ioctl(kit->fd, BRG_INFO, &info), 0);
	assert_int_equal(info.out_api_version, BRG_API_VERSION);
	assert_int_equal(info.out_state, BRG_STATE_ENABLED);
	assert_string_equal(info.out_address, kit->address);
	assert_string_equal(info.out_strategy, "page");
}

static void too_small_structures_are_refused(void **state)
{
	struct kit *kit = *state;
	union { uint32_t size; char bytes[512]; } arg;
	size_t i;
	uint32_t size;

	for (i = 0; kit_commands[i].cmd; i++)
		for (size = 0; size < kit_commands[i].least; size++) {
			memset(&arg, 0, sizeof(arg));
			arg.size = size;
			assert_int_equal(kit_ioctl(kit->fd, kit_commands[i].cmd,
						   &arg), -EINVAL);
		}
}

/* Programs of before the structure grew are told what they know of. */
static void a_structure_that_has_grown_may_be_shorter(void **state)
{
	struct kit *kit = *state;
	uint32_t least = offsetof(struct brg_stat, out_ended);
	struct brg_stat stat;

	memset(&stat, 0x5a, sizeof(stat));
	memset(&stat, 0, least);
	stat.size = least;
	assert_int_equal(kit_ioctl(kit->fd, BRG_STAT, &stat), 0);
	assert_int_equal(stat.size, least);
	assert_true(stat.out_opens >= 1);
	assert_int_equal(stat.out_ended, 0x5a5a5a5a);
	assert_int_equal(stat.out_reserved, 0x5a5a5a5a);
}

static void longer_structures_must_be_zero_beyond(void **state)
{
	struct kit *kit = *state;
	union { struct brg_info info; char bytes[8192]; } arg;

	memset(&arg, 0, sizeof(arg));
	arg.info.size = sizeof(arg);
	/* up to a page is taken, as copy_struct_from_user() callers do not
	 * limit it, the kernel checks all of it for zeroes */
	assert_int_equal(kit_ioctl(kit->fd, BRG_INFO, &arg), 0);
	memset(&arg, 0, sizeof(arg));
	arg.info.size = sizeof(arg);
	arg.bytes[sizeof(arg) - 1] = 1;
	assert_int_equal(kit_ioctl(kit->fd, BRG_INFO, &arg), -E2BIG);
	/* a size that runs past what is mapped */
	memset(&arg, 0, sizeof(arg));
	arg.info.size = 0xffffffff;
	assert_in_set(-kit_ioctl(kit->fd, BRG_INFO, &arg),
		      ((LargestIntegralType[]){ EFAULT, E2BIG, EINVAL }), 3);
}

static void unknown_flags_are_refused(void **state)
{
	struct kit *kit = *state;
	struct { uint32_t size, flags; char rest[504]; } arg;
	size_t i;
	int bit;

	for (i = 0; kit_commands[i].cmd; i++)
		for (bit = 0; bit < 32; bit++) {
			if (kit_commands[i].flags >> bit & 1)
				continue;
			memset(&arg, 0, sizeof(arg));
			arg.size = kit_commands[i].size;
			arg.flags = 1u << bit;
			assert_int_equal(kit_ioctl(kit->fd, kit_commands[i].cmd,
						   &arg), -EINVAL);
		}
}

static void bad_pointers_are_faults(void **state)
{
	struct kit *kit = *state;
	char *p = mmap(NULL, 2 * KIT_PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t i;

	assert_ptr_not_equal(p, MAP_FAILED);
	munmap(p + KIT_PAGE, KIT_PAGE);
	for (i = 0; kit_commands[i].cmd; i++) {
		uint32_t *edge = (uint32_t *)(p + KIT_PAGE - 4);

		assert_int_equal(kit_ioctl(kit->fd, kit_commands[i].cmd, NULL),
				 -EFAULT);
		assert_int_equal(kit_ioctl(kit->fd, kit_commands[i].cmd,
					   (void *)(uintptr_t)-4096L), -EFAULT);
		*edge = kit_commands[i].size;
		assert_int_equal(kit_ioctl(kit->fd, kit_commands[i].cmd, edge),
				 -EFAULT);
	}
	munmap(p, KIT_PAGE);
}

static void unknown_commands_are_not_ours(void **state)
{
	struct kit *kit = *state;
	uint32_t arg[128] = { sizeof(arg) };
	unsigned int nr;

	for (nr = 0; nr < 256; nr++)
		if (!is_listed(_IO(BRG_IOC_TYPE, nr)))
			assert_int_equal(kit_ioctl(kit->fd,
						   _IO(BRG_IOC_TYPE, nr), arg),
					 -ENOTTY);
	assert_int_equal(kit_ioctl(kit->fd, _IO('x', 0), arg), -ENOTTY);
	assert_int_equal(kit_ioctl(kit->fd,
				   _IOR(BRG_IOC_TYPE, 0, struct brg_info), arg),
			 -ENOTTY);
}

static void reserved_fields_must_be_zero(void **state)
{
	struct kit *kit = *state;
	struct brg_memory memory = { .size = sizeof(memory), .enable = 1,
				     .reserved = 1 };
	struct brg_timing timing = { .size = sizeof(timing), .enable = 2 };

	assert_int_equal(kit_ioctl(kit->fd, BRG_MEMORY, &memory), -EINVAL);
	memory.reserved = 0;
	memory.enable = 2;
	assert_int_equal(kit_ioctl(kit->fd, BRG_MEMORY, &memory), -EINVAL);
	assert_int_equal(kit_ioctl(kit->fd, BRG_TIMING, &timing), -EINVAL);
}

static void strategy_names_are_checked(void **state)
{
	struct kit *kit = *state;
	struct brg_strategy_set set = { .size = sizeof(set) };

	assert_int_equal(kit_strategy(kit->fd, "no-such"), -ENOENT);
	assert_int_equal(kit_strategy(kit->fd, ""), -ENOENT);
	memset(set.name, 'a', sizeof(set.name));
	assert_int_equal(kit_ioctl(kit->fd, BRG_STRATEGY_SET, &set), -EINVAL);
}

static void strategy_parameters_are_checked(void **state)
{
	struct kit *kit = *state;
	static const struct {
		const char *name;
		uint32_t param;
		int ret;
	} cases[] = {
		{ "page", 1, -ERANGE },		/* has none */
		{ "around", 3, -ERANGE },	/* no power of 2 */
		{ "around", 1024, -ERANGE },
		{ "around", 0xffffffff, -ERANGE },
		{ "around", 0, 0 },
		{ "around", 64, 0 },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct brg_strategy_set set = { .size = sizeof(set),
						.param = cases[i].param };

		strcpy((char *)set.name, cases[i].name);
		assert_int_equal(kit_ioctl(kit->fd, BRG_STRATEGY_SET, &set),
				 cases[i].ret);
	}
	assert_int_equal(kit_strategy(kit->fd, "page"), 0);
}

static void locks_are_listed_and_selected_by_name(void **state)
{
	struct kit *kit = *state;
	struct brg_lock_set set = { .size = sizeof(set), .name = "no-such" };
	struct brg_lock_info info = { .size = sizeof(info) };
	struct brg_info dev = { .size = sizeof(dev) };

	assert_int_equal(kit_ioctl(kit->fd, BRG_LOCK_SET, &set), -ENOENT);
	memset(set.name, 'a', sizeof(set.name));
	assert_int_equal(kit_ioctl(kit->fd, BRG_LOCK_SET, &set), -EINVAL);
	while (!kit_ioctl(kit->fd, BRG_LOCK_INFO, &info)) {
		memcpy(set.name, info.out_name, sizeof(set.name));
		assert_int_equal(kit_ioctl(kit->fd, BRG_LOCK_SET, &set), 0);
		assert_int_equal(kit_ioctl(kit->fd, BRG_INFO, &dev), 0);
		assert_string_equal(dev.out_lock, info.out_name);
		info.index++;
	}
	assert_int_equal(info.index, 3);
	memset(set.name, 0, sizeof(set.name));
	strcpy((char *)set.name, "rwsem");
	assert_int_equal(kit_ioctl(kit->fd, BRG_LOCK_SET, &set), 0);
}

static void lock_stays_while_mapped_unless_told(void **state)
{
	struct kit *kit = *state;
	struct brg_lock_set same = { .size = sizeof(same), .name = "rwsem" };
	struct brg_lock_set other = { .size = sizeof(other), .name = "mutex" };
	struct brg_info dev = { .size = sizeof(dev) };
	void *p = kit_map(kit->fd, 0, KIT_PAGE, NULL);

	assert_int_equal(kit_ioctl(kit->fd, BRG_LOCK_SET, &other), -EBUSY);
	assert_int_equal(kit_ioctl(kit->fd, BRG_LOCK_SET, &same), 0);
	other.flags = BRG_LOCK_LIVE;
	assert_int_equal(kit_ioctl(kit->fd, BRG_LOCK_SET, &other), 0);
	assert_int_equal(kit_ioctl(kit->fd, BRG_INFO, &dev), 0);
	assert_string_equal(dev.out_lock, "mutex");
	munmap(p, KIT_PAGE);
	assert_int_equal(kit_ioctl(kit->fd, BRG_LOCK_SET, &same), 0);
}

static void mmap_stays_inside_one_bar(void **state)
{
	struct kit *kit = *state;
	struct brg_region_info region = { .size = sizeof(region),
					  .index = KIT_BAR };
	uint64_t base = BRG_OFFSET(KIT_BAR);
	static const struct {
		int64_t from_end;	/* added to the BAR's end */
		size_t length;
		int error;
	} cases[] = {
		{ 0, KIT_PAGE, EINVAL },
		{ -(int64_t)KIT_PAGE, 2 * KIT_PAGE, EINVAL },
		{ 1L << 32, KIT_PAGE, EINVAL },
		{ -(int64_t)KIT_PAGE, KIT_PAGE, 0 },
	};
	size_t i;

	assert_int_equal(kit_ioctl(kit->fd, BRG_REGION_INFO, &region), 0);
	assert_true(region.out_length >= KIT_LENGTH);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		void *p = mmap(NULL, cases[i].length, PROT_READ, MAP_SHARED,
			       kit->fd, (off_t)(base + region.out_length +
						(uint64_t)cases[i].from_end));

		if (cases[i].error) {
			assert_ptr_equal(p, MAP_FAILED);
			assert_int_equal(errno, cases[i].error);
		} else {
			assert_ptr_not_equal(p, MAP_FAILED);
			munmap(p, cases[i].length);
		}
	}
	/* private, configuration space, the ROM, no region at all */
	assert_ptr_equal(mmap(NULL, KIT_PAGE, PROT_READ, MAP_PRIVATE, kit->fd,
			      (off_t)base), MAP_FAILED);
	assert_ptr_equal(mmap(NULL, KIT_PAGE, PROT_READ, MAP_SHARED, kit->fd,
			      (off_t)BRG_OFFSET(BRG_REGION_CONFIG)), MAP_FAILED);
	assert_ptr_equal(mmap(NULL, KIT_PAGE, PROT_READ, MAP_SHARED, kit->fd,
			      (off_t)BRG_OFFSET(BRG_REGION_ROM)), MAP_FAILED);
	assert_ptr_equal(mmap(NULL, KIT_PAGE, PROT_READ, MAP_SHARED, kit->fd,
			      (off_t)BRG_OFFSET(4)), MAP_FAILED);
	assert_ptr_equal(mmap(NULL, KIT_PAGE, PROT_READ, MAP_SHARED, kit->fd,
			      (off_t)BRG_OFFSET(100)), MAP_FAILED);
	/* BAR 0 of the device is 256 bytes: its page is shared */
	assert_ptr_equal(mmap(NULL, KIT_PAGE, PROT_READ, MAP_SHARED, kit->fd, 0),
			 MAP_FAILED);
}

static void config_space_lets_only_the_command_register_be_written(void **state)
{
	struct kit *kit = *state;
	off_t config = (off_t)BRG_OFFSET(BRG_REGION_CONFIG);
	uint32_t bar = 0, value = 0;
	uint16_t vendor = 0, command = 0;
	uint8_t byte = 0;

	assert_int_equal(pread(kit->fd, &vendor, 2, config), 2);
	assert_int_equal(vendor, 0x1af4);	/* ivshmem, QEMU pci-ids.rst */
	assert_int_equal(pread(kit->fd, &bar, 4, config + 0x18), 4);
	assert_int_equal(pwrite(kit->fd, &value, 4, config + 0x18), -1);
	assert_int_equal(errno, EPERM);
	assert_int_equal(pread(kit->fd, &value, 4, config + 0x18), 4);
	assert_int_equal(value, bar);

	assert_int_equal(pread(kit->fd, &command, 2, config + 4), 2);
	assert_true(command & 2);
	byte = (uint8_t)(command & ~2);
	assert_int_equal(pwrite(kit->fd, &byte, 1, config + 4), 1);
	assert_int_equal(kit_state(kit->fd), BRG_STATE_DISABLED);
	assert_int_equal(pread(kit->fd, &byte, 1, config + 4), 1);
	assert_false(byte & 2);
	assert_int_equal(pwrite(kit->fd, &command, 2, config + 4), 2);
	assert_int_equal(kit_state(kit->fd), BRG_STATE_ENABLED);
	/* past the end */
	assert_int_equal(pread(kit->fd, &value, 4, config + 4096), -1);
	assert_int_equal(errno, EINVAL);
}

static void read_and_write_reach_the_same_bytes_as_a_mapping(void **state)
{
	struct kit *kit = *state;
	off_t base = (off_t)BRG_OFFSET(KIT_BAR);
	unsigned char out[301], in[301];
	unsigned char *p;
	size_t i;

	for (i = 0; i < sizeof(out); i++)
		out[i] = (unsigned char)(i * 7 + 3);
	/* odd offset and length: head and tail narrower than the middle */
	assert_int_equal(pwrite(kit->fd, out, sizeof(out), base + 4093),
			 sizeof(out));
	p = kit_map(kit->fd, 0, 2 * KIT_PAGE, NULL);
	assert_ptr_not_equal(p, MAP_FAILED);
	for (i = 0; i < sizeof(out); i++)
		assert_int_equal(((volatile unsigned char *)p)[4093 + i], out[i]);
	assert_int_equal(pread(kit->fd, in, sizeof(in), base + 4093), sizeof(in));
	assert_memory_equal(in, out, sizeof(in));
	munmap(p, 2 * KIT_PAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(info_names_api_and_address),
		cmocka_unit_test(too_small_structures_are_refused),
		cmocka_unit_test(a_structure_that_has_grown_may_be_shorter),
		cmocka_unit_test(longer_structures_must_be_zero_beyond),
		cmocka_unit_test(unknown_flags_are_refused),
		cmocka_unit_test(bad_pointers_are_faults),
		cmocka_unit_test(unknown_commands_are_not_ours),
		cmocka_unit_test(reserved_fields_must_be_zero),
		cmocka_unit_test(strategy_names_are_checked),
		cmocka_unit_test(strategy_parameters_are_checked),
		cmocka_unit_test(locks_are_listed_and_selected_by_name),
		cmocka_unit_test(lock_stays_while_mapped_unless_told),
		cmocka_unit_test(mmap_stays_inside_one_bar),
		cmocka_unit_test(config_space_lets_only_the_command_register_be_written),
		cmocka_unit_test(read_and_write_reach_the_same_bytes_as_a_mapping),
	};

	return cmocka_run_group_tests(tests, kit_setup, kit_teardown);
}
