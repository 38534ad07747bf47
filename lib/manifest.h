/* SPDX-License-Identifier: GPL-2.0-or-later */
/* manifest.h - what ran, where, and with which evidence (docs/RECORDS.md). */
#ifndef BRG_LIB_MANIFEST_H
#define BRG_LIB_MANIFEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/clock.h"
#include "lib/topology.h"

/**
 * struct brg_manifest_facts - what only the caller knows
 * @config_path, @config_text: as given, includes in place
 * @set: NULL-terminated "key=value" that override it
 * @argv: NULL-terminated command line
 * @address: PCI function, or NULL when none takes part
 * @hypervisor: CPUID signature, or ""
 * @topology: of this machine, or NULL where it is unknown
 * @api: of the barrage module when one was opened, else 0
 */
struct brg_manifest_facts {
	const char *config_path, *config_text;
	const char *const *set;
	char *const *argv;
	uint64_t seed;
	enum brg_evidence evidence;
	const struct brg_clock *clock;
	const char *address;
	const char *hypervisor;
	const struct brg_topology *topology;
	unsigned int api;
	uint64_t cells, repeats, trials;
};

/** brg_manifest_build - everything about a run that starts now, "finished"
 * null. Return: a new reference, NULL out of memory. */
json_t *brg_manifest_build(const struct brg_manifest_facts *facts);

/** brg_manifest_finish - set "finished" to now, and whether the time budget
 * @ran_out before every cell was settled */
void brg_manifest_finish(json_t *manifest, bool ran_out);

#endif
