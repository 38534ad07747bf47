// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mmio.c - single loads and stores of a given width.
 *
 * The compiler may split or merge plain accesses of more than a register, so
 * wide ones are written down as instructions. Which a CPU has is asked at run
 * time, including whether the kernel saves those registers.
 */
#include "bench/mmio.h"

#include <stdbool.h>
#include <stddef.h>

#define PLAIN(bits)                                                       \
	static void load_##bits(char *p, uint64_t n)                      \
	{                                                                 \
		volatile uint##bits##_t *q = (void *)p;                   \
									  \
		for (uint64_t i = 0; i < n; i++)                          \
			(void)q[i];                                       \
	}                                                                 \
	static void store_##bits(char *p, uint64_t n)                     \
	{                                                                 \
		volatile uint##bits##_t *q = (void *)p;                   \
									  \
		for (uint64_t i = 0; i < n; i++)                          \
			q[i] = 0;                                         \
	}

PLAIN(8)
PLAIN(16)
PLAIN(32)
PLAIN(64)

#if defined(__x86_64__)
/* One loop of n rounds, so that the register is ours all the way. @before and
 * @after are no part of it. */
#define LOOP(before, access, after, bytes)                                \
	__asm__ volatile(before "\n"                                      \
			 "1:\t" access "\n\t"                             \
			 "add %2, %0\n\t"                                 \
			 "dec %1\n\t"                                     \
			 "jnz 1b\n\t" after                               \
			 : "+r"(p), "+r"(n)                               \
			 : "i"(bytes)                                     \
			 : "xmm0", "cc", "memory")

#define WIDE(bits, load, store, before, after)                            \
	static void load_##bits(char *p, uint64_t n)                      \
	{                                                                 \
		LOOP("", load, after, (bits) / 8);                        \
	}                                                                 \
	static void store_##bits(char *p, uint64_t n)                     \
	{                                                                 \
		LOOP(before, store, after, (bits) / 8);                   \
	}

WIDE(128, "movdqa (%0), %%xmm0", "movdqa %%xmm0, (%0)", "pxor %%xmm0, %%xmm0",
     "")
WIDE(256, "vmovdqa (%0), %%ymm0", "vmovdqa %%ymm0, (%0)",
     "vpxor %%xmm0, %%xmm0, %%xmm0", "vzeroupper")
WIDE(512, "vmovdqa64 (%0), %%zmm0", "vmovdqa64 %%zmm0, (%0)",
     "vpxor %%xmm0, %%xmm0, %%xmm0", "vzeroupper")

static bool has(unsigned int width)
{
	return width < 32 || (width == 32 ? __builtin_cpu_supports("avx") :
					    __builtin_cpu_supports("avx512f"));
}

void brg_mmio_flush(void)
{
	__asm__ volatile("sfence" : : : "memory");
}
#else
static bool has(unsigned int width)
{
	return width <= 8;
}

void brg_mmio_flush(void)
{
	__sync_synchronize();
}
#define load_128 NULL
#define store_128 NULL
#define load_256 NULL
#define store_256 NULL
#define load_512 NULL
#define store_512 NULL
#endif

static const struct brg_mmio widths[] = {
	{ 1, NULL, load_8, store_8 },
	{ 2, NULL, load_16, store_16 },
	{ 4, NULL, load_32, store_32 },
	{ 8, NULL, load_64, store_64 },
	{ 16, "SSE2 (x86-64)", load_128, store_128 },
	{ 32, "AVX", load_256, store_256 },
	{ 64, "AVX-512", load_512, store_512 },
};

const struct brg_mmio *brg_mmio_find(unsigned int width, const char **why)
{
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		if (widths[i].width != width)
			continue;
		if (has(width))
			return &widths[i];
		*why = widths[i].feature;
		return NULL;
	}
	*why = "an access of that width";
	return NULL;
}
