// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd.c - what commands that read runs have in common. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/msg.h"
#include "lib/options.h"
#include "reports/cmd.h"

int brg_cmd_write_failed(const char *path, int err)
{
	brg_error("%s: cannot write: %s (%s)", path, strerror(err),
		  err == ENOSPC ? "free some space or choose another place" :
				  "choose another place");
	return BRG_EXIT_ENVIRONMENT;
}

int brg_cmd_load_runs(struct brg_run *runs, char **paths, size_t nr,
		      const char *verb)
{
	char why[1024];

	for (size_t i = 0; i < nr; i++) {
		int ret = brg_run_load(&runs[i], paths[i], why, sizeof(why));

		if (ret) {
			brg_error("%s", why);
			return ret == -ENOMEM ? BRG_EXIT_ENVIRONMENT :
						BRG_EXIT_USAGE;
		}
		if (!runs[i].nr_ok) {
			brg_error("%s: cannot %s: none of its %zu records is a measurement (barrage bench says why, and so do the reasons in records.jsonl)",
				  paths[i], verb, runs[i].nr_records);
			return BRG_EXIT_INCONCLUSIVE;
		}
	}
	return BRG_EXIT_PASS;
}

void brg_cmd_warn_losses(const struct brg_run *runs, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		json_t *told = json_object_get(runs[i].manifest, "warnings");

		for (size_t w = json_array_size(told); w < runs[i].nr_warnings;
		     w++)
			brg_warn("%s: %s", runs[i].path, runs[i].warnings[w]);
	}
}

int brg_cmd_write_file(const char *path,
		       void (*write)(FILE *f, const void *what),
		       const void *what)
{
	_cleanup_free_ char *temporary = NULL;
	FILE *f;
	int err = 0;

	if (asprintf(&temporary, "%s.tmp", path) < 0)
		return brg_cmd_write_failed(path, ENOMEM);
	f = fopen(temporary, "we");
	if (!f)
		return brg_cmd_write_failed(path, errno);
	write(f, what);
	errno = 0;
	if (fflush(f) || ferror(f) || fsync(fileno(f)))
		err = errno ? errno : EIO;
	if (fclose(f) && !err)
		err = errno;
	if (!err && rename(temporary, path))
		err = errno;
	if (!err)
		return BRG_EXIT_PASS;
	unlink(temporary);
	return brg_cmd_write_failed(path, err);
}

int brg_cmd_write_json(json_t *o)
{
	int ret = json_dumpf(o, stdout,
			     JSON_INDENT(1) | JSON_REAL_PRECISION(15));

	json_decref(o);
	putchar('\n');
	return ret || fflush(stdout) ? brg_cmd_write_failed("stdout", errno) :
				       BRG_EXIT_PASS;
}
