/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rng.h - a small seeded random stream, the same on every machine. */
#ifndef BRG_LIB_RNG_H
#define BRG_LIB_RNG_H

#include <stddef.h>
#include <stdint.h>

/** struct brg_rng - SplitMix64 (Steele, Lea, Flood: "Fast splittable
 * pseudorandom number generators", OOPSLA 2014). Any seed is a good one. */
struct brg_rng {
	uint64_t state;
};

/** brg_rng_seed - stream @stream of master seed @seed */
static inline struct brg_rng brg_rng_seed(uint64_t seed, uint64_t stream)
{
	/* Multiplier of LXM (Steele, Vigna, OOPSLA 2021): streams stay apart. */
	return (struct brg_rng){ seed + stream * 0xd1342543de82ef95ULL };
}

static inline uint64_t brg_rng_next(struct brg_rng *rng)
{
	uint64_t z = rng->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

/** brg_rng_below - uniform in 0..@n-1 without bias; @n: > 0 */
static inline uint64_t brg_rng_below(struct brg_rng *rng, uint64_t n)
{
	uint64_t limit = UINT64_MAX - UINT64_MAX % n;
	uint64_t x;

	do
		x = brg_rng_next(rng);
	while (x >= limit);
	return x % n;
}

/** brg_rng_shuffle_u32 - every permutation of @v equally likely */
static inline void brg_rng_shuffle_u32(struct brg_rng *rng, uint32_t *v,
				       size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = brg_rng_below(rng, i);
		uint32_t t = v[i - 1];

		v[i - 1] = v[j];
		v[j] = t;
	}
}

#endif
