// SPDX-License-Identifier: GPL-2.0-or-later
/* test_stamp.c - stamps are written, kept and missed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "stress/stamp.h"

#define SPAN	(8 * BRG_PAGE)

static int memory = -1;

/* An access beyond the end of the file ends in SIGBUS. */
static int map(struct brg_target *t, unsigned int bar, uint64_t offset,
	       size_t length, int prot, void *addr, void **out)
{
	(void)t;
	(void)bar;
	*out = mmap(addr, length, prot, MAP_SHARED, memory, (off_t)offset);
	return *out == MAP_FAILED ? -errno : 0;
}

static const struct brg_target_ops ops = { .name = "file", .map = map };

static struct brg_device dev = {
	.target = { .ops = &ops, .bar_size = { SPAN } },
	.span = SPAN,
};

static int set_up(void **state)
{
	(void)state;
	memory = memfd_create("stamps", MFD_CLOEXEC);
	return memory >= 0 && !ftruncate(memory, SPAN) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	return close(memory);
}

static void what_was_stamped_is_there(void **state)
{
	uint64_t bad, value = 0;

	(void)state;
	assert_int_equal(brg_stamp_all(&dev), 0);
	assert_int_equal(pwrite(memory, &value, 8, 3 * BRG_PAGE), 8);
	assert_int_equal(brg_stamp_check(NULL, &dev, 0, SPAN, &bad, &value),
			 -EILSEQ);
	assert_int_equal(bad, 3 * BRG_PAGE);
}

static void a_signal_while_stamping_is_an_answer(void **state)
{
	(void)state;
	assert_int_equal(ftruncate(memory, 5 * BRG_PAGE), 0);
	assert_int_equal(brg_stamp_all(&dev), -EFAULT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_stamped_is_there,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_signal_while_stamping_is_an_answer,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
