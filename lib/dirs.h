/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dirs.h - directories for results. */
#ifndef BRG_LIB_DIRS_H
#define BRG_LIB_DIRS_H

/** brg_make_dirs - make @path and what it lies in, by the umask; what is there
 * stays. Return: 0; -ENOMEM; -errno of mkdir(2), but for EEXIST. */
int brg_make_dirs(const char *path);

#endif
