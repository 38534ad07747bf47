/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * barrage.h - what the barrage driver and user space agree on.
 *
 * One character device per bound PCI function, /dev/barrage/<address>, mode
 * 0600. A region of the function lives at file offset BRG_OFFSET(index), as
 * with vfio-pci: mmap() for memory BARs, pread()/pwrite() for memory BARs and
 * configuration space.
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
 * @BRG_STATE_RESETTING: a reset is under way; accesses wait for its end
 * @BRG_STATE_GONE:      unbound from the driver: SIGBUS, -ENODEV for ever
 *
 * 0 is no state, so that an unset field shows.
 */
enum brg_state {
	BRG_STATE_ENABLED = 1,
	BRG_STATE_DISABLED = 2,
	BRG_STATE_RESETTING = 3,
	BRG_STATE_GONE = 4,
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
 * Off: returns when no mapping of the function has a live PTE.
 *
 * Errors: -EFAULT, -E2BIG, -EINVAL; -EIO when configuration space cannot be
 * reached; -ENODEV.
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
 *   is locked by someone else, -ENOTTY without a reset method, -ENODEV.
 * BRG_ZAP: empties every mapping of the function while memory stays enabled;
 *   the next access faults. Errors: -ENODEV.
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
 * @flags: 0
 * @name: NUL-terminated
 *
 * At any time, also while mapped.
 *
 * Errors: -EFAULT, -E2BIG; -EINVAL without a terminating NUL; -ENOENT for an
 * unknown name; -ENODEV.
 */
struct brg_lock_set {
	__u32 size;
	__u32 flags;
	__u8 name[BRG_NAME_LEN];
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

#endif /* _UAPI_BARRAGE_H */
