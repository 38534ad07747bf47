/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pair_more.h - sides of pairs: see struct brg_pair. */
#ifndef BRG_STRESS_PAIR_MORE_H
#define BRG_STRESS_PAIR_MORE_H

#include "stress/setup.h"

/* An importer of the function's own BAR: attached; attached and mapped; the same
 * with many more attached; of one that takes its time to unmap; mapped. */
void brg_side_attach(struct brg_actor *a, struct brg_slot *slot, uint64_t page);
void brg_side_attach_and_map(struct brg_actor *a, struct brg_slot *slot,
			     uint64_t page);
void brg_side_attach_many(struct brg_actor *a, struct brg_slot *slot,
			  uint64_t page);
void brg_side_attach_slowly(struct brg_actor *a, struct brg_slot *slot,
			    uint64_t page);
void brg_side_import_map(struct brg_actor *a, struct brg_slot *slot,
			 uint64_t page);
/* Close the file that it was exported through: revoked for ever. */
void brg_side_close_exporter(struct brg_actor *a, struct brg_slot *slot,
			     uint64_t page);
/* Close the dma-buf and the importer's file, which detaches. */
void brg_side_release(struct brg_actor *a, struct brg_slot *slot,
		      uint64_t page);
/* Close the importer's file as soon as the function refuses calls, being unbound,
 * or after a second. */
void brg_side_leave_when_gone(struct brg_actor *a, struct brg_slot *slot,
			      uint64_t page);
/* Register regions of an RDMA device over a dma-buf; deregister them. */
void brg_side_register(struct brg_actor *a, struct brg_slot *slot,
		       uint64_t page);
void brg_side_deregister(struct brg_actor *a, struct brg_slot *slot,
			 uint64_t page);
/** brg_side_forget - close all of it, at the end of a race */
void brg_side_forget(struct brg_actor *a);

/* Whole operations of these names */
void brg_side_irq(struct brg_actor *a, struct brg_slot *slot, uint64_t page);
void brg_side_hot_reset(struct brg_actor *a, struct brg_slot *slot,
			uint64_t page);
void brg_side_power(struct brg_actor *a, struct brg_slot *slot, uint64_t page);
#endif
