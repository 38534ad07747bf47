// SPDX-License-Identifier: GPL-2.0-or-later
/* test_memory.c - memory over time, as a soak notes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <unistd.h>

#include "lib/soak.h"
#include "stress/memory.h"

static char dir[] = "/tmp/barrage-memory.XXXXXX";

static int set_up(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int tear_down(void **state)
{
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "%s/memory.tsv", dir);
	unlink(path);
	return rmdir(dir);
}

static void a_number_is_found_by_its_whole_name(void **state)
{
	char path[64];
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/memory.tsv", dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("SlabX:  7 kB\nSlab:   12 kB\nNone:\nName: barrage\n", f);
	fclose(f);
	assert_int_equal(brg_memory_find(path, "Slab"), 12);
	assert_int_equal(brg_memory_find(path, "None"), 0);
	assert_int_equal(brg_memory_find(path, "Name"), 0);
	assert_int_equal(brg_memory_find(path, "Sla"), 0);
	assert_int_equal(brg_memory_find("/nowhere", "Slab"), 0);
}

/* A megabyte more of our own is seen, as a line of as many fields as names. */
static void a_line_tells_what_is_there(void **state)
{
	struct brg_arena *arena = calloc(1, sizeof(*arena));
	int dir_fd = open(dir, O_RDONLY | O_DIRECTORY);
	struct brg_memory m;
	uint64_t before;
	char *more, line[512];
	FILE *f;

	(void)state;
	assert_non_null(arena);
	assert_int_equal(brg_memory_open(&m, dir_fd), 0);
	arena->proc_pid[1] = getpid();
	arena->ops = 5;
	brg_memory_note(&m, arena, 2, 1500);
	assert_true(m.kib[BRG_MEM_SUPERVISOR] > 0);
	/* the same process, a moment later */
	assert_in_range(m.kib[BRG_MEM_WORKERS], m.kib[BRG_MEM_SUPERVISOR],
			m.kib[BRG_MEM_SUPERVISOR] + 512);
	assert_true(m.kib[BRG_MEM_AVAILABLE] > 0);
	before = m.kib[BRG_MEM_SUPERVISOR];
	more = malloc(4 << 20);
	assert_non_null(more);
	memset(more, 1, 4 << 20);
	brg_memory_note(&m, arena, 2, 3000);
	assert_in_range(m.kib[BRG_MEM_SUPERVISOR] - before, 3 << 10, 5 << 10);
	brg_memory_close(&m);
	free(more);

	f = fdopen(openat(dir_fd, "memory.tsv", O_RDONLY), "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	assert_string_equal(line, BRG_MEMORY_HEAD "\n");
	assert_non_null(fgets(line, sizeof(line), f));
	assert_int_equal(strncmp(line, "# stage\tat_ms\toperations\tsupervisor\t",
				 34), 0);
	assert_non_null(fgets(line, sizeof(line), f));
	assert_int_equal(strncmp(line, "2\t1500\t5\t", 9), 0);
	before = 0;
	for (char *p = line; *p; p++)
		before += *p == '\t';
	assert_int_equal(before, 2 + BRG_NR_MEM);
	fclose(f);
	close(dir_fd);
	free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_found_by_its_whole_name),
		cmocka_unit_test(a_line_tells_what_is_there),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
