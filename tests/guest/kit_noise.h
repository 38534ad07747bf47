/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kit_noise.h - arguments of commands that are right, nearly right or noise. */
#ifndef BRG_TESTS_KIT_NOISE_H
#define BRG_TESTS_KIT_NOISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit_commands.h"
#include "lib/rng.h"

#define NOISE_AREA 4096
#define NOISE_CANARY 0xa5
#define NOISE_DMABUFS 4

/**
 * struct noise - a generator, and what its arguments may name
 * @rng: says what comes next, alone
 * @area: NOISE_AREA bytes for a structure, with nothing mapped behind them
 * @data: for pointers: event descriptors, two ranges from byte 512 on, noise
 * @bar, @length: of the function that is mapped at @map
 * @registers: of @map have effects, so nothing is written there
 * @dmabuf, @event: descriptors to be found; -1 for none
 */
struct noise {
	struct brg_rng rng;
	unsigned char *area;
	uint32_t *data;
	unsigned int bar;
	size_t length;
	bool registers;
	char *map;
	int dmabuf[NOISE_DMABUFS];
	int event;
};

/** noise_pick() - Return: a number less than @below, the next one */
uint64_t noise_pick(struct noise *n, uint64_t below);

/** noise_build() - fill @n->area for @c */
void noise_build(struct noise *n, const struct kit_command *c);

#endif
