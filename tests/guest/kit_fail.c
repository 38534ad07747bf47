// SPDX-License-Identifier: GPL-2.0-or-later
/* kit_fail.c - allocations that fail, one at a time. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kit.h"
#include "kit_fail.h"

static int fail_nth = -1;

int kit_fail_setup(void)
{
	static const char *const quiet[][2] = {
		{ "/sys/kernel/debug/failslab/ignore-gfp-wait", "N" },
		{ "/sys/kernel/debug/failslab/verbose", "0" },
		{ "/sys/kernel/debug/fail_page_alloc/ignore-gfp-wait", "N" },
		{ "/sys/kernel/debug/fail_page_alloc/min-order", "0" },
		{ "/sys/kernel/debug/fail_page_alloc/verbose", "0" },
	};

	for (size_t i = 0; i < sizeof(quiet) / sizeof(quiet[0]); i++)
		if (kit_write_file(quiet[i][0], quiet[i][1])) {
			fprintf(stderr, "kit: cannot write %s\n", quiet[i][0]);
			return -1;
		}
	fail_nth = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	return fail_nth < 0 ? -1 : 0;
}

void kit_fail_teardown(void)
{
	close(fail_nth);
}

void kit_fail_arm(unsigned int nth)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%u", nth);

	/* disarming may be what fails, and has then disarmed all the same */
	if (pwrite(fail_nth, text, (size_t)n, 0) != n)
		assert_int_equal(pwrite(fail_nth, text, (size_t)n, 0), n);
}

unsigned int kit_fail_left(void)
{
	char text[16] = "";

	assert_true(pread(fail_nth, text, sizeof(text) - 1, 0) > 0);
	return (unsigned int)atoi(text);
}

bool kit_fail_disarm(void)
{
	char text[16] = "";
	/* which may itself be what fails, if nothing has before */
	ssize_t n = pread(fail_nth, text, sizeof(text) - 1, 0);

	kit_fail_arm(0);
	return n > 0 && !atoi(text);
}
