/* SPDX-License-Identifier: GPL-2.0-or-later */
/* disk.h - the disk of a PCI function, for direct I/O. */
#ifndef BRG_LIB_DISK_H
#define BRG_LIB_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** struct brg_disk - an open disk
 * @address: of its function
 * @path: "/dev/nvme0n1"
 * @fd: claimed for this file alone (O_EXCL), without the page cache (O_DIRECT)
 * @size: bytes
 * @block: bytes of the smallest transfer
 */
struct brg_disk {
	char address[32];
	char path[64];
	int fd;
	uint64_t size;
	unsigned int block;
};

/**
 * brg_disk_open - the first disk of a function
 * @disk: out; brg_disk_close() after success
 * @device: as brg_select_device() takes it
 * @write: to be written, too
 * @why: on failure one sentence with object, cause and remedy
 *
 * Return: 0; -EBUSY when the disk or anything else on the function is in use,
 * as brg_in_use() finds it; -ENODEV for no such function, or one without a disk;
 * -errno.
 */
int brg_disk_open(struct brg_disk *disk, const char *device, bool write,
		  char *why, size_t size);
void brg_disk_close(struct brg_disk *disk);

#endif
