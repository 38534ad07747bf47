/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shared_keys.h - keys that several workloads have, each said once.
 *
 * A macro is one row of a table of struct brg_key.
 */
#ifndef BRG_BENCH_SHARED_KEYS_H
#define BRG_BENCH_SHARED_KEYS_H

#include "bench/workload.h"

/* The smallest page of every architecture the driver runs on as tested */
#define BRG_PAGE		4096ULL
/* The largest page of x86-64 */
#define BRG_LARGEST_PAGE	(1ULL << 30)

#define BRG_SWEPT	(BRG_KEY_SWEEP | BRG_KEY_PARAM)

/* "no" and "yes" */
extern const char *const brg_answers[];
/* "misalign" and "mmap" */
extern const char *const brg_vas[];

#define BRG_COUNT_KEY(fallback_)                                          \
	{ .name = "count", .type = BRG_KEY_U64, .flags = BRG_SWEPT,       \
	  .fallback = (fallback_), .metavar = "N", .min = 1,              \
	  .max = 1u << 24, .help = "samples of a trial" }

#define BRG_SIZE_KEY(help_)                                               \
	{ .name = "size", .type = BRG_KEY_SIZE, .flags = BRG_SWEPT,       \
	  .metavar = "BYTES", .min = BRG_PAGE, .max = 1ULL << 44,         \
	  .multiple = BRG_PAGE, .help = (help_) }

#define BRG_POPULATED_KEY(fallback_, help_)                               \
	{ .name = "populated", .type = BRG_KEY_SIZE, .flags = BRG_SWEPT,  \
	  .fallback = (fallback_), .metavar = "BYTES", .max = 1ULL << 44, \
	  .multiple = BRG_PAGE, .help = (help_) }

#define BRG_MAPPINGS_KEY                                                  \
	{ .name = "mappings", .type = BRG_KEY_U64, .flags = BRG_SWEPT,    \
	  .fallback = "1", .metavar = "N", .min = 1, .max = 4096,         \
	  .help = "of the same bytes of the BAR, in one process" }

#define BRG_MISALIGN_KEY                                                  \
	{ .name = "misalign", .type = BRG_KEY_SIZE, .flags = BRG_SWEPT,   \
	  .fallback = "0", .metavar = "BYTES",                            \
	  .max = BRG_LARGEST_PAGE - BRG_PAGE, .multiple = BRG_PAGE,       \
	  .help = "virtual address minus BAR offset, modulo 1g: 0 allows the largest pages" }

#define BRG_VA_KEY(fallback_)                                             \
	{ .name = "va", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,         \
	  .fallback = (fallback_), .names = brg_vas,                      \
	  .help = "misalign: mapped where misalign says; mmap: where the kernel puts it" }

/** brg_check_va - refuse misalign where the kernel chooses the address; fit for
 * check() of struct brg_workload. Return: 0, -EINVAL with @why. */
int brg_check_va(const struct brg_cell *cell, char *why, size_t why_size);

/** brg_cell_count, brg_cell_size, brg_cell_populated - value of that key; fit
 * for samples() and reach() of struct brg_workload */
uint64_t brg_cell_count(const struct brg_cell *cell);
uint64_t brg_cell_size(const struct brg_cell *cell);
uint64_t brg_cell_populated(const struct brg_cell *cell);

#endif
