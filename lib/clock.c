// SPDX-License-Identifier: GPL-2.0-or-later
/* clock.c - how fast the measuring clock ticks, and what it is worth. */
#include "lib/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __x86_64__
#include <cpuid.h>
#endif

#include "lib/names.h"

const char *const brg_evidence_names[] = { "native", "kvm", "tcg",
					   "instructions", NULL };

#ifdef __x86_64__
static bool hypervisor_signature(char signature[16])
{
	unsigned int a, b, c, d;

	signature[0] = '\0';
	/* Intel SDM vol. 2, CPUID 01H ECX bit 31: set by hypervisors */
	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & 1u << 31))
		return false;
	__cpuid(0x40000000, a, b, c, d);
	memcpy(signature, &b, 4);
	memcpy(signature + 4, &c, 4);
	memcpy(signature + 8, &d, 4);
	signature[12] = '\0';
	return true;
}

static bool tsc_invariant(void)
{
	unsigned int a, b, c, d;

	/* Intel SDM vol. 2, CPUID 80000007H EDX bit 8 */
	return __get_cpuid(0x80000007, &a, &b, &c, &d) && d & 1u << 8;
}
#else
static bool hypervisor_signature(char signature[16])
{
	signature[0] = '\0';
	return false;
}

static bool tsc_invariant(void)
{
	return true;
}
#endif

int brg_evidence_find(const char *claim, enum brg_evidence *out,
		      char hypervisor[16], char *why, unsigned long why_size)
{
	enum brg_evidence found = BRG_EVIDENCE_NATIVE;
	const char *source = claim ? "--evidence" : "BARRAGE_EVIDENCE";
	char hint[128];
	int named;

	if (hypervisor_signature(hypervisor))
		/* v7.2 QEMU target/i386/cpu.c: TCG's signature */
		found = strcmp(hypervisor, "TCGTCGTCGTCG") ?
				BRG_EVIDENCE_KVM : BRG_EVIDENCE_TCG;
	if (!claim)
		claim = getenv("BARRAGE_EVIDENCE");
	*out = found;
	if (!claim || !claim[0])
		return 0;
	named = brg_names_index(brg_evidence_names, claim);
	if (named < 0) {
		snprintf(why, why_size, "%s: cannot use '%s': no such evidence (%s)",
			 source, claim,
			 brg_names_hint(brg_evidence_names, claim, hint,
					sizeof(hint)));
		return -EINVAL;
	}
	if ((enum brg_evidence)named < found) {
		snprintf(why, why_size,
			 "%s: cannot claim %s: this machine is %s (%s)", source,
			 claim, brg_evidence_names[found], hypervisor);
		return -EINVAL;
	}
	*out = (enum brg_evidence)named;
	return 0;
}

/* Ticks a second over @ns of busy waiting */
static uint64_t calibrate(uint64_t ns)
{
	struct timespec a, b;
	uint64_t t0, t1, passed;

	clock_gettime(CLOCK_MONOTONIC_RAW, &a);
	t0 = brg_clock_now();
	do {
		clock_gettime(CLOCK_MONOTONIC_RAW, &b);
		t1 = brg_clock_now();
		passed = (uint64_t)(b.tv_sec - a.tv_sec) * 1000000000u +
			 (uint64_t)b.tv_nsec - (uint64_t)a.tv_nsec;
	} while (passed < ns);
	return (uint64_t)((double)(t1 - t0) * 1e9 / (double)passed);
}

void brg_clock_init(struct brg_clock *clock, enum brg_evidence evidence)
{
	uint64_t hz[3], t;

	*clock = (struct brg_clock){ .unit = "instructions",
				     .invariant = true };
	if (evidence == BRG_EVIDENCE_INSTRUCTIONS)
		return;
	for (int i = 0; i < 3; i++) {
		hz[i] = calibrate(20 * 1000 * 1000);
		for (int j = i; j > 0 && hz[j] < hz[j - 1]; j--) {
			t = hz[j];
			hz[j] = hz[j - 1];
			hz[j - 1] = t;
		}
	}
	clock->unit = "tsc";
	clock->hz = hz[1];
	clock->spread_ppm = (unsigned int)((double)(hz[2] - hz[0]) * 1e6 /
					   (double)hz[1]);
	clock->invariant = tsc_invariant();
}
