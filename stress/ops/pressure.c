// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pressure.c - memory becomes short for a moment.
 *
 * An eighth of what is available at most: reclaim, compaction and the allocators
 * of page tables shall work, the OOM killer shall not.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/sysfs.h"
#include "stress/op.h"

#define MOST (64ull << 20)

static uint64_t available(void)
{
	_cleanup_fclose_ FILE *f = fopen("/proc/meminfo", "re");
	unsigned long long kib = 0;
	char line[128];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "MemAvailable: %llu kB", &kib) == 1)
			break;
	return kib << 10;
}

static int run(struct brg_actor *a)
{
	uint64_t length = available() / 8;
	bool drop = !brg_pick(a, 4), compact = !brg_pick(a, 4);
	char *p;

	length = (length > MOST ? MOST : length) & ~(BRG_PAGE - 1);
	a->arg[0] = length;
	a->arg[1] = drop;
	a->arg[2] = compact;
	if (!length)
		return -ECANCELED;
	p = mmap(NULL, length, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return -errno;
	for (uint64_t at = 0; at < length && !a->arena->stop; at += BRG_PAGE)
		*(volatile char *)(p + at) = 1;
	if (drop)
		brg_sysfs_write("3", "/proc/sys/vm/drop_caches");
	if (compact)
		brg_sysfs_write("1", "/proc/sys/vm/compact_memory");
	munmap(p, length);
	return 0;
}

/* Not by default: it slows down everything else. */
const struct brg_op brg_op_pressure = {
	.name = "pressure",
	.summary = "take up to an eighth of the available memory for a moment, drop caches, compact",
	.bound_s = 40,
	.run = run,
};
