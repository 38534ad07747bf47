// SPDX-License-Identifier: GPL-2.0-or-later
/* test_pci.c - functions read from a tree of files as sysfs shows them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/group.h"
#include "lib/pci.h"
#include "tests/unit/fake_sysfs.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define A "0000:01:00.0"
#define B "0000:02:00.0"

static void addresses_are_made_canonical_or_refused(void **state)
{
	static const struct {
		const char *text;
		const char *address;
	} t[] = {
		{ "0000:01:00.0", "0000:01:00.0" },
		{ "01:00.0", "0000:01:00.0" },
		{ "0001:Ab:1F.7", "0001:ab:1f.7" },
		{ "10000:01:00.0", "10000:01:00.0" },
		{ "1:0.0", "0000:01:00.0" },
		{ "01:20.0", NULL },	{ "01:00.8", NULL },
		{ "01:00", NULL },	{ "01:00.0x", NULL },
		{ " 01:00.0", NULL },	{ "01:00.0 ", NULL },
		{ "-1:00.0", NULL },	{ "", NULL },
		{ "1af4:1110", NULL },	{ "01:00.0:1", NULL },
		{ "../../etc", NULL },	{ "001:00.0", NULL },
	};

	(void)state;
	for (size_t i = 0; i < N(t); i++) {
		char address[BRG_PCI_ADDRESS_SIZE] = "untouched";
		int ret = brg_pci_address(t[i].text, address);

		if (ret != (t[i].address ? 0 : -EINVAL) ||
		    strcmp(address, t[i].address ? t[i].address : "untouched"))
			fail_msg("'%s': got %d, %s", t[i].text, ret, address);
	}
}

static void a_function_is_read_whole(void **state)
{
	struct brg_pci pci;

	(void)state;
	fake_function(A, "0x1af4\n", "0x1110\n");
	fake_attribute(A, "numa_node", "1\n");
	fake_attribute(A, "enable", "2\n");
	fake_attribute(A, "driver_override", "barrage\n");
	fake_attribute(A, "current_link_speed", "2.5 GT/s PCIe\n");
	fake_attribute(A, "current_link_width", "4\n");
	fake_driver(A, "barrage");
	fake_group(A, 17);
	assert_int_equal(brg_pci_read(A, &pci), 0);
	assert_int_equal(pci.vendor, 0x1af4);
	assert_int_equal(pci.device, 0x1110);
	assert_int_equal(pci.class_code, 0x050000);
	assert_int_equal(pci.enable_count, 2);
	assert_int_equal(pci.iommu_group, 17);
	assert_int_equal(pci.numa_node, 1);
	assert_string_equal(pci.driver, "barrage");
	assert_string_equal(pci.driver_override, "barrage");
	assert_string_equal(pci.reset_methods, "flr bus");
	assert_string_equal(pci.link_speed, "2.5 GT/s PCIe");
	assert_int_equal(pci.link_width, 4);
}

static void what_is_missing_reads_as_none(void **state)
{
	struct brg_pci pci;

	(void)state;
	fake_attribute(A, "resource", "0x0 0x0 0x0\n");
	assert_int_equal(brg_pci_read(A, &pci), 0);
	assert_string_equal(pci.driver, "");
	assert_string_equal(pci.driver_override, "");
	assert_string_equal(pci.reset_methods, "");
	assert_int_equal(pci.iommu_group, -1);
	assert_int_equal(pci.numa_node, -1);
	assert_int_equal(pci.link_width, 0);
	assert_int_equal(brg_pci_biggest_bar(&pci), -1);
	assert_int_equal(brg_pci_read(B, &pci), -ENODEV);
}

static void bars_have_kind_and_size(void **state)
{
	struct brg_pci pci;

	(void)state;
	fake_function(A, "0x1af4\n", "0x1110\n");
	assert_int_equal(brg_pci_read(A, &pci), 0);
	assert_int_equal(pci.bar[0].size, 256);
	assert_false(pci.bar[0].prefetchable);
	assert_false(pci.bar[0].is_64bit);
	assert_int_equal(pci.bar[1].size, 0);
	assert_int_equal(pci.bar[2].size, 1ULL << 30);
	assert_true(pci.bar[2].prefetchable);
	assert_true(pci.bar[2].is_64bit);
	assert_false(pci.bar[2].io);
	assert_true(pci.bar[4].io);
	assert_int_equal(pci.bar[4].size, 32);
	assert_int_equal(brg_pci_biggest_bar(&pci), 2);
}

static void hostile_resource_lines_give_no_bar(void **state)
{
	struct brg_pci pci;

	(void)state;
	fake_attribute(A, "resource",
		       "0x20 0x0f 0x200\n"	/* ends before it starts */
		       "nonsense\n"
		       "0x1000 0x1fff 0x0\n"	/* neither memory nor I/O */
		       "0x1000\n");
	assert_int_equal(brg_pci_read(A, &pci), 0);
	for (int i = 0; i < BRG_PCI_NR_BARS; i++)
		assert_int_equal(pci.bar[i].size, 0);
}

static void the_list_is_in_order_of_address(void **state)
{
	struct brg_pci *list;
	size_t n;

	(void)state;
	fake_function(B, "0x1af4\n", "0x1110\n");
	fake_function(A, "0x1234\n", "0x11e8\n");
	assert_int_equal(brg_pci_list(&list, &n), 0);
	assert_int_equal(n, 2);
	assert_string_equal(list[0].address, A);
	assert_string_equal(list[1].address, B);
	free(list);
}

static void without_pci_the_list_is_an_error(void **state)
{
	struct brg_pci *list;
	size_t n;

	(void)state;
	assert_int_equal(brg_pci_list(&list, &n), -ENOENT);
}

static void the_command_register_is_little_endian_at_4(void **state)
{
	uint16_t command;

	(void)state;
	fake_function(A, "0x1af4\n", "0x1110\n");
	assert_int_equal(brg_pci_command(A, &command), 0);
	assert_int_equal(command, 0x0402);
	assert_int_equal(brg_pci_set_command(A, 0x0106), 0);
	assert_int_equal(brg_pci_command(A, &command), 0);
	assert_int_equal(command, 0x0106);
	fake_attribute(A, "config", "short");
	assert_int_equal(brg_pci_command(A, &command), -EIO);
}

static void group_blockers_are_foreign_drivers_but_not_bridges(void **state)
{
	char text[256];

	(void)state;
	fake_function(A, "0x1af4\n", "0x1110\n");
	fake_group(A, 3);
	assert_int_equal(brg_group_blockers(A, text, sizeof(text)), 0);
	fake_function(B, "0x8086\n", "0x10d3\n");
	fake_group(B, 3);
	assert_int_equal(brg_group_blockers(A, text, sizeof(text)), 0);
	fake_driver(B, "e1000e");
	assert_int_equal(brg_group_blockers(A, text, sizeof(text)), 1);
	assert_string_equal(text, B " (e1000e)");
	fake_attribute(B, "class", "0x060400\n");
	assert_int_equal(brg_group_blockers(A, text, sizeof(text)), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fake_open, fake_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_made_canonical_or_refused),
		TEST(a_function_is_read_whole),
		TEST(what_is_missing_reads_as_none),
		TEST(bars_have_kind_and_size),
		TEST(hostile_resource_lines_give_no_bar),
		TEST(the_list_is_in_order_of_address),
		TEST(without_pci_the_list_is_an_error),
		TEST(the_command_register_is_little_endian_at_4),
		TEST(group_blockers_are_foreign_drivers_but_not_bridges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
