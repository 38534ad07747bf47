/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * exporter.h - where a dma-buf comes from.
 *
 * An exporter makes dma-bufs of one piece of memory: a BAR of a PCI function,
 * RAM as a control, or memory of a GPU. Each is one file with one const table
 * of operations; an importer, or a workload, never asks which. One that the
 * machine does not have fails to open and says why.
 */
#ifndef BRG_LIB_EXPORTER_H
#define BRG_LIB_EXPORTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/target.h"

/** struct brg_exporter_range - part of an exporter's memory
 * @offset: bytes from its start, multiple of 4096
 * @length: bytes, multiple of 4096, not 0
 */
struct brg_exporter_range {
	uint64_t offset;
	uint64_t length;
};

/** struct brg_exporter_spec - what to open
 * @variant: one of those the exporter has, or NULL
 * @target: an open target whose driver exports, used and left open; NULL to
 *          open one. Ignored where there is no device
 * @address: PCI address, if there is no @target; of exporters on GPUs, NULL for
 *           the first
 * @bar: index of the BAR
 * @size: bytes of RAM or of a GPU's memory; for BARs 0, the whole of it
 */
struct brg_exporter_spec {
	const char *variant;
	struct brg_target *target;
	const char *address;
	unsigned int bar;
	uint64_t size;
};

struct brg_exporter;

/**
 * struct brg_exporter_ops - one kind of exporter
 *
 * Every operation returns 0 or -errno. One that is NULL answers -EOPNOTSUPP.
 * All may sleep. On failure an operation has put one explanation into
 * @e->error; the caller prints it.
 */
struct brg_exporter_ops {
	/** @name: as written in a configuration, "udmabuf" */
	const char *name;
	/** @summary: one line for people */
	const char *summary;
	/** @variants: NULL-terminated names, or NULL for none */
	const char *const *variants;
	/** @driver: whose target it can work on, NULL if it has no device */
	const char *driver;

	/** @open: Guarantees on success: @e->size is set and export() can be
	 * called. -ENOENT the kernel or machine has no such thing; -EACCES;
	 * -EOPNOTSUPP variant impossible on this kernel; -EINVAL; what opening
	 * a target returns. */
	int (*open)(struct brg_exporter *e, const struct brg_exporter_spec *spec);
	/** @close: takes partly opened ones; cannot fail. dma-bufs of RAM stay
	 * as they are, those of BARs may be revoked for ever. */
	void (*close)(struct brg_exporter *e);
	/** @export: a dma-buf of @nr @ranges, in that order, with O_CLOEXEC.
	 * -EINVAL unaligned or empty; -ERANGE beyond the memory; -EEXIST
	 * overlapping, where the exporter minds; -EIO while memory decoding is
	 * off; -EMFILE; -ENOMEM. */
	int (*export)(struct brg_exporter *e,
		      const struct brg_exporter_range *ranges, unsigned int nr,
		      int *fd);
	/** @map: the same memory for the CPU, shared; undone by munmap(). */
	int (*map)(struct brg_exporter *e, uint64_t offset, size_t length,
		   int prot, void **out);
	/** @revoke: take every mapping that importers have of its dma-bufs;
	 * they may map again when it returns. */
	int (*revoke)(struct brg_exporter *e);
};

/**
 * struct brg_exporter - an open exporter
 * @ops: its kind
 * @variant: in force, or ""
 * @size: bytes that can be exported
 * @bar: of a device
 * @target: device, NULL without one
 * @own: storage of @target if the exporter opened it
 * @fd: of the kind's own, -1 for none
 * @priv: of the kind's own
 * @gpu: PCI address that was asked for, or ""; of kinds that have many devices
 * @error: the last failure for people, without newline
 */
struct brg_exporter {
	const struct brg_exporter_ops *ops;
	char variant[32];
	uint64_t size;
	unsigned int bar;
	struct brg_target *target;
	struct brg_target own;
	int fd;
	void *priv;
	char gpu[32];
	char error[512];
};

/** brg_exporter_find - the exporter of that name, or NULL */
const struct brg_exporter_ops *brg_exporter_find(const char *name);
/** brg_exporter_at - the n-th exporter, or NULL past the last */
const struct brg_exporter_ops *brg_exporter_at(unsigned int n);
/** brg_exporter_for - the exporter that works on @target, or NULL */
const struct brg_exporter_ops *brg_exporter_for(const struct brg_target *target);
/** brg_exporter_parse - split "barrage:p2pdma" into exporter and variant.
 * @variant points into @text (after the colon) or is NULL.
 * Return: 0, -EINVAL for an unknown name or variant. */
int brg_exporter_parse(const char *text, const struct brg_exporter_ops **ops,
		       const char **variant);

/** brg_exporter_open - open @spec as @ops. @e may be closed after failure, too.
 * Return: 0 or what ops->open returned, with @e->error filled. */
int brg_exporter_open(struct brg_exporter *e,
		      const struct brg_exporter_ops *ops,
		      const struct brg_exporter_spec *spec);
void brg_exporter_close(struct brg_exporter *e);

/** brg_exporter_export - see the operation; -EINVAL also for no range at all */
int brg_exporter_export(struct brg_exporter *e,
			const struct brg_exporter_range *ranges,
			unsigned int nr, int *fd);
/** brg_exporter_export_slice - one range */
int brg_exporter_export_slice(struct brg_exporter *e, uint64_t offset,
			      uint64_t length, int *fd);
int brg_exporter_map(struct brg_exporter *e, uint64_t offset, size_t length,
		     int prot, void **out);
int brg_exporter_revoke(struct brg_exporter *e);

#endif
