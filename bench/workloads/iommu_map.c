// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_map.c - a mapping of a BAR is mapped for DMA and unmapped again.
 *
 * The kernel walks the page tables of the mapping for it, and takes the faults
 * itself where nobody has touched it: the cost that delays the boot of virtual
 * machines with large BARs. iommufd takes a dma-buf of the BAR, too.
 *
 * A function is in the I/O address space that its own interface made; a BAR
 * served by an interface that makes none is mapped for a peer.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "bench/limits.h"
#include "bench/maps.h"
#include "bench/sampling.h"
#include "bench/shared_keys.h"
#include "lib/clock.h"
#include "lib/select.h"

/* Above the 4 GiB where x86 has its interrupt window, and a multiple of the
 * largest page. With the longest mapping it ends below 2^39, which the least
 * IOMMUs of x86 can address. */
#define IOVA		(1ULL << 33)
#define LONGEST		(1ULL << 38)

/* What a PMD maps on x86-64, and arm64 with 4 KiB pages */
#define HUGE_PAGE	(2ULL << 20)

static const char *const throughs[] = { "vfio-group", "vfio-compat",
					"vfio-cdev", NULL };
static const char *const sources[] = { "va", "dmabuf", NULL };

static const struct brg_key keys[] = {
	BRG_SIZE_KEY("length of the mapping, up to 256g"),
	BRG_VA_KEY("misalign"),
	BRG_MISALIGN_KEY,
	{ .name = "populated", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "no", .names = brg_answers,
	  .help = "yes: every page was touched before; no: none, in a new mapping for each sample" },
	{ .name = "of", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "va", .names = sources,
	  .help = "va: the mapping's addresses; dmabuf: a dma-buf of the same bytes, exported for each sample" },
	{ .name = "peer", .type = BRG_KEY_TEXT, .flags = BRG_KEY_PARAM,
	  .fallback = "self", .metavar = "self|DEVICE",
	  .help = "whose DMA: the function's own, or that of another, which vfio-pci has: an address, vendor:device, role:NAME, or the first one at a distance: same-switch, same-host-bridge, same-socket, other-socket" },
	{ .name = "through", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "vfio-group", .names = throughs,
	  .help = "interface to the peer: type1, iommufd as a container, iommufd" },
	BRG_COUNT_KEY("4"),
	{ 0 },
};

static int check(const struct brg_cell *cell, char *why, size_t why_size)
{
	if (brg_cell_size(cell) > LONGEST) {
		snprintf(why, why_size, "size is beyond 256g");
		return -EINVAL;
	}
	return brg_check_va(cell, why, why_size);
}

static uint64_t touches(const struct brg_cell *cell)
{
	return (brg_cell_count(cell) + cell->warmup) *
	       (1 + brg_cell_size(cell) / BRG_PAGE);
}

/**
 * struct dma - one trial
 * @peer: whose I/O address space it is
 * @populated, @by_dmabuf, @fresh: mapped once and touched, not mapped at all,
 *	or mapped for each sample
 * @taken, @aligned: samples so far, and those where a PMD could map, warm-up
 *	included
 */
struct dma {
	struct brg_maps maps;
	struct brg_target *peer;
	bool populated, by_dmabuf, fresh;
	uint64_t taken, aligned;
};

/*
 * Where the kernel chooses, mappings stay, and each has a page more of ordinary
 * memory before it than the last: no address comes twice, and their low bits
 * differ.
 */
static int map_anew(struct dma *d)
{
	if (!d->maps.anywhere)
		brg_maps_unmap(&d->maps);
	else if (mmap(NULL, (d->taken + 1) * BRG_PAGE, PROT_NONE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
		return brg_fail(d->maps.trial->result,
				"cannot map ordinary memory: %s",
				strerror(errno));
	return brg_maps_map(&d->maps);
}

static int fail(const struct dma *d, int ret)
{
	return (ret == -EOPNOTSUPP ? brg_skip : brg_fail)(
		d->maps.trial->result, "%s", d->peer->error);
}

enum { PART_MAP, PART_UNMAP };
static const char *const parts[] = { "dma_map", "dma_unmap", NULL };

static int take(void *data, uint64_t *sample, uint64_t part[])
{
	struct dma *d = data;
	uint64_t length = d->maps.length, start;
	int ret;

	if (d->fresh && map_anew(d))
		return -1;
	start = brg_clock_now();
	ret = d->by_dmabuf ? brg_target_dma_map_bar(d->peer, d->maps.bar, 0,
						    length, IOVA) :
			     brg_target_dma_map(d->peer, d->maps.va[0], IOVA,
						length);
	*sample = part[PART_MAP] = brg_clock_now() - start;
	if (ret)
		return fail(d, ret);
	start = brg_clock_now();
	ret = brg_target_dma_unmap(d->peer, IOVA, length);
	part[PART_UNMAP] = brg_clock_now() - start;
	d->aligned += d->taken++ >= d->maps.trial->cell->warmup &&
		      (uintptr_t)d->maps.va[0] % HUGE_PAGE == 0;
	return ret ? fail(d, ret) : 0;
}

static int measure(struct dma *d)
{
	const struct brg_sampling sampling = { take, d, parts };
	struct brg_trial *trial = d->maps.trial;

	if (brg_maps_prepare(&d->maps, brg_cell_count(trial->cell)))
		return -1;
	if (d->populated)
		brg_maps_touch(&d->maps);
	if (brg_sampling_run(trial, &sampling))
		return -1;
	if (!d->by_dmabuf)
		brg_metric(trial->result, "aligned_count", d->aligned);
	return 0;
}

/* Return: 0, or the result of brg_skip() or brg_fail() */
static int open_peer(struct brg_trial *trial, struct brg_target *peer)
{
	const struct brg_cell *cell = trial->cell;
	const char *through = brg_cell_param(cell, "through")->text;
	char address[32], why[512];
	struct brg_target_spec spec = { .address = address };
	int ret = brg_select_peer(brg_cell_param(cell, "peer")->text, NULL,
				  trial->target->address, "vfio-pci", address,
				  why, sizeof(why));

	if (ret)
		return (ret == -ENODEV ? brg_skip : brg_fail)(trial->result,
							      "%s", why);
	snprintf(trial->result->peer, sizeof(trial->result->peer), "%s",
		 address);
	ret = brg_target_open(peer, brg_target_find(through), &spec);
	if (!ret)
		return 0;
	return (ret == -EOPNOTSUPP || ret == -ENOENT || ret == -ENXIO ?
			brg_skip : brg_fail)(trial->result, "%s", peer->error);
}

static int run(struct brg_trial *trial)
{
	const struct brg_cell *cell = trial->cell;
	bool self = brg_cell_is(cell, "peer", "self");
	struct brg_target peer;
	struct dma d = {
		.maps = { .trial = trial, .nr = 1,
			  .length = brg_cell_size(cell),
			  /* DMA is for both directions. */
			  .writable = true },
		.peer = self ? trial->target : &peer,
		.populated = brg_cell_is(cell, "populated", "yes"),
		.by_dmabuf = brg_cell_is(cell, "of", "dmabuf"),
	};
	int ret;

	d.fresh = !d.populated && !d.by_dmabuf;
	brg_maps_at_va(&d.maps);
	if (!self && d.by_dmabuf)
		return brg_skip(trial->result,
				"iommufd takes dma-bufs of vfio-pci only, and each function exports its own (peer = self)");
	if (!self && open_peer(trial, &peer))
		return -1;
	ret = measure(&d);
	if (!self)
		brg_target_close(&peer);
	return ret;
}

static const struct brg_limit limits[] = {
	{ .key = "peer", .value = "self", .of = brg_limit_no_dma,
	  .why = "makes no I/O address space (peer names a function that vfio-pci has)" },
	{ 0 },
};

const struct brg_workload brg_workload_iommu_map = {
	.name = "iommu-map",
	.summary = "mapping a BAR for DMA and unmapping it, by type1 and iommufd",
	.keys = keys,
	.needs_target = true,
	.limits = limits,
	.check = check,
	.reach = brg_cell_size,
	.samples = brg_cell_count,
	.touches = touches,
	.run = run,
};
