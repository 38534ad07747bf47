// SPDX-License-Identifier: GPL-2.0-or-later
/* memory.c - see memory.h. */
#include "stress/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/soak.h"
#include "lib/sync.h"

const char *const brg_memory_names[BRG_NR_MEM] = {
	[BRG_MEM_SUPERVISOR] = "supervisor",
	[BRG_MEM_WORKERS] = "workers",
	[BRG_MEM_SLAB] = "slab",
	[BRG_MEM_UNRECLAIMABLE] = "unreclaimable",
	[BRG_MEM_PAGE_TABLES] = "page_tables",
	[BRG_MEM_STACKS] = "stacks",
	[BRG_MEM_VMALLOC] = "vmalloc",
	[BRG_MEM_PERCPU] = "percpu",
	[BRG_MEM_AVAILABLE] = "available",
};

/* v7.3 Documentation/filesystems/proc.rst, meminfo */
static const char *const meminfo[BRG_NR_MEM] = {
	[BRG_MEM_SLAB] = "SReclaimable",
	[BRG_MEM_UNRECLAIMABLE] = "SUnreclaim",
	[BRG_MEM_PAGE_TABLES] = "PageTables",
	[BRG_MEM_STACKS] = "KernelStack",
	[BRG_MEM_VMALLOC] = "VmallocUsed",
	[BRG_MEM_PERCPU] = "Percpu",
	[BRG_MEM_AVAILABLE] = "MemAvailable",
};

int brg_memory_open(struct brg_memory *m, int dir_fd)
{
	int fd = openat(dir_fd, BRG_MEMORY_FILE, O_WRONLY | O_CREAT | O_TRUNC |
			O_CLOEXEC, 0644);

	*m = (struct brg_memory){ .stream = fd < 0 ? NULL : fdopen(fd, "w") };
	if (!m->stream)
		return -errno;
	fprintf(m->stream, BRG_MEMORY_HEAD "\n# stage\tat_ms\toperations");
	for (unsigned int i = 0; i < BRG_NR_MEM; i++)
		fprintf(m->stream, "\t%s", brg_memory_names[i]);
	fputc('\n', m->stream);
	return fflush(m->stream) ? -errno : 0;
}

uint64_t brg_memory_find(const char *path, const char *name)
{
	_cleanup_fclose_ FILE *f = fopen(path, "re");
	size_t length = strlen(name);
	uint64_t kib;
	char line[256];

	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, name, length) && line[length] == ':')
			return sscanf(line + length + 1, "%" SCNu64 " kB",
				      &kib) == 1 ? kib : 0;
	return 0;
}

static uint64_t of_workers(const struct brg_arena *arena)
{
	uint64_t sum = 0;
	char path[64];

	for (unsigned int id = 0; id < BRG_MAX_PROCS; id++) {
		if (arena->proc_pid[id] <= 0)
			continue;
		snprintf(path, sizeof(path), "/proc/%d/status",
			 (int)arena->proc_pid[id]);
		sum += brg_memory_find(path, "RssAnon");
	}
	return sum;
}

void brg_memory_note(struct brg_memory *m, const struct brg_arena *arena,
		     unsigned int stage, uint64_t ms)
{
	m->kib[BRG_MEM_SUPERVISOR] = brg_memory_find("/proc/self/status",
						     "RssAnon");
	m->kib[BRG_MEM_WORKERS] = of_workers(arena);
	for (unsigned int i = 0; i < BRG_NR_MEM; i++)
		if (meminfo[i])
			m->kib[i] = brg_memory_find("/proc/meminfo",
						    meminfo[i]);
	if (!m->stream)
		return;
	fprintf(m->stream, "%u\t%" PRIu64 "\t%" PRIu64, stage, ms,
		(uint64_t)arena->ops);
	for (unsigned int i = 0; i < BRG_NR_MEM; i++)
		fprintf(m->stream, "\t%" PRIu64, m->kib[i]);
	fputc('\n', m->stream);
	brg_sync(m->stream);
}

void brg_memory_close(struct brg_memory *m)
{
	if (m->stream)
		fclose(m->stream);
	m->stream = NULL;
}
