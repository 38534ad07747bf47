// SPDX-License-Identifier: GPL-2.0-or-later
/* sync.c - see sync.h. */
#include "lib/sync.h"

#include <errno.h>
#include <unistd.h>

int brg_sync(FILE *f)
{
	if (fflush(f))
		return -errno;
	return fdatasync(fileno(f)) && errno != EINVAL ? -errno : 0;
}
