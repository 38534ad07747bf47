// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_map.c - a mapping of a BAR is mapped for DMA and unmapped again.
 *
 * The kernel walks the page tables of the mapping for it, and takes the faults
 * itself where nobody has touched it: the cost that delays the boot of virtual
 * machines with large BARs.
 */
#include "bench/maps.h"
#include "bench/workload.h"
#include "lib/clock.h"

#define PAGE	4096ULL
#define SWEPT	(BRG_KEY_SWEEP | BRG_KEY_PARAM)

/* Above the 4 GiB where x86 has its interrupt window, and a multiple of the
 * largest page. */
#define IOVA	(1ULL << 33)

static const char *const answers[] = { "no", "yes", NULL };

static const struct brg_key keys[] = {
	{ .name = "size", .type = BRG_KEY_SIZE, .flags = SWEPT,
	  .metavar = "BYTES", .min = PAGE, .max = 1ULL << 38, .multiple = PAGE,
	  .help = "length of the mapping" },
	{ .name = "misalign", .type = BRG_KEY_SIZE, .flags = SWEPT,
	  .fallback = "0", .metavar = "BYTES", .max = (1ULL << 30) - PAGE,
	  .multiple = PAGE,
	  .help = "virtual address minus BAR offset, modulo 1g: 0 allows the largest pages" },
	{ .name = "populated", .type = BRG_KEY_ENUM, .flags = SWEPT,
	  .fallback = "no", .names = answers,
	  .help = "yes: every page was touched before; no: none, in a new mapping for each sample" },
	{ .name = "count", .type = BRG_KEY_U64, .flags = SWEPT,
	  .fallback = "4", .metavar = "N", .min = 1, .max = 1u << 20,
	  .help = "samples of a trial" },
	{ 0 },
};

static uint64_t count(const struct brg_cell *cell)
{
	return brg_param_number(cell, "count");
}

static uint64_t size(const struct brg_cell *cell)
{
	return brg_param_number(cell, "size");
}

static uint64_t touches(const struct brg_cell *cell)
{
	return (count(cell) + cell->warmup) * (1 + size(cell) / PAGE);
}

static int sample(struct brg_maps *maps, bool populated, uint64_t *out,
		  uint64_t *unmap)
{
	struct brg_target *target = maps->trial->target;
	uint64_t start, mapped, end;
	int ret;

	if (!populated) {
		brg_maps_unmap(maps);
		if (brg_maps_map(maps))
			return -1;
	}
	start = brg_clock_now();
	ret = brg_target_dma_map(target, maps->va[0], IOVA, maps->length);
	mapped = brg_clock_now();
	if (ret)
		return brg_fail(maps->trial->result, "%s", target->error);
	*out = mapped - start;
	mapped = brg_clock_now();
	ret = brg_target_dma_unmap(target, IOVA, maps->length);
	end = brg_clock_now();
	*unmap += end - mapped;
	return ret ? brg_fail(maps->trial->result, "%s", target->error) : 0;
}

static int run(struct brg_trial *trial)
{
	struct brg_maps maps = { .trial = trial,
				 .length = size(trial->cell),
				 .misalign = brg_param_number(trial->cell, "misalign"),
				 .nr = 1,
				 /* DMA is for both directions. */
				 .writable = true };
	bool populated = brg_cell_is(trial->cell, "populated", "yes");
	uint64_t n = count(trial->cell), sum = 0, unmap = 0, discard;

	if (!trial->target->ops->dma_map)
		return brg_skip(trial->result,
				"%s has no way to map a BAR for DMA",
				trial->target->ops->name);
	if (brg_maps_prepare(&maps, n))
		return -1;
	if (populated)
		brg_maps_touch(&maps);
	for (unsigned int i = 0; i < trial->cell->warmup; i++)
		if (sample(&maps, populated, &discard, &unmap))
			return -1;
	unmap = 0;
	for (size_t i = 0; i < n; i++) {
		if (sample(&maps, populated, &trial->samples[i], &unmap))
			return -1;
		sum += trial->samples[i];
	}
	trial->result->nr_samples = n;
	brg_metric_mean(trial->result, "dma_map", sum, n);
	brg_metric_mean(trial->result, "dma_unmap", unmap, n);
	return 0;
}

const struct brg_workload brg_workload_iommu_map = {
	.name = "iommu-map",
	.summary = "mapping a BAR for DMA and unmapping it, by type1",
	.keys = keys,
	.needs_target = true,
	.reach = size,
	.samples = count,
	.touches = touches,
	.run = run,
};
