// SPDX-License-Identifier: GPL-2.0-or-later
/* records.c - lines of records.jsonl into cells and records. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "reports/run.h"

/* Where reading stands, for messages and for growing arrays */
struct reader {
	struct brg_run *run;
	const char *path;
	size_t line;
	size_t room_records;
	size_t nr_short;	/* records whose samples are missing */
	size_t end_sample;	/* past the last sample a record owns */
	char *why;
	size_t why_size;
};

static int bad(const struct reader *r, const char *what)
{
	snprintf(r->why, r->why_size,
		 "%s:%zu: cannot read: %s (the file is damaged or no record file of barrage bench)",
		 r->path, r->line, what);
	return -EINVAL;
}

static int by_key(const void *a, const void *b)
{
	const struct brg_pair *x = a, *y = b;

	return brg_pair_order(x->key, y->key);
}

static int read_pairs(struct brg_run *run, json_t *object,
		      struct brg_pair **out, size_t *nr)
{
	size_t room = json_object_size(object), n = 0;
	struct brg_pair *pairs = calloc(room ? room : 1, sizeof(*pairs));
	const char *key;
	json_t *value;

	if (!pairs)
		return -ENOMEM;
	json_object_foreach(object, key, value) {
		struct brg_pair p = { .key = brg_run_string(run, key) };
		const char *text = json_string_value(value);

		if (text)
			p.text = brg_run_string(run, text);
		else if (json_is_number(value))
			p.number = json_number_value(value);
		else
			continue;
		if (!p.key || (text && !p.text)) {
			free(pairs);
			return -ENOMEM;
		}
		pairs[n++] = p;
	}
	qsort(pairs, n, sizeof(*pairs), by_key);
	*out = pairs;
	*nr = n;
	return 0;
}

/* A member that must be a string */
static int read_string(const struct reader *r, json_t *o, const char *key,
		       const char **out)
{
	const char *text = json_string_value(json_object_get(o, key));
	char what[64];

	if (!text) {
		snprintf(what, sizeof(what), "no string \"%s\"", key);
		return bad(r, what);
	}
	*out = brg_run_string(r->run, text);
	return *out ? 0 : -ENOMEM;
}

static int read_count(const struct reader *r, json_t *o, const char *key,
		      json_int_t max, json_int_t *out)
{
	json_t *v = json_object_get(o, key);
	char what[80];

	*out = json_integer_value(v);
	if (json_is_integer(v) && *out >= 0 && *out <= max)
		return 0;
	snprintf(what, sizeof(what), "\"%s\" is no count", key);
	return bad(r, what);
}

static int find_cell(struct reader *r, json_t *o, size_t *out)
{
	struct brg_run *run = r->run;
	struct brg_run_cell c = { 0 }, *grown;
	int ret = read_string(r, o, "cell", &c.id);

	if (ret)
		return ret;
	for (*out = 0; *out < run->nr_cells; ++*out)
		if (run->cells[*out].id == c.id)
			return 0;
	ret = read_string(r, o, "workload", &c.workload);
	if (!ret)
		ret = read_string(r, o, "target", &c.target);
	if (!ret)
		ret = read_string(r, o, "variant", &c.variant);
	if (!ret)
		ret = read_pairs(run, json_object_get(o, "params"), &c.params,
				 &c.nr_params);
	if (ret)
		return ret;
	grown = reallocarray(run->cells, run->nr_cells + 1, sizeof(*grown));
	if (!grown) {
		free(c.params);
		return -ENOMEM;
	}
	run->cells = grown;
	run->cells[run->nr_cells++] = c;
	return 0;
}

static int read_status(const struct reader *r, json_t *o, struct brg_record *t)
{
	static const char *const names[] = {
		[BRG_RECORD_OK] = "ok",
		[BRG_RECORD_SKIPPED] = "skipped",
		[BRG_RECORD_FAILED] = "failed",
	};
	const char *name = json_string_value(json_object_get(o, "status"));
	const char *reason = json_string_value(json_object_get(o, "reason"));

	for (unsigned int i = 0; name && i < 3; i++) {
		if (strcmp(name, names[i]))
			continue;
		t->status = i;
		if (i == BRG_RECORD_OK)
			return 0;
		t->reason = brg_run_string(r->run,
					   reason ? reason : "no reason given");
		return t->reason ? 0 : -ENOMEM;
	}
	return bad(r, "\"status\" is none of ok, skipped, failed");
}

static void read_split(json_t *o, struct brg_split *s)
{
	const struct {
		const char *key;
		double *out;
	} t[] = {
		{ "faults", &s->faults }, { "timed", &s->timed },
		{ "wait", &s->wait }, { "check", &s->check },
		{ "insert", &s->insert },
	};
	json_t *order = json_object_get(o, "order");

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		*t[i].out = json_number_value(json_object_get(o, t[i].key));
	for (size_t i = 0; i < 3; i++)
		s->order[i] = json_number_value(json_array_get(order, i));
}

const char *const brg_beside_names[BRG_NR_BESIDE] = {
	[BRG_BESIDE_INTERRUPTS] = "interrupts",
	[BRG_BESIDE_VOLUNTARY] = "voluntary_switches",
	[BRG_BESIDE_INVOLUNTARY] = "involuntary_switches",
	[BRG_BESIDE_MINOR] = "minor_faults",
	[BRG_BESIDE_MAJOR] = "major_faults",
	[BRG_BESIDE_TABLES] = "page_table_bytes",
};

static void read_beside(json_t *o, double out[BRG_NR_BESIDE])
{
	for (size_t i = 0; i < BRG_NR_BESIDE; i++) {
		json_t *value = json_object_get(o, brg_beside_names[i]);

		out[i] = json_is_number(value) ? json_number_value(value) : -1;
	}
}

static int read_samples(struct reader *r, json_t *o, struct brg_record *t)
{
	json_t *s = json_object_get(o, "samples");
	json_int_t offset, count;
	int ret;

	if (!s || t->status != BRG_RECORD_OK)
		return 0;
	ret = read_count(r, s, "offset", INT64_MAX / 16, &offset);
	if (!ret)
		ret = read_count(r, s, "count", INT64_MAX / 16, &count);
	if (ret)
		return ret;
	t->first_sample = (size_t)offset;
	t->nr_samples = (size_t)count;
	if (t->first_sample + t->nr_samples > r->run->nr_samples) {
		r->nr_short++;
		return -ENODATA;
	}
	if (t->first_sample + t->nr_samples > r->end_sample)
		r->end_sample = t->first_sample + t->nr_samples;
	return 0;
}

static int add_record(struct reader *r, const struct brg_record *t)
{
	struct brg_run *run = r->run;

	if (run->nr_records == r->room_records) {
		size_t room = r->room_records ? 2 * r->room_records : 64;
		struct brg_record *grown = reallocarray(run->records, room,
						       sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		run->records = grown;
		r->room_records = room;
	}
	run->records[run->nr_records++] = *t;
	run->nr_ok += t->status == BRG_RECORD_OK;
	return 0;
}

static int read_record(struct reader *r, json_t *o)
{
	struct brg_record t = { 0 };
	json_int_t rep = 0, trial = 0;
	int ret;

	if (!json_is_object(o))
		return bad(r, "the line is no JSON object");
	ret = find_cell(r, o, &t.cell);
	if (!ret)
		ret = read_count(r, o, "rep", UINT32_MAX, &rep);
	if (!ret)
		ret = read_count(r, o, "trial", UINT32_MAX, &trial);
	if (!ret)
		ret = read_string(r, o, "job", &t.job);
	if (!ret)
		ret = read_status(r, o, &t);
	if (!ret)
		ret = read_samples(r, o, &t);
	if (ret)
		return ret == -ENODATA ? 0 : ret;
	t.rep = (unsigned int)rep;
	t.trial = (unsigned int)trial;
	read_split(json_object_get(o, "driver"), &t.split);
	read_beside(json_object_get(o, "beside"), t.beside);
	ret = read_pairs(r->run, json_object_get(o, "metrics"), &t.metrics,
			 &t.nr_metrics);
	if (!ret)
		ret = add_record(r, &t);
	if (ret)
		free(t.metrics);
	return ret;
}

static int read_line(struct reader *r, const char *line, size_t len)
{
	json_error_t err;
	json_t *o = json_loadb(line, len, JSON_REJECT_DUPLICATES, &err);
	int ret = o ? read_record(r, o) : bad(r, err.text);

	json_decref(o);
	return ret;
}

static int read_lines(struct reader *r, FILE *f)
{
	_cleanup_free_ char *line = NULL;
	size_t room = 0;
	ssize_t len;
	int ret;

	while ((len = getline(&line, &room, f)) > 0) {
		r->line++;
		if (line[len - 1] != '\n')
			return brg_run_warn(r->run,
				"records.jsonl: line %zu is cut off and was dropped",
				r->line);
		ret = read_line(r, line, (size_t)len);
		if (ret)
			return ret;
	}
	return ferror(f) ? -EIO : 0;
}

static int by_cell_and_rep(const void *a, const void *b)
{
	const struct brg_record *x = a, *y = b;

	if (x->cell != y->cell)
		return x->cell < y->cell ? -1 : 1;
	return x->rep < y->rep ? -1 : x->rep > y->rep;
}

/* Trials in the order of cells and repetitions; none twice */
static int sort_records(struct reader *r)
{
	struct brg_run *run = r->run;
	struct brg_record *t = run->records;

	if (run->nr_records)
		qsort(t, run->nr_records, sizeof(*t), by_cell_and_rep);
	for (size_t i = 1; i < run->nr_records; i++) {
		if (by_cell_and_rep(&t[i - 1], &t[i]))
			continue;
		snprintf(r->why, r->why_size,
			 "%s: cannot use: repetition %u of cell %s is there twice (the file is damaged, or two runs were joined)",
			 r->path, t[i].rep, run->cells[t[i].cell].id);
		return -EINVAL;
	}
	return 0;
}

static int summarise_records(struct brg_run *run)
{
	_cleanup_free_ uint64_t *copy = NULL;
	size_t room = 0;

	for (size_t i = 0; i < run->nr_records; i++)
		if (run->records[i].nr_samples > room)
			room = run->records[i].nr_samples;
	copy = malloc((room ? room : 1) * sizeof(*copy));
	if (!copy)
		return -ENOMEM;
	for (size_t i = 0; i < run->nr_records; i++) {
		struct brg_record *t = &run->records[i];

		if (!t->nr_samples)
			continue;
		memcpy(copy, run->samples + t->first_sample,
		       t->nr_samples * sizeof(*copy));
		brg_summarise(copy, t->nr_samples, &t->summary);
	}
	return 0;
}

static int warn_of_losses(const struct reader *r)
{
	struct brg_run *run = r->run;
	json_int_t planned = json_integer_value(json_object_get(
		json_object_get(run->manifest, "plan"), "trials"));
	int ret = 0;

	if (r->nr_short)
		ret = brg_run_warn(run,
			"samples.bin is too short: %zu records without their samples were dropped",
			r->nr_short);
	if (!ret && run->map_bytes % sizeof(uint64_t))
		ret = brg_run_warn(run,
			"samples.bin: the last %zu bytes are no whole sample and were ignored",
			run->map_bytes % sizeof(uint64_t));
	if (!ret && run->nr_samples > r->end_sample)
		ret = brg_run_warn(run,
			"samples.bin: %zu samples belong to no record (a trial was cut off) and were ignored",
			run->nr_samples - r->end_sample);
	if (!ret && !run->finished)
		ret = brg_run_warn(run,
			"the run is incomplete: %zu of %lld trials are there",
			run->nr_records, (long long)planned);
	return ret;
}

int brg_run_read_records(struct brg_run *run, char *why, size_t why_size)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_fclose_ FILE *f = NULL;
	struct reader r = { .run = run, .why = why, .why_size = why_size };
	int ret;

	if (asprintf(&path, "%s/records.jsonl", run->path) < 0)
		return -ENOMEM;
	r.path = path;
	f = fopen(path, "re");
	if (!f) {
		ret = -errno;
		snprintf(why, why_size,
			 "%s: cannot read: %s (the manifest is there: was the directory copied whole?)",
			 path, strerror(errno));
		return ret;
	}
	ret = read_lines(&r, f);
	if (ret == -EIO)
		snprintf(why, why_size, "%s: cannot read: %s", path,
			 strerror(EIO));
	if (!ret)
		ret = sort_records(&r);
	if (!ret)
		ret = summarise_records(run);
	return ret ? ret : warn_of_losses(&r);
}
