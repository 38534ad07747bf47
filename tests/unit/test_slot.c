// SPDX-License-Identifier: GPL-2.0-or-later
/* test_slot.c - addresses of a slot are given to nobody, hole or not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sys/mman.h>

#include "stress/slot.h"

#define FILLS	300

static struct brg_proc *proc;

static int set_up(void **state)
{
	(void)state;
	proc = calloc(1, sizeof(*proc));
	return proc && !brg_slots_init(proc) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	free(proc);
	return 0;
}

static bool within(const struct brg_slot *slot, const char *p)
{
	return p + BRG_PAGE > slot->space && p < slot->space + BRG_SLOT_SPACE;
}

static void a_slot_is_aligned_and_reserved(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < BRG_SLOTS; i++) {
		char *space = proc->slot[i].space;

		assert_int_equal((uintptr_t)space & (BRG_PMD - 1), 0);
		assert_ptr_equal(mmap(space, BRG_SLOT_SPACE, PROT_NONE,
				      MAP_PRIVATE | MAP_ANONYMOUS |
				      MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1,
				      0), MAP_FAILED);
	}
}

/* What mremap() leaves for a moment, while other threads map. */
static void a_hole_in_a_slot_is_given_to_nobody(void **state)
{
	char *p[FILLS];

	(void)state;
	for (unsigned int i = 0; i < BRG_SLOTS; i++)
		munmap(proc->slot[i].space + BRG_SLOT_SPACE / 2, BRG_PAGE);
	for (unsigned int n = 0; n < FILLS; n++) {
		/* of its own protection each second: they must not be merged */
		p[n] = mmap(NULL, BRG_PAGE, n & 1 ? PROT_READ : PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		assert_ptr_not_equal(p[n], MAP_FAILED);
		for (unsigned int i = 0; i < BRG_SLOTS; i++)
			assert_false(within(&proc->slot[i], p[n]));
	}
	for (unsigned int n = 0; n < FILLS; n++)
		munmap(p[n], BRG_PAGE);
	for (unsigned int i = 0; i < BRG_SLOTS; i++)
		brg_hole(proc->slot[i].space + BRG_SLOT_SPACE / 2, BRG_PAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slot_is_aligned_and_reserved),
		cmocka_unit_test(a_hole_in_a_slot_is_given_to_nobody),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
