// SPDX-License-Identifier: GPL-2.0-or-later
/* test_kmod_uring.c - the commands through io_uring do what the ioctls do. */
#include <errno.h>
#include <liburing.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit.h"

#define DEPTH 64

static struct io_uring ring;

static struct io_uring_sqe *queue(int fd, uint32_t cmd, void *arg, uint64_t tag)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

	assert_non_null(sqe);
	io_uring_prep_rw(IORING_OP_URING_CMD, sqe, fd, NULL, 0, 0);
	sqe->cmd_op = cmd;
	memcpy(sqe->cmd, &(struct brg_uring){ .arg = (uintptr_t)arg },
	       sizeof(struct brg_uring));
	sqe->user_data = tag;
	return sqe;
}

static int complete(uint64_t *tag)
{
	struct io_uring_cqe *cqe;
	int ret = io_uring_wait_cqe(&ring, &cqe);

	assert_int_equal(ret, 0);
	ret = cqe->res;
	if (tag)
		*tag = cqe->user_data;
	io_uring_cqe_seen(&ring, cqe);
	return ret;
}

/* One command alone, as kit_ioctl(). */
static int command(int fd, uint32_t cmd, void *arg)
{
	queue(fd, cmd, arg, 0);
	assert_int_equal(io_uring_submit(&ring), 1);
	return complete(NULL);
}

static int setup(void **state)
{
	assert_int_equal(io_uring_queue_init(DEPTH, &ring, 0), 0);
	return kit_setup(state);
}

static int teardown(void **state)
{
	io_uring_queue_exit(&ring);
	return kit_teardown(state);
}

static void answers_are_those_of_the_ioctl(void **state)
{
	struct kit *kit = *state;
	struct brg_info by_ioctl = { .size = sizeof(by_ioctl) };
	struct brg_info by_ring = { .size = sizeof(by_ring) };
	struct brg_region_info bad = { .size = sizeof(bad), .index = 99 };
	struct brg_simple odd = { .size = sizeof(odd), .flags = 0x80 };

	assert_int_equal(kit_ioctl(kit->fd, BRG_INFO, &by_ioctl), 0);
	assert_int_equal(command(kit->fd, BRG_INFO, &by_ring), 0);
	assert_memory_equal(&by_ioctl, &by_ring, sizeof(by_ring));
	assert_int_equal(command(kit->fd, BRG_REGION_INFO, &bad), -EINVAL);
	assert_int_equal(command(kit->fd, BRG_ZAP, &odd), -EINVAL);
	assert_int_equal(command(kit->fd, BRG_ZAP, NULL), -EFAULT);
	assert_int_equal(command(kit->fd, _IO(BRG_IOC_TYPE, 0xff), &odd),
			 -ENOTTY);
}

static void a_full_queue_of_commands_is_carried_out(void **state)
{
	struct kit *kit = *state;
	struct brg_memory off = { .size = sizeof(off) };
	struct brg_memory on = { .size = sizeof(on), .enable = 1 };
	struct brg_simple zap = { .size = sizeof(zap) };
	volatile uint32_t *map = kit_map(kit->fd, 0, KIT_PAGE, NULL);
	uint64_t before = kit_stat(kit->fd).out_zaps, tag, seen = 0;
	uint32_t value;
	int i;

	assert_int_equal(kit_write(map, 0x5eed), 0);
	/* linked, so in this order: off and on, and emptied in between */
	for (i = 0; i < DEPTH; i++) {
		struct io_uring_sqe *sqe;

		if (i % 4 == 0)
			sqe = queue(kit->fd, BRG_MEMORY, &off, i);
		else if (i % 4 == 2)
			sqe = queue(kit->fd, BRG_MEMORY, &on, i);
		else
			sqe = queue(kit->fd, BRG_ZAP, &zap, i);
		if (i < DEPTH - 1)
			sqe->flags |= IOSQE_IO_LINK;
	}
	assert_int_equal(io_uring_submit(&ring), DEPTH);
	for (i = 0; i < DEPTH; i++) {
		assert_int_equal(complete(&tag), 0);
		seen |= 1ULL << tag;
	}
	assert_true(seen == UINT64_MAX);
	assert_int_equal(kit_stat(kit->fd).out_zaps - before, 3 * DEPTH / 4);
	assert_int_equal(kit_state(kit->fd), BRG_STATE_ENABLED);
	assert_int_equal(kit_read(map, &value), 0);
	assert_int_equal(value, 0x5eed);
	munmap((void *)map, KIT_PAGE);
}

static void resets_and_toggles_may_overtake_each_other(void **state)
{
	struct kit *kit = *state;
	struct brg_memory on = { .size = sizeof(on), .enable = 1 };
	struct brg_simple reset = { .size = sizeof(reset) };
	int i, good = 0;

	for (i = 0; i < 16; i++)
		queue(kit->fd, i % 2 ? BRG_RESET : BRG_MEMORY,
		      i % 2 ? (void *)&reset : (void *)&on, i);
	assert_int_equal(io_uring_submit(&ring), 16);
	for (i = 0; i < 16; i++) {
		int ret = complete(NULL);

		/* one reset at a time */
		assert_true(!ret || ret == -EAGAIN);
		good += !ret;
	}
	assert_true(good > 8);
	assert_int_equal(kit_state(kit->fd), BRG_STATE_ENABLED);
}

static void addresses_are_the_submitters(void **state)
{
	struct kit *kit = *state;
	void *map = kit_map(kit->fd, KIT_PAGE, KIT_PAGE, NULL);
	struct brg_lookup lookup = { .size = sizeof(lookup),
				     .address = (uintptr_t)map };

	assert_int_equal(command(kit->fd, BRG_LOOKUP, &lookup), 0);
	assert_int_equal(lookup.out_offset, KIT_PAGE);
	munmap(map, KIT_PAGE);
}

static void unbound_is_no_device(void **state)
{
	struct kit *kit = *state;
	struct brg_simple zap = { .size = sizeof(zap) };

	assert_int_equal(kit_unbind(kit), 0);
	assert_int_equal(command(kit->fd, BRG_ZAP, &zap), -ENODEV);
	close(kit->fd);
	assert_int_equal(kit_bind(kit), 0);
	kit->fd = kit_open(kit);
	assert_true(kit->fd >= 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_those_of_the_ioctl),
		cmocka_unit_test(a_full_queue_of_commands_is_carried_out),
		cmocka_unit_test(resets_and_toggles_may_overtake_each_other),
		cmocka_unit_test(addresses_are_the_submitters),
		cmocka_unit_test(unbound_is_no_device),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
