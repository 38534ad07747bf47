// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * make_soak.c - a result directory as barrage stress leaves it, of a run that
 * never was: for tests of the report.
 *
 *	make_soak DIR [--stages N] [--seconds N] [--lines N] [--findings N]
 *		[--leak KIB] [--seed N] [--evidence NAME] [--stall] [--nameless]
 *		[--killed] [--series] [--forget N] [--hump]
 *
 * Each stage lasts --seconds and has --lines operations. --leak: KiB an hour by
 * which slab grows. --stall: nothing ends for a tenth of each stage, and one
 * mmap takes as long. --nameless: a journal without lines for stages, as it
 * once was. --killed: no summary, and the journal ends in the middle of a line.
 * --series: beside the journal there is one, by its true writer, which a kill
 * keeps from its last block. --forget: the journal has lost so many stages.
 * --hump: percpu memory is 1 KiB more in the third quarter of each stage.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "lib/rng.h"
#include "lib/soak.h"
#include "stress/op.h"
#include "stress/series.h"

#define WORKERS 4
#define QUIET_S 10

static const struct {
	const char *name;
	double mean_us, failed, canceled;
} ops[] = {
	{ "mmap", 40, .02, 0 },		{ "touch", 3, .35, .1 },
	{ "munmap", 60, 0, .2 },	{ "fork", 900, .01, 0 },
	{ "command", 150, 0, .3 },	{ "reset", 4000, .2, .1 },
	{ "rebind", 40000, .05, .05 },
};

#define NR_OPS (sizeof(ops) / sizeof(ops[0]))

static const char *const targets[] = {
	"barrage:page", "barrage:huge", "barrage:adaptive", "vfio-cdev",
};

static const char *const locks[] = { "rwsem", "percpu-rwsem", "mutex" };

struct soak {
	const char *dir, *evidence;
	uint64_t stages, seconds, lines, findings, seed, forget;
	double leak;
	bool stall, nameless, killed, with_series, hump;
	struct brg_op_series series;
	struct brg_rng rng;
	uint64_t counts[NR_OPS][3], ns[NR_OPS], max_ns[NR_OPS], nr, all;
	json_t *stage, *finding;
};

static double uniform(struct soak *s)
{
	return (double)(brg_rng_next(&s->rng) >> 11) / (1ULL << 53);
}

static json_int_t integer(uint64_t n)
{
	return (json_int_t)n;
}

static FILE *create(const struct soak *s, const char *name)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	f = fopen(path, "we");
	if (!f) {
		fprintf(stderr, "make_soak: %s: cannot create: %s\n", path,
			strerror(errno));
		exit(3);
	}
	return f;
}

static const char *target_of(uint64_t stage)
{
	return targets[stage / 3 % 4];
}

static const char *lock_of(uint64_t stage)
{
	return stage / 3 % 4 == 3 ? "-" : locks[stage % 3];
}

static int result_of(struct soak *s, size_t op)
{
	double u = uniform(s);

	if (u < ops[op].failed)
		return -EFAULT;
	return u < ops[op].failed + ops[op].canceled ? -ECANCELED : 0;
}

static void count(struct soak *s, size_t op, int result, uint64_t us)
{
	s->counts[op][!result ? 0 : result == -ECANCELED ? 2 : 1]++;
	s->nr++;
	s->ns[op] += us * 1000;
	if (us * 1000 > s->max_ns[op])
		s->max_ns[op] = us * 1000;
}

static uint16_t index_of(const char *name)
{
	unsigned int i = 0;

	while (i + 1 < brg_op_count() && strcmp(brg_ops[i]->name, name))
		i++;
	return (uint16_t)i;
}

static void add_to_series(struct soak *s, size_t op, int result, uint64_t at,
			  uint64_t us)
{
	const struct brg_entry e = { .begin_ns = at * 1000,
				     .end_ns = (at + us) * 1000,
				     .result = result,
				     .op = index_of(ops[op].name) };

	if (s->with_series)
		brg_op_series_add(&s->series, &e);
}

static void write_journal(struct soak *s, FILE *f, uint64_t stage)
{
	uint64_t end_us = s->seconds * 1000000, pause = end_us / 10, seed;

	if (s->with_series)
		brg_op_series_begin(&s->series, (unsigned int)stage, 0);
	if (!s->nameless && stage >= s->forget)
		fprintf(f, BRG_JOURNAL_STAGE "%ju %s %s\n", (uintmax_t)stage,
			target_of(stage), lock_of(stage));
	for (uint64_t i = 0; i < s->lines; i++) {
		size_t op = brg_rng_next(&s->rng) % NR_OPS;
		uint64_t at = (uint64_t)((double)end_us * (double)i /
					 (double)s->lines);
		uint64_t us = (uint64_t)(-ops[op].mean_us * log(uniform(s)));
		int result = result_of(s, op);

		if (s->with_series)
			brg_op_series_tick(&s->series, at * 1000);
		if (s->stall && at > end_us / 2 && at < end_us / 2 + pause)
			continue;
		if (s->stall && i == s->lines / 4) {
			op = 0;
			us = pause;
		}
		seed = brg_rng_next(&s->rng);
		add_to_series(s, op, result, at, us);
		count(s, op, result, us);
		if (stage < s->forget)
			continue;
		fprintf(f, "%ju\t%ju\t%s\t0x%016jx\t0\t0x%x\t0x201000\t0x0\t%ju\t%ju\t%d\n",
			(uintmax_t)i % WORKERS, (uintmax_t)i / WORKERS,
			ops[op].name, (uintmax_t)seed,
			(unsigned int)i * 4096, (uintmax_t)at, (uintmax_t)us,
			result);
	}
	if (s->with_series && (!s->killed || stage + 1 < s->stages))
		brg_op_series_end(&s->series);
}

static void write_memory(struct soak *s, FILE *f, uint64_t stage)
{
	for (uint64_t at = QUIET_S; at < s->seconds; at += QUIET_S) {
		double hours = (double)(stage * s->seconds + at) / 3600;
		double warm = 1 - exp(-hours * 40);

		fprintf(f, "%ju\t%ju\t%ju", (uintmax_t)stage,
			(uintmax_t)at * 1000,
			(uintmax_t)(s->lines * at / s->seconds));
		fprintf(f, "\t%.0f\t%.0f\t%.0f\t%.0f\t%.0f\t%.0f\t0\t%d\t%.0f\n",
			2100 + 8 * uniform(s), 9000 * warm + 400 * uniform(s),
			24000 + 200 * uniform(s),
			31000 + s->leak * hours + 60 * uniform(s),
			1500 * warm + 300 * uniform(s), 3000 + 200 * uniform(s),
			1920 + (s->hump && at * 4 / s->seconds == 2),
			1700000 - s->leak * hours - 4000 * uniform(s));
	}
}

static void add_finding(struct soak *s, uint64_t nr)
{
	static const char *const what[][3] = {
		{ "enabled", "SIGBUS while memory was enabled",
		  "read of page 0x23 of 0000:01:00.0 BAR 2 by a forked child: signal 7, phase 12 before and after" },
		{ "stamps", "an access met <another> page & more",
		  "page 0x3 holds the stamp of page 0x4" },
		{ "bounds", "an operation does not end",
		  "mmap of worker 3 for 30 s" },
	};
	uint64_t stage = nr * s->stages / (s->findings ? s->findings : 1);

	json_array_append_new(s->finding, json_pack(
		"{s:s, s:s, s:s, s:I, s:I, s:I, s:i, s:s, s:s, s:s}",
		"invariant", what[nr % 3][0], "title", what[nr % 3][1],
		"detail", what[nr % 3][2], "count", integer(nr + 1),
		"at_ms", integer(s->seconds * 300 + nr * 40), "operations",
		integer(s->lines / 3), "worker", (int)nr % WORKERS,
		"operation", "touch", "target", target_of(stage), "lock",
		lock_of(stage)));
}

static json_t *ops_object(struct soak *s)
{
	json_t *out = json_object();

	for (size_t i = 0; i < NR_OPS; i++) {
		uint64_t n = s->counts[i][0] + s->counts[i][1] + s->counts[i][2];

		if (n)
			json_object_set_new(out, ops[i].name, json_pack(
				"{s:I, s:I, s:I, s:I, s:I}", "done",
				integer(s->counts[i][0]), "failed",
				integer(s->counts[i][1]), "canceled",
				integer(s->counts[i][2]), "mean_ns",
				integer(s->ns[i] / n), "max_ns",
				integer(s->max_ns[i])));
	}
	memset(s->counts, 0, sizeof(s->counts));
	memset(s->ns, 0, sizeof(s->ns));
	memset(s->max_ns, 0, sizeof(s->max_ns));
	return out;
}

static void add_stage(struct soak *s, uint64_t stage)
{
	json_t *ran = json_pack("{s:s, s:s, s:[{s:s, s:i, s:I, s:b, s:I}]}",
				"target", target_of(stage), "lock",
				lock_of(stage), "devices", "address",
				"0000:01:00.0", "bar", 2, "span",
				integer(16777216), "stamped", 1, "windows",
				integer(s->lines / 50));

	json_object_update_new(ran, json_pack(
		"{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:{s:I, s:I, s:I}, s:s}",
		"ran_ms", integer(s->seconds * 1000), "operations",
		integer(s->nr), "accesses", integer(s->lines * 6),
		"signals", integer(s->lines), "rounds", integer(7200),
		"races", integer(1900), "race_ns",
		integer(s->seconds * 900000000), "ops", ops_object(s),
		"invariants", "stamps", integer(s->lines), "enabled",
		integer(s->lines / 50), "revoked", integer(0),
		"left_out", "hot-reset (needs every function of the slot)"));
	s->all += s->nr;
	s->nr = 0;
	json_array_append_new(s->stage, ran);
}

static void write_summary(struct soak *s)
{
	const char *reason = "";
	json_t *o;
	FILE *f;

	for (uint64_t i = 0; i < s->findings; i++)
		add_finding(s, i);
	if (s->findings)
		reason = json_string_value(json_object_get(
			json_array_get(s->finding, 0), "title"));
	o = json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:I, s:s, s:I, s:I, s:I, s:O, s:O, s:[s, s]}",
		      "format", BRG_SOAK_FORMAT, "version", BRG_SOAK_VERSION,
		      "verdict", s->findings ? "FAIL" : "PASS", "reason", reason,
		      "level", "full", "evidence", s->evidence, "kernel",
		      "7.3.4", "barrage", "0.1.0 made-up", "module", "3F98B1",
		      "bugs", 0, "bug", "", "perturb", integer(0),
		      "perturb_probe", "", "seed",
		      integer(s->seed), "operations",
		      integer(s->all), "ran_ms",
		      integer(s->seconds * s->stages * 1000), "stages",
		      s->stage, "findings", s->finding, "not_exercised",
		      "revoked", "operation hot-reset");
	f = create(s, BRG_SOAK_SUMMARY);
	json_dumpf(o, f, JSON_INDENT(1));
	fclose(f);
	json_decref(o);
}

static void open_series(struct soak *s)
{
	int fd = open(s->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || brg_op_series_open(&s->series, fd)) {
		fprintf(stderr, "make_soak: %s/" BRG_SERIES ": cannot create: %s\n",
			s->dir, strerror(errno));
		exit(3);
	}
	close(fd);
}

static void write_all(struct soak *s)
{
	FILE *journal = create(s, BRG_JOURNAL);
	FILE *memory = create(s, BRG_MEMORY_FILE);
	FILE *config = create(s, "config.ini");

	if (s->with_series)
		open_series(s);
	fputs("[global]\ntarget = barrage:page\n# <made up>\n", config);
	fclose(config);
	fputs(BRG_JOURNAL_HEAD "\n", journal);
	fputs(BRG_MEMORY_HEAD "\n# stage\tat_ms\toperations\tsupervisor\tworkers"
	      "\tslab\tunreclaimable\tpage_tables\tstacks\tvmalloc\tpercpu"
	      "\tavailable\n", memory);
	for (uint64_t stage = 0; stage < s->stages; stage++) {
		write_journal(s, journal, stage);
		write_memory(s, memory, stage);
		add_stage(s, stage);
	}
	if (s->killed)
		fputs("2\t99999\tmma", journal);
	else
		write_summary(s);
	brg_op_series_close(&s->series);
	fclose(journal);
	fclose(memory);
}

static const struct option options[] = {
	{ "stages", required_argument, NULL, 's' },
	{ "seconds", required_argument, NULL, 't' },
	{ "lines", required_argument, NULL, 'n' },
	{ "findings", required_argument, NULL, 'f' },
	{ "leak", required_argument, NULL, 'l' },
	{ "seed", required_argument, NULL, 'r' },
	{ "evidence", required_argument, NULL, 'e' },
	{ "stall", no_argument, NULL, 'p' },
	{ "nameless", no_argument, NULL, 'o' },
	{ "killed", no_argument, NULL, 'k' },
	{ "series", no_argument, NULL, 'w' },
	{ "hump", no_argument, NULL, 'c' },
	{ "forget", required_argument, NULL, 'g' },
	{ 0 },
};

static int parse_options(int argc, char **argv, struct soak *s)
{
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		uint64_t n = optarg ? strtoull(optarg, NULL, 10) : 0;

		switch (c) {
		case 's':
			s->stages = n;
			break;
		case 't':
			s->seconds = n;
			break;
		case 'n':
			s->lines = n;
			break;
		case 'f':
			s->findings = n;
			break;
		case 'l':
			s->leak = optarg ? strtod(optarg, NULL) : 0;
			break;
		case 'r':
			s->seed = n;
			break;
		case 'e':
			s->evidence = optarg;
			break;
		case 'p':
			s->stall = true;
			break;
		case 'o':
			s->nameless = true;
			break;
		case 'k':
			s->killed = true;
			break;
		case 'w':
			s->with_series = true;
			break;
		case 'c':
			s->hump = true;
			break;
		case 'g':
			s->forget = n;
			break;
		default:
			return -EINVAL;
		}
	}
	if (argc - optind != 1)
		return -EINVAL;
	s->dir = argv[optind];
	return 0;
}

int main(int argc, char **argv)
{
	struct soak s = { .evidence = "tcg", .stages = 1, .seconds = 600,
			  .lines = 20000, .seed = 1 };

	if (parse_options(argc, argv, &s)) {
		fprintf(stderr, "usage: make_soak DIR [--OPTION VALUE]...\n");
		return 2;
	}
	if (mkdir(s.dir, 0755) && errno != EEXIST)
		return 3;
	s.rng = brg_rng_seed(s.seed, 0);
	s.stage = json_array();
	s.finding = json_array();
	write_all(&s);
	json_decref(s.stage);
	json_decref(s.finding);
	return 0;
}
