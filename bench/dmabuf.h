/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dmabuf.h - what workloads on dma-bufs of a BAR share. */
#ifndef BRG_BENCH_DMABUF_H
#define BRG_BENCH_DMABUF_H

#include "bench/shared_keys.h"
#include "bench/workload.h"
#include "lib/exporter.h"
#include "lib/importer.h"

/* "default", "resource", "p2pdma" */
extern const char *const brg_dmabuf_paths[];

#define BRG_DMABUF_KEYS                                                   \
	BRG_SIZE_KEY("bytes of the BAR in a dma-buf"),                    \
	{ .name = "path", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,       \
	  .fallback = "default", .names = brg_dmabuf_paths,               \
	  .help = "how barrage makes DMA addresses; others have the default only" }

#define BRG_IMPORTER_KEY                                                  \
	{ .name = "importer", .type = BRG_KEY_TEXT, .flags = BRG_SWEPT,   \
	  .fallback = "self", .metavar = "FUNCTION",                      \
	  .help = "self: the exporting function itself; else one that is bound to barrage: an address, id, role, or the first one at a distance: same-switch, same-host-bridge, same-socket, other-socket" }

/**
 * struct brg_dmabuf - an exporter, maybe an importer
 * @trial: what is measured
 * @fd: one dma-buf, for workloads that keep one; -1
 */
struct brg_dmabuf {
	struct brg_trial *trial;
	struct brg_exporter exporter;
	struct brg_importer importer;
	int fd;
};

/** brg_dmabuf_open - export from the target of @trial. Skips the trial where
 * the target or this kernel cannot. Return: 0, or that of brg_skip(). */
int brg_dmabuf_open(struct brg_dmabuf *d, struct brg_trial *trial);

/** brg_dmabuf_open_importer - open what the key "importer" says.
 * Return: 0, or that of brg_skip(). */
int brg_dmabuf_open_importer(struct brg_dmabuf *d);

/** brg_dmabuf_export - a dma-buf of the first "size" bytes as @d->fd; or, with
 * more than one of @segments, of as many equal pieces with gaps between them.
 * Return: 0, or that of brg_fail(). */
int brg_dmabuf_export(struct brg_dmabuf *d, unsigned int segments);

/** brg_dmabuf_attach, brg_dmabuf_map - by the importer, to @d->fd.
 * Return: 0, or that of brg_fail() or brg_skip(). */
int brg_dmabuf_attach(struct brg_dmabuf *d, enum brg_importer_manner manner,
		      unsigned int delay_ms, uint32_t *id);
int brg_dmabuf_map(struct brg_dmabuf *d, uint32_t id, uint32_t *segments);

#endif
