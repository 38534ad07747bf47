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

static int drop_groups(const struct brg_ddmin *d, bool *keep, bool *trial)
{
	unsigned int last = 0;

	for (size_t i = 0; i < d->n; i++)
		if (d->group[i] > last)
			last = d->group[i];
	for (unsigned int g = 0; g <= last; g++) {
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
