// SPDX-License-Identifier: GPL-2.0-or-later
/* test_slot.c - addresses of a slot are given to nobody, hole or not, and what is
 * mapped there is known to be of one binding. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sys/mman.h>
#include <unistd.h>

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

static struct brg_shared_dev shared;

/* Another thread binds the function again, and opens it, before we look. */
static int map_and_be_rebound(struct brg_target *t, unsigned int bar,
			      uint64_t offset, size_t length, int prot,
			      void *addr, void **out)
{
	(void)t;
	(void)bar;
	(void)offset;
	*out = mmap(addr, length, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
		    -1, 0);
	shared.bind_epoch++;
	proc->fd_epoch[0] = shared.bind_epoch;
	return *out == MAP_FAILED ? -ENOMEM : 0;
}

static void a_mapping_is_of_the_binding_whose_file_it_came_from(void **state)
{
	static const struct brg_target_ops ops = { .map = map_and_be_rebound };
	struct brg_device dev = { .shared = &shared,
				  .target = { .ops = &ops, .fd = -1,
					      .bar_size = { BRG_PAGE } } };
	struct brg_shape shape = { .length = BRG_PAGE, .prot = PROT_READ };
	struct brg_actor a = { .proc = proc };

	(void)state;
	pthread_rwlock_init(&proc->fd_lock, NULL);
	proc->fd[0] = open("/dev/null", O_RDWR | O_CLOEXEC);
	assert_true(proc->fd[0] >= 0);
	shared.bind_epoch = proc->fd_epoch[0] = 7;
	assert_int_equal(brg_slot_map(&a, &proc->slot[0], &dev, &shape), 0);
	assert_int_equal(shared.bind_epoch, 8);
	assert_int_equal(proc->slot[0].bind_epoch, 7);
	brg_slot_unmap(&proc->slot[0]);
	close(proc->fd[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slot_is_aligned_and_reserved),
		cmocka_unit_test(a_hole_in_a_slot_is_given_to_nobody),
		cmocka_unit_test(a_mapping_is_of_the_binding_whose_file_it_came_from),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
