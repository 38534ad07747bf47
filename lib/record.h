/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record.h - writer of run directories, as docs/RECORDS.md describes them.
 *
 * A trial is committed by its line in records.jsonl; samples go before it.
 * Whatever happens between two commits, the directory stays readable: what is
 * left behind the last commit is ignored by readers and cut off here.
 */
#ifndef BRG_LIB_RECORD_H
#define BRG_LIB_RECORD_H

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BRG_RECORD_FORMAT	"barrage-run"
#define BRG_RECORD_VERSION	1

/** struct brg_recorder - an open run directory
 * @path: of the directory
 * @dir_fd, @lines_fd, @samples_fd: -1 when closed
 * @lines_bytes: committed bytes of records.jsonl
 * @nr_samples: committed samples
 * @pending: samples written but not committed
 * @records: of a resumed run, as found; array
 */
struct brg_recorder {
	char path[PATH_MAX];
	int dir_fd, lines_fd, samples_fd;
	uint64_t lines_bytes;
	uint64_t nr_samples;
	uint64_t pending;
	json_t *records;
};

/** brg_recorder_create - a new directory @base/@name, or @base/@name.2, .3
 * ... if that is taken; makes @base. @why: on failure one line.
 * Return: 0, -errno. */
int brg_recorder_create(struct brg_recorder *r, const char *base,
			const char *name, char *why, size_t why_size);

/** brg_recorder_resume - open the run directory @path to go on with it.
 * Cuts off what was not committed and says so in @note ("" if nothing).
 * @manifest: a new reference
 * Return: 0; -EINVAL for a directory that holds no run, a run of another
 * format version or a damaged one; -EBUSY while another process writes it;
 * -errno. */
int brg_recorder_resume(struct brg_recorder *r, const char *path,
			json_t **manifest, char *note, size_t note_size,
			char *why, size_t why_size);

/** brg_recorder_has - whether a resumed run holds repetition @rep of @cell */
bool brg_recorder_has(const struct brg_recorder *r, const char *cell,
		      unsigned int rep);

/** brg_recorder_samples - write samples of the next record; they belong to
 * the run only once brg_recorder_line() has succeeded.
 * Return: 0; -errno (-ENOSPC) with everything uncommitted taken back. */
int brg_recorder_samples(struct brg_recorder *r, const uint64_t *v, size_t nr,
			 char *why, size_t why_size);

/** brg_recorder_line - commit one trial. Adds "samples" to @record when some
 * were written before. Both files are synced. Return: as above. */
int brg_recorder_line(struct brg_recorder *r, json_t *record, char *why,
		      size_t why_size);

/** brg_recorder_manifest - replace manifest.json in one step.
 * Return: 0, -errno; a manifest that was there is kept then. */
int brg_recorder_manifest(struct brg_recorder *r, json_t *manifest, char *why,
			  size_t why_size);

/** brg_recorder_close - takes partly opened and closed recorders */
void brg_recorder_close(struct brg_recorder *r);

#endif
