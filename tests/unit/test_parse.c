// SPDX-License-Identifier: GPL-2.0-or-later
/* test_parse.c - numbers with units: whole text, right unit, no overflow. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/options.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define UNTOUCHED 0xdeadbeefULL

struct row {
	const char *text;
	int ret;
	uint64_t value;
};

static void check(int (*parse)(const char *, uint64_t *), const struct row *t,
		  size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t value = UNTOUCHED;
		int ret = parse(t[i].text, &value);

		if (ret != t[i].ret ||
		    value != (t[i].ret ? UNTOUCHED : t[i].value))
			fail_msg("'%s': got %d, %llu; expected %d, %llu",
				 t[i].text, ret, (unsigned long long)value,
				 t[i].ret, (unsigned long long)t[i].value);
	}
}

static void u64_takes_decimal_and_hex_only(void **state)
{
	static const struct row t[] = {
		{ "0", 0, 0 },
		{ "18446744073709551615", 0, UINT64_MAX },
		{ "18446744073709551616", -ERANGE, 0 },
		{ "0x1F", 0, 31 },
		{ "0xffffffffffffffff", 0, UINT64_MAX },
		{ "0x10000000000000000", -ERANGE, 0 },
		{ "010", 0, 10 },
		{ "", -EINVAL, 0 },
		{ " 1", -EINVAL, 0 },
		{ "1 ", -EINVAL, 0 },
		{ "-1", -EINVAL, 0 },
		{ "+1", -EINVAL, 0 },
		{ "0x", -EINVAL, 0 },
		{ "0xg", -EINVAL, 0 },
		{ "12abc", -EINVAL, 0 },
		{ "1k", -EINVAL, 0 },
		{ "1.5", -EINVAL, 0 },
	};

	(void)state;
	check(brg_parse_u64, t, N(t));
}

static void sizes_are_powers_of_1024(void **state)
{
	static const struct row t[] = {
		{ "4096", 0, 4096 },
		{ "4k", 0, 4096 },
		{ "4K", 0, 4096 },
		{ "3m", 0, 3ULL << 20 },
		{ "2g", 0, 2ULL << 30 },
		{ "16t", 0, 16ULL << 40 },
		{ "0x10k", 0, 16384 },
		{ "16777215t", 0, 16777215ULL << 40 },
		{ "16777216t", -ERANGE, 0 },
		{ "4kb", -EINVAL, 0 },
		{ "4 k", -EINVAL, 0 },
		{ "k", -EINVAL, 0 },
		{ "1p", -EINVAL, 0 },
		{ "-4k", -EINVAL, 0 },
	};

	(void)state;
	check(brg_parse_size, t, N(t));
}

static void durations_need_a_unit_but_for_zero(void **state)
{
	static const struct row t[] = {
		{ "0", 0, 0 },
		{ "7ns", 0, 7 },
		{ "7us", 0, 7000 },
		{ "7ms", 0, 7000000 },
		{ "7s", 0, 7000000000 },
		{ "7m", 0, 420000000000 },
		{ "8h", 0, 28800000000000 },
		{ "0s", 0, 0 },
		{ "5124095h", 0, 5124095ULL * 3600000000000 },
		{ "5124096h", -ERANGE, 0 },
		{ "7", -EINVAL, 0 },
		{ "7d", -EINVAL, 0 },
		{ "s", -EINVAL, 0 },
		{ "7sec", -EINVAL, 0 },
	};

	(void)state;
	check(brg_parse_duration, t, N(t));
}

static void percentages_need_the_sign_and_end_at_100(void **state)
{
	static const struct {
		const char *text;
		int ret;
		double value;
	} t[] = {
		{ "5%", 0, 0.05 },
		{ "0.5%", 0, 0.005 },
		{ "100%", 0, 1 },
		{ "0%", 0, 0 },
		{ "100.1%", -ERANGE, 0 },
		{ "5", -EINVAL, 0 },
		{ "%", -EINVAL, 0 },
		{ ".%", -EINVAL, 0 },
		{ "1.2.3%", -EINVAL, 0 },
		{ "-5%", -EINVAL, 0 },
		{ "5%%", -EINVAL, 0 },
		{ "nan%", -EINVAL, 0 },
		{ "0x5%", -EINVAL, 0 },
		{ "1e1%", -EINVAL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < N(t); i++) {
		double value = -7;
		int ret = brg_parse_percent(t[i].text, &value);

		if (ret != t[i].ret ||
		    fabs(value - (t[i].ret ? -7 : t[i].value)) > 1e-12)
			fail_msg("'%s': got %d, %g", t[i].text, ret, value);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(u64_takes_decimal_and_hex_only),
		cmocka_unit_test(sizes_are_powers_of_1024),
		cmocka_unit_test(durations_need_a_unit_but_for_zero),
		cmocka_unit_test(percentages_need_the_sign_and_end_at_100),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
