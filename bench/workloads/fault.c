// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fault.c - what it costs until a BAR mapping can be used: mmap, the first
 * touch of every page, taking the pages away (zap), touching again, munmap.
 *
 * The VA of a mapping is chosen so that VA minus BAR offset is exactly
 * "misalign" modulo 1 GiB, the largest page of x86-64: 0 lets the kernel use
 * the largest pages it has, 4k none but the smallest.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bench/walk.h"
#include "bench/workload.h"
#include "lib/cleanup.h"
#include "lib/clock.h"

#define LARGEST_PAGE	(1ULL << 30)
#define PAGE		4096ULL
#define THREADS_MAX	1024

static const char *const orders[] = { "sequential", "strided", "random", NULL };
static const char *const accesses[] = { "read", "write", NULL };
static const char *const mappings[] = { "shared", "separate", NULL };
static const char *const phases[] = { "first", "refault", NULL };
static const char *const switches[] = { "off", "on", NULL };
static const char *const answers[] = { "no", "yes", NULL };

#define SWEPT	(BRG_KEY_SWEEP | BRG_KEY_PARAM)

static const struct brg_key keys[] = {
	{ .name = "size", .type = BRG_KEY_SIZE, .flags = SWEPT,
	  .metavar = "BYTES", .min = PAGE, .max = 1ULL << 44, .multiple = PAGE,
	  .help = "length of a mapping" },
	{ .name = "offset", .type = BRG_KEY_SIZE, .flags = SWEPT,
	  .fallback = "0", .metavar = "BYTES", .multiple = PAGE,
	  .help = "where in the BAR the mapping starts" },
	{ .name = "stride", .type = BRG_KEY_SIZE, .flags = SWEPT,
	  .fallback = "4k", .metavar = "BYTES", .min = 4, .max = 1ULL << 44,
	  .multiple = 4,
	  .help = "distance of neighbouring touches" },
	{ .name = "misalign", .type = BRG_KEY_SIZE, .flags = SWEPT,
	  .fallback = "0", .metavar = "BYTES", .max = LARGEST_PAGE - PAGE,
	  .multiple = PAGE,
	  .help = "virtual address minus BAR offset, modulo 1g: 0 allows the largest pages" },
	{ .name = "order", .type = BRG_KEY_ENUM, .flags = SWEPT,
	  .fallback = "sequential", .names = orders,
	  .help = "of touches: ascending, 2m apart, or a seeded permutation" },
	{ .name = "access", .type = BRG_KEY_ENUM, .flags = SWEPT,
	  .fallback = "read", .names = accesses,
	  .help = "a 32-bit load, or a store of 0 (see overwrite)" },
	{ .name = "overwrite", .type = BRG_KEY_ENUM, .fallback = "no",
	  .names = answers,
	  .help = "yes: nothing in this BAR matters, access = write may destroy it" },
	{ .name = "threads", .type = BRG_KEY_U64, .flags = SWEPT,
	  .fallback = "1", .metavar = "N", .min = 1, .max = THREADS_MAX,
	  .help = "that touch at once" },
	{ .name = "mapping", .type = BRG_KEY_ENUM, .flags = SWEPT,
	  .fallback = "shared", .names = mappings,
	  .help = "shared: threads touch every n-th page of one mapping; separate: each has its own of the full size" },
	{ .name = "phase", .type = BRG_KEY_ENUM, .flags = SWEPT,
	  .fallback = "first", .names = phases,
	  .help = "first: touch after mmap; refault: touch after the driver emptied the mapping" },
	{ .name = "timing", .type = BRG_KEY_ENUM, .flags = SWEPT,
	  .fallback = "off", .names = switches,
	  .help = "on: the driver splits its faults' cost, which makes them slower; quote latency from off only" },
	{ 0 },
};

/**
 * struct fault - one trial
 * @va: where each of @nr_maps mappings goes; [0] is shared by all threads
 *      unless they have separate ones
 * @mmap .. @vm_pte: of the last pass
 */
struct fault {
	struct brg_trial *trial;
	uint64_t size, offset, stride, misalign;
	size_t threads, nr_maps, touches;
	unsigned int bar;
	bool write, refault;
	char **va;
	uint32_t *order;
	struct brg_walker *walkers;
	uint64_t mmap, munmap, zap, walk, vm_pte;
};

/* Touches of one mapping */
static uint64_t touches_each(const struct brg_cell *cell)
{
	return brg_param_number(cell, "size") / brg_param_number(cell, "stride");
}

static uint64_t samples(const struct brg_cell *cell)
{
	bool separate = brg_cell_is(cell, "mapping", "separate");

	return touches_each(cell) * (separate ? brg_param_number(cell, "threads") : 1);
}

static uint64_t touches(const struct brg_cell *cell)
{
	unsigned int walks = brg_cell_is(cell, "phase", "refault") ? 2 : 1;

	return samples(cell) * walks * (cell->warmup + 1);
}

static uint64_t reach(const struct brg_cell *cell)
{
	return brg_param_number(cell, "offset") + brg_param_number(cell, "size");
}

static int check(const struct brg_cell *cell, char *why, size_t why_size)
{
	uint64_t n;

	if (brg_param_number(cell, "stride") > brg_param_number(cell, "size")) {
		snprintf(why, why_size, "stride is larger than size");
		return -EINVAL;
	}
	n = touches_each(cell);
	if (n < brg_param_number(cell, "threads")) {
		snprintf(why, why_size,
			 "there are more threads than touches (size / stride = %ju)",
			 (uintmax_t)n);
		return -EINVAL;
	}
	if (samples(cell) >= UINT32_MAX) {
		snprintf(why, why_size,
			 "%ju samples a trial are too many (larger stride, or smaller size)",
			 (uintmax_t)samples(cell));
		return -EINVAL;
	}
	if (brg_cell_is(cell, "access", "write") &&
	    !brg_cell_is(cell, "overwrite", "yes")) {
		snprintf(why, why_size,
			 "access = write destroys what the BAR holds (say overwrite = yes if nothing in it matters)");
		return -EINVAL;
	}
	return 0;
}

/* Touches of @thread are order[first .. first + n - 1]. */
static void share_touches(const struct fault *f, size_t thread, size_t *first,
			  size_t *n)
{
	size_t each = f->touches / f->threads, more = f->touches % f->threads;

	if (f->nr_maps > 1) {
		*first = 0;
		*n = f->touches;
		return;
	}
	*first = thread * each + (thread < more ? thread : more);
	*n = each + (thread < more);
}

/* One mapping shared by threads is touched interleaved: deal the order out,
 * so that each thread's part lies together. */
static int make_order(struct fault *f, enum brg_order kind)
{
	_cleanup_free_ uint32_t *all = NULL;
	size_t k = 0;

	f->order = calloc(f->touches, sizeof(*f->order));
	if (!f->order)
		return -ENOMEM;
	if (f->threads == 1 || f->nr_maps > 1) {
		brg_order_fill(f->order, f->touches, kind, f->stride,
			       f->trial->cell->seed);
		return 0;
	}
	all = calloc(f->touches, sizeof(*all));
	if (!all)
		return -ENOMEM;
	brg_order_fill(all, f->touches, kind, f->stride, f->trial->cell->seed);
	for (size_t t = 0; t < f->threads; t++)
		for (size_t i = t; i < f->touches; i += f->threads)
			f->order[k++] = all[i];
	return 0;
}

static void make_walkers(struct fault *f)
{
	uint64_t *room = f->trial->samples;

	for (size_t t = 0; t < f->threads; t++) {
		size_t first, n;

		share_touches(f, t, &first, &n);
		f->walkers[t] = (struct brg_walker){
			.base = f->va[f->nr_maps > 1 ? t : 0],
			.stride = f->stride,
			.order = f->order + first,
			.n = n,
			.samples = room,
			.write = f->write,
		};
		room += n;
	}
}

/* Reserve address space, and choose in it the place of each mapping. Slots
 * are whole largest pages, so that mappings share no page table. */
static int reserve(struct fault *f)
{
	uint64_t shift = (f->offset + f->misalign) % LARGEST_PAGE;
	uint64_t slot = (f->size + shift + LARGEST_PAGE - 1) / LARGEST_PAGE *
			LARGEST_PAGE;
	uint64_t bytes = slot * f->nr_maps + LARGEST_PAGE;
	char *p = mmap(NULL, bytes, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		return -errno;
	p += (LARGEST_PAGE - (uintptr_t)p % LARGEST_PAGE) % LARGEST_PAGE;
	for (size_t i = 0; i < f->nr_maps; i++)
		f->va[i] = p + slot * i + shift;
	return 0;
}

static uint64_t vm_pte_bytes(void)
{
	_cleanup_fclose_ FILE *stream = fopen("/proc/self/status", "re");
	char line[256];
	unsigned long kib;

	while (stream && fgets(line, sizeof(line), stream))
		if (sscanf(line, "VmPTE: %lu kB", &kib) == 1)
			return (uint64_t)kib * 1024;
	return 0;
}

/* The reservation is lifted before, so that mmap() does not also unmap. */
static int map_all(struct fault *f)
{
	struct brg_trial *trial = f->trial;
	int prot = f->write ? PROT_READ | PROT_WRITE : PROT_READ;
	int ret = 0;

	f->mmap = 0;
	for (size_t i = 0; i < f->nr_maps && !ret; i++) {
		uint64_t start;
		void *at;

		munmap(f->va[i], f->size);
		start = brg_clock_now();
		ret = brg_target_map(trial->target, f->bar, f->offset, f->size,
				     prot, f->va[i], &at);
		f->mmap += brg_clock_now() - start;
	}
	return ret;
}

/* The address range stays ours between passes. */
static int unmap_all(struct fault *f)
{
	f->munmap = 0;
	for (size_t i = 0; i < f->nr_maps; i++) {
		uint64_t start = brg_clock_now();

		munmap(f->va[i], f->size);
		f->munmap += brg_clock_now() - start;
		if (mmap(f->va[i], f->size, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
				 MAP_FIXED, -1, 0) == MAP_FAILED)
			return brg_fail(f->trial->result,
					"cannot reserve addresses: %s",
					strerror(errno));
	}
	return 0;
}

static int walk(struct fault *f)
{
	int ret = brg_walk(f->walkers, f->threads, f->trial->place);

	if (ret)
		return brg_fail(f->trial->result, "cannot walk with %zu threads: %s",
				f->threads, strerror(-ret));
	f->walk = brg_walk_time(f->walkers, f->threads);
	return 0;
}

/* Populate and take away again, for a refault. */
static int populate_and_zap(struct fault *f)
{
	struct brg_target *target = f->trial->target;
	uint64_t start;
	int ret = walk(f);

	if (ret)
		return ret;
	start = brg_clock_now();
	ret = brg_target_zap(target);
	f->zap = brg_clock_now() - start;
	if (ret == -EOPNOTSUPP)
		return brg_skip(f->trial->result, "%s", target->error);
	return ret ? brg_fail(f->trial->result, "%s", target->error) : 0;
}

/* mmap to munmap, once */
static int pass(struct fault *f)
{
	struct brg_result *result = f->trial->result;
	struct brg_target *target = f->trial->target;
	struct brg_fault_cost discard;
	uint64_t before = vm_pte_bytes(), after;

	if (map_all(f))
		return brg_fail(result, "%s", target->error);
	if (f->refault && populate_and_zap(f))
		return -1;
	brg_target_cost(target, &discard);
	if (walk(f))
		return -1;
	result->has_cost = !brg_target_cost(target, &result->cost);
	after = vm_pte_bytes();
	f->vm_pte = after > before ? after - before : 0;
	return unmap_all(f);
}

static void report(const struct fault *f)
{
	struct brg_result *result = f->trial->result;
	uint64_t faults = 0, voluntary = 0, involuntary = 0;

	for (size_t t = 0; t < f->threads; t++) {
		faults += f->walkers[t].minor_faults;
		voluntary += f->walkers[t].voluntary;
		involuntary += f->walkers[t].involuntary;
	}
	result->nr_samples = f->touches * f->nr_maps;
	brg_metric(result, "walk", f->walk);
	brg_metric(result, "mmap", f->mmap);
	brg_metric(result, "munmap", f->munmap);
	if (f->refault)
		brg_metric(result, "zap", f->zap);
	brg_metric(result, "touches_count", result->nr_samples);
	brg_metric(result, "minor_faults_count", faults);
	if (faults)
		brg_metric(result, "fault_span_bytes",
			   f->size * f->nr_maps / faults);
	brg_metric(result, "vm_pte_bytes", f->vm_pte);
	brg_metric(result, "voluntary_switches_count", voluntary);
	brg_metric(result, "involuntary_switches_count", involuntary);
}

static int set_timing(struct brg_trial *trial)
{
	struct brg_target *target = trial->target;
	bool on = brg_cell_is(trial->cell, "timing", "on");

	if (!on && !target->ops->timing)
		return 0;
	if (!brg_target_timing(target, on))
		return 0;
	return target->ops->timing ? brg_fail(trial->result, "%s",
					      target->error) :
				     brg_skip(trial->result, "%s",
					      target->error);
}

static int prepare(struct fault *f)
{
	const struct brg_cell *cell = f->trial->cell;
	int ret;

	f->va = calloc(f->nr_maps, sizeof(*f->va));
	f->walkers = calloc(f->threads, sizeof(*f->walkers));
	if (!f->va || !f->walkers)
		return -ENOMEM;
	ret = make_order(f, (enum brg_order)brg_param_number(cell, "order"));
	if (ret)
		return ret;
	memset(f->trial->samples, 0,
	       f->touches * f->nr_maps * sizeof(*f->trial->samples));
	/* Before the reservation, which must not count as locked memory */
	f->trial->result->locked = !mlockall(MCL_CURRENT);
	ret = reserve(f);
	if (!ret)
		make_walkers(f);
	return ret;
}

static int run(struct brg_trial *trial)
{
	const struct brg_cell *cell = trial->cell;
	struct fault f = {
		.trial = trial,
		.size = brg_param_number(cell, "size"),
		.offset = brg_param_number(cell, "offset"),
		.stride = brg_param_number(cell, "stride"),
		.misalign = brg_param_number(cell, "misalign"),
		.threads = brg_param_number(cell, "threads"),
		.touches = touches_each(cell),
		.bar = (unsigned int)brg_param_number(cell, "bar"),
		.write = brg_cell_is(cell, "access", "write"),
		.refault = brg_cell_is(cell, "phase", "refault"),
	};
	int ret;

	f.nr_maps = brg_cell_is(cell, "mapping", "separate") ? f.threads : 1;
	if (f.refault && !trial->target->refaults)
		return brg_skip(trial->result,
				"mappings of %s%s%s never come back once emptied",
				trial->target->ops->name,
				trial->target->variant[0] ? ":" : "",
				trial->target->variant);
	if (set_timing(trial))
		return -1;
	ret = prepare(&f);
	if (ret)
		return brg_fail(trial->result, "cannot prepare: %s",
				strerror(-ret));
	for (unsigned int i = 0; i <= cell->warmup; i++)
		if (pass(&f))
			return -1;
	report(&f);
	return 0;
}

const struct brg_workload brg_workload_fault = {
	.name = "fault",
	.summary = "mmap, first touch, zap, touch again and munmap of a BAR",
	.keys = keys,
	.needs_target = true,
	.check = check,
	.reach = reach,
	.samples = samples,
	.touches = touches,
	.run = run,
};
