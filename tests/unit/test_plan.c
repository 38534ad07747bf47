// SPDX-License-Identifier: GPL-2.0-or-later
/* test_plan.c - from configurations to ordered trials. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench/plan.h"

static const struct brg_pci function = {
	.address = "0000:01:00.0",
	.bar = { [0] = { .start = 0xfe000000, .size = 4096 },
		 [1] = { .start = 0xe000, .size = 256, .io = true },
		 [2] = { .start = 1ULL << 32, .size = 1 << 30,
			 .prefetchable = true } },
};

static int plan_of(const char *text, const char *const *set,
		   struct brg_plan *plan, char *why, size_t why_size)
{
	struct brg_config *config = NULL;
	int ret = brg_config_parse(text, "f.ini", &config, why, why_size);

	if (!ret)
		ret = brg_plan_create(config, set, plan, why, why_size);
	if (ret)
		return ret;
	ret = brg_plan_set_device(plan, &function, why, why_size);
	if (!ret)
		ret = brg_plan_order(plan);
	if (ret)
		brg_plan_clear(plan);
	return ret;
}

static void must_plan(const char *text, const char *const *set,
		      struct brg_plan *plan)
{
	char why[2048] = "";

	if (plan_of(text, set, plan, why, sizeof(why)))
		fail_msg("%s", why);
}

#define MATRIX                                                             \
	"[global]\nrepeat = 3\nsize = 2m\n"                                \
	"[a]\nworkload = fault\ntarget = barrage:page, vfio-group, sysfs\n" \
	"misalign = 0, 4k\n"

static void a_matrix_is_the_product_of_its_sweeps(void **state)
{
	struct brg_plan plan;

	(void)state;
	must_plan(MATRIX, NULL, &plan);
	/* 3 targets by 2 alignments, and the floor */
	assert_int_equal(plan.nr_cells, 7);
	assert_int_equal(plan.nr_trials, 6 * 3 + plan.cells[6].repeat);
	assert_string_equal(plan.cells[0].target->name, "barrage");
	assert_string_equal(plan.cells[0].variant, "page");
	assert_int_equal(brg_cell_param(&plan.cells[0], "bar")->number, 2);
	assert_int_equal(brg_cell_param(&plan.cells[3], "misalign")->number,
			 4096);
	brg_plan_clear(&plan);
}

static void the_floor_is_in_every_run_once(void **state)
{
	static const char *const texts[] = {
		MATRIX,
		MATRIX "[floor]\nworkload = null\n",
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct brg_plan plan;
		size_t floors = 0;

		must_plan(texts[i], NULL, &plan);
		for (size_t j = 0; j < plan.nr_cells; j++)
			floors += plan.cells[j].workload == &brg_workload_null;
		assert_int_equal(floors, 1);
		brg_plan_clear(&plan);
	}
}

static void every_round_holds_every_cell_once(void **state)
{
	struct brg_plan plan;
	size_t n;

	(void)state;
	must_plan(MATRIX, NULL, &plan);
	n = plan.nr_cells;
	for (unsigned int rep = 0; rep < 3; rep++) {
		for (size_t i = 0; i < n; i++) {
			size_t seen = 0;

			for (size_t j = rep * n; j < (rep + 1) * n; j++)
				seen += plan.trials[j].cell == &plan.cells[i] &&
					plan.trials[j].rep == rep;
			assert_int_equal(seen, 1);
		}
	}
	brg_plan_clear(&plan);
}

/* Changing drivers takes long and disturbs: at most once per driver a round */
static void a_round_visits_each_driver_once(void **state)
{
	struct brg_plan plan;

	(void)state;
	must_plan(MATRIX, NULL, &plan);
	for (unsigned int rep = 0; rep < 3; rep++) {
		size_t changes = 0;

		for (size_t i = rep * 7 + 1; i < (rep + 1) * 7; i++)
			changes += strcmp(brg_cell_driver(plan.trials[i].cell),
					  brg_cell_driver(
						  plan.trials[i - 1].cell)) != 0;
		assert_int_equal(changes, 3);
	}
	brg_plan_clear(&plan);
}

static bool same_order(const struct brg_plan *a, const struct brg_plan *b)
{
	for (size_t i = 0; i < a->nr_trials; i++)
		if (strcmp(a->trials[i].cell->id, b->trials[i].cell->id))
			return false;
	return true;
}

static void the_seed_alone_decides_the_order(void **state)
{
	static const char *const other[] = { "seed=2", NULL };
	struct brg_plan a, b, c;

	(void)state;
	must_plan(MATRIX, NULL, &a);
	must_plan(MATRIX, NULL, &b);
	must_plan(MATRIX, other, &c);
	assert_true(same_order(&a, &b));
	assert_false(same_order(&a, &c));
	/* and the rounds differ from each other */
	assert_true(strcmp(a.trials[0].cell->id, a.trials[7].cell->id) ||
		    strcmp(a.trials[1].cell->id, a.trials[8].cell->id) ||
		    strcmp(a.trials[2].cell->id, a.trials[9].cell->id) ||
		    strcmp(a.trials[3].cell->id, a.trials[10].cell->id));
	brg_plan_clear(&a);
	brg_plan_clear(&b);
	brg_plan_clear(&c);
}

static void identity_depends_on_parameters_alone(void **state)
{
	struct brg_plan a, b, c;

	(void)state;
	must_plan("[a]\nworkload = fault\ntarget = sysfs\nsize = 2m\n", NULL,
		  &a);
	must_plan("[other]\nrepeat = 9\nworkload = fault\nsize = 2048k\n"
		  "target = sysfs\nbar = 2\n[global]\nseed = 5\n", NULL, &b);
	must_plan("[a]\nworkload = fault\ntarget = sysfs\nsize = 4m\n", NULL,
		  &c);
	assert_string_equal(a.cells[0].id, b.cells[0].id);
	assert_string_not_equal(a.cells[0].id, c.cells[0].id);
	brg_plan_clear(&a);
	brg_plan_clear(&b);
	brg_plan_clear(&c);
}

/* Records made before there was such a key keep their identity. */
static void a_lock_is_part_of_a_cell_only_when_given(void **state)
{
	static const char *const set[] = { "lock=rwsem,mutex", NULL };
	static const char text[] = "[a]\nworkload = fault\n"
				   "target = barrage:page\nsize = 2m\n";
	struct brg_plan without, with;

	(void)state;
	must_plan(text, NULL, &without);
	must_plan(text, set, &with);
	/* and the floor, which has no target to lock */
	assert_int_equal(without.nr_cells, 2);
	assert_int_equal(with.nr_cells, 3);
	assert_string_equal(without.cells[0].lock, "");
	assert_string_equal(with.cells[0].lock, "rwsem");
	assert_string_equal(with.cells[1].lock, "mutex");
	assert_string_not_equal(without.cells[0].id, with.cells[0].id);
	assert_string_not_equal(with.cells[0].id, with.cells[1].id);
	assert_string_equal(without.cells[1].id, with.cells[2].id);
	brg_plan_clear(&without);
	brg_plan_clear(&with);
}

static void targets_without_the_lock_are_measured_once(void **state)
{
	static const char *const set[] = { "lock=rwsem,mutex", NULL };
	static const char text[] = "[a]\nworkload = fault\nsize = 2m\n"
				   "target = sysfs, barrage:page\n";
	struct brg_plan plan, unswept;

	(void)state;
	must_plan(text, set, &plan);
	must_plan(text, NULL, &unswept);
	assert_int_equal(plan.nr_cells, 4);
	assert_string_equal(plan.cells[0].id, unswept.cells[0].id);
	brg_plan_clear(&unswept);
	assert_string_equal(plan.cells[0].lock, "");
	assert_string_equal(plan.cells[1].lock, "rwsem");
	assert_string_equal(plan.cells[2].lock, "mutex");
	brg_plan_clear(&plan);
}

static void what_two_jobs_share_is_measured_once(void **state)
{
	struct brg_plan plan;

	(void)state;
	must_plan("[global]\nworkload = fault\ntarget = sysfs\n"
		  "[a]\nsize = 2m, 4m\n[b]\nsize = 4m, 8m\n", NULL, &plan);
	assert_int_equal(plan.nr_cells, 4);
	brg_plan_clear(&plan);
}

static void the_command_line_overrides_every_section(void **state)
{
	static const char *const set[] = { "size=4m", "repeat=2", "size=8m",
					   NULL };
	struct brg_plan plan;

	(void)state;
	must_plan(MATRIX, set, &plan);
	assert_int_equal(brg_cell_param(&plan.cells[0], "size")->number,
			 8 << 20);
	assert_int_equal(plan.cells[0].repeat, 2);
	brg_plan_clear(&plan);
}

#define FAULT "[a]\nworkload = fault\ntarget = sysfs\nsize = 2m\n"

static void precision_makes_the_number_of_repetitions_a_range(void **state)
{
	struct brg_plan plan;

	(void)state;
	must_plan(MATRIX "precision = 2%\nrepeat_max = 20\n", NULL, &plan);
	assert_int_equal(plan.cells[0].repeat, 3);
	assert_int_equal(plan.cells[0].most, 20);
	assert_true(plan.cells[0].precision > 0.0199 &&
		    plan.cells[0].precision < 0.0201);
	/* the floor knows nothing of the job's precision */
	assert_int_equal(plan.cells[6].most, 3);
	assert_int_equal(plan.repeats, 20);
	assert_int_equal(plan.nr_trials, 6 * 20 + 3);
	brg_plan_clear(&plan);
}

static void instructions_take_one_repetition_unless_told(void **state)
{
	static const char *const five[] = { "repeat=5", NULL };
	static const char *const precise[] = { "precision=1%", NULL };
	static const char text[] = "[a]\nworkload = null\n";
	struct brg_plan plan;

	(void)state;
	must_plan(text, NULL, &plan);
	assert_int_equal(plan.cells[0].repeat, 5);
	brg_plan_once(&plan);
	assert_int_equal(plan.cells[0].most, 1);
	assert_int_equal(plan.repeats, 1);
	brg_plan_clear(&plan);
	must_plan(text, precise, &plan);
	brg_plan_once(&plan);
	assert_int_equal(plan.cells[0].most, 1);
	brg_plan_clear(&plan);
	must_plan(text, five, &plan);
	brg_plan_once(&plan);
	assert_int_equal(plan.cells[0].most, 5);
	brg_plan_clear(&plan);
}

static void a_plan_longer_than_its_budget_is_told(void **state)
{
	static const char *const tight[] = { "time_budget=1s", NULL };
	static const char *const wide[] = { "time_budget=100h", NULL };
	struct brg_plan plan;
	char why[512] = "";

	(void)state;
	must_plan(MATRIX, NULL, &plan);
	assert_int_equal(brg_plan_fits(&plan, 1000, why, sizeof(why)), 0);
	brg_plan_clear(&plan);
	must_plan(MATRIX, wide, &plan);
	assert_int_equal(brg_plan_fits(&plan, 1000, why, sizeof(why)), 0);
	brg_plan_clear(&plan);
	/* 512 faults a trial: 18 trials of 20 ms each are not the matter */
	must_plan(MATRIX, tight, &plan);
	assert_int_equal(brg_plan_fits(&plan, 1000, why, sizeof(why)), 0);
	assert_int_equal(brg_plan_fits(&plan, 1000000, why, sizeof(why)),
			 -ETIME);
	assert_non_null(strstr(why, "time_budget = 1 s"));
	assert_true(brg_plan_estimate(&plan, 1000000).least_ns > 1000000000u);
	brg_plan_clear(&plan);
}

static void bad_plans_are_refused_with_place_and_cause(void **state)
{
	static const struct {
		const char *text, *begin, *part;
	} cases[] = {
		{ "", "f.ini: cannot plan", "no section" },
		{ "[global]\nsize = 2m\n", "f.ini: cannot plan", "no section" },
		{ "[a]\nsize = 2m\n", "f.ini:1: cannot run [a]",
		  "workload is missing" },
		{ "[a]\nworkload = fualt\n", "f.ini:2: cannot use workload",
		  "did you mean fault" },
		{ "[a]\nworkload = fault\ntarget = sysfs\n",
		  "f.ini:1: cannot run [a]", "size is missing" },
		{ FAULT "sise = 2m\n", "f.ini:5: cannot use sise",
		  "did you mean size" },
		{ FAULT "count = 5\n", "f.ini:5: cannot use count",
		  "no such key of workload fault" },
		{ FAULT "seed = 5\n", "f.ini:5: cannot use seed in [a]",
		  "[global]" },
		{ "[global]\nstride = 4q\n[a]\nworkload = null\n",
		  "f.ini:2: cannot use stride", "no size" },
		{ "[a]\nworkload = fault\nsize = 2m\ntarget = vfio-gruop\n",
		  "f.ini:4: cannot use target", "did you mean vfio-group" },
		{ "[a]\nworkload = fault\nsize = 2m\ntarget = sysfs:page\n",
		  "f.ini:4: cannot use target", "no strategies" },
		{ "[a]\nworkload = fault\nsize = 2m\ntarget = barrage\n",
		  "f.ini:4: cannot use target", "needs a strategy" },
		{ "[a]\nworkload = fault\nsize = 2m\ntarget = barrage:around/x\n",
		  "f.ini:4: cannot use target", "around/64" },
		{ "[a]\nworkload = fault\nsize = 2m\ntarget = barrage:around/0\n",
		  "f.ini:4: cannot use target", "above 0" },
		{ FAULT "lock = rwlock\n", "f.ini:5: cannot use lock",
		  "one of rwsem, percpu-rwsem, mutex" },
		{ FAULT "precision = 2\n", "f.ini:5: cannot use precision",
		  "no percentage" },
		{ FAULT "precision = 2%\nrepeat = 2\nrepeat_max = 5\n",
		  "f.ini:7: cannot use repeat_max = 5", "takes 6" },
		{ FAULT "bar = 6\n", "f.ini:5: cannot use bar", "0 to 5" },
		{ FAULT "bar = 1\n", "[a]: cannot use BAR 1", "I/O BAR" },
		{ FAULT "bar = 3\n", "[a]: cannot use BAR 3",
		  "no such BAR (memory BARs: 0 of 4k, 2 of 1g)" },
		{ FAULT "bar = 0\n", "[a]: cannot map 2m", "it has 4k" },
		{ FAULT "offset = 1g\n", "[a]: cannot map 1026m",
		  "it has 1g" },
		{ FAULT "access = write\n", "f.ini:1: cannot run [a]",
		  "overwrite = yes" },
		{ FAULT "stride = 4m\n", "f.ini:1: cannot run [a]",
		  "stride is larger" },
		{ FAULT "threads = 600\n", "f.ini:1: cannot run [a]",
		  "more threads than touches" },
		{ FAULT "cpus = nearby\n", "f.ini:5: cannot use cpus",
		  "no placement" },
		{ FAULT "misalign = 100\n", "f.ini:5: cannot use misalign",
		  "no multiple of 4k" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct brg_plan plan;
		char why[2048] = "";

		assert_int_equal(plan_of(cases[i].text, NULL, &plan, why,
					 sizeof(why)), -EINVAL);
		if (strncmp(why, cases[i].begin, strlen(cases[i].begin)) ||
		    !strstr(why, cases[i].part))
			fail_msg("case %zu: '%s' is not '%s ... %s'", i, why,
				 cases[i].begin, cases[i].part);
	}
}

static void bad_overrides_are_refused(void **state)
{
	static const struct {
		const char *set, *part;
	} cases[] = {
		{ "size", "no key=value" },
		{ "sise=4k", "did you mean size" },
		{ "size=4q", "no size" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *const set[] = { cases[i].set, NULL };
		struct brg_plan plan;
		char why[2048] = "";

		assert_int_equal(plan_of(MATRIX, set, &plan, why, sizeof(why)),
				 -EINVAL);
		if (!strstr(why, cases[i].part))
			fail_msg("case %zu: '%s' lacks '%s'", i, why,
				 cases[i].part);
	}
}

static void shipped_configurations_plan(void **state)
{
	static const char *const names[] = { "fault-strategies", "fault-shapes",
					     "smoke" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct brg_config *config = NULL;
		struct brg_plan plan;
		char path[4096], why[2048] = "";

		snprintf(path, sizeof(path), "%s/configs/%s.ini",
			 BRG_SOURCE_DIR, names[i]);
		if (brg_config_load(path, &config, why, sizeof(why)) ||
		    brg_plan_create(config, NULL, &plan, why, sizeof(why)) ||
		    brg_plan_set_device(&plan, &function, why, sizeof(why)) ||
		    brg_plan_order(&plan))
			fail_msg("%s", why);
		assert_true(plan.nr_trials > 10);
		brg_plan_clear(&plan);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_matrix_is_the_product_of_its_sweeps),
		cmocka_unit_test(the_floor_is_in_every_run_once),
		cmocka_unit_test(every_round_holds_every_cell_once),
		cmocka_unit_test(a_round_visits_each_driver_once),
		cmocka_unit_test(the_seed_alone_decides_the_order),
		cmocka_unit_test(identity_depends_on_parameters_alone),
		cmocka_unit_test(a_lock_is_part_of_a_cell_only_when_given),
		cmocka_unit_test(targets_without_the_lock_are_measured_once),
		cmocka_unit_test(what_two_jobs_share_is_measured_once),
		cmocka_unit_test(the_command_line_overrides_every_section),
		cmocka_unit_test(precision_makes_the_number_of_repetitions_a_range),
		cmocka_unit_test(instructions_take_one_repetition_unless_told),
		cmocka_unit_test(a_plan_longer_than_its_budget_is_told),
		cmocka_unit_test(bad_plans_are_refused_with_place_and_cause),
		cmocka_unit_test(bad_overrides_are_refused),
		cmocka_unit_test(shipped_configurations_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
