// SPDX-License-Identifier: GPL-2.0-or-later
/* stages.c - see stages.h. */
#include "stress/stages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/soak.h"

int brg_stages_add(int dir_fd, json_t *stage)
{
	int fd = openat(dir_fd, BRG_STAGES, O_WRONLY | O_CREAT | O_APPEND |
			O_CLOEXEC, 0644);
	_cleanup_fclose_ FILE *f = fd < 0 ? NULL : fdopen(fd, "a");
	int ret = 0;

	if (!f || json_dumpf(stage, f, JSON_COMPACT) || fputc('\n', f) == EOF ||
	    fflush(f) || fsync(fd))
		ret = errno ? -errno : -EIO;
	json_decref(stage);
	return ret;
}

json_t *brg_stages_load(int dir_fd)
{
	int fd = openat(dir_fd, BRG_STAGES, O_RDONLY | O_CLOEXEC);
	_cleanup_fclose_ FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
	json_t *out = json_array(), *stage;

	while (f && (stage = json_loadf(f, JSON_DISABLE_EOF_CHECK, NULL)))
		json_array_append_new(out, stage);
	return out;
}

void brg_stages_over(int dir_fd)
{
	unlinkat(dir_fd, BRG_STAGES, 0);
}
