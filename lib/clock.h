/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clock.h - the measuring clock.
 *
 * On x86-64 the time-stamp counter between two LFENCEs: the first waits until
 * everything before has completed, a faulting access included, the second
 * keeps what follows from starting early (Intel SDM vol. 2, RDTSC; AMD makes
 * LFENCE serialising as Linux sets it up). Elsewhere CLOCK_MONOTONIC_RAW.
 *
 * Under evidence "instructions" (QEMU, -icount shift=0) the counter advances
 * by one for each guest instruction, so readings are instruction counts and
 * have no frequency.
 */
#ifndef BRG_LIB_CLOCK_H
#define BRG_LIB_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/** enum brg_evidence - how far figures can be trusted, best first */
enum brg_evidence {
	BRG_EVIDENCE_NATIVE,
	BRG_EVIDENCE_KVM,	/* any hypervisor that uses the hardware's own */
	BRG_EVIDENCE_TCG,	/* emulated: shapes, not figures */
	BRG_EVIDENCE_INSTRUCTIONS,
};

/** brg_evidence_names - by enum, NULL-terminated */
extern const char *const brg_evidence_names[];

/** brg_evidence_find - what this machine can give. $BARRAGE_EVIDENCE, or
 * @claim if not NULL, may lower it, never raise it.
 * @hypervisor: its CPUID signature, or ""; at least 13 bytes
 * @why: on failure one line. Return: 0, -EINVAL for an unknown name or a
 * claim above what was found. */
int brg_evidence_find(const char *claim, enum brg_evidence *out,
		      char hypervisor[16], char *why, unsigned long why_size);

/**
 * struct brg_clock - the clock of a run
 * @unit: "tsc" or "instructions"
 * @hz: ticks a second, 0 for instructions
 * @spread_ppm: how far calibrations were apart
 * @invariant: keeps its rate in all power states, as CPUID says
 */
struct brg_clock {
	const char *unit;
	uint64_t hz;
	unsigned int spread_ppm;
	bool invariant;
};

/** brg_clock_init - calibrate against CLOCK_MONOTONIC_RAW, about 60 ms;
 * nothing is measured for BRG_EVIDENCE_INSTRUCTIONS. */
void brg_clock_init(struct brg_clock *clock, enum brg_evidence evidence);

/** brg_monotonic_ns - CLOCK_MONOTONIC, for progress and deadlines only */
static inline uint64_t brg_monotonic_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/** brg_clock_now - ticks. 5 instructions on x86-64. */
static inline __attribute__((always_inline)) uint64_t brg_clock_now(void)
{
#ifdef __x86_64__
	uint32_t low, high;

	__asm__ volatile("lfence; rdtsc; lfence"
			 : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
#else
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_RAW, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
#endif
}

#endif
