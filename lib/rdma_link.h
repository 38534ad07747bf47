/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rdma_link.h - RDMA devices made of network interfaces, as rxe is. */
#ifndef BRG_LIB_RDMA_LINK_H
#define BRG_LIB_RDMA_LINK_H

#include <stddef.h>

/** brg_rdma_link_add - what "rdma link add NAME type TYPE netdev NETDEV" does
 * Return: 0; -EINVAL no such type; -ENODEV no such interface; -EEXIST the
 * interface or the name is taken; -EPERM; -errno, always with a sentence in
 * @why. */
int brg_rdma_link_add(const char *name, const char *type, const char *netdev,
		      char *why, size_t size);

#endif
