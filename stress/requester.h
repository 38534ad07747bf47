/* SPDX-License-Identifier: GPL-2.0-or-later */
/* requester.h - the soft RDMA device, for as long as a soak lasts. */
#ifndef BRG_STRESS_REQUESTER_H
#define BRG_STRESS_REQUESTER_H

#include <stdbool.h>
#include <stddef.h>

/**
 * brg_requester_load - have the soft RDMA device
 * @device: function on whose behalf it maps, as brg_select_device() takes it;
 *	"" for none
 * @ours: out: it was not there before, and is to be unloaded
 * @why: on failure one line
 * @why_size: of @why
 *
 * Return: 0; -ENOENT $BARRAGE_RNIC_MODULE names no file; what
 * brg_select_device() and brg_rnic_load() return.
 */
int brg_requester_load(const char *device, bool *ours, char *why,
		       size_t why_size);

/* Unload it, if it is ours; says so if it has to stay. */
void brg_requester_unload(bool ours);

#endif
