/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sysfs.h - small files of the kernel: read, write, follow a link. */
#ifndef BRG_LIB_SYSFS_H
#define BRG_LIB_SYSFS_H

#include <stddef.h>
#include <stdint.h>

/** brg_sysfs_set_root - look for /sys, /proc and /dev below @root instead of
 * "". Only for tests, before any thread is started; @root must stay valid. */
void brg_sysfs_set_root(const char *root);

/** brg_sysfs_path - a printf-made absolute path below the root.
 * Return: 0, -ENAMETOOLONG. */
int brg_sysfs_path(char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** brg_sysfs_read - content of the file at @fmt without trailing blanks.
 * Return: 0, -errno of open or read, -E2BIG if it does not fit. */
int brg_sysfs_read(char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** brg_sysfs_read_u64 - the number in the file at @fmt, decimal or 0x.
 * Return: 0, -errno, -EINVAL if it is no number. */
int brg_sysfs_read_u64(uint64_t *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** brg_sysfs_link - last component of the target of the link at @fmt.
 * Return: 0, -errno (-ENOENT: no such link), -ENAMETOOLONG. */
int brg_sysfs_link(char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** brg_sysfs_write - write @text to the file at @fmt in one write().
 * Return: 0, -errno. */
int brg_sysfs_write(const char *text, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** brg_sysfs_exists - whether anything is at @fmt */
int brg_sysfs_exists(const char *fmt, ...)
	__attribute__((format(printf, 1, 2)));

#endif
