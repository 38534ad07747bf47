// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * p2p_copy.c - a disk reads into and writes from device memory without a copy
 * in host memory, beside the same with host memory.
 *
 * Every transfer has bytes of its own, of the memory and of the disk. All of
 * them are compared afterwards, through host memory, so a figure without the
 * bytes does not exist.
 */
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench/beside.h"
#include "bench/limits.h"
#include "bench/sampling.h"
#include "bench/shared_keys.h"
#include "lib/clock.h"
#include "lib/disk.h"
#include "lib/select.h"

#define DEPTH_MAX	1024

static const char *const ops[] = { "read", "write", NULL };
static const char *const memories[] = { "bar", "cmb", "host", NULL };
static const char *const engines[] = { "syscall", "io_uring", NULL };

static const struct brg_key keys[] = {
	{ .name = "disk", .type = BRG_KEY_TEXT, .flags = BRG_SWEPT,
	  .metavar = "DEVICE",
	  .help = "function whose first disk is used, from its start: an address, vendor:device, or role:NAME" },
	{ .name = "op", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "read", .names = ops,
	  .help = "the disk is read into memory, or written from it (see overwrite)" },
	{ .name = "memory", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "bar", .names = memories,
	  .help = "bar: that of the target, which is p2pmem; cmb: p2pmem that the driver of another function publishes; host: anonymous memory" },
	{ .name = "cmb", .type = BRG_KEY_TEXT, .flags = BRG_SWEPT,
	  .fallback = "own", .metavar = "own|DEVICE",
	  .help = "function whose p2pmem memory = cmb takes, as an NVMe controller's memory buffer; own is the disk's" },
	{ .name = "engine", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "syscall", .names = engines,
	  .help = "pread and pwrite, one transfer at a time; or io_uring" },
	BRG_SIZE_KEY("bytes of one transfer"),
	{ .name = "depth", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .fallback = "1", .metavar = "N", .min = 1, .max = DEPTH_MAX,
	  .help = "transfers under way at a time; above 1 with engine = io_uring" },
	{ .name = "overwrite", .type = BRG_KEY_ENUM, .fallback = "no",
	  .names = brg_answers,
	  .help = "yes: nothing on this disk matters, op = write destroys it" },
	BRG_COUNT_KEY("64"),
	{ 0 },
};

static bool writes(const struct brg_cell *cell)
{
	return brg_cell_is(cell, "op", "write");
}

static uint64_t depth_of(const struct brg_cell *cell)
{
	return brg_param_number(cell, "depth");
}

static int check(const struct brg_cell *cell, char *why, size_t why_size)
{
	if (writes(cell) && !brg_cell_is(cell, "overwrite", "yes"))
		snprintf(why, why_size,
			 "op = write destroys what the disk holds (say overwrite = yes if nothing on it matters)");
	else if (depth_of(cell) > 1 && brg_cell_is(cell, "engine", "syscall"))
		snprintf(why, why_size,
			 "engine = syscall has one transfer under way (depth = 1, or engine = io_uring)");
	else if (depth_of(cell) > brg_cell_count(cell))
		snprintf(why, why_size,
			 "depth is above count, so never reached (count = %ju or more)",
			 (uintmax_t)depth_of(cell));
	else
		return 0;
	return -EINVAL;
}

/* As much memory as transfers can be under way. */
static uint64_t window(const struct brg_cell *cell)
{
	return brg_cell_size(cell) * depth_of(cell);
}

static uint64_t reach(const struct brg_cell *cell)
{
	return brg_cell_is(cell, "memory", "bar") ? window(cell) : 0;
}

/* Fifty faults or so for a transfer, and one for each 64 KiB of it. */
static uint64_t touches(const struct brg_cell *cell)
{
	return (brg_cell_count(cell) + cell->warmup) *
	       (50 + brg_cell_size(cell) / 65536);
}

/**
 * struct copy - one trial
 * @memory: window() bytes, in slots of @size
 * @host: as much host memory, to fill and to compare by
 * @want: what the disk holds from its start (op = read), or is to hold
 * @slots: transfers under way at most
 * @begun: clock at submission, by slot
 */
struct copy {
	struct brg_trial *trial;
	struct brg_disk disk;
	struct io_uring ring;
	bool write, by_ring;
	char *memory, *host, *want;
	uint64_t size, slots;
	uint64_t begun[DEPTH_MAX];
	uint64_t verified;
};

static int fail_io(struct copy *c, ssize_t ret)
{
	if (ret == -EREMOTEIO || ret == -EOPNOTSUPP)
		return brg_skip(c->trial->result,
				"%s: the kernel knows no way from it to this memory (barrage devices --pairs)",
				c->disk.path);
	return brg_fail(c->trial->result, "%s: cannot %s %ju bytes: %s",
			c->disk.path, c->write ? "write" : "read",
			(uintmax_t)c->size,
			ret < 0 ? strerror((int)-ret) : "cut short");
}

static void *anonymous(uint64_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

static int map_cmb(struct copy *c)
{
	const char *text = brg_cell_param(c->trial->cell, "cmb")->text;
	char address[32], path[PATH_MAX], why[512];
	int fd, error;
	void *p;

	if (!strcmp(text, "own"))
		text = c->disk.address;
	if (brg_select_device(text, address, why, sizeof(why)))
		return brg_skip(c->trial->result, "%s", why);
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/p2pmem/allocate",
		 address);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return brg_skip(c->trial->result,
				"%s: its driver publishes no p2pmem that user space can take: %s (memory = bar takes a BAR)",
				address, strerror(errno));
	p = mmap(NULL, window(c->trial->cell), PROT_READ | PROT_WRITE,
		 MAP_SHARED, fd, 0);
	error = errno;
	close(fd);
	if (p == MAP_FAILED)
		return brg_fail(c->trial->result, "%s: cannot take %ju bytes of its p2pmem: %s (see p2pmem/available)",
				address, (uintmax_t)window(c->trial->cell),
				strerror(error));
	c->memory = p;
	return 0;
}

static int map_bar(struct copy *c)
{
	struct brg_target *target = c->trial->target;
	void *p;

	if (brg_target_map(target,
			   (unsigned int)brg_param_number(c->trial->cell, "bar"),
			   0, window(c->trial->cell), PROT_READ | PROT_WRITE,
			   NULL, &p))
		return brg_fail(c->trial->result, "%s", target->error);
	c->memory = p;
	return 0;
}

static int map_memory(struct copy *c)
{
	uint64_t bytes = window(c->trial->cell);

	c->host = anonymous(bytes);
	c->want = anonymous(bytes);
	if (c->host && c->want && brg_cell_is(c->trial->cell, "memory", "host"))
		c->memory = anonymous(bytes);
	if (!c->host || !c->want ||
	    (!c->memory && brg_cell_is(c->trial->cell, "memory", "host")))
		return brg_fail(c->trial->result,
				"cannot prepare: out of memory");
	if (c->memory)
		return 0;
	return brg_cell_is(c->trial->cell, "memory", "cmb") ? map_cmb(c) :
							      map_bar(c);
}

/* By host memory, outside of what is measured. */
static int move(struct copy *c, char *p, bool write)
{
	uint64_t bytes = window(c->trial->cell), done = 0;

	while (done < bytes) {
		ssize_t n = write ? pwrite(c->disk.fd, p + done, bytes - done,
					   (off_t)done) :
				    pread(c->disk.fd, p + done, bytes - done,
					  (off_t)done);

		if (n <= 0)
			return fail_io(c, n < 0 ? -errno : 0);
		done += (uint64_t)n;
	}
	return 0;
}

/* Device memory is read and written by words: it is not cached, and a string
 * instruction may be split as the device does not expect. */
static void stamp(volatile uint64_t *to, uint64_t bytes, uint64_t seed)
{
	for (uint64_t i = 0; i < bytes / sizeof(*to); i++)
		to[i] = (i + seed) * 0x9e3779b97f4a7c15ULL;
}

static uint64_t differing(const volatile uint64_t *a, const uint64_t *b,
			  uint64_t bytes)
{
	uint64_t n = 0;

	for (uint64_t i = 0; i < bytes / sizeof(*a); i++)
		n += a[i] != b[i];
	return n;
}

/* So that what is compared later cannot have been there before. */
static int prepare_bytes(struct copy *c)
{
	uint64_t bytes = window(c->trial->cell);
	uint64_t seed = brg_monotonic_ns();

	if (!c->write) {
		stamp((void *)c->memory, bytes, seed);
		return move(c, c->want, false);
	}
	stamp((void *)c->want, bytes, seed + bytes);
	if (move(c, c->want, true))
		return -1;
	stamp((void *)c->want, bytes, seed);
	stamp((void *)c->memory, bytes, seed);
	return 0;
}

static int verify(struct copy *c)
{
	uint64_t bytes = window(c->trial->cell), wrong;

	if (c->write) {
		if (move(c, c->host, false))
			return -1;
		wrong = differing((void *)c->host, (void *)c->want, bytes);
	} else {
		wrong = differing((void *)c->memory, (void *)c->want, bytes);
	}
	if (wrong)
		return brg_fail(c->trial->result,
				"%ju of %ju words that %s %s are wrong",
				(uintmax_t)wrong, (uintmax_t)(bytes / 8),
				c->disk.path, c->write ? "got" : "delivered");
	c->verified = bytes;
	return 0;
}

static int one_by_syscall(struct copy *c, uint64_t *sample)
{
	uint64_t start = brg_clock_now();
	ssize_t n = c->write ? pwrite(c->disk.fd, c->memory, c->size, 0) :
			       pread(c->disk.fd, c->memory, c->size, 0);

	*sample = brg_clock_now() - start;
	return n == (ssize_t)c->size ? 0 : fail_io(c, n < 0 ? -errno : n);
}

static int submit(struct copy *c, uint64_t slot)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&c->ring);
	char *p = c->memory + slot * c->size;

	if (c->write)
		io_uring_prep_write(sqe, c->disk.fd, p, (unsigned int)c->size,
				    slot * c->size);
	else
		io_uring_prep_read(sqe, c->disk.fd, p, (unsigned int)c->size,
				   slot * c->size);
	sqe->user_data = slot;
	c->begun[slot] = brg_clock_now();
	return io_uring_submit(&c->ring) == 1 ? 0 : fail_io(c, -EIO);
}

/* Keep @c->slots under way until @n have ended; @samples may be NULL. */
static int many_by_ring(struct copy *c, uint64_t n, uint64_t *samples)
{
	uint64_t begun, ended;

	for (begun = 0; begun < c->slots && begun < n; begun++)
		if (submit(c, begun))
			return -1;
	for (ended = 0; ended < n; ended++) {
		struct io_uring_cqe *cqe;
		uint64_t slot;
		int ret = io_uring_wait_cqe(&c->ring, &cqe);

		if (ret)
			return fail_io(c, ret);
		slot = cqe->user_data;
		ret = cqe->res;
		if (samples)
			samples[ended] = brg_clock_now() - c->begun[slot];
		io_uring_cqe_seen(&c->ring, cqe);
		if (ret != (int)c->size)
			return fail_io(c, ret);
		if (begun < n && submit(c, slot))
			return -1;
		begun += begun < n;
	}
	return 0;
}

static int many_by_syscall(struct copy *c, uint64_t n, uint64_t *samples)
{
	uint64_t discard;

	for (uint64_t i = 0; i < n; i++)
		if (one_by_syscall(c, samples ? &samples[i] : &discard))
			return -1;
	return 0;
}

static int measure(struct copy *c)
{
	struct brg_trial *trial = c->trial;
	uint64_t n = brg_cell_count(trial->cell), start, walk;
	int (*many)(struct copy *c, uint64_t n, uint64_t *samples) =
		c->by_ring ? many_by_ring : many_by_syscall;

	/* warm-up is made of whole windows, so that every slot was used */
	if (trial->cell->warmup && many(c, trial->cell->warmup * c->slots, NULL))
		return -1;
	brg_beside_begin(trial, 1);
	start = brg_clock_now();
	if (many(c, n, trial->samples))
		return -1;
	walk = brg_clock_now() - start;
	brg_beside_end(trial);
	if (verify(c))
		return -1;
	trial->result->nr_samples = n;
	brg_metric(trial->result, "walk", walk);
	brg_metric(trial->result, "transfers_count", n);
	brg_metric(trial->result, "moved_bytes", n * c->size);
	brg_metric(trial->result, "verified_bytes", c->verified);
	return 0;
}

static int open_disk(struct copy *c)
{
	const struct brg_cell *cell = c->trial->cell;
	char why[512];

	if (brg_disk_open(&c->disk, brg_cell_param(cell, "disk")->text,
			  c->write, why, sizeof(why)))
		return brg_skip(c->trial->result, "%s", why);
	if (window(cell) > c->disk.size || c->size % c->disk.block)
		return brg_skip(c->trial->result,
				"%s: has %ju bytes in blocks of %u, too few for depth times size (smaller ones)",
				c->disk.path, (uintmax_t)c->disk.size,
				c->disk.block);
	return 0;
}

static int run(struct brg_trial *trial)
{
	const struct brg_cell *cell = trial->cell;
	struct copy c = {
		.trial = trial,
		.write = writes(cell),
		.by_ring = brg_cell_is(cell, "engine", "io_uring"),
		.size = brg_cell_size(cell),
		.slots = depth_of(cell),
	};
	int ret;

	if (open_disk(&c))
		return -1;
	if (c.by_ring) {
		ret = io_uring_queue_init((unsigned int)c.slots, &c.ring, 0);
		if (ret)
			return brg_skip(trial->result,
					"io_uring cannot be used: %s",
					strerror(-ret));
	}
	brg_sampling_settle(trial, brg_cell_count(cell));
	if (map_memory(&c) || prepare_bytes(&c))
		return -1;
	return measure(&c);
}

static const struct brg_limit limits[] = {
	{ .key = "memory", .value = "bar", .of = brg_limit_no_pages,
	  .why = "has mappings without pages, which a disk needs" },
	{ 0 },
};

const struct brg_workload brg_workload_p2p_copy = {
	.name = "p2p-copy",
	.summary = "a disk reads into and writes from device memory",
	.keys = keys,
	.needs_target = true,
	.limits = limits,
	.check = check,
	.reach = reach,
	.samples = brg_cell_count,
	.touches = touches,
	.run = run,
};
