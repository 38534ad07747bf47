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
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/beside.h"
#include "bench/crew.h"
#include "bench/limits.h"
#include "bench/maps.h"
#include "bench/sampling.h"
#include "bench/shared_keys.h"
#include "lib/cleanup.h"
#include "lib/clock.h"

#define THREADS_MAX	1024

static const char *const orders[] = { "sequential", "strided", "random",
					    "backwards", NULL };
static const char *const accesses[] = { "read", "write", NULL };
static const char *const mappings[] = { "shared", "separate", NULL };
static const char *const makings[] = { "whole", "pieces", "split", "forked",
				       NULL };
static const char *const phases[] = { "first", "refault", NULL };
static const char *const switches[] = { "off", "on", NULL };

static const struct brg_key keys[] = {
	BRG_SIZE_KEY("length of a mapping"),
	{ .name = "offset", .type = BRG_KEY_SIZE, .flags = BRG_SWEPT,
	  .fallback = "0", .metavar = "BYTES", .multiple = BRG_PAGE,
	  .help = "where in the BAR the mapping starts" },
	{ .name = "stride", .type = BRG_KEY_SIZE, .flags = BRG_SWEPT,
	  .fallback = "4k", .metavar = "BYTES", .min = 4, .max = 1ULL << 44,
	  .multiple = 4,
	  .help = "distance of neighbouring touches" },
	BRG_VA_KEY("misalign"),
	BRG_MISALIGN_KEY,
	{ .name = "made", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "whole", .names = makings,
	  .help = "whole: by one mmap; pieces: by one for each piece; split: by one, and mprotect of every other piece; forked: by one, in the parent of who touches it" },
	{ .name = "pieces", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .fallback = "16", .metavar = "N", .min = 2, .max = 32768,
	  .help = "of a mapping that is made = pieces or split" },
	{ .name = "order", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "sequential", .names = orders,
	  .help = "of touches: ascending, 2m apart, a seeded permutation, or descending" },
	{ .name = "access", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "read", .names = accesses,
	  .help = "a 32-bit load, or a store of 0 (see overwrite)" },
	{ .name = "overwrite", .type = BRG_KEY_ENUM, .fallback = "no",
	  .names = brg_answers,
	  .help = "yes: nothing in this BAR matters, access = write may destroy it" },
	{ .name = "threads", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .fallback = "1", .metavar = "N", .min = 1, .max = THREADS_MAX,
	  .help = "that touch at once" },
	{ .name = "mapping", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "shared", .names = mappings,
	  .help = "shared: threads touch every n-th page of one mapping; separate: each has its own of the full size" },
	{ .name = "phase", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "first", .names = phases,
	  .help = "first: touch after mmap; refault: touch after the driver emptied the mapping" },
	{ .name = "timing", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "off", .names = switches,
	  .help = "on: the driver splits its faults' cost, which makes them slower; quote latency from off only" },
	{ 0 },
};

/** struct outcome - ticks and bytes of the last pass, shared with a child */
struct outcome {
	uint64_t mmap, munmap, zap, fork, walk, vm_pte;
};

/**
 * struct fault - one trial
 * @maps: one that all threads share, or one for each
 * @first: total of the first pass of several
 */
struct fault {
	struct brg_trial *trial;
	struct brg_maps maps;
	struct brg_crew crew;
	bool refault, forked;
	struct outcome *out;
	uint64_t first;
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

static int check_pieces(const struct brg_cell *cell, char *why,
			size_t why_size)
{
	bool pieces = brg_cell_is(cell, "made", "pieces");
	bool write = brg_cell_is(cell, "access", "write");

	if (!pieces && !brg_cell_is(cell, "made", "split"))
		return 0;
	if (brg_cell_size(cell) %
	    (brg_param_number(cell, "pieces") * BRG_PAGE)) {
		snprintf(why, why_size,
			 "size is no whole number of pages for each of the pieces (choose another size, or number of pieces)");
		return -EINVAL;
	}
	if (pieces ? brg_cell_is(cell, "va", "mmap") : write) {
		snprintf(why, why_size, "%s",
			 pieces ? "made = pieces lie side by side, which va = mmap does not promise (leave va out)" :
				  "made = split leaves every other piece read-only (access = read)");
		return -EINVAL;
	}
	return 0;
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
	if (brg_check_va(cell, why, why_size) ||
	    check_pieces(cell, why, why_size))
		return -EINVAL;
	if (brg_cell_is(cell, "access", "write") &&
	    !brg_cell_is(cell, "overwrite", "yes")) {
		snprintf(why, why_size,
			 "access = write destroys what the BAR holds (say overwrite = yes if nothing in it matters)");
		return -EINVAL;
	}
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

static int map_all(struct fault *f)
{
	uint64_t start = brg_clock_now();
	int ret = brg_maps_map(&f->maps);

	f->out->mmap = brg_clock_now() - start;
	brg_crew_send(&f->crew, f->maps.va, f->trial->samples,
		      f->maps.writable);
	return ret;
}

static void unmap_all(struct fault *f)
{
	uint64_t start = brg_clock_now();

	brg_maps_unmap(&f->maps);
	f->out->munmap += brg_clock_now() - start;
}

static int walk(struct fault *f)
{
	struct brg_crew *crew = &f->crew;
	int ret = brg_walk(crew->walkers, crew->threads, f->trial->place);

	if (ret)
		return brg_fail(f->trial->result, "cannot walk with %zu threads: %s",
				crew->threads, strerror(-ret));
	f->out->walk = brg_walk_time(crew->walkers, crew->threads);
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
	f->out->zap = brg_clock_now() - start;
	if (ret == -EOPNOTSUPP)
		return brg_skip(f->trial->result, "%s", target->error);
	return ret ? brg_fail(f->trial->result, "%s", target->error) : 0;
}

/* From the first touch to munmap, in the process that touches */
static int use(struct fault *f, uint64_t vm_pte_before)
{
	struct brg_result *result = f->trial->result;
	struct brg_target *target = f->trial->target;
	struct brg_fault_cost discard;
	uint64_t after;

	if (f->refault && populate_and_zap(f))
		return -1;
	brg_target_cost(target, &discard);
	brg_beside_begin(f->trial, f->crew.threads);
	if (walk(f))
		return -1;
	brg_beside_end(f->trial);
	result->has_cost = !brg_target_cost(target, &result->cost);
	after = vm_pte_bytes();
	f->out->vm_pte = after > vm_pte_before ? after - vm_pte_before : 0;
	unmap_all(f);
	return 0;
}

/* What fork() left to be copied is copied before the walk. */
static int use_in_child(struct fault *f)
{
	uint64_t start = brg_clock_now();
	pid_t pid = fork();
	int status;

	if (!pid) {
		brg_sampling_settle(f->trial, brg_crew_samples(&f->crew));
		_exit(use(f, vm_pte_bytes()) ? 1 : 0);
	}
	f->out->fork = brg_clock_now() - start;
	if (pid < 0)
		return brg_fail(f->trial->result, "cannot fork: %s",
				strerror(errno));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (status && !f->trial->result->reason[0])
		return brg_fail(f->trial->result,
				"a child ended with status 0x%x",
				(unsigned int)status);
	unmap_all(f);
	return status ? -1 : 0;
}

/* mmap to munmap, once */
static int pass(struct fault *f)
{
	uint64_t before = vm_pte_bytes();

	memset(f->out, 0, sizeof(*f->out));
	if (map_all(f))
		return -1;
	return f->forked ? use_in_child(f) : use(f, before);
}

static uint64_t total(const struct outcome *out)
{
	return out->mmap + out->fork + out->walk + out->munmap;
}

static void report_times(struct brg_result *result, const struct outcome *out)
{
	brg_metric(result, "walk", out->walk);
	brg_metric(result, "mmap", out->mmap);
	brg_metric(result, "munmap", out->munmap);
	if (out->zap)
		brg_metric(result, "zap", out->zap);
	if (out->fork)
		brg_metric(result, "fork", out->fork);
	brg_metric(result, "total", total(out));
	brg_metric(result, "vm_pte_bytes", out->vm_pte);
}

static void report(const struct fault *f)
{
	struct brg_result *result = f->trial->result;
	uint64_t faults = 0, voluntary = 0, involuntary = 0;

	for (size_t t = 0; t < f->crew.threads; t++) {
		const struct brg_walker *w = &f->crew.walkers[t];

		faults += w->minor_faults;
		voluntary += w->voluntary;
		involuntary += w->involuntary;
	}
	result->nr_samples = brg_crew_samples(&f->crew);
	report_times(result, f->out);
	if (f->first)
		brg_metric(result, "first_total", f->first);
	brg_metric(result, "touches_count", result->nr_samples);
	brg_metric(result, "minor_faults_count", faults);
	if (faults)
		brg_metric(result, "fault_span_bytes",
			   f->maps.length * f->maps.nr / faults);
	brg_metric(result, "voluntary_switches_count", voluntary);
	brg_metric(result, "involuntary_switches_count", involuntary);
}

static int set_timing(struct brg_trial *trial)
{
	struct brg_target *target = trial->target;
	bool on = brg_cell_is(trial->cell, "timing", "on");

	if (!target->ops->timing || !brg_target_timing(target, on))
		return 0;
	return brg_fail(trial->result, "%s", target->error);
}

static int prepare(struct fault *f)
{
	const struct brg_cell *cell = f->trial->cell;
	int ret = brg_crew_make(&f->crew,
				(enum brg_order)brg_param_number(cell, "order"),
				cell->seed);

	f->out = mmap(NULL, sizeof(*f->out), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (ret || f->out == MAP_FAILED)
		return -ENOMEM;
	brg_sampling_settle(f->trial, brg_crew_samples(&f->crew));
	return brg_maps_place(&f->maps);
}

static void read_cell(struct fault *f)
{
	const struct brg_cell *cell = f->trial->cell;
	bool separate = brg_cell_is(cell, "mapping", "separate");
	size_t threads = brg_param_number(cell, "threads");

	f->crew = (struct brg_crew){
		.threads = threads,
		.separate = separate,
		.touches = touches_each(cell),
		.stride = brg_param_number(cell, "stride"),
	};
	f->maps = (struct brg_maps){
		.trial = f->trial,
		.length = brg_cell_size(cell),
		.offset = brg_param_number(cell, "offset"),
		.nr = separate ? threads : 1,
		.made = brg_cell_is(cell, "made", "pieces") ? BRG_MADE_PIECES :
			brg_cell_is(cell, "made", "split")  ? BRG_MADE_SPLIT :
							      BRG_MADE_WHOLE,
		.pieces = brg_param_number(cell, "pieces"),
		.writable = brg_cell_is(cell, "access", "write"),
	};
	brg_maps_at_va(&f->maps);
	f->refault = brg_cell_is(cell, "phase", "refault");
	f->forked = brg_cell_is(cell, "made", "forked");
}

static int run(struct brg_trial *trial)
{
	struct fault f = { .trial = trial };
	int ret;

	read_cell(&f);
	if (set_timing(trial))
		return -1;
	ret = prepare(&f);
	if (ret)
		return brg_fail(trial->result, "cannot prepare: %s",
				strerror(-ret));
	for (unsigned int i = 0; i <= trial->cell->warmup; i++) {
		if (pass(&f))
			return -1;
		if (!i && trial->cell->warmup)
			f.first = total(f.out);
	}
	report(&f);
	return 0;
}

static const struct brg_limit limits[] = {
	BRG_LIMIT_REFAULT("phase", "refault"),
	{ .key = "timing", .value = "on", .of = brg_limit_no_timing,
	  .why = "cannot time its faults" },
	{ 0 },
};

const struct brg_workload brg_workload_fault = {
	.name = "fault",
	.summary = "mmap, first touch, zap, touch again and munmap of a BAR",
	.keys = keys,
	.needs_target = true,
	.limits = limits,
	.check = check,
	.reach = reach,
	.samples = samples,
	.touches = touches,
	.run = run,
};
