// SPDX-License-Identifier: GPL-2.0-or-later
/* run.c - life of a run in memory, and its sample file. */
#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "reports/run.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "samples.bin is little-endian and is mapped as it is"
#endif

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

const char *brg_run_string(struct brg_run *run, const char *text)
{
	char *const *found = tfind(text, &run->strings, by_text);
	char *copy;

	if (found)
		return *found;
	copy = strdup(text);
	if (!copy)
		return NULL;
	if (!tsearch(copy, &run->strings, by_text)) {
		free(copy);
		return NULL;
	}
	return copy;
}

int brg_run_warn(struct brg_run *run, const char *fmt, ...)
{
	char **grown, *text;
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = vasprintf(&text, fmt, args);
	va_end(args);
	if (ret < 0)
		return -ENOMEM;
	grown = reallocarray(run->warnings, run->nr_warnings + 1,
			     sizeof(*grown));
	if (!grown) {
		free(text);
		return -ENOMEM;
	}
	run->warnings = grown;
	run->warnings[run->nr_warnings++] = text;
	return 0;
}

static int map_samples(struct brg_run *run, char *why, size_t why_size)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_close_ int fd = -1;
	struct stat st;

	if (asprintf(&path, "%s/samples.bin", run->path) < 0)
		return -ENOMEM;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return 0;	/* records that need samples are dropped */
	if (fd < 0 || fstat(fd, &st)) {
		int err = errno;

		snprintf(why, why_size, "%s: cannot read: %s", path,
			 strerror(err));
		return -err;
	}
	if (!st.st_size)
		return 0;
	run->map_bytes = (size_t)st.st_size;
	run->map = mmap(NULL, run->map_bytes, PROT_READ, MAP_PRIVATE, fd, 0);
	if (run->map == MAP_FAILED) {
		int err = errno;

		run->map = NULL;
		snprintf(why, why_size, "%s: cannot map: %s", path,
			 strerror(err));
		return -err;
	}
	run->samples = run->map;
	run->nr_samples = run->map_bytes / sizeof(uint64_t);
	return 0;
}

int brg_run_load(struct brg_run *run, const char *path, char *why,
		 size_t why_size)
{
	int ret = -ENOMEM;

	*run = (struct brg_run){ .path = strdup(path) };
	if (run->path) {
		size_t len = strlen(run->path);

		while (len > 1 && run->path[len - 1] == '/')
			run->path[--len] = '\0';
		ret = brg_run_read_manifest(run, why, why_size);
	}
	if (!ret)
		ret = map_samples(run, why, why_size);
	if (!ret)
		ret = brg_run_read_records(run, why, why_size);
	if (ret == -ENOMEM)
		snprintf(why, why_size, "%s: cannot read: %s", path,
			 strerror(ENOMEM));
	if (ret)
		brg_run_free(run);
	return ret;
}

void brg_run_free(struct brg_run *run)
{
	for (size_t i = 0; i < run->nr_cells; i++)
		free(run->cells[i].params);
	for (size_t i = 0; i < run->nr_records; i++)
		free(run->records[i].metrics);
	for (size_t i = 0; i < run->nr_warnings; i++)
		free(run->warnings[i]);
	free(run->cells);
	free(run->records);
	free(run->warnings);
	tdestroy(run->strings, free);
	if (run->map)
		munmap(run->map, run->map_bytes);
	json_decref(run->manifest);
	free(run->path);
	*run = (struct brg_run){ 0 };
}

static int weight_of(const char *key)
{
	static const char *const order[] = {
		"phase", "size", "misalign", "access", "order", "stride",
		"threads", "mapping", "bar", "offset",
	};
	int i;

	for (i = 0; i < (int)(sizeof(order) / sizeof(order[0])); i++)
		if (!strcmp(order[i], key))
			break;
	return i;
}

int brg_pair_order(const char *a, const char *b)
{
	int x = weight_of(a), y = weight_of(b);

	return x == y ? strcmp(a, b) : x - y;
}

const struct brg_pair *brg_pair_find(const struct brg_pair *pairs, size_t nr,
				     const char *key)
{
	for (size_t i = 0; i < nr; i++)
		if (!strcmp(pairs[i].key, key))
			return &pairs[i];
	return NULL;
}

double brg_record_metric(const struct brg_record *t, const char *key, double missing)
{
	const struct brg_pair *p = brg_pair_find(t->metrics, t->nr_metrics,
						 key);

	return p && !p->text ? p->number : missing;
}
