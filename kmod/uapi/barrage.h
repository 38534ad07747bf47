/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * barrage.h - what the barrage driver and user space agree on.
 *
 * One character device per bound PCI function, /dev/barrage/<address>, mode
 * 0600. A region of the function lives at file offset BRG_OFFSET(index), as
 * with vfio-pci: mmap() for memory BARs and the ROM, pread() and pwrite() for
 * these and configuration space.
 *
 * Rules of every ioctl structure:
 *  - it starts with @size, set by the caller to sizeof(struct), and @flags;
 *  - a structure may grow at its end: the kernel takes a longer one whose
 *    extra bytes are zero (-E2BIG otherwise) and treats missing bytes as zero;
 *  - unknown @flags and non-zero reserved fields are -EINVAL;
 *  - results come back in fields named out_*.
 */
#ifndef _UAPI_BARRAGE_H
#define _UAPI_BARRAGE_H

#include <linux/ioctl.h>
#include <linux/types.h>

/*
 * Raised when an existing command changes its meaning; additions do not.
 * Overridable to build a module that user space has to refuse (tests).
 */
#ifndef BRG_API_VERSION
#define BRG_API_VERSION		1
#endif

#define BRG_NAME_LEN		32
#define BRG_TEXT_LEN		128

/* Regions, numbered as VFIO_PCI_*_REGION_INDEX (include/uapi/linux/vfio.h) */
enum brg_region {
	BRG_REGION_BAR0 = 0,
	BRG_REGION_BAR5 = 5,
	BRG_REGION_ROM = 6,
	BRG_REGION_CONFIG = 7,
	BRG_NR_REGIONS = 8,
};

#define BRG_OFFSET_SHIFT	40
#define BRG_OFFSET(index)	((__u64)(index) << BRG_OFFSET_SHIFT)
#define BRG_OFFSET_TO_REGION(o)	((__u64)(o) >> BRG_OFFSET_SHIFT)
#define BRG_OFFSET_MASK		((1ULL << BRG_OFFSET_SHIFT) - 1)

/**
 * enum brg_state - where a function stands; changed under memory_lock only
 * @BRG_STATE_ENABLED:   memory decoding is on, mappings may be populated
 * @BRG_STATE_DISABLED:  memory decoding is off: SIGBUS, -EIO
 * @BRG_STATE_RESETTING: a reset is under way; accesses wait for its end, or in
 *                       a hot reset of several functions fail
 * @BRG_STATE_GONE:      unbound from the driver: SIGBUS, -ENODEV for ever
 * @BRG_STATE_SUSPENDED: in D3hot: SIGBUS, -EIO, and commands that need the
 *                       function awake are -EIO; see struct brg_power
 *
 * 0 is no state, so that an unset field shows.
 */
enum brg_state {
	BRG_STATE_ENABLED = 1,
	BRG_STATE_DISABLED = 2,
	BRG_STATE_RESETTING = 3,
	BRG_STATE_GONE = 4,
	BRG_STATE_SUSPENDED = 5,
};

/**
 * struct brg_info - BRG_INFO: who the device is and how it stands
 * @size: sizeof(struct brg_info)
 * @flags: 0
 * @out_api_version: BRG_API_VERSION of the loaded module
 * @out_state: enum brg_state
 * @out_nr_regions: BRG_NR_REGIONS
 * @out_nr_strategies: how many indices BRG_STRATEGY_INFO knows
 * @out_strategy: name of the fault strategy in force
 * @out_address: PCI address, "0000:01:00.0"
 * @out_lock: name of the memory_lock flavour in force
 * @out_cycles_khz: frequency of the counter that times struct brg_stat, in
 *                  kHz; 0 when the kernel does not know it
 * @out_param: parameter of that strategy, 0 if it has none
 * @reserved: 0
 *
 * Errors: -EFAULT, -EINVAL, -E2BIG; -ENODEV once unbound.
 */
struct brg_info {
	__u32 size;
	__u32 flags;
	__u32 out_api_version;
	__u32 out_state;
	__u32 out_nr_regions;
	__u32 out_nr_strategies;
	__u8 out_strategy[BRG_NAME_LEN];
	__u8 out_address[BRG_NAME_LEN];
	__u8 out_lock[BRG_NAME_LEN];
	__u32 out_cycles_khz;
	__u32 out_param;
	__u32 reserved[2];
};

#define BRG_REGION_READ		0x1
#define BRG_REGION_WRITE	0x2
#define BRG_REGION_MMAP		0x4

/**
 * struct brg_region_info - BRG_REGION_INFO: one region
 * @size: sizeof(struct brg_region_info)
 * @flags: 0
 * @index: enum brg_region
 * @out_access: BRG_REGION_READ, _WRITE, _MMAP; 0 for an absent region
 * @out_offset: file offset of the region
 * @out_length: bytes; 0 for an absent region
 *
 * The ROM is read-only, and is there while memory is enabled and bit 0 of
 * PCI_ROM_ADDRESS is set through the configuration region: SIGBUS and -EIO
 * otherwise. A function may decode either its ROM or its BARs.
 *
 * Errors: -EFAULT, -E2BIG; -EINVAL for an index >= BRG_NR_REGIONS; -ENODEV.
 */
struct brg_region_info {
	__u32 size;
	__u32 flags;
	__u32 index;
	__u32 out_access;
	__aligned_u64 out_offset;
	__aligned_u64 out_length;
};

/**
 * struct brg_strategy_info - BRG_STRATEGY_INFO: one fault strategy by index
 * @size: sizeof(struct brg_strategy_info)
 * @flags: 0
 * @index: 0 .. brg_info.out_nr_strategies - 1
 * @out_supported: 1 if the running kernel can do it
 * @out_name: what BRG_STRATEGY_SET takes
 * @out_summary: one line for people: how it maps and invalidates
 * @out_note: how this kernel deviates from the summary, or, where
 *            @out_supported is 0, why it cannot; empty otherwise
 * @out_param_min: smallest parameter; all three are 0 without one
 * @out_param_max: largest; only powers of 2 are taken
 * @out_param_default: used for 0
 * @reserved: 0
 *
 * Errors: -EFAULT, -E2BIG; -EINVAL for an index out of range; -ENODEV.
 */
struct brg_strategy_info {
	__u32 size;
	__u32 flags;
	__u32 index;
	__u32 out_supported;
	__u8 out_name[BRG_NAME_LEN];
	__u8 out_summary[BRG_TEXT_LEN];
	__u8 out_note[BRG_TEXT_LEN];
	__u32 out_param_min;
	__u32 out_param_max;
	__u32 out_param_default;
	__u32 reserved;
};

/**
 * struct brg_strategy_set - BRG_STRATEGY_SET: choose the fault strategy
 * @size: sizeof(struct brg_strategy_set)
 * @flags: 0
 * @name: NUL-terminated
 * @param: parameter, 0 for its default
 * @reserved: 0
 *
 * Also if it is in force already, what "adaptive" has learned of earlier
 * mappings is forgotten.
 *
 * Errors: -EFAULT, -E2BIG; -EINVAL without a terminating NUL; -ENOENT for an
 * unknown name; -ERANGE for a parameter outside of brg_strategy_info, or of a
 * strategy that has none; -EOPNOTSUPP where the kernel cannot (see out_note);
 * -EBUSY while anything of the device is mapped; -ENODEV.
 */
struct brg_strategy_set {
	__u32 size;
	__u32 flags;
	__u8 name[BRG_NAME_LEN];
	__u32 param;
	__u32 reserved;
};

/**
 * struct brg_memory - BRG_MEMORY: memory decoding on or off
 * @size: sizeof(struct brg_memory)
 * @flags: 0
 * @enable: 1 on, 0 off; the same as writing PCI_COMMAND_MEMORY through the
 *          configuration region
 * @reserved: 0
 *
 * Off: returns when no mapping of the function has a live PTE, and exports are
 * revoked (see struct brg_export).
 *
 * Errors: -EFAULT, -E2BIG, -EINVAL; -EIO when configuration space cannot be
 * reached, or in D3hot; -EBUSY when memory is to go off and an export of
 * BRG_POLICY_BUSY is mapped, or p2pmem is in use (see struct
 * brg_p2pmem_publish); -ENODEV.
 */
struct brg_memory {
	__u32 size;
	__u32 flags;
	__u32 enable;
	__u32 reserved;
};

/**
 * struct brg_simple - argument of commands that have none of their own
 * @size: sizeof(struct brg_simple)
 * @flags: 0
 *
 * BRG_RESET: function reset by pci_try_reset_function(). Accesses wait while
 *   it lasts, mappings are empty afterwards. Errors: -EAGAIN when the device
 *   is locked by someone else, -ENOTTY without a reset method, -EBUSY when an
 *   export of BRG_POLICY_BUSY is mapped or p2pmem is in use, -ENODEV.
 * BRG_ZAP: empties every mapping of the function, and revokes its exports,
 *   while memory stays enabled; the next access faults, importers may map
 *   again. p2pmem stays mapped. Errors: -EBUSY for such an export, -ENODEV.
 */
struct brg_simple {
	__u32 size;
	__u32 flags;
};

#define BRG_STAT_CLEAR		0x1	/* zero the counters after reading */

/**
 * struct brg_stat - BRG_STAT: what the driver counted, over all CPUs
 * @size: sizeof(struct brg_stat)
 * @flags: BRG_STAT_CLEAR or 0
 * @out_faults: faults handled, of any outcome
 * @out_faults_timed: faults that went into the *_cycles sums
 * @out_sigbus: faults that ended in SIGBUS
 * @out_retries: faults that another order or thread had to finish
 * @out_wait_cycles: from fault entry until memory_lock was held
 * @out_check_cycles: state and range check
 * @out_insert_cycles: insertion of page-table entries
 * @out_pages: pages inserted, by 4 KiB page
 * @out_order: faults that inserted at page order 0, PMD order, PUD order
 * @out_zaps: teardowns of all mappings
 * @out_zap_cycles: their time
 * @out_vmas: VMAs alive now (not cleared)
 * @out_opens: files open now (not cleared)
 * @out_refs: references to the device now (not cleared)
 * @reserved: 0
 * @out_ended: functions, of any address, that have been unbound and that files
 *	or dma-bufs still refer to (not cleared)
 * @out_reserved: 0
 *
 * Cycles are ticks of the CPU's cycle counter (get_cycles()), at
 * brg_info.out_cycles_khz. Reading is not atomic against running faults.
 *
 * Errors: -EFAULT, -E2BIG, -EINVAL; -ENODEV.
 */
struct brg_stat {
	__u32 size;
	__u32 flags;
	__aligned_u64 out_faults;
	__aligned_u64 out_faults_timed;
	__aligned_u64 out_sigbus;
	__aligned_u64 out_retries;
	__aligned_u64 out_wait_cycles;
	__aligned_u64 out_check_cycles;
	__aligned_u64 out_insert_cycles;
	__aligned_u64 out_pages;
	__aligned_u64 out_order[3];
	__aligned_u64 out_zaps;
	__aligned_u64 out_zap_cycles;
	__u32 out_vmas;
	__u32 out_opens;
	__u32 out_refs;
	__u32 reserved;
	__u32 out_ended;
	__u32 out_reserved;
};

/**
 * struct brg_timing - BRG_TIMING: time the parts of each fault, or do not
 * @size: sizeof(struct brg_timing)
 * @flags: 0
 * @enable: 1 on, 0 off (as loaded)
 * @reserved: 0
 *
 * Per device. Costs a few cycle-counter reads in every fault, so a run that
 * quotes fault latency keeps it off.
 *
 * Errors: -EFAULT, -E2BIG, -EINVAL; -ENODEV.
 */
struct brg_timing {
	__u32 size;
	__u32 flags;
	__u32 enable;
	__u32 reserved;
};

/**
 * struct brg_lock_info - BRG_LOCK_INFO: one flavour of memory_lock by index
 * @size: sizeof(struct brg_lock_info)
 * @flags: 0
 * @index: from 0
 * @out_name: what BRG_LOCK_SET takes
 *
 * Errors: -EFAULT, -E2BIG; -EINVAL past the last; -ENODEV.
 */
struct brg_lock_info {
	__u32 size;
	__u32 flags;
	__u32 index;
	__u8 out_name[BRG_NAME_LEN];
};

/**
 * struct brg_lock_set - BRG_LOCK_SET: choose the flavour of memory_lock
 * @size: sizeof(struct brg_lock_set)
 * @flags: 0 or BRG_LOCK_LIVE
 * @name: NUL-terminated
 *
 * Not while anything is mapped, so that nobody exchanges the lock of a
 * measurement under way; to the flavour in force, or with BRG_LOCK_LIVE, at any
 * time.
 *
 * Errors: -EFAULT, -E2BIG; -EINVAL without a terminating NUL; -ENOENT for an
 * unknown name; -EBUSY while mapped; -ENODEV.
 */
#define BRG_LOCK_LIVE		0x1

struct brg_lock_set {
	__u32 size;
	__u32 flags;
	__u8 name[BRG_NAME_LEN];
};

/* --- state that memory_lock guards, besides memory decoding: 0x10-0x1f --- */

#define BRG_LOOKUP_WRITE	0x1	/* the mapping must allow stores */

/**
 * struct brg_lookup - BRG_LOOKUP: what lies behind an address of the caller
 * @size: sizeof(struct brg_lookup)
 * @flags: BRG_LOOKUP_WRITE or 0
 * @address: in the calling process, in a mapping of any function bound to
 *           barrage, by any strategy or of an export, populated or not
 * @out_offset: of that byte in its region
 * @out_pfn: number of the 4 KiB frame it lies in
 * @out_length: bytes from @address to the end of the mapping, or of the range
 *              of an export; contiguous
 * @out_region: enum brg_region
 * @reserved: 0
 * @out_address: PCI address of the function
 *
 * Errors: -EINVAL, -E2BIG; -EFAULT for no mapping at @address; -ENXIO for a
 * mapping of something else; -EACCES for one that forbids the access;
 * -ERANGE for one of a region that is no BAR; -EIO while memory is disabled;
 * -ENODEV when either function, the file's or the mapping's, is unbound, or the
 * export closed.
 */
struct brg_lookup {
	__u32 size;
	__u32 flags;
	__aligned_u64 address;
	__aligned_u64 out_offset;
	__aligned_u64 out_pfn;
	__aligned_u64 out_length;
	__u32 out_region;
	__u32 reserved;
	__u8 out_address[BRG_NAME_LEN];
};

/* Interrupts, numbered as VFIO_PCI_*_IRQ_INDEX (include/uapi/linux/vfio.h) */
enum brg_irq {
	BRG_IRQ_INTX = 0,
	BRG_IRQ_MSI = 1,
	BRG_IRQ_MSIX = 2,
	BRG_NR_IRQS = 3,
};

/**
 * struct brg_irq_info - BRG_IRQ_INFO: interrupts of one type
 * @size: sizeof(struct brg_irq_info)
 * @flags: 0
 * @index: enum brg_irq
 * @out_count: vectors that the function has; 0 for none of that type
 * @out_active: how many of them signal an eventfd now
 * @reserved: 0
 *
 * Errors: -EFAULT, -E2BIG, -EINVAL; -ENODEV.
 */
struct brg_irq_info {
	__u32 size;
	__u32 flags;
	__u32 index;
	__u32 out_count;
	__u32 out_active;
	__u32 reserved;
};

#define BRG_IRQ_SIGNAL		0x1	/* signal as an interrupt would */
#define BRG_IRQ_UNMASK		0x2	/* INTx: the function was dealt with */

/**
 * struct brg_irq_set - BRG_IRQ_SET: connect vectors to eventfds
 * @size: sizeof(struct brg_irq_set)
 * @flags: BRG_IRQ_SIGNAL, BRG_IRQ_UNMASK or 0
 * @index: enum brg_irq; one type at a time
 * @start: first vector
 * @count: how many from there. 0, with @start 0 and without flags: give back
 *         all vectors of the type
 * @reserved: 0
 * @fds: without flags, address of @count __s32: eventfds, each signalled by
 *       its vector from now on; -1 disconnects. Otherwise 0
 *
 * The first connection allocates as many vectors as the function has and the
 * system can give, at least those asked for. An interrupt of type INTx stays
 * masked until BRG_IRQ_UNMASK. Vectors survive resets, and go when the last
 * file of the device is closed. The function needs PCI_COMMAND_MASTER for MSI
 * and MSI-X. On failure the vectors of the range are disconnected, or, with
 * -EBADF, -EINVAL, -EBUSY, -EIO, -EFAULT and -ENOSPC, as they were.
 *
 * Errors: -EFAULT, -E2BIG; -EINVAL for vectors that do not exist or are not
 * allocated, a file that is no eventfd; -EBADF for no file; -EBUSY while
 * another type is in use; -EIO for connecting MSI-X while memory is disabled:
 * its table lies there; -EIO in D3hot; -ENOSPC when the system has no vectors; -ENOMEM;
 * -ENODEV.
 */
struct brg_irq_set {
	__u32 size;
	__u32 flags;
	__u32 index;
	__u32 start;
	__u32 count;
	__u32 reserved;
	__aligned_u64 fds;
};

/**
 * struct brg_power - BRG_POWER: put the function to sleep, or wake it
 * @size: sizeof(struct brg_power)
 * @flags: 0
 * @power: 0 for D0, 3 for D3hot; the same as writing the power state field of
 *         the power management capability through the configuration region
 * @reserved: 0
 *
 * D3hot: returns when no mapping of the function has a live PTE; the state is
 * BRG_STATE_SUSPENDED. D0: memory is enabled or disabled again as it was, and
 * what the function lost is restored. A reset wakes it, and so does the last
 * close of the device.
 *
 * Errors: -EFAULT, -E2BIG, -EINVAL; -EOPNOTSUPP for a function without that
 * capability; -EIO when it does not follow; -EBUSY when it is to sleep and an
 * export of BRG_POLICY_BUSY is mapped or p2pmem is in use; -ENODEV.
 */
struct brg_power {
	__u32 size;
	__u32 flags;
	__u32 power;
	__u32 reserved;
};

/**
 * struct brg_hot_function - one function that a hot reset hits
 * @address: PCI address
 * @owned: 1 if it is bound to barrage
 * @reserved: 0
 */
struct brg_hot_function {
	__u8 address[BRG_NAME_LEN];
	__u32 owned;
	__u32 reserved;
};

/**
 * struct brg_hot_info - BRG_HOT_INFO: whom a reset by slot or bus would hit
 * @size: sizeof(struct brg_hot_info)
 * @flags: 0
 * @capacity: of @functions; those beyond are left out
 * @out_count: how many there are, the function itself included
 * @functions: address of an array of struct brg_hot_function, in bus order
 *
 * Errors: -EFAULT, -E2BIG, -EINVAL; -ENOTTY where neither slot nor bus can be
 * reset; -EBUSY when one is being plugged in; -ENOMEM; -ENODEV.
 */
struct brg_hot_info {
	__u32 size;
	__u32 flags;
	__u32 capacity;
	__u32 out_count;
	__aligned_u64 functions;
};

/**
 * struct brg_hot_reset - BRG_HOT_RESET: reset the slot or bus of the function
 * @size: sizeof(struct brg_hot_reset)
 * @flags: 0
 * @count: number of @fds
 * @reserved: 0
 * @fds: address of @count __s32: files of all other functions that are hit, as
 *       proof that the caller may; files of functions that are not are ignored
 *
 * Empties every mapping of every function hit. From then until it returns,
 * accesses to them fail: SIGBUS, -EIO.
 *
 * Errors: -EFAULT, -E2BIG; -EBADF; -EINVAL for a file of something else, for
 * more than 256, or for a function hit that is not among them; -EPERM when
 * one is not bound to barrage; -EBUSY when one is being unbound or changes its
 * state, an export of BRG_POLICY_BUSY of one is mapped or p2pmem of one is in
 * use; -EAGAIN when one is
 * locked by someone else; -ENOTTY as for BRG_HOT_INFO; -ENOMEM; -ENODEV; what
 * the reset returned.
 */
struct brg_hot_reset {
	__u32 size;
	__u32 flags;
	__u32 count;
	__u32 reserved;
	__aligned_u64 fds;
};

#define BRG_PTES_MAX		0x10000000000ULL

/**
 * struct brg_ptes - BRG_PTES: what of the function is in page tables
 * @size: sizeof(struct brg_ptes)
 * @flags: 0
 * @address: in the calling process, of whole pages
 * @length: bytes from there, of whole pages, at most BRG_PTES_MAX
 * @out_mapped: 4 KiB pages of it that lie in mappings of the function
 * @out_present: of these, how many page tables have an entry for, of any order
 * @out_first: address of the first of them; 0 without any
 *
 * A walk of the page tables, which touches nothing: no fault is taken, and an
 * entry that must not be there shows without being used.
 *
 * Errors: -EFAULT, -E2BIG; -EINVAL for a range that is empty, not of whole
 * pages or too long; -EINTR; -ENODEV.
 */
struct brg_ptes {
	__u32 size;
	__u32 flags;
	__aligned_u64 address;
	__aligned_u64 length;
	__aligned_u64 out_mapped;
	__aligned_u64 out_present;
	__aligned_u64 out_first;
};

/* numbers 0x20 to 0x2f: barrage_dmabuf.h, 0x30 to 0x3f: barrage_p2p.h, below */

/**
 * struct brg_uring - payload of an IORING_OP_URING_CMD on the device
 * @arg: address of the structure that the ioctl of the same number takes
 *
 * Every command can also be given through io_uring, with its number as cmd_op:
 * same structure, same results. It is run by a worker, so a queue of them
 * costs the submitter nothing and they may overtake each other, unless linked.
 */
struct brg_uring {
	__aligned_u64 arg;
};

/*
 * Log-linear buckets: value v < 8 is in bucket v; any other, whose highest bit
 * is t, in bucket 8 * (t - 2) + (v >> (t - 3)) % 8. The last bucket also holds
 * everything above. No bucket is wider than an eighth of its smallest value.
 */
#define BRG_HIST_SUB_BITS	3
#define BRG_HIST_TOP_BITS	40
#define BRG_HIST_BUCKETS \
	((BRG_HIST_TOP_BITS - BRG_HIST_SUB_BITS + 1) << BRG_HIST_SUB_BITS)

/**
 * enum brg_hist_which - what BRG_HIST tells the distribution of
 * @BRG_HIST_READ_WAIT:  faults and BAR accesses: until memory_lock was theirs
 * @BRG_HIST_READ_HOLD:  how long they held it
 * @BRG_HIST_WRITE_WAIT: changes of state and teardowns: until it was theirs
 * @BRG_HIST_WRITE_HOLD: how long they held it
 * @BRG_NR_HISTS: how many there are
 */
enum brg_hist_which {
	BRG_HIST_READ_WAIT = 0,
	BRG_HIST_READ_HOLD = 1,
	BRG_HIST_WRITE_WAIT = 2,
	BRG_HIST_WRITE_HOLD = 3,
	BRG_NR_HISTS = 4,
};

#define BRG_HIST_CLEAR		0x1	/* begin from zero after reading */

/**
 * struct brg_hist_get - BRG_HIST: a distribution, in cycles as in brg_stat
 * @size: sizeof(struct brg_hist_get)
 * @flags: BRG_HIST_CLEAR or 0
 * @which: enum brg_hist_which
 * @nr_buckets: BRG_HIST_BUCKETS
 * @buckets: user pointer to so many __u64
 * @out_sum: of all values
 *
 * Counted while BRG_TIMING is on. Reading is not atomic against running
 * holders.
 *
 * Errors: -EFAULT, -E2BIG, -ENOMEM; -EINVAL for an unknown distribution;
 * -ERANGE for another number of buckets; -ENODEV.
 */
struct brg_hist_get {
	__u32 size;
	__u32 flags;
	__u32 which;
	__u32 nr_buckets;
	__aligned_u64 buckets;
	__aligned_u64 out_sum;
};

#define BRG_IOC_TYPE		0xBA

#define BRG_INFO		_IO(BRG_IOC_TYPE, 0x00)
#define BRG_REGION_INFO		_IO(BRG_IOC_TYPE, 0x01)
#define BRG_STRATEGY_INFO	_IO(BRG_IOC_TYPE, 0x02)
#define BRG_STRATEGY_SET	_IO(BRG_IOC_TYPE, 0x03)
#define BRG_MEMORY		_IO(BRG_IOC_TYPE, 0x04)
#define BRG_RESET		_IO(BRG_IOC_TYPE, 0x05)
#define BRG_ZAP			_IO(BRG_IOC_TYPE, 0x06)
#define BRG_STAT		_IO(BRG_IOC_TYPE, 0x07)
#define BRG_TIMING		_IO(BRG_IOC_TYPE, 0x08)
#define BRG_LOCK_INFO		_IO(BRG_IOC_TYPE, 0x09)
#define BRG_LOCK_SET		_IO(BRG_IOC_TYPE, 0x0a)

#define BRG_LOOKUP		_IO(BRG_IOC_TYPE, 0x10)
#define BRG_IRQ_INFO		_IO(BRG_IOC_TYPE, 0x11)
#define BRG_IRQ_SET		_IO(BRG_IOC_TYPE, 0x12)
#define BRG_POWER		_IO(BRG_IOC_TYPE, 0x13)
#define BRG_HOT_INFO		_IO(BRG_IOC_TYPE, 0x14)
#define BRG_HOT_RESET		_IO(BRG_IOC_TYPE, 0x15)
#define BRG_PTES		_IO(BRG_IOC_TYPE, 0x16)

#define BRG_HIST		_IO(BRG_IOC_TYPE, 0x50)

#include "barrage_dmabuf.h"
#include "barrage_p2p.h"

#endif /* _UAPI_BARRAGE_H */
