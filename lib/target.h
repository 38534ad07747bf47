/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target.h - one PCI function, reached through one kernel interface.
 *
 * A target is what a workload works on. The interface behind it (our module,
 * vfio-pci by group, vfio-pci by character device, sysfs resourceN) is one
 * file with one const table of operations; a workload never asks which.
 */
#ifndef BRG_LIB_TARGET_H
#define BRG_LIB_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BRG_NR_BARS 6

/** struct brg_target_spec - what to open
 * @address: PCI address, "0000:01:00.0"
 * @variant: fault strategy for targets that have several, else NULL; with its
 *           parameter as "around/64"
 */
struct brg_target_spec {
	const char *address;
	const char *variant;
};

/** struct brg_fault_cost - what a driver says its faults cost
 * @faults: faults handled since the last reading
 * @timed: those that went into the sums below
 * @wait, @check, @insert: sums in cycles of the TSC, see brg_stat in
 *                         kmod/uapi/barrage.h
 * @order: faults by order inserted: page, PMD, PUD
 */
struct brg_fault_cost {
	uint64_t faults;
	uint64_t timed;
	uint64_t wait, check, insert;
	uint64_t order[3];
};

/** struct brg_behind - what lies behind an address of this process
 * @address: of the PCI function
 * @bar: of it
 * @offset: of the byte in that BAR
 * @length: bytes from there to the end of the mapping
 * @pfn: 4 KiB frame in the physical address space
 */
struct brg_behind {
	char address[32];
	unsigned int bar;
	uint64_t offset, length, pfn;
};

struct brg_distribution;
struct brg_target;

/**
 * struct brg_target_ops - one way to reach a BAR
 *
 * Every operation returns 0 or -errno. One that a kernel interface cannot do
 * is NULL in its table, and the wrapper below answers -EOPNOTSUPP. All may
 * sleep. On failure an operation has put one explanation into @t's error text
 * (object, cause, remedy); the caller prints it.
 */
struct brg_target_ops {
	/** @name: as written in a configuration, "vfio-group" */
	const char *name;
	/** @driver: kernel driver the function must be bound to, or NULL for
	 * none at all (sysfs resourceN refuses a function in use) */
	const char *driver;
	/** @summary: one line for people */
	const char *summary;
	/** @has_variants: @spec.variant chooses among several */
	bool has_variants;
	/** @fills: a mapping is filled when it is made and never again */
	bool fills;
	/** @pages: mappings have pages, which block devices do direct I/O on */
	bool pages;

	/** @open: Guarantees on success: memory decoding is on, the BARs in
	 * @t->bar_size can be mapped, nothing is mapped yet.
	 * -ENODEV no such function; -ENOENT module or interface missing;
	 * -EBUSY bound elsewhere or in use; -EACCES; -EPROTO other API
	 * version; -EOPNOTSUPP variant impossible on this kernel;
	 * -EINVAL unknown variant; -ENXIO no IOMMU. */
	int (*open)(struct brg_target *t, const struct brg_target_spec *spec);
	/** @close: takes partly opened targets; cannot fail. */
	void (*close)(struct brg_target *t);
	/** @map: map @length bytes of BAR @bar from @offset at @addr (where
	 * the kernel likes when NULL), shared, with @prot. Unmapped by
	 * munmap(). -EINVAL beyond the BAR, -EEXIST if something is mapped
	 * at @addr. */
	int (*map)(struct brg_target *t, unsigned int bar, uint64_t offset,
		   size_t length, int prot, void *addr, void **out);
	/** @map_combined: the same, write-combined. -EOPNOTSUPP where this BAR
	 * cannot be. */
	int (*map_combined)(struct brg_target *t, unsigned int bar,
			    uint64_t offset, size_t length, int prot,
			    void *addr, void **out);
	/** @bar_access: read or write @length bytes of BAR @bar by a system
	 * call. -EIO while memory decoding is off. */
	int (*bar_access)(struct brg_target *t, unsigned int bar,
			  uint64_t offset, size_t length, void *buf,
			  bool write);
	/** @dma_map: let the function reach @length bytes at @va of this
	 * process as @iova, for reading and writing. -EOPNOTSUPP where the
	 * kernel maps no device memory by its address. */
	int (*dma_map)(struct brg_target *t, void *va, uint64_t iova,
		       uint64_t length);
	/** @dma_map_bar: the same for @length bytes of BAR @bar from @offset,
	 * by a dma-buf of them and not by address. -EOPNOTSUPP where the
	 * kernel has none. */
	int (*dma_map_bar)(struct brg_target *t, unsigned int bar,
			   uint64_t offset, uint64_t length, uint64_t iova);
	int (*dma_unmap)(struct brg_target *t, uint64_t iova, uint64_t length);
	/** @zap: leave every mapping empty, memory enabled. Targets without
	 * the means do it by memory(false), memory(true). */
	int (*zap)(struct brg_target *t);
	/** @memory: PCI_COMMAND_MEMORY off or on by a configuration write. */
	int (*memory)(struct brg_target *t, bool enable);
	/** @reset: function reset. -ENOTTY without a method. */
	int (*reset)(struct brg_target *t);
	/** @config_read, @config_write: @length 1, 2 or 4, aligned. */
	int (*config_read)(struct brg_target *t, uint32_t offset,
			   uint32_t length, uint32_t *value);
	int (*config_write)(struct brg_target *t, uint32_t offset,
			    uint32_t length, uint32_t value);
	/** @timing: make the driver time the parts of its faults, or not. */
	int (*timing)(struct brg_target *t, bool enable);
	/** @lock: use the flavour @name of memory_lock until close, which goes
	 * back to "rwsem". -EINVAL for an unknown one. */
	int (*lock)(struct brg_target *t, const char *name);
	/** @cost: read and clear what the driver counted. */
	int (*cost)(struct brg_target *t, struct brg_fault_cost *out);
	/** @lookup: the function and frame behind @va, which may be mapped
	 * through any target of this interface. -EFAULT nothing mapped there,
	 * -ENXIO something else, -EACCES not readable, -ERANGE no BAR, -EIO
	 * memory off, -ENODEV unbound. */
	int (*lookup)(struct brg_target *t, const void *va,
		      struct brg_behind *out);
	/** @lock_times: read and clear a distribution of memory_lock, which is
	 * kept while timing is on. @which: enum brg_hist_which. */
	int (*lock_times)(struct brg_target *t, unsigned int which,
			  struct brg_distribution *out);
	/** @module_version: srcversion of the driver, for the manifest. */
	int (*module_version)(struct brg_target *t, char *buf, size_t size);
};

/**
 * struct brg_target - an open target
 * @ops: its interface
 * @address: PCI address
 * @variant: strategy in force, or ""
 * @lock: flavour of memory_lock chosen by brg_target_lock(), or ""
 * @bar_size: bytes of each memory BAR that can be mapped, else 0
 * @fd: main file descriptor of the interface, -1 when closed
 * @refaults: false when an emptied mapping never comes back (eager mappings)
 * @stays: nothing empties a mapping, not even memory that is off
 * @replace: map over what is at a given address, which the caller has reserved
 * @epoch: for whoever opens it more than once: which time
 * @error: the last failure for people, without newline
 * @priv: of the interface
 */
struct brg_target {
	const struct brg_target_ops *ops;
	char address[32];
	char variant[48];
	char lock[32];
	uint64_t bar_size[BRG_NR_BARS];
	int fd;
	bool refaults;
	bool replace;
	bool stays;
	uint64_t epoch;
	char error[512];
	void *priv;
};

/** brg_target_find - the interface of that name, or NULL */
const struct brg_target_ops *brg_target_find(const char *name);
/** brg_target_at - the n-th interface, or NULL past the last */
const struct brg_target_ops *brg_target_at(unsigned int n);
/** brg_target_parse - split "barrage:page" into interface and variant.
 * @variant points into @text (after the colon) or is NULL.
 * Return: 0, -EINVAL for an unknown name or a variant where there are none. */
int brg_target_parse(const char *text, const struct brg_target_ops **ops,
		     const char **variant);
/** brg_target_open - open @spec through @ops; binds nothing by itself.
 * Return: 0 or what ops->open returned, with @t->error filled. */
int brg_target_open(struct brg_target *t, const struct brg_target_ops *ops,
		    const struct brg_target_spec *spec);
void brg_target_close(struct brg_target *t);

/* Wrappers: -EOPNOTSUPP with an explanation where the table has no entry. */
int brg_target_map(struct brg_target *t, unsigned int bar, uint64_t offset,
		   size_t length, int prot, void *addr, void **out);
int brg_target_map_combined(struct brg_target *t, unsigned int bar,
			    uint64_t offset, size_t length, int prot,
			    void *addr, void **out);
/** brg_target_bar_read, brg_target_bar_write - by bar_access(); -EINVAL beyond
 * the BAR. */
int brg_target_bar_read(struct brg_target *t, unsigned int bar,
			uint64_t offset, size_t length, void *buf);
int brg_target_bar_write(struct brg_target *t, unsigned int bar,
			 uint64_t offset, size_t length, const void *buf);
int brg_target_dma_map(struct brg_target *t, void *va, uint64_t iova,
		       uint64_t length);
int brg_target_dma_map_bar(struct brg_target *t, unsigned int bar,
			   uint64_t offset, uint64_t length, uint64_t iova);
int brg_target_dma_unmap(struct brg_target *t, uint64_t iova, uint64_t length);
int brg_target_zap(struct brg_target *t);
int brg_target_memory(struct brg_target *t, bool enable);
int brg_target_reset(struct brg_target *t);
int brg_target_timing(struct brg_target *t, bool enable);
int brg_target_lock(struct brg_target *t, const char *name);
int brg_target_cost(struct brg_target *t, struct brg_fault_cost *out);
int brg_target_lock_times(struct brg_target *t, unsigned int which,
			  struct brg_distribution *out);
int brg_target_lookup(struct brg_target *t, const void *va,
		      struct brg_behind *out);

#endif
