// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_bind.c - who is refused, and what the journal keeps.
 *
 * The tree of files cannot bind anything; that is shown in a guest.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/bind.h"
#include "lib/inuse.h"
#include "lib/journal.h"
#include "tests/unit/fake_sysfs.h"

#define A "0000:01:00.0"
#define B "0000:02:00.0"
#define NVME "/sys/bus/pci/devices/" A "/nvme/nvme0/"

static char why[1024];

static int setup(void **state)
{
	if (fake_open(state))
		return -1;
	fake_function(A, "0x1af4\n", "0x1110\n");
	fake_file("/proc/self/mountinfo", "");
	fake_file("/proc/swaps", "Filename Type Size Used Priority\n");
	return 0;
}

static void refused(const char *driver, bool force, int error, const char *says)
{
	const struct brg_bind_opts opts = { .force = force, .dry_run = true };
	int ret = brg_bind(A, driver, &opts, why, sizeof(why));

	if (ret != error || !strstr(why, says) ||
	    strncmp(why, A ": cannot bind to ", strlen(A) + 17))
		fail_msg("got %d, '%s', expected '%s'", ret, why, says);
}

static void fits(const char *driver, bool force)
{
	const struct brg_bind_opts opts = { .force = force, .dry_run = true };
	int ret = brg_bind(A, driver, &opts, why, sizeof(why));

	if (ret)
		fail_msg("got %d, '%s'", ret, why);
}

static void a_foreign_driver_needs_force(void **state)
{
	(void)state;
	fits("barrage", false);
	fake_driver(A, "vfio-pci");
	fits("barrage", false);
	fake_driver(A, "nvme");
	refused("barrage", false, -EBUSY, "--force");
	fits("barrage", true);
	refused("nvidia", true, -EINVAL, "one of barrage, vfio-pci, none");
}

static void a_missing_function_is_named(void **state)
{
	(void)state;
	assert_int_equal(brg_bind(B, "barrage", NULL, why, sizeof(why)),
			 -ENODEV);
	assert_non_null(strstr(why, B ": cannot bind: no such PCI function"));
	assert_int_equal(brg_bind("01:00", "barrage", NULL, why, sizeof(why)),
			 -EINVAL);
}

static void bridges_are_refused_even_by_force(void **state)
{
	(void)state;
	fake_attribute(A, "class", "0x060400\n");
	refused("barrage", true, -EBUSY, "bridge");
}

static void the_boot_display_is_refused(void **state)
{
	(void)state;
	fake_attribute(A, "class", "0x030000\n");
	fits("barrage", true);
	fake_attribute(A, "boot_vga", "1\n");
	refused("barrage", true, -EBUSY, "booted on");
	fake_attribute(A, "boot_vga", "0\n");
	fake_file("/sys/bus/pci/devices/" A "/graphics/fb0/dev", "29:0\n");
	fake_link("/sys/class/graphics/fb0",
		  "/sys/bus/pci/devices/" A "/graphics/fb0");
	refused("barrage", true, -EBUSY, "fb0");
}

static void vfio_needs_a_group_without_foreign_drivers(void **state)
{
	(void)state;
	refused("vfio-pci", false, -ENXIO, "no IOMMU group");
	fake_group(A, 5);
	fits("vfio-pci", false);
	fake_function(B, "0x8086\n", "0x10d3\n");
	fake_driver(B, "e1000e");
	fake_group(B, 5);
	refused("vfio-pci", false, -EBUSY, B " (e1000e)");
	fits("barrage", false);
}

static void add_disk(void)
{
	fake_driver(A, "nvme");
	fake_file(NVME "nvme0n1/dev", "259:0\n");
	fake_file(NVME "nvme0n1/nvme0n1p1/dev", "259:1\n");
	fake_link("/sys/class/block/nvme0n1", NVME "nvme0n1");
	fake_link("/sys/class/block/nvme0n1p1", NVME "nvme0n1/nvme0n1p1");
}

static void a_mounted_disk_is_refused(void **state)
{
	(void)state;
	add_disk();
	fits("barrage", true);
	fake_file("/proc/self/mountinfo",
		  "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
		  "30 22 259:1 / /data rw,noatime - ext4 /dev/nvme0n1p1 rw\n");
	refused("barrage", true, -EBUSY, "/dev/nvme0n1p1 is mounted on /data");
	/* btrfs shows a number of its own */
	fake_file("/proc/self/mountinfo",
		  "30 22 0:44 / /pool rw - btrfs /dev/nvme0n1 rw\n");
	refused("barrage", true, -EBUSY, "/dev/nvme0n1 is mounted on /pool");
	/* the root file system may have a source that is no device */
	fake_file("/proc/self/mountinfo",
		  "30 22 259:1 / / rw - ext4 /dev/root rw\n");
	refused("barrage", true, -EBUSY, "/dev/nvme0n1p1 is mounted on /");
	/* another disk with a name that begins alike */
	fake_file("/proc/self/mountinfo",
		  "30 22 259:9 / /x rw - ext4 /dev/nvme0n11 rw\n");
	fits("barrage", true);
}

static void a_name_that_goes_on_is_another_function(void **state)
{
	(void)state;
	fake_driver(A, "nvme");
	fake_file("/sys/old/" A "-copy/nvme0n1/holders/dm-0", "");
	fake_link("/sys/class/block/nvme0n1", "/sys/old/" A "-copy/nvme0n1");
	fits("barrage", true);
}

static void swap_and_holders_are_refused(void **state)
{
	(void)state;
	add_disk();
	fake_file("/proc/swaps", "Filename Type Size Used Priority\n"
				 "/dev/nvme0n1p1 partition 1024 0 -2\n");
	refused("barrage", true, -EBUSY, "/dev/nvme0n1p1 is swap");
	fake_file("/proc/swaps", "");
	fake_file(NVME "nvme0n1/holders/dm-0", "");
	refused("barrage", true, -EBUSY, "part of /dev/dm-0");
}

static void a_multipath_disk_counts_for_its_controller(void **state)
{
	(void)state;
	fake_driver(A, "nvme");
	fake_file(NVME "state", "live\n");
	fake_file("/sys/virtual/nvme-subsystem/nvme-subsys0/nvme0n1/dev",
		  "259:0\n");
	fake_link("/sys/virtual/nvme-subsystem/nvme-subsys0/nvme0",
		  "/sys/bus/pci/devices/" A "/nvme/nvme0");
	fake_link("/sys/class/block/nvme0n1",
		  "/sys/virtual/nvme-subsystem/nvme-subsys0/nvme0n1");
	fits("barrage", true);
	fake_file("/proc/self/mountinfo",
		  "30 22 259:0 / /data rw - ext4 /dev/nvme0n1 rw\n");
	refused("barrage", true, -EBUSY, "mounted on /data");
}

static void a_mounted_folder_of_the_host_is_refused(void **state)
{
	(void)state;
	fake_driver(A, "virtio-pci");
	fake_file("/sys/bus/pci/devices/" A "/virtio0/mount_tag", "results");
	fake_file("/proc/self/mountinfo",
		  "30 22 0:30 / /x rw - 9p other rw,trans=virtio\n"
		  "31 22 0:31 / /y rw - ext4 results rw\n");
	fits("barrage", true);
	fake_file("/proc/self/mountinfo",
		  "30 22 0:30 / /out rw - 9p results rw,trans=virtio\n");
	refused("barrage", true, -EBUSY, "results on it is mounted on /out");
}

static void the_default_route_is_refused(void **state)
{
	(void)state;
	fake_driver(A, "e1000e");
	fake_file("/sys/bus/pci/devices/" A "/net/brgtest0/flags", "0x1002\n");
	fake_link("/sys/class/net/brgtest0",
		  "/sys/bus/pci/devices/" A "/net/brgtest0");
	fits("barrage", true);
	fake_file("/proc/net/route",
		  "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n"
		  "brgtest0\t0000A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\n");
	fits("barrage", true);
	fake_file("/proc/net/route",
		  "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n"
		  "brgtest0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\n");
	refused("barrage", true, -EBUSY, "brgtest0 carries the default route");
	fake_file("/proc/net/route", "");
	fake_file("/proc/net/ipv6_route",
		  "fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001 brgtest0\n");
	fits("barrage", true);
	fake_file("/proc/net/ipv6_route",
		  "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe80000000000000000000000000000a 00000400 00000001 00000000 00000003 brgtest0\n");
	refused("barrage", true, -EBUSY, "brgtest0 carries the default route");
}

static void an_enslaved_interface_is_refused_while_up(void **state)
{
	(void)state;
	fake_driver(A, "e1000e");
	fake_file("/sys/bus/pci/devices/" A "/net/brgtest0/flags", "0x1003\n");
	fake_link("/sys/class/net/brgtest0",
		  "/sys/bus/pci/devices/" A "/net/brgtest0");
	fits("barrage", true);
	fake_file("/sys/bus/pci/devices/" A "/net/brgtest0/upper_bond0", "");
	refused("barrage", true, -EBUSY, "part of another interface");
}

/* An open group shows as a link to its path in the holder's /proc. */
static void an_open_vfio_group_is_refused(void **state)
{
	char path[512];

	(void)state;
	fake_driver(A, "vfio-pci");
	fake_group(A, 5);
	fits("barrage", false);
	fake_file("/proc/77/comm", "qemu\n");
	fake_file("/proc/77/fd/0", "");
	snprintf(path, sizeof(path), "%s/proc/77/fd/9", fake_root);
	assert_int_equal(symlink("/dev/vfio/6", path), 0);
	fits("barrage", false);
	unlink(path);
	assert_int_equal(symlink("/dev/vfio/5", path), 0);
	refused("barrage", false, -EBUSY, "process 77 (qemu)");
	unlink(path);
	assert_int_equal(symlink("anon_inode:[vfio-device]", path), 0);
	fits("barrage", false);
	fake_attribute(A, "enable", "1\n");
	refused("barrage", false, -EBUSY, "process 77 (qemu)");
}

static void the_journal_survives_and_is_checked(void **state)
{
	const struct brg_journal in = { .address = A,
					.vendor = 0x1af4,
					.device = 0x1110,
					.driver = "nvme",
					.driver_override = "",
					.enable_count = 2,
					.command = 0x407 };
	struct brg_journal out;

	(void)state;
	assert_int_equal(brg_journal_read(A, &out), -ENOENT);
	assert_int_equal(brg_journal_write(&in), 0);
	assert_int_equal(brg_journal_read(A, &out), 0);
	assert_string_equal(out.driver, "nvme");
	assert_string_equal(out.driver_override, "");
	assert_int_equal(out.vendor, 0x1af4);
	assert_int_equal(out.enable_count, 2);
	assert_int_equal(out.command, 0x407);
	fake_file("/run/barrage/bind/" A ".json",
		  "{ \"format\": \"barrage-bind\", \"version\": 2, \"address\": \"" A "\", \"vendor\": 1, \"device\": 1, \"driver\": \"\", \"driver_override\": \"\", \"enable\": 0, \"command\": 0 }");
	assert_int_equal(brg_journal_read(A, &out), -EBADMSG);
	fake_file("/run/barrage/bind/" A ".json", "{ \"format\": \"barra");
	assert_int_equal(brg_journal_read(A, &out), -EBADMSG);
	fake_file("/run/barrage/bind/" A ".json", "{ \"format\": \"other\" }");
	assert_int_equal(brg_journal_read(A, &out), -EBADMSG);
	assert_int_equal(brg_journal_remove(A), 0);
	assert_int_equal(brg_journal_remove(A), 0);
	assert_int_equal(brg_journal_read(A, &out), -ENOENT);
}

static void nothing_is_restored_from_a_wrong_journal(void **state)
{
	const struct brg_journal in = { .address = A,
					.vendor = 0x8086,
					.device = 0x1110 };
	uint64_t enable;

	(void)state;
	if (geteuid())
		skip();
	assert_int_equal(brg_bind_restore(A, why, sizeof(why)), 0);
	assert_int_equal(brg_journal_write(&in), 0);
	assert_int_equal(brg_bind_restore(A, why, sizeof(why)), -ESTALE);
	assert_non_null(strstr(why, "another device"));
	fake_file("/run/barrage/bind/" A ".json", "[]");
	assert_int_equal(brg_bind_restore(A, why, sizeof(why)), -EBADMSG);
	assert_non_null(strstr(why, "damaged"));
	brg_sysfs_read_u64(&enable, "/sys/bus/pci/devices/" A "/enable");
	assert_int_equal(enable, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fake_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_foreign_driver_needs_force),
		TEST(a_missing_function_is_named),
		TEST(bridges_are_refused_even_by_force),
		TEST(the_boot_display_is_refused),
		TEST(vfio_needs_a_group_without_foreign_drivers),
		TEST(a_mounted_disk_is_refused),
		TEST(a_name_that_goes_on_is_another_function),
		TEST(swap_and_holders_are_refused),
		TEST(a_multipath_disk_counts_for_its_controller),
		TEST(a_mounted_folder_of_the_host_is_refused),
		TEST(the_default_route_is_refused),
		TEST(an_enslaved_interface_is_refused_while_up),
		TEST(an_open_vfio_group_is_refused),
		TEST(the_journal_survives_and_is_checked),
		TEST(nothing_is_restored_from_a_wrong_journal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
