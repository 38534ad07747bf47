/* SPDX-License-Identifier: GPL-2.0-or-later */
/* target_priv.h - what the interfaces behind target.h share. */
#ifndef BRG_LIB_TARGET_PRIV_H
#define BRG_LIB_TARGET_PRIV_H

#include "lib/pci.h"
#include "lib/target.h"

extern const struct brg_target_ops brg_target_barrage;
extern const struct brg_target_ops brg_target_vfio_group;
extern const struct brg_target_ops brg_target_vfio_compat;
extern const struct brg_target_ops brg_target_vfio_cdev;
extern const struct brg_target_ops brg_target_sysfs;
extern const struct brg_target_ops brg_target_p2pmem;

/** brg_target_fail - "<address>: cannot <what>" into @t->error, with a remedy
 * for @error unless @fmt ends in one in parentheses.
 * Return: @error, a negative errno. */
int brg_target_fail(struct brg_target *t, int error, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** brg_target_fail_open - the reasons why a device file cannot be opened that
 * all interfaces share: permission, in use, anything else.
 * Return: @error. */
int brg_target_fail_open(struct brg_target *t, const char *path, int error);

/** brg_target_need_driver - read the function and see that @driver has it.
 * Return: 0, -ENODEV no such function, -EBUSY bound to another or to none. */
int brg_target_need_driver(struct brg_target *t, struct brg_pci *pci);

/** brg_target_fail_dma - why @length bytes were not mapped for DMA. -EFAULT is
 * what pinning pages says of device memory, which has none.
 * Return: @error, or -EOPNOTSUPP for that. */
int brg_target_fail_dma(struct brg_target *t, uint64_t length, int error);

/** brg_target_mmap - map @fd as map() of struct brg_target_ops says; @position
 * is the file offset. Return: 0, -errno with the error text filled. */
int brg_target_mmap(struct brg_target *t, int fd, unsigned int bar,
		    uint64_t position, size_t length, int prot, void *addr,
		    void **out);

/** brg_target_bar_at - bar_access() of struct brg_target_ops by pread() or
 * pwrite() of @fd at @position. Return: 0, -errno with the error text filled.
 */
int brg_target_bar_at(struct brg_target *t, int fd, unsigned int bar,
		      uint64_t position, size_t length, void *buf, bool write);

/** brg_target_config_at - access configuration space through @fd at @base.
 * @length must be 1, 2 or 4 and @offset aligned to it (-EINVAL).
 * Return: 0, -errno with the error text filled. */
int brg_target_config_at(struct brg_target *t, int fd, uint64_t base,
			 uint32_t offset, uint32_t length, uint32_t *value,
			 bool write);

/** brg_target_memory_by_config - memory() of struct brg_target_ops by reading
 * and writing the command register through the interface's own operations;
 * every other bit stays as it is. Return: 0, -errno, error text filled. */
int brg_target_memory_by_config(struct brg_target *t, bool enable);

#endif
