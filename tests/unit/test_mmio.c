// SPDX-License-Identifier: GPL-2.0-or-later
/* test_mmio.c - each width touches what it should and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/mmio.h"

#define WIDEST	64
#define BYTES	(4 * WIDEST)

static void stores_clear_as_many_words_as_asked_for(void **state)
{
	char *p = aligned_alloc(WIDEST, BYTES);
	const char *why;

	(void)state;
	for (unsigned int width = 1; width <= WIDEST; width *= 2) {
		const struct brg_mmio *mmio = brg_mmio_find(width, &why);

		if (!mmio)
			continue;
		assert_int_equal(mmio->width, width);
		for (uint64_t n = 1; n <= 2; n++) {
			memset(p, 0x55, BYTES);
			mmio->store(p + WIDEST, n);
			for (uint64_t i = 0; i < BYTES; i++)
				assert_int_equal(p[i], i >= WIDEST &&
						 i < WIDEST + n * width ?
							 0 : 0x55);
		}
	}
	free(p);
}

static void loads_leave_memory_alone(void **state)
{
	char *p = aligned_alloc(WIDEST, BYTES);
	const char *why;

	(void)state;
	memset(p, 0x55, BYTES);
	for (unsigned int width = 1; width <= WIDEST; width *= 2)
		if (brg_mmio_find(width, &why))
			brg_mmio_find(width, &why)->load(p, BYTES / width);
	for (int i = 0; i < BYTES; i++)
		assert_int_equal(p[i], 0x55);
	free(p);
}

static void words_of_a_register_can_always_be_accessed(void **state)
{
	const char *why;

	(void)state;
	for (unsigned int width = 1; width <= sizeof(void *); width *= 2)
		assert_non_null(brg_mmio_find(width, &why));
}

static void what_is_missing_is_named(void **state)
{
	const char *why = NULL;

	(void)state;
	assert_null(brg_mmio_find(3, &why));
	assert_non_null(why);
	why = NULL;
	if (!brg_mmio_find(WIDEST, &why))
		assert_string_equal(why, "AVX-512");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(stores_clear_as_many_words_as_asked_for),
		cmocka_unit_test(loads_leave_memory_alone),
		cmocka_unit_test(words_of_a_register_can_always_be_accessed),
		cmocka_unit_test(what_is_missing_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
