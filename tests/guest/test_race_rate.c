// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_race_rate.c - racing pairs of faults come fast: far faster than by the
 * plain way of a mapping and a barrier for each, measured here beside it.
 *
 * kernels: 7.3 7.3-debug
 */
#include <glob.h>
#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit.h"
#include "lib/clock.h"

#define NS_PER_S	1000000000ull
#define PLAIN_NS	(3 * NS_PER_S)
#define TIMES		8
#define SOAK		"barrage stress --target barrage:huge --duration 6s --out out /barrage/configs/fault-race.ini"

/** struct plain - two threads and a mapping that is made anew
 * @start, @end: of a round, all three meet there
 * @over: no more rounds */
struct plain {
	pthread_barrier_t start, end;
	volatile uint32_t *p;
	bool over;
};

static void *fault(void *data)
{
	struct plain *plain = data;

	for (;;) {
		pthread_barrier_wait(&plain->start);
		if (plain->over)
			return NULL;
		(void)*plain->p;
		pthread_barrier_wait(&plain->end);
	}
}

/* Return: rounds a second. */
static double plain_rate(int fd)
{
	struct plain plain = { .over = false };
	uint64_t start, now, rounds = 0;
	pthread_t thread[2];

	pthread_barrier_init(&plain.start, NULL, 3);
	pthread_barrier_init(&plain.end, NULL, 3);
	for (unsigned int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, fault,
						&plain), 0);
	start = brg_monotonic_ns();
	do {
		void *p = kit_map(fd, 0, KIT_LENGTH, NULL);

		plain.p = p;
		pthread_barrier_wait(&plain.start);
		pthread_barrier_wait(&plain.end);
		munmap(p, KIT_LENGTH);
		rounds++;
		now = brg_monotonic_ns();
	} while (now - start < PLAIN_NS);
	plain.over = true;
	pthread_barrier_wait(&plain.start);
	for (unsigned int i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	return (double)rounds * NS_PER_S / (double)(now - start);
}

static double number(json_t *stage, const char *name)
{
	return (double)json_integer_value(json_object_get(stage, name));
}

/* Return: rounds a second of a soak that has just ended. */
static double soak_rate(void)
{
	glob_t found;
	json_t *json, *stage;
	double rate;

	assert_int_equal(glob("out/*/summary.json", 0, NULL, &found), 0);
	json = json_load_file(found.gl_pathv[0], 0, NULL);
	globfree(&found);
	stage = json_array_get(json_object_get(json, "stages"), 0);
	assert_non_null(stage);
	assert_true(number(stage, "race_ns") > 0);
	assert_true(number(stage, "races") > 0);
	rate = number(stage, "rounds") * NS_PER_S / number(stage, "race_ns");
	json_decref(json);
	return rate;
}

static void eight_times_as_many_rounds_as_a_mapping_for_each(void **state)
{
	char dir[] = "/tmp/race.XXXXXX";
	struct kit kit;
	double plain, soak;

	(void)state;
	assert_int_equal(kit_take(&kit, "role:bar0"), 0);
	assert_int_equal(kit_strategy(kit.fd, "huge"), 0);
	plain = plain_rate(kit.fd);
	kit_give_back(&kit);

	assert_non_null(mkdtemp(dir));
	assert_int_equal(chdir(dir), 0);
	assert_int_equal(system(SOAK " >log 2>&1 || { cat log; exit 1; }"), 0);
	soak = soak_rate();
	printf("# %.0f rounds a second, %.0f with a mapping for each: %.1f times\n",
	       soak, plain, soak / plain);
	assert_true(soak >= TIMES * plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(eight_times_as_many_rounds_as_a_mapping_for_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
