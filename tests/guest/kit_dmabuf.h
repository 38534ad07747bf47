/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kit_dmabuf.h - what the guest tests of exports and imports have in common. */
#ifndef BRG_TESTS_KIT_DMABUF_H
#define BRG_TESTS_KIT_DMABUF_H

#include "kit.h"

/** struct kit_pair - a function that exports and one that imports
 * @exporter: role "bar0"
 * @importer: another function
 * @p2p: the strictest check of this kernel, enum brg_p2p
 */
struct kit_pair {
	struct kit exporter, importer;
	uint32_t p2p;
};

/* Bind and open both; @role names the importer. Return: 0 or -1. */
int kit_pair_setup(struct kit_pair *pair, const char *role);
void kit_pair_teardown(struct kit_pair *pair);

/* A request for the whole BAR, for a test to change. */
struct brg_export kit_export_whole(const struct kit_pair *pair);
/* Return: a dma-buf or -errno. */
int kit_export(int fd, struct brg_export *export);
/* The same of BRG_PATH_...; -EOPNOTSUPP where the kernel has none. */
int kit_export_by(const struct kit_pair *pair, uint32_t path);

/* Attach @dmabuf. Return: 0 with @id, or -errno. */
int kit_attach(int fd, int dmabuf, uint32_t mode, uint32_t manner,
	       uint32_t delay_ms, uint32_t *id);
int kit_import_map(int fd, uint32_t id);
int kit_import_unmap(int fd, uint32_t id);
int kit_import_detach(int fd, uint32_t id);
/* Asserts that it works. */
struct brg_import_query kit_import_query(int fd, uint32_t id);
struct brg_export_stat kit_export_stat(int fd);
struct brg_import_stat kit_import_stat(int fd);

/* Asserts that nothing of what was counted is left. */
void kit_pair_is_clean(const struct kit_pair *pair);

/* Set a parameter of the module. Return: 0 or -errno. */
int kit_module_param(const char *name, unsigned int value);

double kit_seconds(void);

#endif
