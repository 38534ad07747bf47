// SPDX-License-Identifier: GPL-2.0-or-later
/* test_select.c - from text to one PCI function, or a reason why not. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/select.h"
#include "lib/topology.h"
#include "tests/unit/fake_sysfs.h"

#define A "0000:01:00.0"
#define B "0000:02:00.0"
#define C "0000:03:00.0"

static char address[32], why[512];

static int choose(const char *text)
{
	strcpy(address, "untouched");
	why[0] = 0;
	return brg_select_device(text, address, why, sizeof(why));
}

static int setup(void **state)
{
	unsetenv("BARRAGE_DEVICE");
	unsetenv("BARRAGE_ROLES");
	if (fake_open(state))
		return -1;
	fake_function(A, "0x1af4\n", "0x1110\n");
	fake_function(B, "0x1af4\n", "0x1110\n");
	fake_driver(B, "vfio-pci");
	fake_function(C, "0x1234\n", "0x11e8\n");
	fake_attribute(C, "resource",
		       "0xfe000000 0xfe0fffff 0x40200\n");	/* not prefetchable */
	return 0;
}

static void refused(const char *text, int error, const char *says)
{
	int ret = choose(text);

	if (ret != error || strcmp(address, "untouched") ||
	    !strstr(why, says) || !strstr(why, ": cannot select: "))
		fail_msg("'%s': got %d, %s, '%s'", text, ret, address, why);
}

static void chosen(const char *text, const char *want)
{
	int ret = choose(text);

	if (ret || strcmp(address, want))
		fail_msg("'%s': got %d, %s, '%s'", text, ret, address, why);
}

static void an_address_selects_what_is_there(void **state)
{
	(void)state;
	chosen("0000:01:00.0", A);
	chosen("02:00.0", B);
	refused("0000:09:00.0", -ENODEV, "no such function");
	refused("nonsense", -EINVAL, "neither an address");
	refused("", -EINVAL, "neither an address");
}

static void an_identity_selects_by_index(void **state)
{
	(void)state;
	chosen("1234:11e8", C);
	chosen("1AF4:1110#0", A);
	chosen("1af4:1110#1", B);
	refused("1af4:1110", -EINVAL, "2 functions match");
	refused("1af4:1110#2", -ENODEV, "only 2");
	refused("8086:10d3", -ENODEV, "no such function");
	refused("1af4:1110#", -EINVAL, "neither an address");
	refused("1af4:1110#-1", -EINVAL, "neither an address");
	refused("1af4:1110#0x", -EINVAL, "neither an address");
	refused("1af4:111", -EINVAL, "neither an address");
}

static void a_role_selects_what_its_file_says(void **state)
{
	char path[512];

	(void)state;
	refused("role:near", -ENOENT, "$BARRAGE_ROLES is not set");
	fake_file("/roles", "# comment 01:00.0\nfar 0000:02:00.0\nnear 01:00.0\n"
			    "gone 09:00.0\n");
	snprintf(path, sizeof(path), "%s/roles", fake_root);
	setenv("BARRAGE_ROLES", path, 1);
	chosen("role:near", A);
	chosen("role:far", B);
	refused("role:gone", -ENODEV, "no such function");
	refused("role:other", -ENODEV, "no line of that name");
	setenv("BARRAGE_ROLES", "/nonexistent", 1);
	refused("role:near", -ENOENT, "check $BARRAGE_ROLES");
}

static void auto_selects_the_only_fitting_function(void **state)
{
	(void)state;
	chosen("auto", A);
	/* prefetchable, but of 64 KiB only */
	fake_function("0000:05:00.0", "0x1af4\n", "0x1111\n");
	fake_attribute("0000:05:00.0", "resource",
		       "0xfe000000 0xfe00ffff 0x42208\n");
	chosen("auto", A);
	fake_function("0000:04:00.0", "0x1af4\n", "0x1110\n");
	refused("auto", -EINVAL, "2 functions fit: 0000:01:00.0 0000:04:00.0");
	fake_driver(A, "nvme");
	fake_driver("0000:04:00.0", "nvme");
	refused("auto", -ENODEV, "no function is without driver");
}

static void auto_follows_the_environment_first(void **state)
{
	(void)state;
	setenv("BARRAGE_DEVICE", "1af4:1110#1", 1);
	chosen("auto", B);
	chosen(A, A);
	setenv("BARRAGE_DEVICE", "", 1);
	chosen("auto", A);
	setenv("BARRAGE_DEVICE", "auto", 1);
	chosen("auto", A);
	unsetenv("BARRAGE_DEVICE");
}

/* The machine of that file: 03 and 04 below one switch, 05 below another root
 * port, 41 on the other socket */
#define MACHINE BRG_SOURCE_DIR "/tests/unit/data/two-sockets.xml"

static struct brg_topology *machine;

static int peer(const char *text)
{
	strcpy(address, "untouched");
	why[0] = 0;
	return brg_select_peer(text, machine, "0000:03:00.0", "barrage",
			       address, why, sizeof(why));
}

static void a_distance_selects_the_first_of_that_driver(void **state)
{
	static const char *const others[] = { "0000:04:00.0", "0000:05:00.0",
					      "0000:41:00.0" };

	(void)state;
	assert_int_equal(brg_topology_open_xml(MACHINE, &machine), 0);
	fake_driver(C, "barrage");
	for (size_t i = 0; i < 3; i++)
		fake_function(others[i], "0x1af4\n", "0x1110\n");
	assert_int_equal(peer("same-switch"), -ENODEV);
	assert_string_equal(address, "untouched");
	assert_non_null(strstr(why, "no function of driver barrage is so for 0000:03:00.0 (barrage bind takes one of 0000:04:00.0)"));
	fake_driver(others[0], "barrage");
	assert_int_equal(peer("same-switch"), 0);
	assert_string_equal(address, others[0]);
	/* a nearer one is no farther one */
	assert_int_equal(peer("same-host-bridge"), -ENODEV);
	assert_non_null(strstr(why, "0000:05:00.0"));
	fake_driver(others[1], "barrage");
	assert_int_equal(peer("same-host-bridge"), 0);
	assert_string_equal(address, others[1]);
	fake_driver(others[2], "vfio-pci");
	assert_int_equal(peer("other-socket"), -ENODEV);
	fake_driver(others[2], "barrage");
	assert_int_equal(peer("other-socket"), 0);
	assert_string_equal(address, others[2]);
	assert_int_equal(peer("same-socket"), -ENODEV);
	assert_non_null(strstr(why, "barrage devices says how far others are"));
	/* anything else is what it is for any device */
	assert_int_equal(peer(A), 0);
	assert_string_equal(address, A);
	assert_int_equal(peer("same-room"), -EINVAL);
	brg_topology_close(machine);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fake_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_address_selects_what_is_there),
		TEST(an_identity_selects_by_index),
		TEST(a_role_selects_what_its_file_says),
		TEST(auto_selects_the_only_fitting_function),
		TEST(auto_follows_the_environment_first),
		TEST(a_distance_selects_the_first_of_that_driver),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
