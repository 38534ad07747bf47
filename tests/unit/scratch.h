/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scratch.h - a directory of a test's own, gone afterwards */
#ifndef TEST_SCRATCH_H
#define TEST_SCRATCH_H

#include <ftw.h>
#include <stdio.h>

static inline int scratch_drop_one(const char *path, const struct stat *st,
				   int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

/** scratch_drop - @dir and all below it. Return: 0, -1 with errno. */
static inline int scratch_drop(const char *dir)
{
	return nftw(dir, scratch_drop_one, 8, FTW_DEPTH | FTW_PHYS);
}

#endif
