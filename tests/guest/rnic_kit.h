/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rnic_kit.h - what the guest tests of memory registration have in common:
 * buffers to register, and the proof that a region reaches their bytes.
 */
#ifndef BRG_TESTS_RNIC_KIT_H
#define BRG_TESTS_RNIC_KIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/exporter.h"
#include "lib/rnic.h"
#include "lib/target.h"
#include "lib/verbs.h"

#define RK_PAGE		4096UL
#define RK_ACCESS	(IBV_ACCESS_LOCAL_WRITE | IBV_ACCESS_REMOTE_WRITE | \
			 IBV_ACCESS_REMOTE_READ)

/** struct rk_buffer - a dma-buf and a view of its bytes
 * @fd: the dma-buf
 * @bytes: mapping by other means, @length bytes
 */
struct rk_buffer {
	int fd;
	volatile uint8_t *bytes;
	size_t length;
};

/** rk_udmabuf - RAM, as an exporter that neither moves nor revokes.
 * Return: 0 or -errno (-ENOENT: not on this kernel). */
int rk_udmabuf(size_t length, struct rk_buffer *out);
/** rk_export - @length bytes of a BAR from @offset; the second half from
 * @second on if that is not 0. Return: 0 or -errno. */
int rk_export(struct brg_exporter *e, uint64_t offset, uint64_t second,
	      size_t length, struct rk_buffer *out);
void rk_drop(struct rk_buffer *buffer);

/** struct rk_peer - host memory registered to move bytes through */
struct rk_peer {
	uint8_t *bytes;
	struct ibv_mr *mr;
};

/* Two pages each: the first is written from, the second read into. */
void rk_peer_make(struct brg_verbs *v, struct rk_peer *peer);
void rk_peer_drop(struct brg_verbs *v, struct rk_peer *peer);

/** rk_move - @opcode between page 0 (WRITE) or 1 (READ) of @peer and the bytes
 * of @mr from @at on. Return: 0 or -errno. */
int rk_move(struct brg_verbs *v, const struct rk_peer *peer,
	    const struct ibv_mr *mr, uint64_t iova, uint64_t at, size_t length,
	    enum brg_rnic_opcode opcode);

/** rk_prove - assert that the region of all of @buffer reaches its bytes and
 * no others, at both edges and at 64 pages chosen by @seed, both ways.
 * @iova: of its first byte */
void rk_prove(struct brg_verbs *v, const struct ibv_mr *mr, uint64_t iova,
	      const struct rk_buffer *buffer, uint32_t seed);

/** rk_counter - of the soft device; asserts that it is there */
uint64_t rk_counter(const struct brg_verbs *v, const char *name);

#endif
