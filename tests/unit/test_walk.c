// SPDX-License-Identifier: GPL-2.0-or-later
/* test_walk.c - the order of touches, and that each is made and timed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "bench/walk.h"

#define N 4096

static void every_order_touches_each_page_once(void **state)
{
	static const uint64_t strides[] = { 4, 4096, 65536, 2 << 20, 1 << 30 };
	static const size_t counts[] = { 1, 2, 511, 512, 513, N };
	uint32_t order[N];
	unsigned char seen[N];

	(void)state;
	for (int kind = BRG_ORDER_SEQUENTIAL; kind <= BRG_ORDER_BACKWARDS; kind++)
		for (size_t s = 0; s < 5; s++)
			for (size_t c = 0; c < 6; c++) {
				memset(seen, 0, sizeof(seen));
				brg_order_fill(order, counts[c],
					       (enum brg_order)kind,
					       strides[s], 1);
				for (size_t i = 0; i < counts[c]; i++) {
					assert_in_range(order[i], 0,
							counts[c] - 1);
					assert_int_equal(seen[order[i]]++, 0);
				}
			}
}

static void strided_neighbours_are_in_different_page_tables(void **state)
{
	uint32_t order[N];

	(void)state;
	brg_order_fill(order, N, BRG_ORDER_STRIDED, 4096, 1);
	for (size_t i = 1; i < N; i++)
		assert_int_not_equal(order[i] / 512, order[i - 1] / 512);
}

static void backwards_is_the_reverse_of_sequential(void **state)
{
	uint32_t up[N], down[N];

	(void)state;
	brg_order_fill(up, N, BRG_ORDER_SEQUENTIAL, 4096, 1);
	brg_order_fill(down, N, BRG_ORDER_BACKWARDS, 4096, 1);
	for (size_t i = 0; i < N; i++)
		assert_int_equal(down[i], up[N - 1 - i]);
}

static void random_order_follows_the_seed(void **state)
{
	uint32_t a[N], b[N], c[N];

	(void)state;
	brg_order_fill(a, N, BRG_ORDER_RANDOM, 4096, 1);
	brg_order_fill(b, N, BRG_ORDER_RANDOM, 4096, 1);
	brg_order_fill(c, N, BRG_ORDER_RANDOM, 4096, 2);
	assert_memory_equal(a, b, sizeof(a));
	assert_memory_not_equal(a, c, sizeof(a));
}

/* Fresh anonymous memory: one minor fault a page proves that each was
 * touched, the stored zero that writing is writing. */
static void a_walk_touches_and_times_everything(void **state)
{
	static const size_t nr_threads[] = { 1, 3 };

	(void)state;
	for (size_t t = 0; t < 2; t++) {
		size_t k = nr_threads[t], each = 120;
		size_t bytes = k * each * 4096;
		struct brg_place anywhere = { .nr = 0 };
		struct brg_walker w[3];
		uint32_t order[120];
		uint64_t *samples = calloc(k * each, sizeof(*samples));
		uint64_t faults = 0;
		char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		madvise(p, bytes, MADV_NOHUGEPAGE);
		brg_order_fill(order, each, BRG_ORDER_RANDOM, 4096, 1);
		for (size_t i = 0; i < k; i++)
			w[i] = (struct brg_walker){
				.base = p + i * each * 4096, .stride = 4096,
				.order = order, .n = each, .write = true,
				.samples = samples + i * each };
		assert_int_equal(brg_walk(w, k, &anywhere), 0);
		for (size_t i = 0; i < k; i++) {
			uint64_t sum = 0;

			for (size_t j = 0; j < each; j++)
				sum += w[i].samples[j];
			/* Chained: nothing lies between two samples. */
			assert_int_equal(sum, w[i].end - w[i].begin);
			faults += w[i].minor_faults;
		}
		assert_true(faults >= k * each);
		assert_true(brg_walk_time(w, k) >= w[0].end - w[0].begin);
		munmap(p, bytes);
		free(samples);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_order_touches_each_page_once),
		cmocka_unit_test(strided_neighbours_are_in_different_page_tables),
		cmocka_unit_test(backwards_is_the_reverse_of_sequential),
		cmocka_unit_test(random_order_follows_the_seed),
		cmocka_unit_test(a_walk_touches_and_times_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
