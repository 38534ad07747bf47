// SPDX-License-Identifier: GPL-2.0-or-later
/* samples.c - room for samples in shared anonymous memory. */
#include "lib/samples.h"

#include <errno.h>
#include <sys/mman.h>

int brg_samples_reserve(struct brg_samples *samples, size_t nr)
{
	size_t bytes;
	void *v;

	if (nr <= samples->nr)
		return 0;
	if (__builtin_mul_overflow(nr, sizeof(uint64_t), &bytes))
		return -ENOMEM;
	brg_samples_release(samples);
	v = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		 MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (v == MAP_FAILED)
		return -ENOMEM;
	*samples = (struct brg_samples){ v, nr, bytes };
	return 0;
}

void brg_samples_release(struct brg_samples *samples)
{
	if (samples->v)
		munmap(samples->v, samples->bytes);
	*samples = (struct brg_samples){ 0 };
}
