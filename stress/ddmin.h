/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ddmin.h - the least part of a list that still fails. */
#ifndef BRG_STRESS_DDMIN_H
#define BRG_STRESS_DDMIN_H

#include <stdbool.h>
#include <stddef.h>

/** struct brg_ddmin - what to make smaller
 * @n: elements
 * @group: of each, whole ones are tried without; NULL: all are of one
 * @fails: do the elements with @keep still fail? Return: 1, 0, -errno
 */
struct brg_ddmin {
	size_t n;
	const unsigned int *group;
	int (*fails)(const bool *keep, void *data);
	void *data;
};

/** brg_ddmin_tail - what failed is often what was done last: keep the last
 * element of each group, else the last 4, 16, 64... until all are kept.
 * @keep: of @n; as few as failed
 * Return: 1, 0 if all of them do not fail, -errno of @fails. */
int brg_ddmin_tail(const struct brg_ddmin *d, bool *keep);

/** brg_ddmin - Zeller and Hildebrandt, "Simplifying and isolating
 * failure-inducing input", 2002: drop groups, then ever smaller pieces, until
 * no single element can go.
 * @keep: of @n, those that fail at the beginning; what is left
 * Return: 0, -errno of @fails with @keep as small as it was then. */
int brg_ddmin(const struct brg_ddmin *d, bool *keep);

#endif
