// SPDX-License-Identifier: GPL-2.0-or-later
/* explain.c - one sentence for people about one failure. */
#include "lib/explain.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const char *brg_remedy(int error)
{
	switch (error) {
	case -EPERM:
	case -EACCES:
		return "run as root; a locked-down kernel forbids it even then";
	case -ENOMEM:
		return "free some memory and try again";
	case -ENOSPC:
		return "free some space and try again";
	case -ENODEV:
	case -ENXIO:
		return "see with barrage devices whether it is still there";
	case -EAGAIN:
	case -EBUSY:
		return "try again when nobody else uses it";
	case -EINVAL:
	case -EOPNOTSUPP:
	case -ENOTTY:
		return "this kernel or device may not offer it";
	default:
		return "the kernel log may say more";
	}
}

int brg_vexplain(char *buf, size_t size, int error, const char *object,
		 const char *fmt, va_list args)
{
	size_t used = snprintf(buf, size, "%s: cannot ", object);

	if (used < size)
		used += vsnprintf(buf + used, size - used, fmt, args);
	if (used < size && used && buf[used - 1] != ')')
		snprintf(buf + used, size - used, " (%s)", brg_remedy(error));
	return error;
}
