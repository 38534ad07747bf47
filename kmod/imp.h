/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * imp.h - a bound function as an importer of dma-bufs, of any exporter.
 *
 * What real importers do, well or badly, on request: see enum brg_import_mode
 * and enum brg_import_manner. An attachment belongs to a file of the device.
 */
#ifndef BRG_IMP_H
#define BRG_IMP_H

#include <linux/atomic.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include "barrage.h"

struct brg_dev;
struct file;

/**
 * struct brg_imps - the attachments of a function
 * @ids: struct brg_imp by id. Whoever takes one out detaches it
 * @nr_attachments: there are
 * @nr_maps: of these, mapped
 * @engine_lock: one transfer at a time
 * @found_mask: DMA mask before probe; this and the next are put back by remove
 * @found_segment: longest segment before probe
 */
struct brg_imps {
	struct xarray ids;
	atomic_t nr_attachments;
	atomic_t nr_maps;
	struct mutex engine_lock;	/* registers of the DMA engine */
	u64 found_mask;
	unsigned int found_segment;
};

void brg_imps_init(struct brg_imps *imps);
/* From probe() and remove(): what the function says of its DMA. */
void brg_imps_probe(struct brg_dev *bdev);
/*
 * Detaches what there is, and what is still attached maps nothing from now on:
 * brg_dev.bound is false, and whoever is inside may be waiting for an importer.
 * Context: may sleep; takes reservation locks.
 */
void brg_imps_leave(struct brg_dev *bdev);
/* Detaches everything. brg_dev_enter() fails by now, and nobody is inside. */
void brg_imps_remove(struct brg_dev *bdev);
/* Detach what belongs to @file. Between brg_dev_enter() and brg_dev_exit(). */
void brg_imps_close(struct brg_dev *bdev, const struct file *file);

/*
 * The commands; see their structures for what they return. Between
 * brg_dev_enter() and brg_dev_exit(). May sleep; take the reservation lock.
 */
int brg_imp_attach(struct brg_dev *bdev, const struct file *file,
		   struct brg_import_attach *arg);
int brg_imp_detach(struct brg_dev *bdev, const struct file *file, u32 id);
int brg_imp_map(struct brg_dev *bdev, const struct file *file,
		struct brg_import_map *arg);
int brg_imp_unmap(struct brg_dev *bdev, const struct file *file, u32 id);
int brg_imp_query(struct brg_dev *bdev, const struct file *file,
		  struct brg_import_query *arg);
int brg_imp_copy(struct brg_dev *bdev, const struct file *file,
		 const struct brg_import_copy *arg);

#endif /* BRG_IMP_H */
