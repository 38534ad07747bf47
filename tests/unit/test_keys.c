// SPDX-License-Identifier: GPL-2.0-or-later
/* test_keys.c - values of keys, and what sweeps expand to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/keys.h"

static const char *const words[] = { "red", "green", NULL };

static const struct brg_key count = { .name = "n", .type = BRG_KEY_U64,
				      .flags = BRG_KEY_SWEEP };
static const struct brg_key one = { .name = "n", .type = BRG_KEY_U64,
				    .min = 1, .max = 9 };
static const struct brg_key size = { .name = "size", .type = BRG_KEY_SIZE,
				     .flags = BRG_KEY_SWEEP,
				     .multiple = 4096 };
static const struct brg_key colour = { .name = "colour", .type = BRG_KEY_ENUM,
				       .flags = BRG_KEY_SWEEP,
				       .names = words };
static const struct brg_key share = { .name = "share",
				      .type = BRG_KEY_PERCENT,
				      .min = 500000, .max = 999999 };
static const struct brg_key wait_for = { .name = "wait",
					 .type = BRG_KEY_DURATION };

static void join(const struct brg_setting *s, char *buf, size_t room)
{
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < s->nr; i++)
		used += (size_t)snprintf(buf + used, room - used, "%s%s",
					 i ? " " : "", s->values[i].text);
}

static void sweeps_expand(void **state)
{
	static const struct {
		const struct brg_key *key;
		const char *text, *expected;
	} cases[] = {
		{ &count, "7", "7" },
		{ &count, "1, 2 ,4", "1 2 4" },
		{ &count, "1..9+2", "1 3 5 7 9" },
		{ &count, "1..8+2", "1 3 5 7" },
		{ &count, "1,2,4..64*2", "1 2 4 8 16 32 64" },
		{ &count, " 3 .. 3 + 1 ", "3" },
		{ &count, "18446744073709551614..18446744073709551615+1",
		  "18446744073709551614 18446744073709551615" },
		{ &size, "4k..1g*16", "4k 64k 1m 16m 256m" },
		{ &size, "4k..16k+4k", "4k 8k 12k 16k" },
		{ &size, "4096", "4096" },
		{ &colour, "red, green", "red green" },
		{ &wait_for, "5ms", "5ms" },
		{ &share, "99.9%", "99.9%" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct brg_setting s;
		char why[512] = "", text[512];

		if (brg_setting_parse(cases[i].key, cases[i].text, "f:1", &s,
				      why, sizeof(why)))
			fail_msg("case %zu: %s", i, why);
		join(&s, text, sizeof(text));
		assert_string_equal(text, cases[i].expected);
		brg_setting_clear(&s);
	}
}

static void numbers_carry_their_units(void **state)
{
	struct brg_setting s;
	char why[512];

	(void)state;
	assert_int_equal(brg_setting_parse(&size, "4k..64k*16", "f:1", &s, why,
					   sizeof(why)), 0);
	assert_int_equal(s.values[0].number, 4096);
	assert_int_equal(s.values[1].number, 65536);
	brg_setting_clear(&s);
	assert_int_equal(brg_setting_parse(&colour, "green", "f:1", &s, why,
					   sizeof(why)), 0);
	assert_int_equal(s.values[0].number, 1);
	brg_setting_clear(&s);
	assert_int_equal(brg_setting_parse(&share, "99.9%", "f:1", &s, why,
					   sizeof(why)), 0);
	assert_int_equal(s.values[0].number, 999000);
	brg_setting_clear(&s);
}

static void bad_values_are_refused_with_place_and_cause(void **state)
{
	static const struct {
		const struct brg_key *key;
		const char *text, *part;
	} cases[] = {
		{ &count, "", "expands to nothing" },
		{ &count, "1,,2", "expands to nothing" },
		{ &count, "9..1+2", "expands to nothing" },
		{ &count, "64..4*2", "expands to nothing" },
		{ &count, "1..9", "no step" },
		{ &count, "1..9*1", "never ends" },
		{ &count, "0..9*2", "never ends" },
		{ &count, "1..9+0", "never ends" },
		{ &count, "1..9*x", "no factor" },
		{ &count, "1..1000000+1", "more than" },
		{ &count, "1, 1", "twice" },
		{ &count, "12abc", "no number" },
		{ &count, "-1", "no number" },
		{ &count, "99999999999999999999", "too large" },
		{ &size, "4q", "no size" },
		{ &size, "4k..1q*4", "no size" },
		{ &size, "5000", "no multiple of 4k" },
		{ &size, "4096, 4k", "twice" },
		{ &one, "0", "out of range (1 to 9)" },
		{ &one, "1, 2", "no list" },
		{ &one, "1..9+2", "no sweep" },
		{ &colour, "gren", "did you mean green" },
		{ &wait_for, "5", "no duration" },
		{ &share, "95", "no percentage" },
		{ &share, "200%", "too large" },
		{ &share, "20%", "out of range (50% to 99.9999%)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct brg_setting s;
		char why[512] = "";

		assert_int_not_equal(brg_setting_parse(cases[i].key,
						       cases[i].text, "f.ini:7",
						       &s, why, sizeof(why)),
				     0);
		if (strncmp(why, "f.ini:7: cannot use ", 20) ||
		    !strstr(why, cases[i].part))
			fail_msg("case %zu: '%s' lacks '%s'", i, why,
				 cases[i].part);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sweeps_expand),
		cmocka_unit_test(numbers_carry_their_units),
		cmocka_unit_test(bad_values_are_refused_with_place_and_cause),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
