// SPDX-License-Identifier: GPL-2.0-or-later
/* test_place.c - which CPUs a placement means, on a made-up topology. */
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/place.h"
#include "lib/sysfs.h"

#define ADDRESS "0000:01:00.0"

static char root[] = "/tmp/barrage-place-XXXXXX";

static int setup(void **state)
{
	char command[256];

	(void)state;
	if (!mkdtemp(root))
		return -1;
	snprintf(command, sizeof(command),
		 "mkdir -p %s/sys/bus/pci/devices/" ADDRESS, root);
	brg_sysfs_set_root(root);
	return system(command);
}

static int teardown(void **state)
{
	char command[256];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", root);
	return system(command);
}

static void local_cpus(const char *list)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path),
		 "%s/sys/bus/pci/devices/" ADDRESS "/local_cpulist", root);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "%s\n", list);
	fclose(f);
}

static int first_cpu(void)
{
	cpu_set_t set;
	int cpu = 0;

	sched_getaffinity(0, sizeof(set), &set);
	while (!CPU_ISSET(cpu, &set))
		cpu++;
	return cpu;
}

static void near_and_far_divide_what_may_be_used(void **state)
{
	struct brg_place near, far;
	char list[32], why[256];
	cpu_set_t set;

	(void)state;
	sched_getaffinity(0, sizeof(set), &set);
	snprintf(list, sizeof(list), "%d,1000-1010", first_cpu());
	local_cpus(list);
	assert_int_equal(brg_place_find("near", ADDRESS, &near, why,
					sizeof(why)), 0);
	assert_int_equal(near.nr, 1);
	assert_int_equal(near.cpus[0], first_cpu());
	if (CPU_COUNT(&set) < 2)
		return;
	assert_int_equal(brg_place_find("far", ADDRESS, &far, why, sizeof(why)),
			 0);
	assert_int_equal(far.nr, CPU_COUNT(&set) - 1);
	for (size_t i = 0; i < far.nr; i++)
		assert_int_not_equal(far.cpus[i], first_cpu());
}

static void far_of_everything_is_nowhere(void **state)
{
	struct brg_place place;
	char why[256] = "";

	(void)state;
	local_cpus("0-1023");
	assert_int_equal(brg_place_find("far", ADDRESS, &place, why,
					sizeof(why)), -ENXIO);
	assert_non_null(strstr(why, "cpus = far"));
}

static void a_silent_kernel_makes_all_near(void **state)
{
	struct brg_place place;
	char why[256];
	cpu_set_t set;

	(void)state;
	sched_getaffinity(0, sizeof(set), &set);
	assert_int_equal(brg_place_find("near", "0000:09:00.0", &place, why,
					sizeof(why)), 0);
	assert_int_equal(place.nr, CPU_COUNT(&set));
}

static void forms_are_checked(void **state)
{
	static const struct {
		const char *text;
		int expected;
	} cases[] = {
		{ "any", 0 }, { "near", 0 }, { "far", 0 }, { "0", 0 },
		{ "0-3", 0 }, { "0-3:8", 0 }, { "8:0", 0 },
		{ "", -EINVAL }, { "3-0", -EINVAL }, { "0,1", -EINVAL },
		{ "0-", -EINVAL }, { "-1", -EINVAL }, { "0:", -EINVAL },
		{ "x", -EINVAL }, { "99999999999", -EINVAL },
	};
	char why[256];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (brg_place_check(cases[i].text, why, sizeof(why)) !=
		    cases[i].expected)
			fail_msg("case %zu", i);
}

static void threads_are_dealt_out_in_turn(void **state)
{
	struct brg_place place;
	char text[16], why[256];

	(void)state;
	snprintf(text, sizeof(text), "%d", first_cpu());
	assert_int_equal(brg_place_find(text, NULL, &place, why, sizeof(why)),
			 0);
	assert_int_equal(brg_place_pin(&place, 7), 0);
	assert_int_equal(sched_getcpu(), first_cpu());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(near_and_far_divide_what_may_be_used),
		cmocka_unit_test(far_of_everything_is_nowhere),
		cmocka_unit_test(a_silent_kernel_makes_all_near),
		cmocka_unit_test(forms_are_checked),
		cmocka_unit_test(threads_are_dealt_out_in_turn),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
