/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mr_region.h - what workloads that register memory share: the RDMA device,
 * the memory, and registering a slice of one with the other.
 */
#ifndef BRG_BENCH_MR_REGION_H
#define BRG_BENCH_MR_REGION_H

#include "bench/shared_keys.h"
#include "bench/workload.h"
#include "lib/exporter.h"
#include "lib/rnic.h"
#include "lib/uverbs_raw.h"
#include "lib/verbs.h"

extern const char *const brg_mr_modes[];

#define BRG_VERBS_KEYS                                                    \
	{ .name = "verbs", .type = BRG_KEY_TEXT, .flags = BRG_SWEPT,      \
	  .fallback = "barrage0", .metavar = "NAME",                      \
	  .help = "RDMA device; barrage0 is the soft one, loaded if $BARRAGE_RNIC_MODULE names its file; rxe0 is made by rdma_rxe of lo if it is not there" }, \
	{ .name = "requester", .type = BRG_KEY_TEXT, .flags = BRG_SWEPT,  \
	  .fallback = "role:edu", .metavar = "DEVICE",                    \
	  .help = "PCI function the soft device maps for, if it is loaded for this" }, \
	{ .name = "mode", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,       \
	  .fallback = "dynamic", .names = brg_mr_modes,                   \
	  .help = "how dma-bufs are held: the soft device can choose; own: as the device does" }

/**
 * struct brg_mr_region - memory that is registered slice by slice
 * @trial: whose result tells failures
 * @verbs: the device
 * @raw: the same by raw uverbs; @has_raw: if it can be opened like that
 * @exporter: of the buffer @fd
 * @fd: dma-buf, or -1 for host memory at @host
 * @host: addresses to register
 * @length: bytes of it all
 * @access: enum ibv_access_flags
 * @soft: it is the soft device
 */
struct brg_mr_region {
	struct brg_trial *trial;
	struct brg_verbs verbs;
	struct brg_uverbs raw;
	struct brg_exporter exporter;
	int fd;
	char *host;
	uint64_t length;
	int access;
	bool has_raw;
	bool soft;
};

/** brg_mr_open - open the device the cell names, making a soft one if it is
 * not there, in the mode it names. Return: 0, or that of brg_skip(). */
int brg_mr_open(struct brg_mr_region *region);
/** brg_mr_use_export - register slices of @length bytes of the target's BAR,
 * exported as one dma-buf; _use_memory: of a dma-buf from the exporter @name,
 * of the GPU @address if that is not NULL. Return: 0, or that of brg_skip(). */
int brg_mr_use_export(struct brg_mr_region *region, uint64_t length);
int brg_mr_use_memory(struct brg_mr_region *region, const char *name,
		      const char *address, uint64_t length);

/** brg_mr_register - @length bytes from @offset by libibverbs, brg_mr_raw by
 * raw uverbs. Return: 0 or -errno, with the verbs' error text. */
int brg_mr_register(struct brg_mr_region *region, uint64_t offset,
		    uint64_t length, struct ibv_mr **out);
int brg_mr_raw(struct brg_mr_region *region, uint64_t offset, uint64_t length,
	       uint32_t *handle);

#endif
