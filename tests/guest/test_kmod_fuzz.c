// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_fuzz.c - every command, by ioctl and io_uring, with arguments of a
 * seeded generator: sizes, flags, pointers and fields that are right, nearly
 * right or noise.
 *
 * A command may do what it is asked to or refuse it, but only with an error
 * that its header documents, and it may write to nothing but its structure.
 * Afterwards the function works as before and nothing is left. What goes wrong
 * inside, the kernel's log says.
 *
 * guest: functions --machine functions
 *
 * $BRG_FUZZ_SEED and $BRG_FUZZ_CALLS for other seeds and longer runs.
 */
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit_commands.h"
#include "kit_dmabuf.h"
#include "kit_noise.h"

#define CALLS 4000
#define SECONDS 15

/** struct fuzz - the fuzzer
 * @done: calls that came through, of all
 */
static struct fuzz {
	struct kit kit;
	struct noise noise;
	bool has_ring;
	struct io_uring ring;
	unsigned int done, calls;
} fz;

static uint64_t env(const char *name, uint64_t fallback)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : fallback;
}

static int by_ring(unsigned long cmd, void *arg)
{
	struct brg_uring payload = { .arg = (uintptr_t)arg };
	struct io_uring_sqe *sqe = io_uring_get_sqe(&fz.ring);
	struct io_uring_cqe *cqe;
	int ret;

	io_uring_prep_rw(IORING_OP_URING_CMD, sqe, fz.kit.fd, NULL, 0, 0);
	sqe->cmd_op = (uint32_t)cmd;
	memcpy(sqe->cmd, &payload, sizeof(payload));
	assert_int_equal(io_uring_submit(&fz.ring), 1);
	do
		ret = io_uring_wait_cqe(&fz.ring, &cqe);
	while (ret == -EINTR);
	assert_int_equal(ret, 0);
	ret = cqe->res;
	io_uring_cqe_seen(&fz.ring, cqe);
	return ret;
}

static bool is_documented(const struct kit_command *c, int error)
{
	static const int common[] = { 0,      EFAULT, E2BIG, EINVAL,
				      ENODEV, ENOMEM, EIO,   EINTR };
	size_t i;

	for (i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (error == common[i])
			return true;
	for (i = 0; c->errors[i]; i++)
		if (error == c->errors[i])
			return true;
	return false;
}

/* Room for new ones. */
static void keep(int fd)
{
	int *place = &fz.noise.dmabuf[noise_pick(&fz.noise, NOISE_DMABUFS)];

	if (*place >= 0)
		close(*place);
	*place = fd;
}

static void one_call(void)
{
	size_t nr = 0;
	const struct kit_command *c;
	bool ring = fz.has_ring && !noise_pick(&fz.noise, 4);
	uint64_t seed = fz.noise.rng.state;
	unsigned char *end;
	int ret;

	while (kit_commands[nr].cmd)
		nr++;
	assert_true(nr > 0);
	c = &kit_commands[noise_pick(&fz.noise, nr)];
	noise_build(&fz.noise, c);
	ret = ring ? by_ring(c->cmd, fz.noise.area) :
		     kit_ioctl(fz.kit.fd, c->cmd, fz.noise.area);
	fz.calls++;
	fz.done += !ret;
	if (!is_documented(c, -ret)) {
		fprintf(stderr, "%s%s: %s is not documented (state 0x%jx)\n",
			c->name, ring ? " by io_uring" : "", strerror(-ret),
			(uintmax_t)seed);
		fail();
	}
	end = fz.noise.area + c->size;
	if (*end != NOISE_CANARY && *end != 0) {
		fprintf(stderr,
			"%s: wrote behind its structure (state 0x%jx)\n",
			c->name, (uintmax_t)seed);
		fail();
	}
	if (!ret && c->cmd == BRG_EXPORT)
		keep(((struct brg_export *)(void *)fz.noise.area)->out_fd);
}

static int setup(void **state)
{
	struct brg_range ranges[] = { { 0, KIT_PAGE },
				      { 2 * KIT_PAGE, KIT_PAGE } };

	(void)state;
	fz.noise.rng = brg_rng_seed(env("BRG_FUZZ_SEED", 1), 0);
	for (int i = 0; i < NOISE_DMABUFS; i++)
		fz.noise.dmabuf[i] = -1;
	fz.noise.event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	fz.noise.area = mmap(NULL, 2 * NOISE_AREA, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	fz.noise.data = mmap(NULL, 4 * KIT_PAGE, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (fz.noise.area == MAP_FAILED ||
	    (void *)fz.noise.data == MAP_FAILED ||
	    mprotect(fz.noise.area + NOISE_AREA, NOISE_AREA, PROT_NONE))
		return -1;
	for (unsigned int i = 0; i < 64; i++)
		fz.noise.data[i] = (uint32_t)fz.noise.event;
	memcpy((char *)fz.noise.data + 512, ranges, sizeof(ranges));
	fz.has_ring = !io_uring_queue_init(4, &fz.ring, 0);
	kit_catch_sigbus();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	if (fz.has_ring)
		io_uring_queue_exit(&fz.ring);
	return 0;
}

static void begin(const char *role, unsigned int bar, size_t length)
{
	assert_int_equal(kit_take(&fz.kit, role), 0);
	/* many importers here never let go: do not wait long for them */
	assert_int_equal(kit_module_param("revoke_timeout_ms", 10), 0);
	fz.noise.bar = bar;
	fz.noise.length = length;
	fz.noise.registers = bar != KIT_BAR;
	fz.noise.map = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED,
			    fz.kit.fd, (off_t)BRG_OFFSET(bar));
	assert_ptr_not_equal(fz.noise.map, MAP_FAILED);
}

/* So many calls; fewer on a machine that is slow. */
static void make_calls(void)
{
	uint64_t calls = env("BRG_FUZZ_CALLS", CALLS);
	double until = kit_seconds() + SECONDS;

	fz.calls = fz.done = 0;
	while (fz.calls < calls &&
	       (kit_seconds() < until || getenv("BRG_FUZZ_CALLS")))
		one_call();
	printf("# %u calls, %u came through\n", fz.calls, fz.done);
	assert_true(fz.done > 0 && fz.done < fz.calls);
}

/* Attachments and vectors go with the file. */
static void reopen(void)
{
	struct brg_power awake = { .size = sizeof(awake) };
	struct brg_export_stat stat;
	int ret, i;

	ret = kit_ioctl(fz.kit.fd, BRG_POWER, &awake);
	assert_true(!ret || ret == -EOPNOTSUPP);
	for (i = 0; i < NOISE_DMABUFS; i++) {
		if (fz.noise.dmabuf[i] >= 0)
			close(fz.noise.dmabuf[i]);
		fz.noise.dmabuf[i] = -1;
	}
	munmap(fz.noise.map, fz.noise.length);
	close(fz.kit.fd);
	fz.kit.fd = kit_open(&fz.kit);
	assert_true(fz.kit.fd >= 0);
	for (i = 0; i < 500; i++) {
		stat = kit_export_stat(fz.kit.fd);
		if (!stat.out_exports)
			break;
		usleep(10000);
	}
	assert_int_equal(stat.out_exports, 0);
	assert_int_equal(stat.out_attachments, 0);
	assert_int_equal(stat.out_mappings, 0);
	assert_int_equal(kit_import_stat(fz.kit.fd).out_attachments, 0);
}

static void end(void)
{
	kit_module_param("revoke_timeout_ms", 5000);
	kit_give_back(&fz.kit);
}

static void noise_does_no_harm_to_a_function_with_memory(void **state)
{
	struct brg_simple zap = { .size = sizeof(zap) };
	volatile uint32_t *p;
	uint32_t value;

	(void)state;
	begin("role:bar0", KIT_BAR, KIT_LENGTH);
	make_calls();
	reopen();
	assert_int_equal(kit_memory(fz.kit.fd, true), 0);
	assert_int_equal(kit_strategy(fz.kit.fd, "page"), 0);
	p = kit_map(fz.kit.fd, 0, KIT_PAGE, NULL);
	assert_int_equal(kit_write(p, 0x600d), 0);
	assert_int_equal(kit_ioctl(fz.kit.fd, BRG_ZAP, &zap), 0);
	assert_int_equal(kit_read(p, &value), 0);
	assert_int_equal(value, 0x600d);
	munmap((void *)p, KIT_PAGE);
	end();
}

/* Interrupts of each type, D3hot, a ROM */
static void noise_does_no_harm_to_a_function_with_everything(void **state)
{
	struct brg_irq_info info = { .size = sizeof(info) };

	(void)state;
	begin("role:nic", 0, 16 * KIT_PAGE);
	make_calls();
	reopen();
	assert_int_equal(kit_memory(fz.kit.fd, true), 0);
	assert_int_equal(kit_state(fz.kit.fd), BRG_STATE_ENABLED);
	for (; info.index < BRG_NR_IRQS; info.index++) {
		assert_int_equal(kit_ioctl(fz.kit.fd, BRG_IRQ_INFO, &info), 0);
		assert_int_equal(info.out_active, 0);
	}
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(noise_does_no_harm_to_a_function_with_memory),
		cmocka_unit_test(
			noise_does_no_harm_to_a_function_with_everything),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
