// SPDX-License-Identifier: GPL-2.0-or-later
/* kit_noise.c - arguments of commands that are right, nearly right or noise. */
#include <fcntl.h>
#include <string.h>

#include "kit_dmabuf.h"
#include "kit_noise.h"

uint64_t noise_pick(struct noise *n, uint64_t below)
{
	return brg_rng_below(&n->rng, below);
}

static uint64_t pointer(struct noise *n)
{
	switch (noise_pick(n, 8)) {
	case 0:
		return 0;
	case 1:
		return (uintptr_t)n->area + NOISE_AREA; /* nothing there */
	case 2:
		return 0xffff888000000000ull; /* the kernel's */
	case 3:
		/* what is written to registers has effects */
		if (n->registers)
			return 0;
		return (uintptr_t)n->map + noise_pick(n, 4) * KIT_PAGE;
	case 4:
		return (uintptr_t)n->data + noise_pick(n, 64);
	default:
		return (uintptr_t)n->data;
	}
}

static uint32_t word(struct noise *n)
{
	switch (noise_pick(n, 8)) {
	case 0:
	case 1:
		return (uint32_t)noise_pick(n, 9);
	case 2:
		return UINT32_MAX - (uint32_t)noise_pick(n, 2);
	case 3:
		return (uint32_t)noise_pick(n, 16) * KIT_PAGE;
	case 4:
		return 1u << noise_pick(n, 32);
	case 5:
		return (uint32_t)n->dmabuf[noise_pick(n, NOISE_DMABUFS)];
	case 6:
		return (uint32_t)n->event;
	default:
		return (uint32_t)brg_rng_next(&n->rng);
	}
}

static void scatter(struct noise *n, uint32_t size, uint64_t times)
{
	for (; times; times--) {
		uint32_t at = (uint32_t)noise_pick(n, size / 4) * 4;
		uint64_t p;

		if (at < 8)
			continue;
		memcpy(&p, n->area + (at & ~7u), sizeof(p));
		/* half of an address would be one of our own, anywhere */
		if ((at & ~7u) + 8 <= size && (p >> 32 || noise_pick(n, 2))) {
			p = pointer(n);
			memcpy(n->area + (at & ~7u), &p, sizeof(p));
		} else {
			uint32_t w = word(n);

			memcpy(n->area + at, &w, sizeof(w));
		}
	}
}

/* What is right, so that something is reached behind the checks. */
static void right(struct noise *n, unsigned long cmd)
{
	union {
		unsigned char bytes[512];
		struct brg_export export;
		struct brg_import_attach attach;
		struct brg_import_map map;
		struct brg_irq_set irq;
		struct brg_ptes ptes;
		struct brg_lookup lookup;
		struct brg_hist_get hist;
		struct brg_memory memory;
	} *arg = (void *)n->area;

	switch (cmd) {
	case BRG_MEMORY:
		arg->memory.enable = (uint32_t)noise_pick(n, 2);
		break;
	case BRG_EXPORT:
		arg->export.bar = n->bar;
		arg->export.nr_ranges = (uint32_t)noise_pick(n, 3);
		arg->export.ranges =
			arg->export.nr_ranges ? (uintptr_t)n->data + 512 : 0;
		arg->export.p2p = BRG_P2P_OFF;
		arg->export.policy = 1 + (uint32_t)noise_pick(n, 3);
		arg->export.open_flags = O_CLOEXEC | O_RDWR;
		break;
	case BRG_IMPORT_ATTACH:
		arg->attach.fd = n->dmabuf[noise_pick(n, NOISE_DMABUFS)];
		arg->attach.mode = 1 + (uint32_t)noise_pick(n, 5);
		arg->attach.manner = 1 + (uint32_t)noise_pick(n, 4);
		break;
	case BRG_IMPORT_MAP:
		arg->map.id = 1 + (uint32_t)noise_pick(n, 6);
		arg->map.direction = 1 + (uint32_t)noise_pick(n, 3);
		break;
	case BRG_IMPORT_DETACH:
	case BRG_IMPORT_UNMAP:
	case BRG_IMPORT_QUERY:
		arg->map.id = 1 + (uint32_t)noise_pick(n, 6);
		break;
	case BRG_IRQ_SET:
		arg->irq.index = (uint32_t)noise_pick(n, 3);
		arg->irq.count = 1;
		arg->irq.fds = (uintptr_t)n->data;
		break;
	case BRG_PTES:
		arg->ptes.address = (uintptr_t)n->map;
		arg->ptes.length = n->length;
		break;
	case BRG_LOOKUP:
		arg->lookup.address = (uintptr_t)n->map;
		break;
	case BRG_HIST:
		arg->hist.nr_buckets = BRG_HIST_BUCKETS;
		arg->hist.buckets = (uintptr_t)n->data + 1024;
		break;
	default:
		break;
	}
}

void noise_build(struct noise *n, const struct kit_command *c)
{
	static const uint32_t sizes[] = { 0,	     4,		 7,
					  8,	     NOISE_AREA, NOISE_AREA + 4,
					  UINT32_MAX };
	uint32_t size = c->size, flags = 0;

	memset(n->area, NOISE_CANARY, NOISE_AREA);
	memset(n->area, 0, c->size);
	right(n, c->cmd);
	if (noise_pick(n, 3))
		scatter(n, c->size, noise_pick(n, 4));
	if (!noise_pick(n, 6))
		size = sizes[noise_pick(n, sizeof(sizes) / sizeof(sizes[0]))];
	else if (!noise_pick(n, 6))
		size = c->size + (uint32_t)noise_pick(n, 4) * 4 - 4;
	if (!noise_pick(n, 4))
		flags = noise_pick(n, 2) ? c->flags & word(n) : word(n);
	memcpy(n->area, &size, 4);
	memcpy(n->area + 4, &flags, 4);
	/* longer ones must be zero behind what is known, now and then */
	if (size > c->size && size <= NOISE_AREA && noise_pick(n, 2))
		memset(n->area + c->size, 0, size - c->size);
}
