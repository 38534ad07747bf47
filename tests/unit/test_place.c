// SPDX-License-Identifier: GPL-2.0-or-later
/* test_place.c - which CPUs a placement means, on a made-up machine. */
#include <errno.h>
#include <numaif.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/place.h"

#define MACHINE	BRG_SOURCE_DIR "/tests/unit/data/two-sockets.xml"
#define DEVICE	"0000:03:00.0"		/* below a switch, socket 0 */
#define SISTER	"0000:04:00.0"		/* below the same switch */
#define COUSIN	"0000:05:00.0"		/* below another root port */
#define FOREIGN	"0000:41:00.0"		/* socket 1 */

static struct brg_topology *machine;

static int setup(void **state)
{
	(void)state;
	return brg_topology_open_xml(MACHINE, &machine);
}

static int teardown(void **state)
{
	(void)state;
	brg_topology_close(machine);
	return 0;
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

/* Bits of the first 8 CPUs */
static unsigned int cpus(const char *address, enum brg_where where)
{
	unsigned int bits = 0;
	cpu_set_t set;

	assert_int_equal(brg_topology_cpus(machine, address, where, &set), 0);
	for (int cpu = 0; cpu < 8; cpu++)
		bits |= (unsigned int)!!CPU_ISSET(cpu, &set) << cpu;
	return bits;
}

static unsigned long long nodes(const char *address, enum brg_where where)
{
	unsigned long long bits = ~0ull;

	assert_int_equal(brg_topology_nodes(machine, address, where, &bits), 0);
	return bits;
}

static void near_and_far_divide_the_machine_by_the_function(void **state)
{
	(void)state;
	assert_int_equal(cpus(DEVICE, BRG_NEAR), 0x3);
	assert_int_equal(cpus(DEVICE, BRG_FAR), 0xc);
	assert_int_equal(cpus(DEVICE, BRG_OTHER_SOCKET), 0xc);
	assert_int_equal(cpus(FOREIGN, BRG_NEAR), 0xc);
	assert_int_equal(cpus(FOREIGN, BRG_OTHER_SOCKET), 0x3);
	assert_int_equal(nodes(DEVICE, BRG_NEAR), 0x1);
	assert_int_equal(nodes(DEVICE, BRG_FAR), 0x2);
	assert_int_equal(nodes(FOREIGN, BRG_OTHER_SOCKET), 0x1);
	assert_int_equal(brg_topology_all_nodes(machine), 0x3);
}

static void a_function_that_is_not_there_is_told(void **state)
{
	unsigned long long bits;
	cpu_set_t set;

	(void)state;
	assert_int_equal(brg_topology_cpus(machine, "0000:99:00.0", BRG_NEAR,
					   &set), -ENODEV);
	assert_int_equal(brg_topology_nodes(machine, "0000:99:00.0", BRG_NEAR,
					    &bits), -ENODEV);
}

static void the_path_between_functions_is_the_closest_they_share(void **state)
{
	static const struct {
		const char *a, *b;
		enum brg_path path;
	} t[] = {
		{ DEVICE, SISTER, BRG_PATH_SWITCH },
		{ SISTER, DEVICE, BRG_PATH_SWITCH },
		{ DEVICE, COUSIN, BRG_PATH_HOST_BRIDGE },
		{ DEVICE, FOREIGN, BRG_PATH_OTHER_SOCKET },
		{ DEVICE, "0000:99:00.0", BRG_PATH_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++)
		assert_string_equal(brg_path_name(brg_topology_path(
					machine, t[i].a, t[i].b)),
				    brg_path_name(t[i].path));
}

static void a_machine_has_one_line(void **state)
{
	char text[512];

	(void)state;
	brg_topology_text(machine, text, sizeof(text));
	assert_non_null(strstr(text, "Package:2"));
	assert_non_null(strstr(text, "PU:"));
}

static void words_mean_what_the_topology_says(void **state)
{
	struct brg_place place;
	char why[256] = "";
	cpu_set_t set;
	int near_ones = 0;

	(void)state;
	sched_getaffinity(0, sizeof(set), &set);
	for (int cpu = 0; cpu < 2; cpu++)
		near_ones += !!CPU_ISSET(cpu, &set);
	if (!near_ones) {
		assert_int_equal(brg_place_find("near", machine, DEVICE, &place,
						why, sizeof(why)), -ENXIO);
		return;
	}
	assert_int_equal(brg_place_find("near", machine, DEVICE, &place, why,
					sizeof(why)), 0);
	assert_int_equal(place.nr, near_ones);
	assert_true(place.cpus[0] < 2);
}

static void where_no_cpu_is_left_the_message_says_why(void **state)
{
	struct brg_place place;
	char why[256] = "";

	(void)state;
	/* without a topology everything is near, and nothing far */
	assert_int_equal(brg_place_find("far", NULL, DEVICE, &place, why,
					sizeof(why)), -ENXIO);
	assert_non_null(strstr(why, "cpus = far"));
	assert_non_null(strstr(why, DEVICE));
	assert_int_equal(brg_place_find("other-socket", machine, NULL, &place,
					why, sizeof(why)), -ENXIO);
	assert_non_null(strstr(why, "other-socket"));
	assert_int_equal(brg_place_find("1000", machine, DEVICE, &place, why,
					sizeof(why)), -ENXIO);
}

static void a_silent_machine_makes_all_near(void **state)
{
	struct brg_place place;
	char why[256];
	cpu_set_t set;

	(void)state;
	sched_getaffinity(0, sizeof(set), &set);
	assert_int_equal(brg_place_find("near", machine, "0000:99:00.0", &place,
					why, sizeof(why)), 0);
	assert_int_equal(place.nr, CPU_COUNT(&set));
	assert_int_equal(brg_place_find("near", NULL, NULL, &place, why,
					sizeof(why)), 0);
	assert_int_equal(place.nr, CPU_COUNT(&set));
}

static void memory_policies_are_resolved_to_nodes(void **state)
{
	static const struct {
		const char *text;
		int mode;
		unsigned long long nodes;
		const char *shown;
	} t[] = {
		{ "default", MPOL_DEFAULT, 0, "default" },
		{ "local", MPOL_LOCAL, 0, "local" },
		{ "bind:near", MPOL_BIND, 0x1, "bind:0" },
		{ "bind:far", MPOL_BIND, 0x2, "bind:1" },
		{ "prefer:other-socket", MPOL_PREFERRED, 0x2, "prefer:1" },
		{ "interleave:0-1", MPOL_INTERLEAVE, 0x3, "interleave:0,1" },
		{ "interleave:1:7", MPOL_INTERLEAVE, 0x2, "interleave:1" },
	};
	struct brg_place place = { .nr = 0 };
	char why[512], text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		assert_int_equal(brg_place_find_memory(t[i].text, machine,
						       DEVICE, &place, why,
						       sizeof(why)), 0);
		assert_int_equal(place.memory_mode, t[i].mode);
		assert_int_equal(place.nodes, t[i].nodes);
		assert_string_equal(brg_place_memory_text(&place, text,
							  sizeof(text)),
				    t[i].shown);
	}
}

static void memory_that_is_not_there_is_told(void **state)
{
	static const struct {
		const char *text;
		bool known;
		int expected;
		const char *part;
	} t[] = {
		{ "bind:5", true, -ENXIO, "none of the 2 NUMA nodes" },
		{ "bind:far", false, -ENXIO, "is so for " DEVICE },
		{ "bind", true, -EINVAL, "bind:near" },
		{ "local:0", true, -EINVAL, "no memory policy" },
		{ "bind:", true, -EINVAL, "no memory policy" },
		{ "bound:0", true, -EINVAL, "no memory policy" },
	};
	struct brg_place place;
	char why[512];

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		assert_int_equal(brg_place_find_memory(t[i].text,
					t[i].known ? machine : NULL, DEVICE,
					&place, why, sizeof(why)),
				 t[i].expected);
		assert_non_null(strstr(why, t[i].part));
	}
}

static void forms_are_checked(void **state)
{
	static const struct {
		const char *text;
		int expected;
	} cases[] = {
		{ "any", 0 }, { "near", 0 }, { "far", 0 }, { "0", 0 },
		{ "other-socket", 0 }, { "same-socket", -EINVAL },
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
	assert_int_equal(brg_place_find(text, NULL, NULL, &place, why,
					sizeof(why)), 0);
	assert_int_equal(brg_place_pin(&place, 7), 0);
	assert_int_equal(sched_getcpu(), first_cpu());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(near_and_far_divide_the_machine_by_the_function),
		cmocka_unit_test(a_function_that_is_not_there_is_told),
		cmocka_unit_test(the_path_between_functions_is_the_closest_they_share),
		cmocka_unit_test(a_machine_has_one_line),
		cmocka_unit_test(words_mean_what_the_topology_says),
		cmocka_unit_test(where_no_cpu_is_left_the_message_says_why),
		cmocka_unit_test(a_silent_machine_makes_all_near),
		cmocka_unit_test(memory_policies_are_resolved_to_nodes),
		cmocka_unit_test(memory_that_is_not_there_is_told),
		cmocka_unit_test(forms_are_checked),
		cmocka_unit_test(threads_are_dealt_out_in_turn),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
