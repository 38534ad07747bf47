// SPDX-License-Identifier: GPL-2.0-or-later
/* crew.c - deal the touches of a walk out to threads. */
#include "bench/crew.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "lib/cleanup.h"

/* Touches of @thread are order[first .. first + n - 1]. */
static void share(const struct brg_crew *crew, size_t thread, size_t *first,
		  size_t *n)
{
	size_t each = crew->touches / crew->threads;
	size_t more = crew->touches % crew->threads;

	if (crew->separate) {
		*first = 0;
		*n = crew->touches;
		return;
	}
	*first = thread * each + (thread < more ? thread : more);
	*n = each + (thread < more);
}

/* One mapping shared by threads is touched interleaved: deal the order out,
 * so that each thread's part lies together. */
static int make_order(struct brg_crew *crew, enum brg_order order,
		      uint64_t seed)
{
	_cleanup_free_ uint32_t *all = NULL;
	size_t k = 0;

	crew->order = calloc(crew->touches, sizeof(*crew->order));
	if (!crew->order)
		return -ENOMEM;
	if (crew->threads == 1 || crew->separate) {
		brg_order_fill(crew->order, crew->touches, order, crew->stride,
			       seed);
		return 0;
	}
	all = calloc(crew->touches, sizeof(*all));
	if (!all)
		return -ENOMEM;
	brg_order_fill(all, crew->touches, order, crew->stride, seed);
	for (size_t t = 0; t < crew->threads; t++)
		for (size_t i = t; i < crew->touches; i += crew->threads)
			crew->order[k++] = all[i];
	return 0;
}

int brg_crew_make(struct brg_crew *crew, enum brg_order order, uint64_t seed)
{
	void *p = mmap(NULL, crew->threads * sizeof(*crew->walkers),
		       PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (p == MAP_FAILED)
		return -ENOMEM;
	crew->walkers = p;
	return make_order(crew, order, seed);
}

size_t brg_crew_samples(const struct brg_crew *crew)
{
	return crew->touches * (crew->separate ? crew->threads : 1);
}

void brg_crew_send(struct brg_crew *crew, char *const *va, uint64_t *samples,
		   bool write)
{
	for (size_t t = 0; t < crew->threads; t++) {
		size_t first, n;

		share(crew, t, &first, &n);
		crew->walkers[t] = (struct brg_walker){
			.base = va[crew->separate ? t : 0],
			.stride = crew->stride,
			.order = crew->order + first,
			.n = n,
			.samples = samples,
			.write = write,
		};
		samples += n;
	}
}
