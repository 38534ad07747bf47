// SPDX-License-Identifier: GPL-2.0-or-later
/* rnic_kit.c - buffers to register, and the proof that a region reaches them */
#include <errno.h>
#include <fcntl.h>
#include <linux/udmabuf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "rnic_kit.h"

int rk_udmabuf(size_t length, struct rk_buffer *out)
{
	int device = open("/dev/udmabuf", O_RDWR | O_CLOEXEC);
	struct udmabuf_create create = { .flags = UDMABUF_FLAGS_CLOEXEC,
					 .size = length };
	int memory = memfd_create("rnic", MFD_ALLOW_SEALING | MFD_CLOEXEC);
	int ret = 0;

	if (device < 0 || memory < 0 || ftruncate(memory, (off_t)length) ||
	    fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK))
		ret = -errno;
	create.memfd = (uint32_t)memory;
	if (!ret) {
		out->length = length;
		out->bytes = mmap(NULL, length, PROT_READ | PROT_WRITE,
				  MAP_SHARED, memory, 0);
		assert_ptr_not_equal(out->bytes, MAP_FAILED);
		out->fd = ioctl(device, UDMABUF_CREATE, &create);
		ret = out->fd < 0 ? -errno : 0;
	}
	if (device >= 0)
		close(device);
	if (memory >= 0)
		close(memory);
	return ret;
}

/* A view in one piece of what the buffer is made of. */
static volatile uint8_t *view(struct brg_target *t, uint64_t offset,
			      uint64_t second, size_t length)
{
	uint8_t *p = mmap(NULL, length, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t half = second ? length / 2 : length;
	void *at;

	assert_ptr_not_equal(p, MAP_FAILED);
	/* what is mapped goes to free addresses only */
	munmap(p, length);
	assert_int_equal(brg_target_map(t, 2, offset, half,
					PROT_READ | PROT_WRITE, p, &at), 0);
	if (second)
		assert_int_equal(brg_target_map(t, 2, second, half,
						PROT_READ | PROT_WRITE,
						p + half, &at), 0);
	return p;
}

int rk_export(struct brg_exporter *e, uint64_t offset, uint64_t second,
	      size_t length, struct rk_buffer *out)
{
	const struct brg_exporter_range ranges[] = {
		{ offset, second ? length / 2 : length },
		{ second, length / 2 },
	};
	int ret = brg_exporter_export(e, ranges, second ? 2 : 1, &out->fd);

	if (ret) {
		print_message("# %s\n", e->error);
		return ret;
	}
	out->length = length;
	out->bytes = view(e->target, offset, second, length);
	return 0;
}

void rk_drop(struct rk_buffer *buffer)
{
	munmap((void *)buffer->bytes, buffer->length);
	close(buffer->fd);
}

void rk_peer_make(struct brg_verbs *v, struct rk_peer *peer)
{
	peer->bytes = mmap(NULL, 2 * RK_PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(peer->bytes, MAP_FAILED);
	assert_int_equal(brg_verbs_reg_host(v, peer->bytes, 2 * RK_PAGE,
					    RK_ACCESS, &peer->mr), 0);
}

void rk_peer_drop(struct brg_verbs *v, struct rk_peer *peer)
{
	assert_int_equal(brg_verbs_dereg(v, peer->mr), 0);
	munmap(peer->bytes, 2 * RK_PAGE);
}

int rk_move(struct brg_verbs *v, const struct rk_peer *peer,
	    const struct ibv_mr *mr, uint64_t iova, uint64_t at, size_t length,
	    enum brg_rnic_opcode opcode)
{
	struct brg_rnic_transfer transfer = {
		.opcode = opcode,
		.local = (uintptr_t)peer->bytes +
			 (opcode == BRG_RNIC_READ ? RK_PAGE : 0),
		.remote = iova + at,
		.length = length,
	};

	return brg_rnic_transfer(v->context->cmd_fd, peer->mr->handle,
				 mr->handle, &transfer);
}

static void fill(uint8_t *page, uint32_t stamp)
{
	for (size_t i = 0; i < RK_PAGE; i++)
		page[i] = (uint8_t)((stamp + i) * 2654435761u >> 24);
}

static void prove_page(struct brg_verbs *v, const struct rk_peer *peer,
		       const struct ibv_mr *mr, uint64_t iova,
		       const struct rk_buffer *buffer, uint64_t at)
{
	volatile uint8_t *page = buffer->bytes + at;

	/* there by the device, seen by CPU */
	fill(peer->bytes, (uint32_t)(at / RK_PAGE) + 17);
	assert_int_equal(rk_move(v, peer, mr, iova, at, RK_PAGE,
				 BRG_RNIC_WRITE), 0);
	for (size_t i = 0; i < RK_PAGE; i += 8)
		assert_true(*(volatile uint64_t *)(page + i) ==
			    *(uint64_t *)(peer->bytes + i));
	/* there by CPU, fetched by the device */
	*(volatile uint64_t *)(page + 1000) = ~at;
	assert_int_equal(rk_move(v, peer, mr, iova, at, RK_PAGE,
				 BRG_RNIC_READ), 0);
	*(uint64_t *)(peer->bytes + 1000) = ~at;
	assert_memory_equal(peer->bytes, peer->bytes + RK_PAGE, RK_PAGE);
}

void rk_prove(struct brg_verbs *v, const struct ibv_mr *mr, uint64_t iova,
	      const struct rk_buffer *buffer, uint32_t seed)
{
	size_t pages = buffer->length / RK_PAGE;
	struct rk_peer peer;

	rk_peer_make(v, &peer);
	prove_page(v, &peer, mr, iova, buffer, 0);
	prove_page(v, &peer, mr, iova, buffer, buffer->length - RK_PAGE);
	for (int i = 0; i < 64; i++) {
		seed = seed * 1664525u + 1013904223u;
		prove_page(v, &peer, mr, iova, buffer,
			   (seed >> 8) % pages * RK_PAGE);
	}
	/* one byte further is another's */
	assert_int_equal(rk_move(v, &peer, mr, iova, buffer->length, 1,
				 BRG_RNIC_WRITE), -ERANGE);
	assert_int_equal(rk_move(v, &peer, mr, iova, buffer->length - 1, 2,
				 BRG_RNIC_READ), -ERANGE);
	rk_peer_drop(v, &peer);
}

uint64_t rk_counter(const struct brg_verbs *v, const char *name)
{
	uint64_t value = 0;

	assert_int_equal(brg_rnic_counter(v->name, name, &value), 0);
	return value;
}
