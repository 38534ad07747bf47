/* SPDX-License-Identifier: GPL-2.0-or-later */
/* environment.h - what around a measurement bends its figures. */
#ifndef BRG_LIB_ENVIRONMENT_H
#define BRG_LIB_ENVIRONMENT_H

#include <jansson.h>

#include "lib/clock.h"

/** struct brg_audit - what brg_environment() looks at besides the machine
 * @address: PCI function, or NULL
 * @hypervisor: CPUID signature, or ""
 */
struct brg_audit {
	const char *address;
	const char *hypervisor;
	enum brg_evidence evidence;
	const struct brg_clock *clock;
};

/** brg_environment - a flat object of strings by fixed names; "unknown" where
 * the kernel does not say. @warnings: array, gets one sentence for each thing
 * that makes figures worse; what emulation makes pointless is left out.
 * Return: a new reference, NULL out of memory. */
json_t *brg_environment(const struct brg_audit *audit, json_t *warnings);

#endif
