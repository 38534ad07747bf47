// SPDX-License-Identifier: GPL-2.0-or-later
/* twin.c - medians of what was done in two ways. */
#include "bench/twin.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "lib/cleanup.h"
#include "lib/stats.h"

int brg_twin_init(struct brg_twin *twin, size_t n)
{
	*twin = (struct brg_twin){
		.first = calloc(n, sizeof(*twin->first)),
		.second = calloc(n, sizeof(*twin->second)),
		.room = n,
	};
	if (!twin->first || !twin->second) {
		brg_twin_fini(twin);
		return -ENOMEM;
	}
	return 0;
}

void brg_twin_fini(struct brg_twin *twin)
{
	free(twin->first);
	free(twin->second);
	*twin = (struct brg_twin){ 0 };
}

void brg_twin_add(struct brg_twin *twin, uint64_t first, uint64_t second)
{
	assert(twin->nr < twin->room);
	twin->first[twin->nr] = first;
	twin->second[twin->nr++] = second;
}

void brg_twin_tell(const struct brg_twin *twin, size_t warmup,
		   struct brg_result *result, const char *second,
		   const char *more)
{
	size_t n = twin->nr > warmup ? twin->nr - warmup : 0;
	_cleanup_free_ double *other = calloc(n + 1, sizeof(*other));
	_cleanup_free_ double *difference = calloc(n + 1, sizeof(*difference));
	double median;

	if (!n || !other || !difference)
		return;
	for (size_t i = 0; i < n; i++) {
		other[i] = (double)twin->second[warmup + i];
		difference[i] = (double)twin->first[warmup + i] - other[i];
	}
	if (!brg_median(other, n, &median))
		brg_metric(result, second, (uint64_t)(median + 0.5));
	/* below 0 it is noise, which only a clock that counts time has */
	if (!brg_median(difference, n, &median))
		brg_metric(result, more,
			   median > 0 ? (uint64_t)(median + 0.5) : 0);
}
