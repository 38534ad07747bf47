// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * make_run.c - write a run directory as bench would, for tests of the report.
 *
 * Figures are drawn from a simple model of each strategy, with a seeded
 * stream, so that a test knows what the report must find: upstream and page
 * cost the same, huge costs a fault each 512 pages when aligned, eager and
 * sysfs pay in mmap. Nothing here is a measurement.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include "lib/options.h"
#include "lib/stats.h"

#define HZ 2000000000.0		/* of the pretended clock */
#define PAGE 4096
#define HUGE_PAGES 512

struct conf {
	const char *output, *evidence, *release;
	uint64_t reps, largest, seed, samples;
	double slower;
	bool unfinished;
};

/* Cost in ns of a fault, of a touch without, of mmap per page */
static const struct model {
	const char *target, *variant;
	double fault, touch, mmap_page;
	bool huge, eager;
} models[] = {
	{ "vfio-group", "", 6000, 24, 0, true, false },
	{ "vfio-cdev", "", 6010, 24, 0, true, false },
	{ "sysfs", "", 0, 24, 190, false, true },
	{ "barrage", "eager", 0, 24, 196, false, true },
	{ "barrage", "vma-list", 9100, 24, 0, false, false },
	{ "barrage", "page", 5880, 24, 0, false, false },
	{ "barrage", "huge", 5500, 24, 0, true, false },
};

static uint64_t stream;

static double uniform(void)
{
	stream ^= stream << 13;
	stream ^= stream >> 7;
	stream ^= stream << 17;
	return (double)(stream >> 11) / 9007199254740992.0;
}

/* A long right tail, as interrupts and emulation give */
static double noise(void)
{
	double u = uniform();

	return 1 + 0.03 * uniform() + (u > 0.997 ? 2 * uniform() : 0) +
	       (u > 0.99995 ? 30 : 0);
}

struct writer {
	const struct conf *conf;
	FILE *lines, *samples;
	uint64_t nr_samples, trial, cells;
	bool instructions;
};

static uint64_t ticks(const struct writer *w, double ns)
{
	if (w->instructions)
		return (uint64_t)lround(ns / 2.2);
	return (uint64_t)lround(ns * noise() * HZ / 1e9);
}

static json_t *summary_object(uint64_t *v, size_t n)
{
	struct brg_summary s;

	brg_summarise(v, n, &s);
	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:f}", "min",
			 (json_int_t)s.min, "p50", (json_int_t)s.p50, "p90",
			 (json_int_t)s.p90, "p99", (json_int_t)s.p99, "p999",
			 (json_int_t)s.p999, "max", (json_int_t)s.max, "mean",
			 s.mean);
}

static void write_record(struct writer *w, json_t *r, uint64_t *v, size_t n)
{
	char *line;

	json_object_set_new(r, "trial", json_integer((json_int_t)w->trial++));
	if (n) {
		if (fwrite(v, sizeof(*v), n, w->samples) != n)
			abort();
		json_object_set_new(r, "samples", json_pack("{s:I,s:I}",
			"offset", (json_int_t)w->nr_samples, "count",
			(json_int_t)n));
		json_object_set_new(r, "summary", summary_object(v, n));
		w->nr_samples += n;
	}
	line = json_dumps(r, JSON_COMPACT);
	if (!line || fprintf(w->lines, "%s\n", line) < 0)
		abort();
	free(line);
	json_decref(r);
}

static json_t *record(const char *job, uint64_t cell, uint64_t rep,
		      const char *workload, const char *target,
		      const char *variant, json_t *params)
{
	char id[17];

	snprintf(id, sizeof(id), "%016jx", (uintmax_t)cell);
	return json_pack("{s:s,s:I,s:s,s:s,s:s,s:s,s:o,s:s}", "cell", id, "rep",
			 (json_int_t)rep, "job", job, "workload", workload,
			 "target", target, "variant", variant, "params", params,
			 "status", "ok");
}

static void null_trial(struct writer *w, uint64_t rep)
{
	size_t n = 4096;
	uint64_t v[4096], walk = 0;
	json_t *r = record("floor", 1, rep, "null", "", "",
			   json_pack("{s:i}", "count", 4096));

	for (size_t i = 0; i < n; i++)
		walk += v[i] = ticks(w, 11);
	json_object_set_new(r, "metrics", json_pack("{s:I,s:i}", "walk",
		(json_int_t)walk, "touches_count", (int)n));
	write_record(w, r, v, n);
}

struct shape {
	uint64_t size, misalign;
	const char *phase;
	bool timing;
};

static json_t *shape_params(const struct shape *s)
{
	return json_pack("{s:i,s:I,s:i,s:i,s:I,s:s,s:s,s:i,s:s,s:s,s:s}", "bar",
			 2, "size", (json_int_t)s->size, "offset", 0, "stride",
			 PAGE, "misalign", (json_int_t)s->misalign, "order",
			 "sequential", "access", "read", "threads", 1,
			 "mapping", "shared", "phase", s->phase, "timing",
			 s->timing ? "on" : "off");
}

static bool skip(const struct model *m, const struct shape *s, json_t *r)
{
	const char *why = NULL;
	char text[128];

	if (s->timing && strcmp(m->target, "barrage")) {
		snprintf(text, sizeof(text),
			 "%s: cannot time its faults: not supported",
			 m->target);
		why = text;
	} else if (m->eager && !strcmp(s->phase, "refault")) {
		snprintf(text, sizeof(text),
			 "mappings of %s%s%s never come back once emptied",
			 m->target, m->variant[0] ? ":" : "", m->variant);
		why = text;
	}
	if (!why)
		return false;
	json_object_set_new(r, "status", json_string("skipped"));
	json_object_set_new(r, "reason", json_string(why));
	return true;
}

static void fault_trial(struct writer *w, uint64_t cell, uint64_t rep,
			const struct model *m, const struct shape *s)
{
	bool blocks = m->huge && !s->misalign;
	size_t n = s->size / PAGE, each = blocks ? HUGE_PAGES : 1;
	size_t nr_faults = m->eager ? 0 : (n + each - 1) / each;
	json_t *r = record("first", cell, rep, "fault", m->target, m->variant,
			   shape_params(s));
	double factor = 1 + 0.01 * uniform(), faults;
	uint64_t *v = calloc(n, sizeof(*v)), walk = 0;

	if (!v)
		abort();
	if (skip(m, s, r)) {
		write_record(w, r, v, 0);
		free(v);
		return;
	}
	if (w->instructions)
		factor = 1;
	if (!strcmp(m->variant, "page"))
		factor *= 1 + w->conf->slower;
	for (size_t i = 0; i < n; i++) {
		bool fault = !m->eager && i % each == 0;

		v[i] = ticks(w, factor * (fault ? m->fault : m->touch));
		walk += v[i];
	}
	faults = (double)nr_faults;
	json_object_set_new(r, "metrics", json_pack("{s:I,s:I,s:I,s:I,s:I}",
		"walk", (json_int_t)walk, "mmap",
		(json_int_t)ticks(w, 2600 + factor * m->mmap_page * (double)n),
		"munmap", (json_int_t)ticks(w, 900 + 30 * (double)n),
		"minor_faults_count", (json_int_t)nr_faults, "vm_pte_bytes",
		8 * (json_int_t)n));
	json_object_set_new(r, "beside", json_pack(
		"{s:I,s:i,s:i,s:I,s:i,s:I}", "interrupts",
		(json_int_t)rep + 2, "voluntary_switches", 0,
		"involuntary_switches", 1, "minor_faults",
		(json_int_t)nr_faults, "major_faults", 0, "page_table_bytes",
		4096 * (json_int_t)(rep + 1)));
	if (!strcmp(m->target, "barrage"))
		json_object_set_new(r, "driver", json_pack(
			"{s:f,s:f,s:f,s:f,s:f,s:[f,f,f]}", "faults", faults,
			"timed", s->timing ? faults : 0, "wait",
			s->timing ? faults * m->fault * 0.12 : 0, "check",
			s->timing ? faults * m->fault * 0.05 : 0, "insert",
			s->timing ? faults * m->fault * 0.73 : 0, "order",
			blocks ? 0 : faults, blocks ? faults : 0, 0.0));
	write_record(w, r, v, n);
	free(v);
}

static void all_shapes(struct writer *w, uint64_t rep)
{
	static const char *const phases[] = { "first", "refault" };
	uint64_t cell = 16;

	null_trial(w, rep);
	for (uint64_t size = 1 << 20; size <= w->conf->largest; size *= 4) {
		for (int k = 0; k < 5; k++) {
			struct shape s = { size, k & 1 ? PAGE : 0,
					   phases[k >> 1 & 1], k == 4 };

			if (k == 4)
				s = (struct shape){ size, 0, "first", true };
			if (s.timing && size < w->conf->largest)
				continue;
			for (size_t m = 0; m < sizeof(models) / sizeof(models[0]);
			     m++)
				fault_trial(w, cell++, rep, &models[m], &s);
		}
	}
	w->cells = cell - 15;
}

/* One cell more, so that the run has @conf.samples samples in all */
static void pad(struct writer *w)
{
	size_t n = 65536;
	uint64_t *v = calloc(n, sizeof(*v));
	uint64_t rep = 0;

	if (!v)
		abort();
	while (w->nr_samples < w->conf->samples) {
		json_t *r = record("pad", 2, rep++, "fault", "barrage", "page",
			json_pack("{s:i,s:I}", "bar", 2, "size",
				  (json_int_t)n * PAGE));

		for (size_t i = 0; i < n; i++)
			v[i] = ticks(w, 5880);
		json_object_set_new(r, "metrics", json_pack("{s:I}", "walk",
			(json_int_t)n * 12000));
		write_record(w, r, v, n);
	}
	free(v);
}

static const char config_text[] =
	"# pretended\n[global]\nbar = 2\nrepeat = 5\n\n[floor]\nworkload = null\n\n"
	"[first]\nworkload = fault\ntarget = vfio-group, vfio-cdev, sysfs, barrage:*\n"
	"size = 1m..64m*4\nmisalign = 0, 4k\nphase = first, refault\n";

static void write_manifest(const struct writer *w)
{
	const struct conf *c = w->conf;
	char path[4096];
	json_t *m = json_pack(
		"{s:s,s:i,s:s,s:s,s:s,s:s,s:s,s:f,s:{s:s,s:s},s:{s:s,s:s,s:s},s:[s,s,s,s,s],s:I}",
		"format", "barrage-run", "version", 1, "id", "00112233445566aa",
		"created", "2026-01-01T00:00:00Z", "finished",
		"2026-01-01T00:04:10Z", "evidence", c->evidence, "unit",
		w->instructions ? "instructions" : "tsc", "tsc_hz",
		w->instructions ? 0.0 : HZ, "program", "version", "0.1.0",
		"git", "abc1234", "config", "path",
		"configs/fault-strategies.ini", "sha256", "5e1f", "text",
		config_text, "argv", "barrage", "bench",
		"configs/fault-strategies.ini", "--device", "0000:01:00.0",
		"seed", (json_int_t)c->seed);

	json_object_set_new(m, "kernel", json_pack("{s:s,s:s,s:s}", "release",
		c->release, "version", "#1 SMP", "cmdline",
		"console=ttyS0 norandmaps"));
	json_object_set_new(m, "module", json_pack("{s:b,s:i,s:s}", "loaded", 1,
		"api", 1, "srcversion", "ABCDEF"));
	json_object_set_new(m, "cpu", json_pack("{s:s,s:i,s:i,s:I}", "model",
		"QEMU TCG CPU", "online", 2, "numa_nodes", 1, "memory_bytes",
		(json_int_t)1 << 30));
	json_object_set_new(m, "devices", json_pack(
		"[{s:s,s:s,s:s,s:s,s:[{s:i,s:I}],s:i,s:i,s:s,s:s}]", "address",
		"0000:01:00.0", "vendor", "1af4", "device", "1110", "driver",
		"barrage", "bars", "index", 2, "size", (json_int_t)1 << 30,
		"iommu_group", 3, "numa_node", -1, "link", "none",
		"reset_methods", "bus"));
	json_object_set_new(m, "environment", json_pack("{s:s,s:s,s:s}",
		"governor", "unknown", "thp", "always", "iommu", "translated"));
	json_object_set_new(m, "warnings", json_pack("[s]",
		"the machine is emulated: times are not those of any hardware"));
	json_object_set_new(m, "plan", json_pack("{s:I,s:I,s:I}", "cells",
		(json_int_t)w->cells, "repeats", (json_int_t)c->reps, "trials",
		(json_int_t)w->trial));
	if (c->unfinished)
		json_object_set_new(m, "finished", json_null());
	snprintf(path, sizeof(path), "%s/manifest.json", c->output);
	if (json_dump_file(m, path, JSON_INDENT(1)))
		abort();
	json_decref(m);
}

static FILE *open_in(const char *directory, const char *name)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	f = fopen(path, "we");
	if (!f) {
		perror(path);
		exit(BRG_EXIT_ENVIRONMENT);
	}
	return f;
}

static int run(int argc, char **argv, void *p)
{
	struct conf *conf = p;
	struct writer w = { .conf = conf };

	if (argc != 1)
		return BRG_EXIT_USAGE;
	conf->output = argv[0];
	stream = 88172645463325252u ^ conf->seed;
	w.instructions = !strcmp(conf->evidence, "instructions");
	mkdir(conf->output, 0777);
	w.lines = open_in(conf->output, "records.jsonl");
	w.samples = open_in(conf->output, "samples.bin");
	for (uint64_t rep = 0; rep < conf->reps; rep++)
		all_shapes(&w, rep);
	pad(&w);
	if (fclose(w.lines) || fclose(w.samples))
		abort();
	write_manifest(&w);
	return BRG_EXIT_PASS;
}

static void defaults(void *p)
{
	*(struct conf *)p = (struct conf){ .evidence = "tcg",
		.release = "7.3.4-barrage", .reps = 5, .largest = 16 << 20,
		.seed = 42 };
}

static const struct brg_opt opts[] = {
	{ .name = "evidence", .type = BRG_OPT_STRING,
	  .offset = offsetof(struct conf, evidence), .metavar = "LEVEL",
	  .help = "native, kvm, tcg or instructions" },
	{ .name = "release", .type = BRG_OPT_STRING,
	  .offset = offsetof(struct conf, release), .metavar = "TEXT",
	  .help = "of the kernel" },
	{ .name = "reps", .type = BRG_OPT_U64,
	  .offset = offsetof(struct conf, reps), .metavar = "N",
	  .help = "repetitions" },
	{ .name = "largest", .type = BRG_OPT_SIZE,
	  .offset = offsetof(struct conf, largest), .metavar = "BYTES",
	  .help = "mapping, from 1m in steps of four" },
	{ .name = "seed", .type = BRG_OPT_U64,
	  .offset = offsetof(struct conf, seed), .metavar = "N",
	  .help = "of the noise" },
	{ .name = "samples", .type = BRG_OPT_U64,
	  .offset = offsetof(struct conf, samples), .metavar = "N",
	  .help = "pad the run to so many" },
	{ .name = "slower", .type = BRG_OPT_PERCENT,
	  .offset = offsetof(struct conf, slower), .metavar = "PERCENT",
	  .help = "make barrage:page so much slower" },
	{ .name = "unfinished", .type = BRG_OPT_FLAG,
	  .offset = offsetof(struct conf, unfinished),
	  .help = "as if interrupted" },
	{ 0 },
};

static const struct brg_cmd cmd = {
	.name = "make_run", .args = "DIR", .summary = "pretend a run",
	.description = "For tests.", .opts = opts,
	.conf_size = sizeof(struct conf), .defaults = defaults, .run = run,
};

int main(int argc, char **argv)
{
	return brg_cmd_main(&cmd, argc, argv);
}
