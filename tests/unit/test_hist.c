// SPDX-License-Identifier: GPL-2.0-or-later
/* test_hist.c - buckets of the driver's histograms, and quantiles of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/hist.h"

/* The rule of the interface (kmod/uapi/barrage.h), written once more */
static size_t bucket_of(uint64_t v)
{
	size_t top = 0;

	if (v < 8)
		return v;
	while (top < 63 && v >> (top + 1))
		top++;
	if (top >= BRG_HIST_TOP_BITS)
		return BRG_HIST_BUCKETS - 1;
	return 8 * (top - 2) + (v >> (top - 3)) % 8;
}

static void every_bucket_begins_where_the_rule_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < BRG_HIST_BUCKETS; i++) {
		assert_int_equal(bucket_of(brg_hist_low(i)), i);
		if (i)
			assert_int_equal(bucket_of(brg_hist_low(i) - 1), i - 1);
	}
	assert_int_equal(bucket_of(UINT64_MAX), BRG_HIST_BUCKETS - 1);
}

static void every_value_is_counted_in_its_bucket(void **state)
{
	(void)state;
	for (uint64_t v = 0; v < 5000; v++)
		assert_int_equal(brg_hist_index(v), bucket_of(v));
	for (unsigned int bit = 0; bit < 64; bit++) {
		assert_int_equal(brg_hist_index(1ull << bit),
				 bucket_of(1ull << bit));
		assert_int_equal(brg_hist_index((1ull << bit) - 1),
				 bucket_of((1ull << bit) - 1));
	}
	assert_int_equal(brg_hist_index(UINT64_MAX), BRG_HIST_BUCKETS - 1);
}

static void no_bucket_is_wider_than_an_eighth(void **state)
{
	(void)state;
	for (size_t i = 8; i + 1 < BRG_HIST_BUCKETS; i++) {
		uint64_t low = brg_hist_low(i);

		assert_true((brg_hist_low(i + 1) - low) * 8 <= low);
	}
}

static void quantiles_lie_at_most_an_eighth_above(void **state)
{
	struct brg_distribution d = { .sum = 0 };

	(void)state;
	assert_int_equal(brg_distribution_quantile(&d, 500000), 0);
	for (uint64_t v = 1; v <= 1000; v++)
		d.bucket[bucket_of(v)]++;
	assert_int_equal(brg_distribution_count(&d), 1000);
	for (uint32_t ppm = 10000; ppm <= 1000000; ppm += 10000) {
		uint64_t exact = ppm / 1000;
		uint64_t got = brg_distribution_quantile(&d, ppm);

		assert_true(got >= exact && got * 8 <= exact * 9);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_bucket_begins_where_the_rule_says),
		cmocka_unit_test(every_value_is_counted_in_its_bucket),
		cmocka_unit_test(no_bucket_is_wider_than_an_eighth),
		cmocka_unit_test(quantiles_lie_at_most_an_eighth_above),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
