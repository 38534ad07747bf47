/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sync.h - a stream that a crash of the machine leaves as it is now. */
#ifndef BRG_LIB_SYNC_H
#define BRG_LIB_SYNC_H

#include <stdio.h>

/**
 * brg_sync - write what @f has buffered, and wait until the disk has it
 *
 * What cannot be synced, such as a pipe, has been written and is enough.
 *
 * Return: 0, -errno of write(2) or fdatasync(2).
 */
int brg_sync(FILE *f);

#endif
