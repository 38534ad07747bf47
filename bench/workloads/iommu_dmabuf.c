// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_dmabuf.c - a function takes its BAR back from an IOMMU that has mapped
 * dma-bufs of it.
 *
 * A sample runs from before memory decoding is switched off to after it, when
 * no translation is left. The mapping of addresses, which cannot be taken back,
 * is what iommu-map compares with.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "bench/sampling.h"
#include "bench/shared_keys.h"
#include "lib/clock.h"

/* As in iommu_map.c */
#define IOVA		(1ULL << 33)
#define LONGEST		(1ULL << 38)
#define HUGE_PAGE	(2ULL << 20)

static const struct brg_key keys[] = {
	BRG_SIZE_KEY("bytes of the BAR in each dma-buf"),
	{ .name = "mappings", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .fallback = "1", .metavar = "N", .max = 4096,
	  .help = "dma-bufs of the same bytes, each mapped at an address of its own; 0 for what switching costs by itself" },
	BRG_COUNT_KEY("8"),
	{ 0 },
};

static uint64_t nr_mappings(const struct brg_cell *cell)
{
	return brg_param_number(cell, "mappings");
}

/* From one mapping to the next, so that the largest pages fit each. */
static uint64_t stride(const struct brg_cell *cell)
{
	uint64_t align = brg_cell_size(cell) < BRG_LARGEST_PAGE ?
				 HUGE_PAGE : BRG_LARGEST_PAGE;

	return (brg_cell_size(cell) + align - 1) / align * align;
}

static int check(const struct brg_cell *cell, char *why, size_t why_size)
{
	if (stride(cell) <= LONGEST / (nr_mappings(cell) | 1))
		return 0;
	snprintf(why, why_size, "size times mappings is beyond 256g");
	return -EINVAL;
}

static uint64_t touches(const struct brg_cell *cell)
{
	return (brg_cell_count(cell) + cell->warmup) *
	       (4 + 8 * nr_mappings(cell));
}

/**
 * struct dma - one trial
 * @page: ordinary memory
 */
struct dma {
	struct brg_trial *trial;
	uint64_t nr, length, stride;
	void *page;
};

enum { PART_MAP, PART_REVOKE, PART_ENABLE, PART_UNMAP };
static const char *const parts[] = { "dma_map", "revoke", "enable", "dma_unmap",
				     NULL };

static int fail(const struct dma *d, int ret)
{
	return (ret == -EOPNOTSUPP ? brg_skip : brg_fail)(
		d->trial->result, "%s", d->trial->target->error);
}

static int map_all(const struct dma *d)
{
	unsigned int bar =
		(unsigned int)brg_param_number(d->trial->cell, "bar");

	for (uint64_t i = 0; i < d->nr; i++) {
		int ret = brg_target_dma_map_bar(d->trial->target, bar, 0,
						 d->length, IOVA + i * d->stride);

		if (ret)
			return fail(d, ret);
	}
	return 0;
}

static int unmap_all(const struct dma *d)
{
	for (uint64_t i = 0; i < d->nr; i++) {
		int ret = brg_target_dma_unmap(d->trial->target,
					       IOVA + i * d->stride, d->length);

		if (ret)
			return fail(d, ret);
	}
	return 0;
}

/*
 * Unmapping leaves the IOMMU alone where the dma-buf was revoked, and the IOMMU
 * gives no address away twice: so other memory fits only if nothing is left.
 */
static int check_page(const struct dma *d, uint64_t iova)
{
	struct brg_target *target = d->trial->target;
	int ret = brg_target_dma_map(target, d->page, iova, BRG_PAGE);

	if (ret == -EADDRINUSE)
		return brg_fail(d->trial->result,
				"%s: the IOMMU still translates %#jx after memory was off",
				target->address, (uintmax_t)iova);
	if (!ret)
		ret = brg_target_dma_unmap(target, iova, BRG_PAGE);
	return ret ? fail(d, ret) : 0;
}

static int check_all(const struct dma *d)
{
	for (uint64_t i = 0; i < d->nr; i++) {
		uint64_t iova = IOVA + i * d->stride;

		if (check_page(d, iova) ||
		    check_page(d, iova + d->length - BRG_PAGE))
			return -1;
	}
	return 0;
}

static int take(void *data, uint64_t *sample, uint64_t part[])
{
	struct dma *d = data;
	struct brg_target *target = d->trial->target;
	uint64_t start = brg_clock_now(), end;

	if (map_all(d))
		return -1;
	end = brg_clock_now();
	part[PART_MAP] = end - start;
	start = end;
	if (brg_target_memory(target, false))
		return fail(d, -EIO);
	end = brg_clock_now();
	*sample = part[PART_REVOKE] = end - start;
	start = end;
	if (brg_target_memory(target, true))
		return fail(d, -EIO);
	end = brg_clock_now();
	part[PART_ENABLE] = end - start;
	start = end;
	if (unmap_all(d))
		return -1;
	part[PART_UNMAP] = brg_clock_now() - start;
	return check_all(d);
}

static int run(struct brg_trial *trial)
{
	const struct brg_cell *cell = trial->cell;
	struct dma d = {
		.trial = trial,
		.nr = nr_mappings(cell),
		.length = brg_cell_size(cell),
		.stride = stride(cell),
	};
	const struct brg_sampling sampling = { take, &d, parts };

	d.page = mmap(NULL, BRG_PAGE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (d.page == MAP_FAILED)
		return brg_fail(trial->result, "cannot prepare: %s",
				strerror(errno));
	brg_sampling_settle(trial, brg_cell_count(cell));
	return brg_sampling_run(trial, &sampling);
}

const struct brg_workload brg_workload_iommu_dmabuf = {
	.name = "iommu-dmabuf",
	.summary = "taking a BAR back from an IOMMU that has mapped dma-bufs of it",
	.keys = keys,
	.needs_target = true,
	.check = check,
	.reach = brg_cell_size,
	.samples = brg_cell_count,
	.touches = touches,
	.run = run,
};
