// SPDX-License-Identifier: GPL-2.0-or-later
/* test_explain.c - every explanation has object, cause and remedy. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/explain.h"

static char text[128];

__attribute__((format(printf, 3, 4))) static int
explain(size_t size, int error, const char *fmt, ...)
{
	va_list args;
	int ret;

	memset(text, '#', sizeof(text));
	va_start(args, fmt);
	ret = brg_vexplain(text, size, error, "wall", fmt, args);
	va_end(args);
	return ret;
}

static void a_text_without_remedy_gets_that_of_the_error(void **state)
{
	(void)state;
	assert_int_equal(explain(sizeof(text), -ENOMEM, "paint: %d", 7),
			 -ENOMEM);
	assert_string_equal(text,
			    "wall: cannot paint: 7 (free some memory and try again)");
	explain(sizeof(text), -EPERM, "paint: no");
	assert_non_null(strstr(text, "(run as root"));
	explain(sizeof(text), -EUCLEAN, "paint: no");
	assert_string_equal(text,
			    "wall: cannot paint: no (the kernel log may say more)");
}

static void a_text_with_remedy_keeps_it(void **state)
{
	(void)state;
	explain(sizeof(text), -ENOMEM, "paint: dry (add water)");
	assert_string_equal(text, "wall: cannot paint: dry (add water)");
}

static void long_texts_end_inside_the_buffer(void **state)
{
	(void)state;
	for (size_t size = 1; size < 60; size++) {
		explain(size, -ENOMEM, "paint: %s", "a long, long cause");
		assert_true(strlen(text) < size);
		assert_int_equal(text[size], '#');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_without_remedy_gets_that_of_the_error),
		cmocka_unit_test(a_text_with_remedy_keeps_it),
		cmocka_unit_test(long_texts_end_inside_the_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
