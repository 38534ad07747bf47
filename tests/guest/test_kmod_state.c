// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_state.c - everything that memory_lock and state_lock guard, at
 * once: faults, toggles, vectors, sleep, ROM, lookups, resets of one function
 * and of the slot. On the debug kernel lockdep watches.
 *
 * guest: functions --machine functions
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "kit.h"

#define SECONDS		2
#define NR_PAGES	(KIT_LENGTH / KIT_PAGE)
#define ROM_ADDRESS	0x30

/**
 * struct race - what the threads share
 * @epoch: odd while memory of "bar0" is known to be disabled
 * @inside: accesses that completed then
 */
struct race {
	struct kit bar, nic;
	void *map;
	atomic_bool stop;
	atomic_uint epoch;
	atomic_ulong inside;
};

static struct race race;

/* One operation. Return: 0 or -errno. */
typedef int (*op_fn)(unsigned int n);

static int touch(unsigned int n)
{
	unsigned int before = atomic_load(&race.epoch);
	const char *page = (char *)race.map + n % NR_PAGES * KIT_PAGE;
	uint32_t value;
	int ret = kit_read((const volatile uint32_t *)page, &value);

	if (!ret && (before & 1) && before == atomic_load(&race.epoch))
		atomic_fetch_add(&race.inside, 1);
	return ret;
}

static int toggle(unsigned int n)
{
	int ret = kit_memory(race.bar.fd, false);

	(void)n;
	if (ret)
		return ret;
	atomic_fetch_add(&race.epoch, 1);
	usleep(200);
	atomic_fetch_add(&race.epoch, 1);
	return kit_memory(race.bar.fd, true);
}

static int look_up(unsigned int n)
{
	struct brg_lookup l = {
		.size = sizeof(l),
		.address = (uintptr_t)race.map + n % NR_PAGES * KIT_PAGE,
	};

	return kit_ioctl(race.bar.fd, BRG_LOOKUP, &l);
}

static int eventfds[2];

static int vectors(unsigned int n)
{
	struct brg_irq_set set = { .size = sizeof(set), .index = BRG_IRQ_MSIX };

	/* connect, signal, give back */
	if (n % 3 == 0) {
		set.count = 2;
		set.fds = (uintptr_t)eventfds;
	} else if (n % 3 == 1) {
		set.count = 1;
		set.flags = BRG_IRQ_SIGNAL;
	}
	return kit_ioctl(race.nic.fd, BRG_IRQ_SET, &set);
}

static int power(unsigned int n)
{
	struct brg_power arg = { .size = sizeof(arg), .power = n % 2 ? 0 : 3 };

	return kit_ioctl(race.nic.fd, BRG_POWER, &arg);
}

static int rom(unsigned int n)
{
	uint32_t enable = n % 2 == 0, word;

	if (pwrite(race.nic.fd, &enable, 4,
		   (off_t)(BRG_OFFSET(BRG_REGION_CONFIG) + ROM_ADDRESS)) != 4)
		return -errno;
	return pread(race.nic.fd, &word, 4,
		     (off_t)BRG_OFFSET(BRG_REGION_ROM)) == 4 ? 0 : -errno;
}

static int reset_one(unsigned int n)
{
	/* the other has no reset of its own: only a bus reset, and a neighbour */
	(void)n;
	return kit_simple(race.nic.fd, BRG_RESET);
}

static int reset_slot(unsigned int n)
{
	struct brg_hot_reset reset = { .size = sizeof(reset), .count = 1 };

	reset.fds = (uintptr_t)(n % 2 ? &race.nic.fd : &race.bar.fd);
	return kit_ioctl(n % 2 ? race.bar.fd : race.nic.fd, BRG_HOT_RESET,
			 &reset);
}

/* What each may end in besides success; 0 ends a list. */
static const struct op {
	const char *name;
	op_fn run;
	int may[3];
	unsigned int pause_us;
} ops[] = {
	{ "touch", touch, { EFAULT }, 0 },
	{ "toggle", toggle, { 0 }, 200 },
	{ "lookup", look_up, { EIO }, 0 },
	{ "vectors", vectors, { EIO, EINVAL }, 100 },
	{ "power", power, { 0 }, 3000 },
	{ "rom", rom, { EIO }, 100 },
	{ "reset", reset_one, { EAGAIN }, 20000 },
	{ "hot-reset", reset_slot, { EAGAIN, EBUSY }, 5000 },
};

#define NR_OPS (sizeof(ops) / sizeof(ops[0]))

struct worker {
	pthread_t thread;
	const struct op *op;
	unsigned int tries, bad;
	atomic_uint good;
	int error;
};

static bool expected(const struct op *op, int ret)
{
	size_t i;

	for (i = 0; i < 3 && op->may[i]; i++)
		if (ret == -op->may[i])
			return true;
	return !ret;
}

static void *work(void *arg)
{
	struct worker *w = arg;

	while (!atomic_load(&race.stop)) {
		int ret = w->op->run(w->tries++);

		atomic_fetch_add(&w->good, !ret);
		if (!expected(w->op, ret)) {
			w->bad++;
			w->error = ret;
		}
		if (w->op->pause_us)
			usleep(w->op->pause_us);
	}
	return NULL;
}

static bool all_did_it_once(struct worker *workers)
{
	for (size_t i = 0; i < NR_OPS; i++)
		if (!atomic_load(&workers[i].good))
			return false;
	return true;
}

/* Back to where it began, whatever was going on last. */
static void settle(void)
{
	struct brg_irq_set none = { .size = sizeof(none),
				    .index = BRG_IRQ_MSIX };
	struct brg_irq_info info = { .size = sizeof(info),
				     .index = BRG_IRQ_MSIX };
	struct brg_power wake = { .size = sizeof(wake) };

	assert_int_equal(kit_ioctl(race.nic.fd, BRG_POWER, &wake), 0);
	assert_int_equal(kit_state(race.nic.fd), BRG_STATE_ENABLED);
	assert_int_equal(kit_state(race.bar.fd), BRG_STATE_ENABLED);
	assert_int_equal(kit_ioctl(race.nic.fd, BRG_IRQ_SET, &none), 0);
	assert_int_equal(kit_ioctl(race.nic.fd, BRG_IRQ_INFO, &info), 0);
	assert_int_equal(info.out_active, 0);
}

static void check_all_at_once(const char *strategy)
{
	struct worker workers[NR_OPS] = { };
	size_t i;

	assert_int_equal(kit_strategy(race.bar.fd, strategy), 0);
	race.map = kit_map(race.bar.fd, 0, KIT_LENGTH, NULL);
	assert_ptr_not_equal(race.map, MAP_FAILED);
	atomic_store(&race.stop, false);
	for (i = 0; i < NR_OPS; i++) {
		workers[i].op = &ops[i];
		pthread_create(&workers[i].thread, NULL, work, &workers[i]);
	}
	/* on a busy host those who only try may take a while to get through */
	for (i = 0; !i || (i < 20 && !all_did_it_once(workers)); i++)
		sleep(SECONDS);
	atomic_store(&race.stop, true);
	for (i = 0; i < NR_OPS; i++)
		pthread_join(workers[i].thread, NULL);
	for (i = 0; i < NR_OPS; i++) {
		print_message("# %s: %u of %u %s\n", strategy,
			      atomic_load(&workers[i].good),
			      workers[i].tries, ops[i].name);
		if (workers[i].bad)
			fail_msg("%s failed %u times, last with %d",
				 ops[i].name, workers[i].bad, workers[i].error);
		assert_true(atomic_load(&workers[i].good) > 0);
	}
	assert_int_equal(atomic_load(&race.inside), 0);
	settle();
	munmap(race.map, KIT_LENGTH);
	assert_int_equal(kit_stat(race.bar.fd).out_vmas, 0);
}

static void all_at_once_with_an_address_space(void **state)
{
	(void)state;
	check_all_at_once("adaptive");
}

static void all_at_once_with_a_list(void **state)
{
	(void)state;
	check_all_at_once("vma-list");
}

static int group_setup(void **state)
{
	(void)state;
	eventfds[0] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	eventfds[1] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return kit_take(&race.bar, "role:bar0") ||
			       kit_take(&race.nic, "role:nic") ? -1 : 0;
}

static int group_teardown(void **state)
{
	(void)state;
	kit_give_back(&race.nic);
	kit_give_back(&race.bar);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_at_once_with_an_address_space),
		cmocka_unit_test(all_at_once_with_a_list),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
