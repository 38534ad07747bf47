// SPDX-License-Identifier: GPL-2.0-or-later
/* test_journal.c - what the journal of a soak looks like on disk. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "stress/journal.h"

static char dir[64];
static int dir_fd;

static int make_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/barrage-test-journal.XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return dir_fd < 0 ? -1 : 0;
}

static int drop_dir(void **state)
{
	(void)state;
	unlinkat(dir_fd, BRG_JOURNAL, 0);
	unlinkat(dir_fd, BRG_JOURNAL_OLD, 0);
	close(dir_fd);
	return rmdir(dir);
}

static void expect_line(FILE *f, const char *wanted)
{
	char line[256] = "";

	assert_non_null(fgets(line, sizeof(line), f));
	line[strcspn(line, "\n")] = 0;
	assert_string_equal(line, wanted);
}

static FILE *part(const char *name)
{
	int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	return fdopen(fd, "r");
}

/* @n operations of worker 0 */
static void do_ops(struct brg_op_journal *j, struct brg_arena *arena,
		   unsigned int n)
{
	struct brg_worker *w = &arena->worker[0];

	for (unsigned int i = 0; i < n; i++) {
		w->ring[w->head % BRG_RING] = (struct brg_entry){
			.index = i, .seed = ~0ull,
			.begin_ns = arena->start_ns + 5000,
			.end_ns = arena->start_ns + 7000,
			.arg = { ~0ull, ~0ull, ~0ull } };
		w->head++;
		if (w->head - w->tail == BRG_RING)
			brg_op_journal_drain(j, arena);
	}
	brg_op_journal_drain(j, arena);
}

static void every_part_names_the_stage_it_begins_with(void **state)
{
	struct brg_arena *arena = brg_arena_create();
	struct brg_op_journal j;
	FILE *f;

	(void)state;
	assert_non_null(arena);
	assert_int_equal(brg_op_journal_open(&j, dir_fd), 0);
	brg_op_journal_stage(&j, 0, "barrage:page", "rwsem");
	do_ops(&j, arena, 1);
	brg_op_journal_stage(&j, 1, "vfio-cdev", "-");
	/* lines of some 90 bytes fill 16 MiB */
	do_ops(&j, arena, 200000);
	brg_op_journal_close(&j);
	assert_int_equal(j.error, 0);
	/* whoever has a line is counted */
	assert_int_equal(arena->ops, 200001);
	assert_int_equal(arena->op[0].done, 200001);
	f = part(BRG_JOURNAL_OLD);
	expect_line(f, BRG_JOURNAL_HEAD);
	expect_line(f, "# stage 0 barrage:page rwsem");
	expect_line(f, "0\t0\tmmap\t0xffffffffffffffff\t0\t0xffffffffffffffff\t0xffffffffffffffff\t0xffffffffffffffff\t5\t2\t0");
	expect_line(f, "# stage 1 vfio-cdev -");
	fclose(f);
	f = part(BRG_JOURNAL);
	expect_line(f, BRG_JOURNAL_HEAD);
	expect_line(f, "# stage 1 vfio-cdev -");
	fclose(f);
	brg_arena_destroy(arena);
}

/* Whatever becomes of its writer: nothing was synced or closed yet. */
static void a_journal_has_its_head_from_the_start(void **state)
{
	struct brg_op_journal j;
	FILE *f;

	(void)state;
	assert_int_equal(brg_op_journal_open(&j, dir_fd), 0);
	f = part(BRG_JOURNAL);
	expect_line(f, BRG_JOURNAL_HEAD);
	fclose(f);
	brg_op_journal_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_part_names_the_stage_it_begins_with,
						make_dir, drop_dir),
		cmocka_unit_test_setup_teardown(a_journal_has_its_head_from_the_start,
						make_dir, drop_dir),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
