/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * verbs.h - memory registration through the distribution's libibverbs, with
 * every failure told by step and likely cause.
 */
#ifndef BRG_LIB_VERBS_H
#define BRG_LIB_VERBS_H

#include <infiniband/verbs.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** struct brg_verbs - an open device with a protection domain
 * @context, @pd: of libibverbs
 * @name: of the device, "mlx5_0"
 * @error: the last failure for people: object, step, cause, remedy
 */
struct brg_verbs {
	struct ibv_context *context;
	struct ibv_pd *pd;
	char name[64];
	char error[512];
};

/** brg_verbs_open - open the device @name; the first there is for "".
 * Return: 0; -ENODEV no such device; -ENOENT none at all; -errno of a step;
 * with @v->error filled. */
int brg_verbs_open(struct brg_verbs *v, const char *name);
/** brg_verbs_close - takes partly opened ones. What is still registered must
 * have been deregistered. */
void brg_verbs_close(struct brg_verbs *v);

/** brg_verbs_offers_odp - whether it registers memory on demand (ODP) */
bool brg_verbs_offers_odp(struct brg_verbs *v);

/** brg_verbs_reg_host - ibv_reg_mr() of @length bytes at @addr.
 * @access: enum ibv_access_flags; with IBV_ACCESS_ON_DEMAND by ODP
 * Return: 0; -EFAULT not memory, a BAR mapping for instance; -ENOMEM also
 * beyond RLIMIT_MEMLOCK; -EOPNOTSUPP; -EINVAL; with @v->error filled. */
int brg_verbs_reg_host(struct brg_verbs *v, void *addr, size_t length,
		       int access, struct ibv_mr **out);
/** brg_verbs_reg_dmabuf - ibv_reg_dmabuf_mr() of @length bytes from @offset of
 * the dma-buf @fd, to be addressed from @iova on.
 * Return: 0; -EBADF closed; -EINVAL no dma-buf, a range beyond it, an @iova
 * that is elsewhere in its page than @offset, or no P2P path; -ENODEV revoked
 * at present; -EOPNOTSUPP the exporter takes no such importer, or the device
 * registers no dma-bufs; with @v->error filled. */
int brg_verbs_reg_dmabuf(struct brg_verbs *v, uint64_t offset, size_t length,
			 uint64_t iova, int fd, int access,
			 struct ibv_mr **out);
/** brg_verbs_dereg - Return: 0 or -errno with @v->error filled. */
int brg_verbs_dereg(struct brg_verbs *v, struct ibv_mr *mr);

#endif
