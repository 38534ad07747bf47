// SPDX-License-Identifier: GPL-2.0-or-later
/* test_soak_memory.c - whether the memory of a soak grows. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/rng.h"
#include "lib/soak.h"
#include "reports/soak_memory.h"
#include "soak_dir.h"

/* One column that grows by 5 % an hour, one that does not, one that is noise */
static void write_memory(unsigned int samples)
{
	struct brg_rng rng = brg_rng_seed(5, 0);
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	fputs(BRG_MEMORY_HEAD "\n# stage\tat_ms\toperations\tleak\tsame\tnoise\n", f);
	for (unsigned int i = 0; i < samples; i++)
		fprintf(f, "0\t%u\t%u\t%u\t%u\t%u\n", i * 60000, i * 10,
			/* fast at first, as caches fill */
			100000 + 5000 * i / 60 + (i < samples / 4 ? i * 900 : samples * 225) +
			(unsigned int)(brg_rng_next(&rng) % 50),
			2000 + (unsigned int)(brg_rng_next(&rng) % 3),
			100 + (unsigned int)(brg_rng_next(&rng) % 300));
	fputs("9\t1\t1\t1\t1\t1\n0\t1\t1", f);
	fclose(f);
	put("memory.tsv", text);
	free(text);
}

static void growth_of_memory_is_found_past_the_first_quarter(void **state)
{
	(void)state;
	put("journal.tsv", BRG_JOURNAL_HEAD "\n# stage 0 a rwsem\n");
	write_memory(240);
	assert_int_equal(load(), 0);
	assert_int_equal(run.memory.nr, 240);
	assert_int_equal(run.memory.fitted, 60);
	assert_int_equal(run.memory.nr_columns, 3);
	assert_true(warned("2 lines are cut off or belong to no stage"));
	assert_string_equal(run.memory.column[0].name, "leak");
	assert_int_equal(run.memory.column[0].growth, BRG_SOAK_GROWS);
	assert_true(fabs(run.memory.column[0].trend.slope - 5000) < 50);
	assert_int_equal(run.memory.column[1].growth, BRG_SOAK_FLAT);
	brg_soak_free(&run);
	/* of eight minutes of noise nobody can say anything */
	write_memory(8);
	assert_int_equal(load(), 0);
	assert_int_equal(run.memory.column[2].growth, BRG_SOAK_UNTOLD);
}

static void memory_is_flat_only_within_its_definition(void **state)
{
	const struct {
		struct brg_trend trend;
		enum brg_soak_growth growth;
	} cases[] = {
		{ { .slope = 0, .low = 0, .high = 0, .mean = 0 }, BRG_SOAK_FLAT },
		{ { .slope = .5, .low = -1, .high = 2, .mean = 100 }, BRG_SOAK_FLAT },
		{ { .slope = .9, .low = .8, .high = 1, .mean = 100 }, BRG_SOAK_FLAT },
		{ { .slope = 1.1, .low = .1, .high = 2, .mean = 100 }, BRG_SOAK_GROWS },
		{ { .slope = -3, .low = -4, .high = -2, .mean = 100 }, BRG_SOAK_SHRINKS },
		{ { .slope = 3, .low = -5, .high = 11, .mean = 100 }, BRG_SOAK_UNTOLD },
		{ { .slope = 0, .low = -11, .high = 11, .mean = 100 }, BRG_SOAK_UNTOLD },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(brg_soak_judge(&cases[i].trend),
				 cases[i].growth);
}

/* Three steps of a page in three hours are no line that could be fitted */
static void memory_that_hardly_ever_changes_is_flat(void **state)
{
	double kib[180];
	char text[8192] = BRG_MEMORY_HEAD "\n# stage\tat_ms\toperations\tsteps\tlarge\n";
	size_t at = strlen(text);

	(void)state;
	for (unsigned int i = 0; i < 180; i++) {
		kib[i] = 1676 + 4 * (i / 60);
		at += (size_t)snprintf(text + at, sizeof(text) - at,
				       "0\t%u\t%u\t%.0f\t%.0f\n", i * 60000, i,
				       kib[i], 1000 + 100 * (double)(i / 90));
	}
	put("journal.tsv", BRG_JOURNAL_HEAD "\n# stage 0 a rwsem\n");
	put("memory.tsv", text);
	assert_int_equal(load(), 0);
	assert_int_equal(run.memory.column[0].growth, BRG_SOAK_FLAT);
	assert_int_not_equal(run.memory.column[1].growth, BRG_SOAK_FLAT);
	/* 8 KiB of 1680 are 1.1 % an hour in 25 minutes, and 1.0 % in 30 */
	assert_false(brg_soak_within(kib, 180, 25. / 60));
	assert_true(brg_soak_within(kib, 180, 30. / 60));
	assert_false(brg_soak_within(kib, 180, 0));
	assert_false(brg_soak_within(kib, 0, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(growth_of_memory_is_found_past_the_first_quarter),
		TEST(memory_that_hardly_ever_changes_is_flat),
		cmocka_unit_test(memory_is_flat_only_within_its_definition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
