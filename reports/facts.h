/* SPDX-License-Identifier: GPL-2.0-or-later */
/* facts.h - what a manifest says about where and how a run was made. */
#ifndef BRG_REPORTS_FACTS_H
#define BRG_REPORTS_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

/** struct brg_fact - one entry of a manifest
 * @path: of its value, "kernel.release"; indices of arrays are numbers
 * @of_run: identity or time of the run itself, so never equal in two of them
 */
struct brg_fact {
	const char *name, *path;
	bool of_run;
};

/** brg_facts - in the order told; the free-form environment follows them */
extern const struct brg_fact brg_facts[];
extern const size_t brg_nr_facts;

/** brg_fact_text - a value of @manifest as text, "–" where it is missing.
 * Return: malloc()ed; NULL without memory. */
char *brg_fact_text(const json_t *manifest, const char *path);

#endif
