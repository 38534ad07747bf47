/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rnic.h - the soft RDMA device: load it, and what it can beyond verbs (see
 * kmod/uapi/barrage_rnic.h).
 */
#ifndef BRG_LIB_RNIC_H
#define BRG_LIB_RNIC_H

#include <stddef.h>
#include <stdint.h>

#include "lib/verbs.h"
#include "uapi/barrage_rnic.h"

/** brg_rnic_load - load barrage_rnic.ko to map for the function @address: the
 * file $BARRAGE_RNIC_MODULE, or the installed module.
 * Return: 0, also when it is loaded already, for whatever function; -errno
 * with a sentence in @why. */
int brg_rnic_load(const char *address, char *why, size_t size);
/** brg_rnic_unload - Return: 0, also when it is not loaded; -errno. */
int brg_rnic_unload(void);

/** brg_rnic_mode_parse - "dynamic", "pinned" or "pinned-revocable".
 * Return: enum brg_rnic_mode, -EINVAL. */
int brg_rnic_mode_parse(const char *text);

/* Of an open context of the soft device, by libibverbs or raw: @fd is its
 * file. Return: 0 or -errno as the header of the driver says. */
int brg_rnic_mode(int fd, enum brg_rnic_mode mode);
/** brg_rnic_transfer - @local and @remote are handles of regions */
int brg_rnic_transfer(int fd, uint32_t local, uint32_t remote,
		      const struct brg_rnic_transfer *what);
int brg_rnic_mr_info(int fd, uint32_t mr, struct brg_rnic_mr_info *out);

/** brg_rnic_counter - one of those below .../infiniband/@device/barrage.
 * Return: 0 or -errno. */
int brg_rnic_counter(const char *device, const char *name, uint64_t *out);

#endif
