/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cleanup.h - release at end of scope, by the compiler's cleanup attribute. */
#ifndef BRG_LIB_CLEANUP_H
#define BRG_LIB_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void brg_cleanup_free(void *p)
{
	free(*(void **)p);
}

static inline void brg_cleanup_close(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void brg_cleanup_fclose(FILE *const *f)
{
	if (*f)
		fclose(*f);
}

#define _cleanup_free_ __attribute__((cleanup(brg_cleanup_free)))
#define _cleanup_close_ __attribute__((cleanup(brg_cleanup_close)))
#define _cleanup_fclose_ __attribute__((cleanup(brg_cleanup_fclose)))

#endif
