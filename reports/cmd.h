/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd.h - what commands that read runs have in common; each tells the user
 * what went wrong and returns an enum brg_exit. */
#ifndef BRG_REPORTS_CMD_H
#define BRG_REPORTS_CMD_H

#include <stdio.h>

#include "reports/run.h"

/** brg_cmd_load_runs - read @nr run directories; each must hold a measurement.
 * @runs: zeroed; brg_run_free() them all, also on failure.
 * @verb: of the message, "report". */
int brg_cmd_load_runs(struct brg_run *runs, char **paths, size_t nr,
		      const char *verb);
/** brg_cmd_warn_losses - what reading found, on stderr; the manifest's own
 * warnings are not repeated */
void brg_cmd_warn_losses(const struct brg_run *runs, size_t nr);

/** brg_cmd_write_failed - @err: errno. Return: BRG_EXIT_ENVIRONMENT. */
int brg_cmd_write_failed(const char *path, int err);
/** brg_cmd_write_file - have @write fill @path. Writes beside it and renames,
 * so that a full disk leaves what was there. */
int brg_cmd_write_file(const char *path,
		       void (*write)(FILE *f, const void *what),
		       const void *what);
/** brg_cmd_write_json - print @o, which is taken, to stdout */
int brg_cmd_write_json(json_t *o);

#endif
