/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * importer.h - what attaches to a dma-buf and maps it for DMA.
 *
 * An importer is one file with one const table of operations. Attachments are
 * numbered by the importer and go with it.
 */
#ifndef BRG_LIB_IMPORTER_H
#define BRG_LIB_IMPORTER_H

#include <stdint.h>

/** enum brg_importer_manner - how a notification is taken
 * @BRG_IMPORTER_PROMPT: unmapped at once
 * @BRG_IMPORTER_SLOW: after a delay
 * @BRG_IMPORTER_NEVER: not at all
 */
enum brg_importer_manner {
	BRG_IMPORTER_PROMPT,
	BRG_IMPORTER_SLOW,
	BRG_IMPORTER_NEVER,
};

struct brg_importer;

/**
 * struct brg_importer_ops - one kind of importer
 *
 * Every operation returns 0 or -errno, and on failure has put one explanation
 * into @i->error, but for attach() and map(), whose -errno is the exporter's:
 * the caller knows better what it means. All may sleep.
 */
struct brg_importer_ops {
	/** @name: as written in a configuration */
	const char *name;
	/** @summary: one line for people */
	const char *summary;
	/** @open: -ENODEV no such function; -EBUSY bound elsewhere; -ENOENT
	 * module or command missing; -EACCES. */
	int (*open)(struct brg_importer *i, const char *address);
	/** @close: detaches everything; takes partly opened ones. */
	void (*close)(struct brg_importer *i);
	/** @attach: dynamically, to the dma-buf @fd. */
	int (*attach)(struct brg_importer *i, int fd,
		      enum brg_importer_manner manner, unsigned int delay_ms,
		      uint32_t *id);
	int (*detach)(struct brg_importer *i, uint32_t id);
	/** @map: for DMA in both directions, in @segments pieces. -EISCONN
	 * mapped. */
	int (*map)(struct brg_importer *i, uint32_t id, uint32_t *segments);
	/** @unmap: -ENOTCONN not mapped. */
	int (*unmap)(struct brg_importer *i, uint32_t id);
};

/**
 * struct brg_importer - an open importer
 * @ops: its kind
 * @address: PCI address
 * @fd: of the kind's own
 * @error: the last failure for people, without newline
 */
struct brg_importer {
	const struct brg_importer_ops *ops;
	char address[32];
	int fd;
	char error[512];
};

extern const struct brg_importer_ops brg_importer_barrage;

/** brg_importer_open - Return: 0, or -errno with @i->error. */
int brg_importer_open(struct brg_importer *i,
		      const struct brg_importer_ops *ops, const char *address);
void brg_importer_close(struct brg_importer *i);

#endif
