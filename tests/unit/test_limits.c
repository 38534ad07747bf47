// SPDX-License-Identifier: GPL-2.0-or-later
/* test_limits.c - what a target cannot do keeps just those cells from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench/limits.h"
#include "bench/plan.h"

/* The reasons of the cells of a configuration, in its order; "" for none */
static void expect_reasons(const char *text, const char *const *expected)
{
	struct brg_config *config = NULL;
	struct brg_plan plan;
	char why[1024] = "";
	size_t n = 0;

	if (brg_config_parse(text, "f.ini", &config, why, sizeof(why)) ||
	    brg_plan_create(config, NULL, &plan, why, sizeof(why)))
		fail_msg("%s", why);
	for (; n < plan.nr_cells && expected[n]; n++) {
		const struct brg_limit *limit = brg_limit_find(&plan.cells[n]);

		if (!strstr(limit ? limit->why : "", expected[n]) ||
		    !limit != !expected[n][0])
			fail_msg("cell %zu: '%s', not '%s'", n,
				 limit ? limit->why : "", expected[n]);
	}
	assert_null(expected[n]);
	/* The floor comes last. */
	assert_int_equal(n, plan.nr_cells - 1);
	brg_plan_clear(&plan);
}

static void what_depends_on_the_target_goes_by_the_target(void **state)
{
	(void)state;
	expect_reasons("[a]\nworkload = export\nsize = 4k\n"
		       "target = barrage:page, vfio-group, sysfs\n",
		       (const char *const[]){ "", "", "no dma-bufs", NULL });
	expect_reasons("[a]\nworkload = vma-lookup\nvmas = 1\n"
		       "target = barrage:page, sysfs\n",
		       (const char *const[]){ "", "looks up", NULL });
}

static void what_depends_on_a_key_goes_by_its_value(void **state)
{
	(void)state;
	expect_reasons("[a]\nworkload = fault\nsize = 4k\ntarget = sysfs\n"
		       "phase = first, refault\ntiming = off, on\n",
		       (const char *const[]){ "", "time its faults",
					      "never come back",
					      "never come back", NULL });
	expect_reasons("[a]\nworkload = access\ntarget = sysfs, vfio-group\n"
		       "memory = uncached, write-combined\n",
		       (const char *const[]){ "", "", "", "uncached only",
					      NULL });
}

static void what_depends_on_a_strategy_spares_the_others(void **state)
{
	(void)state;
	expect_reasons("[a]\nworkload = zap\ntarget = barrage:page, barrage:eager\n",
		       (const char *const[]){ "", "never come back", NULL });
	/* with nothing mapped there is nothing to come back */
	expect_reasons("[a]\nworkload = toggle\npopulated = 0, 4k\n"
		       "target = barrage:eager\n",
		       (const char *const[]){ "", "never come back", NULL });
	/* sysfs has no strategies, and its mappings survive */
	expect_reasons("[a]\nworkload = toggle\npopulated = 4k\ntarget = sysfs\n",
		       (const char *const[]){ "", NULL });
}

/* A key or value that its workload has not would never apply. */
static void limits_name_keys_and_values_there_are(void **state)
{
	(void)state;
	for (size_t i = 0; brg_workloads[i]; i++) {
		const struct brg_limit *limit = brg_workloads[i]->limits;

		for (; limit && limit->why; limit++) {
			const struct brg_key *key = limit->key ?
				brg_key_find(brg_workloads[i]->keys,
					     limit->key) : NULL;
			bool found = !limit->value;

			assert_true(limit->variant || limit->of);
			if (!limit->key)
				continue;
			assert_non_null(key);
			if (key->type == BRG_KEY_TEXT)
				found = true;
			for (size_t n = 0; !found && key->names[n]; n++)
				found = !strcmp(key->names[n], limit->value);
			assert_true(found);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_depends_on_the_target_goes_by_the_target),
		cmocka_unit_test(what_depends_on_a_key_goes_by_its_value),
		cmocka_unit_test(what_depends_on_a_strategy_spares_the_others),
		cmocka_unit_test(limits_name_keys_and_values_there_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
