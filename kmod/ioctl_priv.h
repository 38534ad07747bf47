/* SPDX-License-Identifier: GPL-2.0-only */
/* ioctl_priv.h - between the dispatcher of commands and what carries them out. */
#ifndef BRG_IOCTL_PRIV_H
#define BRG_IOCTL_PRIV_H

#include "dev.h"
#include "ioctl.h"

/* Argument of a command, complete and checked for size and flags. */
union brg_arg {
	/* what all of them begin with */
	struct brg_simple head;
	struct brg_info info;
	struct brg_region_info region_info;
	struct brg_strategy_info strategy_info;
	struct brg_strategy_set strategy_set;
	struct brg_lock_info lock_info;
	struct brg_lock_set lock_set;
	struct brg_memory memory;
	struct brg_stat stat;
	struct brg_timing timing;
	struct brg_lookup lookup;
	struct brg_ptes ptes;
	struct brg_irq_info irq_info;
	struct brg_irq_set irq_set;
	struct brg_power power;
	struct brg_hot_info hot_info;
	struct brg_hot_reset hot_reset;
	struct brg_export export;
	struct brg_export_stat export_stat;
	struct brg_import_attach import_attach;
	struct brg_import_id import_id;
	struct brg_import_map import_map;
	struct brg_import_query import_query;
	struct brg_import_stat import_stat;
	struct brg_import_copy import_copy;
	struct brg_p2pmem_publish p2pmem_publish;
	struct brg_p2pmem_info p2pmem_info;
	struct brg_p2p_path p2p_path;
	struct brg_hist_get hist;
};

/**
 * struct brg_call - what some commands need besides their structure
 * @file: of the device, that the command came through
 * @fd: reserved for @install
 * @install: file to be given to the caller as @fd once nothing can fail any
 *	more; its reference goes with it. NULL for none
 */
struct brg_call {
	struct file *file;
	int fd;
	struct file *install;
};

/* The commands of dma-bufs, between brg_dev_enter() and brg_dev_exit(). */
int brg_do_export(struct brg_dev *bdev, union brg_arg *arg,
		  struct brg_call *call);
int brg_do_export_stat(struct brg_dev *bdev, union brg_arg *arg);
int brg_do_import_attach(struct brg_dev *bdev, union brg_arg *arg,
			 struct brg_call *call);
int brg_do_import_detach(struct brg_dev *bdev, union brg_arg *arg,
			 struct brg_call *call);
int brg_do_import_map(struct brg_dev *bdev, union brg_arg *arg,
		      struct brg_call *call);
int brg_do_import_unmap(struct brg_dev *bdev, union brg_arg *arg,
			struct brg_call *call);
int brg_do_import_query(struct brg_dev *bdev, union brg_arg *arg,
			struct brg_call *call);
int brg_do_import_stat(struct brg_dev *bdev, union brg_arg *arg);
int brg_do_import_copy(struct brg_dev *bdev, union brg_arg *arg,
		       struct brg_call *call);

/* What memory_lock was waited for and held. */
int brg_do_hist(struct brg_dev *bdev, union brg_arg *arg);

#endif /* BRG_IOCTL_PRIV_H */
