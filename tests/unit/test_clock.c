// SPDX-License-Identifier: GPL-2.0-or-later
/* test_clock.c - the measuring clock, and claims of evidence. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/clock.h"
#include "lib/text.h"

static void evidence_can_be_lowered_but_not_raised(void **state)
{
	enum brg_evidence found, got;
	char hypervisor[16], why[256];

	(void)state;
	unsetenv("BARRAGE_EVIDENCE");
	assert_int_equal(brg_evidence_find(NULL, &found, hypervisor, why,
					   sizeof(why)), 0);
	for (int i = BRG_EVIDENCE_NATIVE; i <= BRG_EVIDENCE_INSTRUCTIONS; i++) {
		int ret = brg_evidence_find(brg_evidence_names[i], &got,
					    hypervisor, why, sizeof(why));

		assert_int_equal(ret, i < (int)found ? -EINVAL : 0);
		assert_int_equal(got, ret ? found : (enum brg_evidence)i);
	}
}

static void the_environment_counts_as_a_claim(void **state)
{
	enum brg_evidence got;
	char hypervisor[16], why[256] = "";

	(void)state;
	setenv("BARRAGE_EVIDENCE", "instructions", 1);
	assert_int_equal(brg_evidence_find(NULL, &got, hypervisor, why,
					   sizeof(why)), 0);
	assert_int_equal(got, BRG_EVIDENCE_INSTRUCTIONS);
	setenv("BARRAGE_EVIDENCE", "intructions", 1);
	assert_int_equal(brg_evidence_find(NULL, &got, hypervisor, why,
					   sizeof(why)), -EINVAL);
	assert_non_null(strstr(why, "did you mean instructions"));
	unsetenv("BARRAGE_EVIDENCE");
}

static void instructions_are_never_calibrated(void **state)
{
	struct brg_clock clock;

	(void)state;
	brg_clock_init(&clock, BRG_EVIDENCE_INSTRUCTIONS);
	assert_string_equal(clock.unit, "instructions");
	assert_int_equal(clock.hz, 0);
}

static void the_clock_keeps_pace_with_time(void **state)
{
	struct brg_clock clock;
	uint64_t ticks, ns, t0;

	(void)state;
	brg_clock_init(&clock, BRG_EVIDENCE_NATIVE);
	assert_string_equal(clock.unit, "tsc");
	t0 = brg_monotonic_ns();
	ticks = brg_clock_now();
	do
		ns = brg_monotonic_ns() - t0;
	while (ns < 50 * 1000 * 1000);
	ticks = brg_clock_now() - ticks;
	/* 5%: a busy machine may take the CPU between two readings */
	assert_true((double)ticks / (double)clock.hz * 1e9 > (double)ns * 0.95);
	assert_true((double)ticks / (double)clock.hz * 1e9 < (double)ns * 1.05);
}

static void quantities_read_well(void **state)
{
	static const struct {
		uint64_t ticks, hz;
		const char *text;
	} times[] = {
		{ 2772, 0, "2772 insn" },
		{ 0, 1000, "0 ns" },
		{ 20, 1000000000, "20 ns" },
		{ 2770, 1000000000, "2.77 us" },
		{ 999600, 1000000000, "1 ms" },
		{ 5000000000, 2500000000, "2 s" },
	};
	static const struct {
		uint64_t ns;
		const char *text;
	} durations[] = {
		{ 0, "0 ms" },
		{ 850000000, "850 ms" },
		{ 12900000000, "12 s" },
		{ 200000000000, "3 min 20 s" },
		{ 7500000000000, "2 h 5 min" },
	};
	char buf[64];

	(void)state;
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++)
		assert_string_equal(brg_time_text(times[i].ticks, times[i].hz,
						  buf, sizeof(buf)),
				    times[i].text);
	for (size_t i = 0; i < sizeof(durations) / sizeof(*durations); i++)
		assert_string_equal(brg_duration_text(durations[i].ns, buf,
						      sizeof(buf)),
				    durations[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(evidence_can_be_lowered_but_not_raised),
		cmocka_unit_test(the_environment_counts_as_a_claim),
		cmocka_unit_test(instructions_are_never_calibrated),
		cmocka_unit_test(the_clock_keeps_pace_with_time),
		cmocka_unit_test(quantities_read_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
