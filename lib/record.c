// SPDX-License-Identifier: GPL-2.0-or-later
/* record.c - write run directories so that no moment of failure spoils them. */
#include "lib/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/dirs.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	       "samples.bin is little-endian and written as it lies in memory");

#define SAMPLE sizeof(uint64_t)

/* One line for people, with what helps where something does. */
static int failed(const struct brg_recorder *r, const char *file,
		  const char *verb, int ret, char *why, size_t why_size)
{
	const char *help = " (is it a directory that barrage bench wrote, and may you write there?)";

	if (ret == -ENOSPC || ret == -EDQUOT)
		help = " (what was measured before is complete: make room and go on with --resume)";
	snprintf(why, why_size, "%s/%s: cannot %s: %s%s", r->path, file, verb,
		 strerror(-ret), help);
	return ret;
}

static int write_all(int fd, const void *data, size_t size, uint64_t offset)
{
	const char *p = data;

	while (size) {
		ssize_t n = pwrite(fd, p, size, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : -EIO;
		p += n;
		offset += (uint64_t)n;
		size -= (size_t)n;
	}
	return 0;
}

static int open_files(struct brg_recorder *r, int flags, char *why,
		      size_t why_size)
{
	r->dir_fd = open(r->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->dir_fd < 0)
		return failed(r, "", "open", -errno, why, why_size);
	r->lines_fd = openat(r->dir_fd, "records.jsonl",
			     O_RDWR | O_CLOEXEC | flags, 0666);
	if (r->lines_fd < 0)
		return failed(r, "records.jsonl", "open", -errno, why, why_size);
	r->samples_fd = openat(r->dir_fd, "samples.bin",
			       O_RDWR | O_CLOEXEC | flags, 0666);
	if (r->samples_fd < 0)
		return failed(r, "samples.bin", "open", -errno, why, why_size);
	if (flock(r->lines_fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK) {
		snprintf(why, why_size,
			 "%s: cannot write: another process is measuring into it (wait for its end)",
			 r->path);
		return -EBUSY;
	}
	return 0;
}

static void init(struct brg_recorder *r)
{
	*r = (struct brg_recorder){ .dir_fd = -1, .lines_fd = -1,
				    .samples_fd = -1 };
}

int brg_recorder_create(struct brg_recorder *r, const char *base,
			const char *name, char *why, size_t why_size)
{
	int ret;

	init(r);
	ret = brg_make_dirs(base);
	for (int n = 1; !ret; n++) {
		int length = n == 1 ? snprintf(r->path, sizeof(r->path), "%s/%s",
					       base, name) :
				      snprintf(r->path, sizeof(r->path),
					       "%s/%s.%d", base, name, n);

		if (length >= (int)sizeof(r->path))
			ret = -ENAMETOOLONG;
		else if (!mkdir(r->path, 0777))
			break;
		else if (errno != EEXIST)
			ret = -errno;
	}
	if (ret) {
		snprintf(why, why_size, "%s/%s: cannot create: %s (choose another directory with --out)",
			 base, name, strerror(-ret));
		return ret;
	}
	ret = open_files(r, O_CREAT | O_EXCL, why, why_size);
	if (ret)
		brg_recorder_close(r);
	return ret;
}

static int check_manifest(const struct brg_recorder *r, json_t *manifest,
			  char *why, size_t why_size)
{
	const char *format = json_string_value(json_object_get(manifest,
							       "format"));
	json_t *version = json_object_get(manifest, "version");

	if (!format || strcmp(format, BRG_RECORD_FORMAT)) {
		snprintf(why, why_size,
			 "%s/manifest.json: cannot resume: not a run of barrage (give a directory that barrage bench wrote)",
			 r->path);
		return -EINVAL;
	}
	if (json_integer_value(version) != BRG_RECORD_VERSION) {
		snprintf(why, why_size,
			 "%s/manifest.json: cannot resume: version %lld of the format, this program writes %d (use the barrage that began it)",
			 r->path, (long long)json_integer_value(version),
			 BRG_RECORD_VERSION);
		return -EINVAL;
	}
	return 0;
}

static int load_manifest(struct brg_recorder *r, json_t **out, char *why,
			 size_t why_size)
{
	char path[PATH_MAX + 16];
	json_error_t error;
	json_t *manifest;
	int ret;

	snprintf(path, sizeof(path), "%s/manifest.json", r->path);
	manifest = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	if (!manifest) {
		snprintf(why, why_size,
			 "%s: cannot resume: no run directory (%s)", r->path,
			 error.text);
		return -EINVAL;
	}
	ret = check_manifest(r, manifest, why, why_size);
	if (ret)
		json_decref(manifest);
	else
		*out = manifest;
	return ret;
}

/* Samples up to which @record reaches */
static uint64_t samples_end(const json_t *record)
{
	json_t *samples = json_object_get(record, "samples");

	return (uint64_t)json_integer_value(json_object_get(samples, "offset")) +
	       (uint64_t)json_integer_value(json_object_get(samples, "count"));
}

/* Take one line over. Return: 0, -EINVAL when it is no committed record. */
static int take_line(struct brg_recorder *r, const char *line, size_t length,
		     uint64_t samples_there)
{
	json_t *record;

	if (!length || line[length - 1] != '\n')
		return -EINVAL;
	record = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
	if (!json_object_get(record, "cell") ||
	    samples_end(record) > samples_there) {
		json_decref(record);
		return -EINVAL;
	}
	if (samples_end(record) > r->nr_samples)
		r->nr_samples = samples_end(record);
	r->lines_bytes += length;
	return json_array_append_new(r->records, record);
}

static int load_lines(struct brg_recorder *r, uint64_t samples_there,
		      char *why, size_t why_size)
{
	int fd = dup(r->lines_fd);
	_cleanup_fclose_ FILE *stream = fd < 0 ? NULL : fdopen(fd, "r");
	_cleanup_free_ char *line = NULL;
	size_t size = 0, number = 0, bad = 0;
	ssize_t length;

	if (!stream)
		return failed(r, "records.jsonl", "read", -errno, why, why_size);
	while ((length = getline(&line, &size, stream)) >= 0) {
		number++;
		if (!bad && take_line(r, line, (size_t)length, samples_there))
			bad = number;
	}
	if (ferror(stream))
		return failed(r, "records.jsonl", "read", -EIO, why, why_size);
	if (bad && bad < number) {
		snprintf(why, why_size,
			 "%s/records.jsonl:%zu: cannot resume: no record, though others follow: foreign or damaged (remove the line to measure it again)",
			 r->path, bad);
		return -EINVAL;
	}
	return 0;
}

/* Cut off what was never committed. */
static int trim(struct brg_recorder *r, const struct stat *lines,
		const struct stat *samples, char *note, size_t note_size)
{
	uint64_t extra_lines = (uint64_t)lines->st_size - r->lines_bytes;
	uint64_t extra = (uint64_t)samples->st_size - r->nr_samples * SAMPLE;

	note[0] = '\0';
	if (!extra_lines && !extra)
		return 0;
	snprintf(note, note_size,
		 "%s: cut off %ju bytes of an unfinished record and %ju bytes of its samples",
		 r->path, (uintmax_t)extra_lines, (uintmax_t)extra);
	if (ftruncate(r->lines_fd, (off_t)r->lines_bytes) ||
	    ftruncate(r->samples_fd, (off_t)(r->nr_samples * SAMPLE)))
		return -errno;
	return 0;
}

int brg_recorder_resume(struct brg_recorder *r, const char *path,
			json_t **manifest, char *note, size_t note_size,
			char *why, size_t why_size)
{
	struct stat lines = { 0 }, samples = { 0 };
	json_t *found = NULL;
	int ret;

	init(r);
	snprintf(r->path, sizeof(r->path), "%s", path);
	r->records = json_array();
	ret = load_manifest(r, &found, why, why_size);
	if (!ret)
		ret = open_files(r, 0, why, why_size);
	if (!ret && (fstat(r->lines_fd, &lines) ||
		     fstat(r->samples_fd, &samples)))
		ret = failed(r, "", "read", -errno, why, why_size);
	if (!ret)
		ret = load_lines(r, (uint64_t)samples.st_size / SAMPLE, why,
				 why_size);
	if (!ret) {
		ret = trim(r, &lines, &samples, note, note_size);
		if (ret)
			failed(r, "", "trim", ret, why, why_size);
	}
	if (ret) {
		json_decref(found);
		brg_recorder_close(r);
		return ret;
	}
	*manifest = found;
	return 0;
}

bool brg_recorder_has(const struct brg_recorder *r, const char *cell,
		      unsigned int rep)
{
	json_t *record;
	size_t i;

	json_array_foreach(r->records, i, record) {
		const char *id = json_string_value(json_object_get(record,
								   "cell"));

		if (id && !strcmp(id, cell) &&
		    json_integer_value(json_object_get(record, "rep")) == rep)
			return true;
	}
	return false;
}

/* Best effort: readers ignore what is left, this only frees the space. */
static void take_back(struct brg_recorder *r)
{
	r->pending = 0;
	if (ftruncate(r->lines_fd, (off_t)r->lines_bytes) ||
	    ftruncate(r->samples_fd, (off_t)(r->nr_samples * SAMPLE)))
		return;
}

int brg_recorder_samples(struct brg_recorder *r, const uint64_t *v, size_t nr,
			 char *why, size_t why_size)
{
	int ret = write_all(r->samples_fd, v, nr * SAMPLE,
			    r->nr_samples * SAMPLE);

	if (!ret && fdatasync(r->samples_fd))
		ret = -errno;
	if (ret) {
		take_back(r);
		return failed(r, "samples.bin", "write", ret, why, why_size);
	}
	r->pending = nr;
	return 0;
}

int brg_recorder_line(struct brg_recorder *r, json_t *record, char *why,
		      size_t why_size)
{
	_cleanup_free_ char *text = NULL, *line = NULL;
	int length, ret;

	if (r->pending)
		json_object_set_new(record, "samples",
				    json_pack("{s:I, s:I}", "offset",
					      (json_int_t)r->nr_samples, "count",
					      (json_int_t)r->pending));
	text = json_dumps(record, JSON_COMPACT);
	length = text ? asprintf(&line, "%s\n", text) : -1;
	if (length < 0) {
		line = NULL;
		take_back(r);
		return failed(r, "records.jsonl", "write", -ENOMEM, why,
			      why_size);
	}
	ret = write_all(r->lines_fd, line, (size_t)length, r->lines_bytes);
	if (!ret && fdatasync(r->lines_fd))
		ret = -errno;
	if (ret) {
		take_back(r);
		return failed(r, "records.jsonl", "write", ret, why, why_size);
	}
	r->lines_bytes += (uint64_t)length;
	r->nr_samples += r->pending;
	r->pending = 0;
	return 0;
}

int brg_recorder_manifest(struct brg_recorder *r, json_t *manifest, char *why,
			  size_t why_size)
{
	_cleanup_free_ char *text = json_dumps(manifest, JSON_INDENT(2));
	_cleanup_close_ int fd = -1;
	int ret = 0;

	if (!text)
		return failed(r, "manifest.json", "write", -ENOMEM, why,
			      why_size);
	fd = openat(r->dir_fd, "manifest.json.new",
		    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		ret = -errno;
	if (!ret)
		ret = write_all(fd, text, strlen(text), 0);
	if (!ret)
		ret = write_all(fd, "\n", 1, strlen(text));
	if (!ret && fdatasync(fd))
		ret = -errno;
	if (!ret && renameat(r->dir_fd, "manifest.json.new", r->dir_fd,
			     "manifest.json"))
		ret = -errno;
	if (!ret)
		return 0;
	unlinkat(r->dir_fd, "manifest.json.new", 0);
	return failed(r, "manifest.json", "write", ret, why, why_size);
}

void brg_recorder_close(struct brg_recorder *r)
{
	int *fds[] = { &r->dir_fd, &r->lines_fd, &r->samples_fd };

	for (int i = 0; i < 3; i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
	json_decref(r->records);
	r->records = NULL;
}
