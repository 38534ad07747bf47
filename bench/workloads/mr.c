// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mr.c - memory is registered with an RDMA device and deregistered again.
 *
 * A sample runs from before ibv_reg_mr() or ibv_reg_dmabuf_mr() to after
 * ibv_dereg_mr(). The same by raw uverbs follows each, so that the library's
 * share is the median of differences between neighbours.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bench/beside.h"
#include "bench/limits.h"
#include "bench/mr_region.h"
#include "bench/sampling.h"
#include "bench/twin.h"
#include "lib/clock.h"
#include "lib/select.h"

enum memory { MEMORY_EXPORT, MEMORY_HOST, MEMORY_ODP, MEMORY_MAPPING,
	      MEMORY_UDMABUF, MEMORY_HEAP, MEMORY_DRM, MEMORY_CUDA };

static const char *const memories[] = { "export", "host", "odp", "mapping",
					"udmabuf", "heap", "drm", "cuda",
					NULL };

#define MAX_THREADS 1024u

static const struct brg_key keys[] = {
	BRG_SIZE_KEY("length of the region that is registered"),
	{ .name = "memory", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "export", .names = memories,
	  .help = "export: the BAR as a dma-buf by the target's driver; host: anonymous memory; odp: the same, on demand; mapping: a mapping of the BAR; udmabuf, heap: dma-bufs of RAM; drm, cuda: of a GPU's memory" },
	{ .name = "gpu", .type = BRG_KEY_TEXT, .flags = BRG_SWEPT,
	  .fallback = "first", .metavar = "first|DEVICE",
	  .help = "whose memory drm and cuda is: an address, vendor:device or role:NAME, or of the first that can" },
	{ .name = "live", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .fallback = "0", .metavar = "N", .max = 1u << 20,
	  .help = "other regions of 4k that are registered meanwhile" },
	{ .name = "threads", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .fallback = "1", .metavar = "N", .min = 1, .max = MAX_THREADS,
	  .help = "that register at once, in one context; count samples each" },
	BRG_VERBS_KEYS,
	BRG_COUNT_KEY("64"),
	{ 0 },
};

static uint64_t reach(const struct brg_cell *cell)
{
	switch (brg_param_number(cell, "memory")) {
	case MEMORY_EXPORT:
	case MEMORY_MAPPING:
		return brg_cell_size(cell);
	default:
		return 0;
	}
}

static uint64_t samples(const struct brg_cell *cell)
{
	return brg_cell_count(cell) * brg_param_number(cell, "threads");
}

/* A registration is taken for four faults, with its raw twin for eight. */
static uint64_t touches(const struct brg_cell *cell)
{
	return 8 * (samples(cell) + cell->warmup) +
	       4 * brg_param_number(cell, "live");
}

/* What the soft device says of its parts, in ns of its clock */
struct phases {
	uint64_t attach, map, table, taken;
};

struct mr {
	struct brg_mr_region region;
	uint64_t size;
	struct phases phases;
	struct brg_twin twin;
};

enum { PART_REGISTER, PART_DEREGISTER, PART_RAW_REGISTER, PART_RAW_DEREGISTER };
static const char *const parts[] = { "register", "deregister", "raw_register",
				     "raw_deregister", NULL };

static void take_phases(struct mr *m, const struct ibv_mr *mr)
{
	struct brg_rnic_mr_info info;

	if (!m->region.soft ||
	    brg_rnic_mr_info(m->region.verbs.context->cmd_fd, mr->handle, &info))
		return;
	m->phases.attach += info.attach_ns;
	m->phases.map += info.map_ns;
	m->phases.table += info.table_ns;
	m->phases.taken++;
}

static int take_raw(struct mr *m, uint64_t part[])
{
	struct brg_mr_region *region = &m->region;
	uint32_t handle = 0;
	uint64_t start = brg_clock_now();
	int ret = brg_mr_raw(region, 0, m->size, &handle);

	part[PART_RAW_REGISTER] = brg_clock_now() - start;
	if (ret)
		return brg_fail(region->trial->result,
				"%s: cannot register by raw uverbs what libibverbs just did: %s",
				region->verbs.name, strerror(-ret));
	start = brg_clock_now();
	ret = brg_uverbs_dereg(&region->raw, handle);
	part[PART_RAW_DEREGISTER] = brg_clock_now() - start;
	if (ret)
		return brg_fail(region->trial->result,
				"%s: cannot deregister by raw uverbs: %s",
				region->verbs.name, strerror(-ret));
	brg_twin_add(&m->twin, part[PART_REGISTER] + part[PART_DEREGISTER],
		     part[PART_RAW_REGISTER] + part[PART_RAW_DEREGISTER]);
	return 0;
}

static int take(void *data, uint64_t *sample, uint64_t part[])
{
	struct mr *m = data;
	struct brg_mr_region *region = &m->region;
	uint64_t start = brg_clock_now();
	struct ibv_mr *mr;

	if (brg_mr_register(region, 0, m->size, &mr))
		return brg_fail(region->trial->result, "%s",
				region->verbs.error);
	part[PART_REGISTER] = brg_clock_now() - start;
	take_phases(m, mr);
	start = brg_clock_now();
	if (brg_verbs_dereg(&region->verbs, mr))
		return brg_fail(region->trial->result, "%s",
				region->verbs.error);
	part[PART_DEREGISTER] = brg_clock_now() - start;
	*sample = part[PART_REGISTER] + part[PART_DEREGISTER];
	return region->has_raw ? take_raw(m, part) : 0;
}

/* The driver's clock is another: @ticks of ours were @ns of it. */
static void tell_phases(const struct mr *m, uint64_t ticks, uint64_t ns)
{
	struct brg_result *result = m->region.trial->result;
	double scale = ns ? (double)ticks / (double)ns : 1;
	const struct phases *p = &m->phases;

	brg_metric_mean(result, "attach", (uint64_t)((double)p->attach * scale),
			p->taken);
	brg_metric_mean(result, "map", (uint64_t)((double)p->map * scale),
			p->taken);
	brg_metric_mean(result, "table", (uint64_t)((double)p->table * scale),
			p->taken);
}

static int run_alone(struct mr *m)
{
	const struct brg_sampling sampling = { take, m, parts };
	struct brg_trial *trial = m->region.trial;
	uint64_t ns = brg_monotonic_ns(), ticks = brg_clock_now();

	if (brg_sampling_run(trial, &sampling))
		return -1;
	tell_phases(m, brg_clock_now() - ticks, brg_monotonic_ns() - ns);
	brg_twin_tell(&m->twin, trial->cell->warmup, trial->result, "raw",
		      "library");
	return 0;
}

struct registrar {
	pthread_t thread;
	struct mr *mr;
	pthread_barrier_t *start;
	size_t number;
	uint64_t *samples;
	uint64_t begin, end;
	int ret;
};

static void *register_many(void *arg)
{
	struct registrar *r = arg;
	struct brg_mr_region *region = &r->mr->region;
	size_t n = brg_cell_count(region->trial->cell);
	struct ibv_mr *mr;
	uint64_t start;

	r->ret = brg_place_pin(region->trial->place, r->number);
	pthread_barrier_wait(r->start);
	r->begin = brg_clock_now();
	for (size_t i = 0; i < n && !r->ret; i++) {
		start = brg_clock_now();
		r->ret = brg_mr_register(region, 0, r->mr->size, &mr);
		if (!r->ret)
			r->ret = brg_verbs_dereg(&region->verbs, mr);
		r->samples[i] = brg_clock_now() - start;
	}
	r->end = brg_clock_now();
	return NULL;
}

/* One context for all: what they contend for is what a process contends for */
static int run_together(struct mr *m, size_t threads)
{
	struct brg_trial *trial = m->region.trial;
	struct registrar *r = calloc(threads, sizeof(*r));
	size_t n = brg_cell_count(trial->cell), started = 0;
	uint64_t begin = UINT64_MAX, end = 0;
	pthread_barrier_t barrier;
	int ret = r ? 0 : -ENOMEM;

	if (!ret)
		ret = -pthread_barrier_init(&barrier, NULL,
					    (unsigned int)threads);
	brg_beside_begin(trial, threads);
	for (; !ret && started < threads; started++) {
		r[started] = (struct registrar){
			.mr = m, .start = &barrier, .number = started,
			.samples = trial->samples + started * n,
		};
		ret = -pthread_create(&r[started].thread, NULL, register_many,
				      &r[started]);
		if (ret)
			/* those before it wait for ever; the process ends */
			return brg_fail(trial->result, "%zu threads: %s",
					threads, strerror(-ret));
	}
	for (size_t i = 0; i < started; i++) {
		pthread_join(r[i].thread, NULL);
		ret = ret ? ret : r[i].ret;
		begin = r[i].begin < begin ? r[i].begin : begin;
		end = r[i].end > end ? r[i].end : end;
	}
	brg_beside_end(trial);
	free(r);
	if (ret)
		return brg_fail(trial->result, "%s", m->region.verbs.error[0] ?
				m->region.verbs.error : strerror(-ret));
	trial->result->nr_samples = threads * n;
	brg_metric(trial->result, "walk", end - begin);
	return 0;
}

static int host_memory(struct brg_mr_region *region, uint64_t length)
{
	region->length = length;
	region->host = mmap(NULL, length, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	return region->host == MAP_FAILED ?
		       brg_skip(region->trial->result, "%s for %ju bytes",
				strerror(errno), (uintmax_t)length) : 0;
}

/* Expected to be refused: a BAR has no pages that could be pinned. */
static int bar_mapping(struct brg_mr_region *region, uint64_t length)
{
	struct brg_trial *trial = region->trial;
	void *va;

	if (brg_target_map(trial->target,
			   (unsigned int)brg_param_number(trial->cell, "bar"),
			   0, length, PROT_READ | PROT_WRITE, NULL, &va))
		return brg_skip(trial->result, "%s", trial->target->error);
	region->host = va;
	return 0;
}

static int gpu_memory(struct mr *m)
{
	struct brg_mr_region *region = &m->region;
	const struct brg_cell *cell = region->trial->cell;
	const char *name = brg_cell_param(cell, "memory")->text;
	char address[32], why[512];

	if (brg_cell_is(cell, "gpu", "first"))
		return brg_mr_use_memory(region, name, NULL, m->size);
	if (brg_select_device(brg_cell_param(cell, "gpu")->text, address, why,
			      sizeof(why)))
		return brg_skip(region->trial->result, "%s", why);
	return brg_mr_use_memory(region, name, address, m->size);
}

static int find_memory(struct mr *m)
{
	struct brg_mr_region *region = &m->region;

	switch (brg_param_number(region->trial->cell, "memory")) {
	case MEMORY_EXPORT:
		return brg_mr_use_export(region, m->size);
	case MEMORY_ODP:
		region->access |= IBV_ACCESS_ON_DEMAND;
		return host_memory(region, m->size);
	case MEMORY_HOST:
		return host_memory(region, m->size);
	case MEMORY_MAPPING:
		return bar_mapping(region, m->size);
	case MEMORY_UDMABUF:
		return brg_mr_use_memory(region, "udmabuf", NULL, m->size);
	case MEMORY_HEAP:
		return brg_mr_use_memory(region, "dma-heap", NULL, m->size);
	default:
		return gpu_memory(m);
	}
}

/* What this device, exporter or mode refuses is no failure of the trial. */
static int register_live(struct mr *m)
{
	uint64_t n = brg_param_number(m->region.trial->cell, "live");
	uint64_t pages = m->size / BRG_PAGE;
	struct ibv_mr *mr;

	if (brg_mr_register(&m->region, 0, m->size, &mr))
		return brg_skip(m->region.trial->result, "%s",
				m->region.verbs.error);
	brg_verbs_dereg(&m->region.verbs, mr);
	for (uint64_t i = 0; i < n; i++)
		if (brg_mr_register(&m->region, i % pages * BRG_PAGE, BRG_PAGE,
				    &mr))
			return brg_fail(m->region.trial->result,
					"after %ju regions: %s", (uintmax_t)i,
					m->region.verbs.error);
	return 0;
}

static int run(struct brg_trial *trial)
{
	struct mr m = { .region.trial = trial,
			.size = brg_cell_size(trial->cell) };
	size_t threads = brg_param_number(trial->cell, "threads");
	int ret;

	if (brg_twin_init(&m.twin, trial->cell->warmup +
				   brg_cell_count(trial->cell)))
		return brg_fail(trial->result, "%s", strerror(ENOMEM));
	brg_sampling_settle(trial, samples(trial->cell));
	ret = brg_mr_open(&m.region) || find_memory(&m) || register_live(&m);
	if (!ret)
		ret = threads > 1 ? run_together(&m, threads) : run_alone(&m);
	brg_twin_fini(&m.twin);
	return ret ? -1 : 0;
}

static const struct brg_limit limits[] = {
	{ .key = "memory", .value = "export", .of = brg_limit_no_export,
	  .why = "exports no dma-bufs" },
	{ 0 },
};

const struct brg_workload brg_workload_mr = {
	.name = "mr",
	.summary = "registering memory with an RDMA device and deregistering it",
	.keys = keys,
	.needs_target = true,
	.limits = limits,
	.reach = reach,
	.samples = samples,
	.touches = touches,
	.run = run,
};
