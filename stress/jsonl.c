// SPDX-License-Identifier: GPL-2.0-or-later
/* jsonl.c - see jsonl.h. */
#include "stress/jsonl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/cleanup.h"

int brg_jsonl_add(int dir_fd, const char *name, json_t *object)
{
	int fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
			0644);
	_cleanup_fclose_ FILE *f = fd < 0 ? NULL : fdopen(fd, "a");
	int ret = 0;

	if (!f || json_dumpf(object, f, JSON_COMPACT) ||
	    fputc('\n', f) == EOF || fflush(f) || fsync(fd))
		ret = errno ? -errno : -EIO;
	json_decref(object);
	return ret;
}

json_t *brg_jsonl_load(int dir_fd, const char *name)
{
	int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC);
	_cleanup_fclose_ FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
	json_t *out = json_array(), *object;

	while (f && (object = json_loadf(f, JSON_DISABLE_EOF_CHECK, NULL)))
		json_array_append_new(out, object);
	return out;
}

void brg_jsonl_over(int dir_fd, const char *name)
{
	unlinkat(dir_fd, name, 0);
}
