/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * summary.h - summary.json, of a soak that ended (result.c) and of one that did
 * not (postmortem.c): who reads it need not know which.
 *
 * All fields must be given, numbers apart; "" is for what is not known.
 */
#ifndef BRG_STRESS_SUMMARY_H
#define BRG_STRESS_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

/**
 * struct brg_summary - a soak as a whole
 * @level: by brg_health_level()
 * @evidence: by brg_evidence_names
 * @module: srcversion of the driver; @bugs: it has some that can be injected,
 *	@bug: is
 * @stages, @not_exercised: arrays, used up
 * @findings: array by brg_summary_find(), which stays the caller's
 */
struct brg_summary {
	const char *verdict, *reason, *level, *evidence;
	const char *kernel, *barrage, *module, *bug, *perturb_probe;
	bool bugs;
	uint64_t perturb, seed, operations, ran_ms;
	json_t *stages, *findings, *not_exercised;
};

/** struct brg_summary_finding - one of them
 * @at_ms: since the start of its stage; @operations: until then
 * @worker: -1 for none in particular; @operation: that it was in, or ""
 */
struct brg_summary_finding {
	const char *invariant, *title, *detail, *operation, *target, *lock;
	uint64_t count, at_ms, operations;
	int worker;
};

/** brg_summary_json - the file. Return: NULL out of memory. */
json_t *brg_summary_json(const struct brg_summary *s);

/** brg_summary_load - Return: of the result @dir, or NULL. */
json_t *brg_summary_load(const char *dir);

/** brg_summary_add - append @findings, which were seen after the verdict of @json,
 * to it, make it FAIL and write it to @dir. Return: 0, -errno. */
int brg_summary_add(const char *dir, json_t *json, json_t *findings);

/** brg_verdict_print - findings, what was never exercised and the verdict of
 * @json, for people, to stdout. @dir: of the result. */
void brg_verdict_print(const json_t *json, const char *dir);

/** brg_summary_find - append @f to @findings. Return: 0, -ENOMEM. */
int brg_summary_find(json_t *findings, const struct brg_summary_finding *f);

#endif
