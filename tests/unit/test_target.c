// SPDX-License-Identifier: GPL-2.0-or-later
/* test_target.c - names of interfaces, and what is checked for all of them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "lib/target.h"
#include "tests/unit/fake_sysfs.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define A "0000:01:00.0"

static void names_split_into_interface_and_variant(void **state)
{
	static const struct {
		const char *text;
		const char *name;
		const char *variant;
	} t[] = {
		{ "barrage", "barrage", NULL },
		{ "barrage:page", "barrage", "page" },
		{ "barrage:around/64", "barrage", "around/64" },
		{ "vfio-group", "vfio-group", NULL },
		{ "vfio-cdev", "vfio-cdev", NULL },
		{ "sysfs", "sysfs", NULL },
		{ "barrage:", NULL, NULL },
		{ "sysfs:page", NULL, NULL },
		{ "sysfs:", NULL, NULL },
		{ "barrag", NULL, NULL },
		{ "barragepage", NULL, NULL },
		{ "", NULL, NULL },
		{ ":page", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < N(t); i++) {
		const struct brg_target_ops *ops = NULL;
		const char *variant = NULL;
		int ret = brg_target_parse(t[i].text, &ops, &variant);

		assert_int_equal(ret, t[i].name ? 0 : -EINVAL);
		if (ret)
			continue;
		assert_string_equal(ops->name, t[i].name);
		if (t[i].variant)
			assert_string_equal(variant, t[i].variant);
		else
			assert_null(variant);
	}
}

static void every_interface_is_found_by_its_name(void **state)
{
	const struct brg_target_ops *ops;
	unsigned int n;

	(void)state;
	for (n = 0; (ops = brg_target_at(n)); n++) {
		assert_ptr_equal(brg_target_find(ops->name), ops);
		assert_non_null(ops->open);
		assert_non_null(ops->close);
		assert_non_null(ops->map);
		assert_non_null(ops->summary);
	}
	assert_int_equal(n, 6);
	assert_null(brg_target_find("sysf"));
}

/* What open() answers for a function in that state, and what it says. */
static void cannot_open(const char *name, int error, const char *says)
{
	const struct brg_target_spec spec = { .address = A };
	struct brg_target t;
	int ret = brg_target_open(&t, brg_target_find(name), &spec);

	if (ret != error || !strstr(t.error, says) ||
	    strncmp(t.error, A ": cannot open by ", strlen(A) + 17))
		fail_msg("%s: got %d, '%s'", name, ret, t.error);
	brg_target_close(&t);
}

static void opening_says_what_is_missing(void **state)
{
	(void)state;
	cannot_open("sysfs", -ENODEV, "no such PCI function");
	cannot_open("vfio-group", -ENODEV, "no such PCI function");
	cannot_open("barrage", -ENODEV, "no such PCI function");
	fake_function(A, "0x1af4\n", "0x1110\n");
	cannot_open("vfio-group", -ENXIO, "no IOMMU group");
	cannot_open("vfio-cdev", -ENXIO, "no IOMMU group");
	cannot_open("barrage", -ENOENT, "module barrage is not loaded");
	cannot_open("p2pmem", -ENOENT, "module barrage is not loaded");
	fake_file("/sys/module/barrage/refcnt", "0\n");
	cannot_open("barrage", -EBUSY, "driver none has it");
	fake_group(A, 3);
	cannot_open("vfio-group", -EBUSY, "barrage bind vfio-pci " A);
	fake_driver(A, "nvme");
	cannot_open("vfio-cdev", -EBUSY, "driver nvme has it");
	cannot_open("barrage", -EBUSY, "driver nvme has it");
	cannot_open("sysfs", -EBUSY, "barrage bind none " A);
}

static void a_variant_needs_an_interface_that_has_some(void **state)
{
	const struct brg_target_spec spec = { .address = A, .variant = "page" };
	struct brg_target t;

	(void)state;
	assert_int_equal(brg_target_open(&t, brg_target_find("sysfs"), &spec),
			 -EINVAL);
	assert_non_null(strstr(t.error, "no variants"));
	brg_target_close(&t);
}

static void mappings_beyond_or_without_a_bar_are_refused(void **state)
{
	static const struct {
		unsigned int bar;
		uint64_t offset;
		size_t length;
		const char *says;
	} t[] = {
		{ 0, 0, 4096, "smaller than a page" },
		{ 1, 0, 4096, "does not exist" },
		{ 4, 0, 4096, "I/O port" },
		{ 6, 0, 4096, "0 to 5" },
		{ UINT32_MAX, 0, 4096, "0 to 5" },
		{ 2, 0, 0, "no bytes" },
		{ 2, 0, (1UL << 30) + 4096, "beyond its" },
		{ 2, 1UL << 30, 4096, "beyond its" },
		{ 2, UINT64_MAX - 4095, 8192, "beyond its" },
		{ 2, 4096, SIZE_MAX - 4095, "beyond its" },
	};
	struct brg_target target = { .ops = brg_target_find("sysfs"),
				     .address = A,
				     .bar_size = { [2] = 1UL << 30 } };
	void *p = &target;

	(void)state;
	fake_function(A, "0x1af4\n", "0x1110\n");
	for (size_t i = 0; i < N(t); i++) {
		int ret = brg_target_map(&target, t[i].bar, t[i].offset,
					 t[i].length, PROT_READ, NULL, &p);

		if (ret != -EINVAL || !strstr(target.error, t[i].says))
			fail_msg("row %zu: got %d, '%s'", i, ret, target.error);
		assert_ptr_equal(p, &target);
	}
	assert_non_null(strstr(target.error, A ": cannot map BAR 2 by sysfs"));
}

static void sysfs_says_why_it_cannot_zap(void **state)
{
	struct brg_target t = { .ops = brg_target_find("sysfs"), .address = A };
	struct brg_fault_cost cost;
	struct brg_behind behind;

	(void)state;
	assert_int_equal(brg_target_zap(&t), -EOPNOTSUPP);
	assert_non_null(strstr(t.error, "no fault handler"));
	assert_int_equal(brg_target_timing(&t, true), -EOPNOTSUPP);
	assert_int_equal(brg_target_lock(&t, "mutex"), -EOPNOTSUPP);
	assert_int_equal(brg_target_dma_map(&t, &t, 0, 4096), -EOPNOTSUPP);
	assert_int_equal(brg_target_dma_unmap(&t, 0, 4096), -EOPNOTSUPP);
	assert_int_equal(brg_target_bar_read(&t, 0, 0, 4, &cost), -EOPNOTSUPP);
	assert_int_equal(brg_target_lookup(&t, &t, &behind), -EOPNOTSUPP);
	assert_int_equal(brg_target_cost(&t, &cost), -EOPNOTSUPP);
	assert_non_null(strstr(t.error, "no such operation"));
}

/* With files for registers: the whole life of a sysfs target. */
static void sysfs_leaves_the_command_register_as_found(void **state)
{
	const struct brg_target_spec spec = { .address = A };
	char config[16], enable[16];
	struct brg_target t;
	void *p;

	(void)state;
	fake_function(A, "0x1af4\n", "0x1110\n");
	fake_attribute(A, "config", "abcd\x01\x04xx");
	fake_attribute(A, "resource2", "");
	assert_int_equal(brg_target_open(&t, brg_target_find("sysfs"), &spec),
			 0);
	assert_int_equal(t.bar_size[2], 1UL << 30);
	assert_int_equal(t.bar_size[0], 0);
	assert_int_equal(t.bar_size[4], 0);
	assert_false(t.refaults);
	brg_sysfs_read(config, sizeof(config), "/sys/bus/pci/devices/" A "/config");
	assert_memory_equal(config, "abcd\x03\x04xx", 8);
	brg_sysfs_read(enable, sizeof(enable), "/sys/bus/pci/devices/" A "/enable");
	assert_string_equal(enable, "1");
	assert_int_equal(brg_target_map(&t, 2, 0, 4096, PROT_READ, NULL, &p),
			 0);
	munmap(p, 4096);
	assert_int_equal(brg_target_memory(&t, false), 0);
	brg_sysfs_read(config, sizeof(config), "/sys/bus/pci/devices/" A "/config");
	assert_memory_equal(config, "abcd\x01\x04xx", 8);
	assert_int_equal(brg_target_reset(&t), -ENOTTY);
	brg_target_memory(&t, true);
	brg_target_close(&t);
	brg_sysfs_read(config, sizeof(config), "/sys/bus/pci/devices/" A "/config");
	assert_memory_equal(config, "abcd\x01\x04xx", 8);
	brg_sysfs_read(enable, sizeof(enable), "/sys/bus/pci/devices/" A "/enable");
	assert_string_equal(enable, "0");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fake_open, fake_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_split_into_interface_and_variant),
		cmocka_unit_test(every_interface_is_found_by_its_name),
		TEST(opening_says_what_is_missing),
		TEST(a_variant_needs_an_interface_that_has_some),
		TEST(mappings_beyond_or_without_a_bar_are_refused),
		TEST(sysfs_says_why_it_cannot_zap),
		TEST(sysfs_leaves_the_command_register_as_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
