// SPDX-License-Identifier: GPL-2.0-or-later
/* ddmin.c - delta debugging. */
#include "stress/ddmin.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static size_t kept(const bool *keep, size_t n)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += keep[i];
	return sum;
}

/* Take the trial over if it still fails. Return: as @fails. */
static int attempt(const struct brg_ddmin *d, bool *keep, const bool *trial)
{
	int ret = d->fails(trial, d->data);

	if (ret > 0)
		memcpy(keep, trial, d->n * sizeof(*keep));
	return ret;
}

static unsigned int group_of(const struct brg_ddmin *d, size_t i)
{
	return d->group ? d->group[i] : 0;
}

static unsigned int last_group(const struct brg_ddmin *d)
{
	unsigned int last = 0;

	for (size_t i = 0; i < d->n; i++)
		if (group_of(d, i) > last)
			last = group_of(d, i);
	return last;
}

/* The last @depth of each group. */
static void keep_tail(const struct brg_ddmin *d, bool *keep, size_t depth)
{
	memset(keep, 0, d->n * sizeof(*keep));
	for (unsigned int g = 0; g <= last_group(d); g++) {
		size_t left = depth;

		for (size_t i = d->n; i-- && left;)
			if (group_of(d, i) == g) {
				keep[i] = true;
				left--;
			}
	}
}

int brg_ddmin_tail(const struct brg_ddmin *d, bool *keep)
{
	for (size_t depth = 1;; depth *= 4) {
		int ret;

		keep_tail(d, keep, depth);
		ret = d->fails(keep, d->data);
		if (ret || kept(keep, d->n) == d->n)
			return ret;
	}
}

static int drop_groups(const struct brg_ddmin *d, bool *keep, bool *trial)
{
	for (unsigned int g = 0; g <= last_group(d); g++) {
		int ret;

		for (size_t i = 0; i < d->n; i++)
			trial[i] = keep[i] && d->group[i] != g;
		if (!kept(trial, d->n) || kept(trial, d->n) == kept(keep, d->n))
			continue;
		ret = attempt(d, keep, trial);
		if (ret < 0)
			return ret;
	}
	return 0;
}

/* One pass without each of @pieces parts. Return: how many could go, -errno */
static int drop_pieces(const struct brg_ddmin *d, bool *keep, bool *trial,
		       size_t pieces)
{
	size_t total = kept(keep, d->n), size = (total + pieces - 1) / pieces;
	int dropped = 0;

	/* from the end: what came last is seldom what is needed first */
	for (size_t end = d->n; end;) {
		size_t out = 0, i = end;
		int ret;

		memcpy(trial, keep, d->n * sizeof(*trial));
		while (i && out < size) {
			i--;
			out += trial[i];
			trial[i] = false;
		}
		end = i;
		if (!out || !kept(trial, d->n))
			continue;
		ret = attempt(d, keep, trial);
		if (ret < 0)
			return ret;
		dropped += ret > 0;
	}
	return dropped;
}

int brg_ddmin(const struct brg_ddmin *d, bool *keep)
{
	bool *trial = calloc(d->n, sizeof(*trial));
	size_t pieces = 2;
	int ret = 0;

	if (!trial)
		return -ENOMEM;
	if (d->group)
		ret = drop_groups(d, keep, trial);
	while (ret >= 0 && kept(keep, d->n) > 1) {
		size_t total = kept(keep, d->n);

		if (pieces > total)
			pieces = total;
		ret = drop_pieces(d, keep, trial, pieces);
		if (!ret && pieces == total)
			break;
		if (!ret)
			pieces *= 2;
	}
	free(trial);
	return ret < 0 ? ret : 0;
}
