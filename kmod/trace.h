/* SPDX-License-Identifier: GPL-2.0-only */
/* trace.h - tracepoints; events/barrage/ in tracefs. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM barrage

#if !defined(BRG_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define BRG_TRACE_H

#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/tracepoint.h>

#include "dev.h"

struct brg_fault;

/* The parts of one fault; cycles of get_cycles(). */
TRACE_EVENT(brg_fault,
	TP_PROTO(const struct brg_dev *bdev, const struct vm_fault *vmf,
		 const struct brg_fault *fault, vm_fault_t ret),
	TP_ARGS(bdev, vmf, fault, ret),
	TP_STRUCT__entry(
		__field(u32, devid)
		__field(unsigned long, address)
		__field(unsigned int, order)
		__field(unsigned long, extra)
		__field(u64, wait)
		__field(u64, check)
		__field(u64, insert)
		__field(unsigned int, ret)
	),
	TP_fast_assign(
		__entry->devid = bdev->dev.id;
		__entry->address = vmf->address;
		__entry->order = fault->order;
		__entry->extra = fault->extra;
		__entry->wait = fault->locked - fault->entry;
		__entry->check = fault->checked - fault->locked;
		__entry->insert = fault->inserted - fault->checked;
		__entry->ret = (__force unsigned int)ret;
	),
	TP_printk("dev=%u address=%lx order=%u extra=%lu wait=%llu check=%llu insert=%llu ret=%x",
		  __entry->devid, __entry->address, __entry->order,
		  __entry->extra, __entry->wait, __entry->check,
		  __entry->insert, __entry->ret)
);

/* All mappings of a device emptied, memory_lock taken for write. */
TRACE_EVENT(brg_zap,
	TP_PROTO(const struct brg_dev *bdev, u64 cycles),
	TP_ARGS(bdev, cycles),
	TP_STRUCT__entry(
		__field(u32, devid)
		__field(u64, cycles)
	),
	TP_fast_assign(
		__entry->devid = bdev->dev.id;
		__entry->cycles = cycles;
	),
	TP_printk("dev=%u cycles=%llu", __entry->devid, __entry->cycles)
);

/* enum brg_state, under memory_lock held for write. */
TRACE_EVENT(brg_state,
	TP_PROTO(const struct brg_dev *bdev, u32 from, u32 to),
	TP_ARGS(bdev, from, to),
	TP_STRUCT__entry(
		__field(u32, devid)
		__field(u32, from)
		__field(u32, to)
	),
	TP_fast_assign(
		__entry->devid = bdev->dev.id;
		__entry->from = from;
		__entry->to = to;
	),
	TP_printk("dev=%u %u -> %u", __entry->devid, __entry->from, __entry->to)
);

#endif /* BRG_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
