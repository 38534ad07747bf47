// SPDX-License-Identifier: GPL-2.0-or-later
/* test_series.c - what the series of a soak looks like on disk. */
#include <errno.h>
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

#include "lib/soak.h"
#include "stress/journal.h"
#include "stress/op.h"
#include "stress/series.h"

#define MS	1000000ull
#define S	(1000 * MS)
#define START	(77 * S)

static char dir[64], text[1 << 20];
static int dir_fd;
static struct brg_op_series series;

static int begin(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/barrage-test-series.XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir_fd < 0 || brg_op_series_open(&series, dir_fd))
		return -1;
	brg_op_series_begin(&series, 0, START);
	return 0;
}

static int end(void **state)
{
	(void)state;
	brg_op_series_close(&series);
	unlinkat(dir_fd, BRG_SERIES, 0);
	unlinkat(dir_fd, BRG_JOURNAL, 0);
	close(dir_fd);
	return rmdir(dir);
}

/* All that is in the file by now, whether or not its writer gets further */
static size_t look(void)
{
	int fd = openat(dir_fd, BRG_SERIES, O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, text, sizeof(text) - 1);

	assert_true(n >= 0);
	text[n] = '\0';
	close(fd);
	return (size_t)n;
}

/* Operation @op, which ended at @at_ns of the stage */
static void did(unsigned int op, uint64_t at_ns, uint64_t us, int result)
{
	const struct brg_entry e = { .op = (uint16_t)op, .result = result,
				     .begin_ns = START + at_ns - us * 1000,
				     .end_ns = START + at_ns };

	brg_op_series_add(&series, &e);
}

#define HEAD BRG_SERIES_HEAD "\n# stage\tfrom_ms\tto_ms\toperation\tdone\t" \
	"failed\tcanceled\tp50_us\tp99_us\tmax_us\tdurations\n"

static void a_block_has_all_and_each_operation(void **state)
{
	char wanted[1024];

	(void)state;
	look();
	assert_string_equal(text, HEAD);
	for (unsigned int i = 0; i < 98; i++)
		did(0, i * MS, 5, 0);
	did(0, 100 * MS, 7, -EFAULT);
	did(0, 100 * MS, 1000, 0);
	did(0, 100 * MS, 99999, -ECANCELED);
	did(2, 100 * MS, 0, -ECANCELED);
	brg_op_series_tick(&series, START + 9999 * MS);
	look();
	assert_string_equal(text, HEAD);
	brg_op_series_tick(&series, START + 10001 * MS);
	look();
	snprintf(wanted, sizeof(wanted), HEAD
		 "0\t0\t10001\t*\t99\t1\t2\t5\t7\t1000\t5:98,7:1,960:1\n"
		 "0\t0\t10001\t%s\t99\t1\t1\t5\t7\t1000\t-\n"
		 "0\t0\t10001\t%s\t0\t0\t1\t0\t0\t0\t-\n",
		 brg_ops[0]->name, brg_ops[2]->name);
	assert_string_equal(text, wanted);
}

static void blocks_follow_each_other_also_where_nothing_ends(void **state)
{
	(void)state;
	brg_op_series_tick(&series, START + 10 * S);
	did(0, 11 * S, 3, 0);
	brg_op_series_tick(&series, START + 20 * S);
	look();
	assert_non_null(strstr(text, "\n0\t0\t10000\t*\t0\t0\t0\t0\t0\t0\t-\n"
				     "0\t10000\t20000\t*\t1\t0\t0\t3\t3\t3\t3:1\n"));
}

static void the_end_of_a_stage_is_where_its_last_operation_ended(void **state)
{
	(void)state;
	did(0, 12 * MS, 1, 0);
	did(0, 34 * MS + 1, 1, 0);
	did(0, 20 * MS, 1, 0);
	brg_op_series_end(&series);
	look();
	assert_non_null(strstr(text, "\n0\t0\t35\t*\t3\t"));
	/* the next one counts from its own start, and from none */
	brg_op_series_begin(&series, 1, START + 60 * S);
	did(0, 60 * S + 5 * MS, 1, 0);
	brg_op_series_end(&series);
	look();
	assert_non_null(strstr(text, "\n1\t0\t5\t*\t1\t"));
	/* in which nothing was done: it has no block */
	brg_op_series_begin(&series, 2, START + 90 * S);
	brg_op_series_end(&series);
	look();
	assert_null(strstr(text, "\n2\t"));
}

static void quantiles_are_an_eighth_too_long_at_most(void **state)
{
	unsigned int stage, done, failed, canceled;
	unsigned long from, to, p50, p99, max;

	(void)state;
	for (unsigned int i = 1; i <= 10000; i++)
		did(0, i * 100000, i, 0);
	brg_op_series_tick(&series, START + 10 * S);
	look();
	assert_int_equal(sscanf(text + strlen(HEAD), "%u %lu %lu * %u %u %u %lu %lu %lu",
				&stage, &from, &to, &done, &failed, &canceled,
				&p50, &p99, &max), 9);
	assert_in_range(p50, 5000, 5000 * 9 / 8);
	assert_in_range(p99, 9900, 10000);
	assert_int_equal(max, 10000);
}

/* Every operation and every bucket at once, with numbers that do not end */
static void the_largest_block_is_written_at_once(void **state)
{
	struct brg_entry e = { .begin_ns = START };
	size_t size;

	(void)state;
	brg_op_series_begin(&series, 4000000000u, START);
	for (unsigned int op = 0; op < brg_op_count(); op++)
		for (uint64_t us = 1; us < 1ull << 41; us += us / 16 + 1) {
			e.op = (uint16_t)op;
			e.end_ns = START + us * 1000;
			brg_op_series_add(&series, &e);
		}
	brg_op_series_end(&series);
	size = look();
	/* what a buffer holds is one write(2) */
	assert_in_range(size, 5000, 32 << 10);
	assert_int_equal(text[size - 1], '\n');
}

static void blocks_get_rarer_as_the_file_grows(void **state)
{
	size_t before = look();

	(void)state;
	series.bytes = BRG_OP_SERIES_WIDEN;
	brg_op_series_tick(&series, START + 19 * S);
	assert_int_equal(look(), before);
	brg_op_series_tick(&series, START + 20 * S);
	assert_true(look() > before);
}

static void what_goes_into_the_journal_is_counted(void **state)
{
	struct brg_arena *arena = brg_arena_create();
	struct brg_op_journal j;

	(void)state;
	assert_non_null(arena);
	assert_int_equal(brg_op_journal_open(&j, dir_fd), 0);
	j.series = &series;
	arena->start_ns = START;
	arena->worker[3].ring[0] = (struct brg_entry){ .begin_ns = START + MS,
		.end_ns = START + 2 * MS };
	arena->worker[3].head = 1;
	arena->worker[4].op = 1;	/* it died in the middle of it */
	arena->worker[4].index = 1;
	brg_op_journal_drain(&j, arena);
	brg_op_journal_unfinished(&j, arena, 4);
	brg_op_series_end(&series);
	look();
	assert_non_null(strstr(text, "\t*\t1\t1\t0\t"));
	brg_op_journal_close(&j);
	brg_arena_destroy(arena);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_block_has_all_and_each_operation),
		TEST(blocks_follow_each_other_also_where_nothing_ends),
		TEST(the_end_of_a_stage_is_where_its_last_operation_ended),
		TEST(quantiles_are_an_eighth_too_long_at_most),
		TEST(the_largest_block_is_written_at_once),
		TEST(blocks_get_rarer_as_the_file_grows),
		TEST(what_goes_into_the_journal_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
