// SPDX-License-Identifier: GPL-2.0-or-later
/* test_select.c - from text to one PCI function, or a reason why not. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/select.h"
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

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fake_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_address_selects_what_is_there),
		TEST(an_identity_selects_by_index),
		TEST(a_role_selects_what_its_file_says),
		TEST(auto_selects_the_only_fitting_function),
		TEST(auto_follows_the_environment_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
