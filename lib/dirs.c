// SPDX-License-Identifier: GPL-2.0-or-later
/* dirs.c - see dirs.h. */
#include "lib/dirs.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"

int brg_make_dirs(const char *path)
{
	_cleanup_free_ char *copy = strdup(path);

	if (!copy)
		return -ENOMEM;
	for (char *p = *copy ? copy + 1 : copy; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(copy, 0777) && errno != EEXIST)
			return -errno;
		*p = '/';
	}
	return mkdir(copy, 0777) && errno != EEXIST ? -errno : 0;
}
