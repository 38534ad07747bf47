// SPDX-License-Identifier: GPL-2.0-or-later
/* ops.c - the list of operations. */
#include <stddef.h>
#include <string.h>

#include "stress/op.h"

#define OP(name) extern const struct brg_op brg_op_##name;
#include "stress/ops.list"
#undef OP

const struct brg_op *const brg_ops[] = {
#define OP(name) &brg_op_##name,
#include "stress/ops.list"
#undef OP
	NULL,
};

_Static_assert(sizeof(brg_ops) / sizeof(brg_ops[0]) <= BRG_MAX_OPS,
	       "raise BRG_MAX_OPS");

unsigned int brg_op_count(void)
{
	return sizeof(brg_ops) / sizeof(brg_ops[0]) - 1;
}

int brg_op_find(const char *name)
{
	for (unsigned int i = 0; brg_ops[i]; i++)
		if (!strcmp(brg_ops[i]->name, name))
			return (int)i;
	return -1;
}

void brg_op_names(const char **names, unsigned int max)
{
	unsigned int n = 0;

	for (; brg_ops[n] && n + 1 < max; n++)
		names[n] = brg_ops[n]->name;
	names[n] = NULL;
}

unsigned int brg_op_bound_s(const struct brg_op *op)
{
	return op->bound_s ? op->bound_s : BRG_BOUND_S;
}

const char *brg_need_name(unsigned int bit)
{
	static const char *const names[] = {
		"barrage's own driver", "a way to reset the function",
		"a target that may be opened twice",
		"configuration space through the target's file",
		"a BAR that keeps its contents",
		"two worker processes", "IOMMU mappings by the target",
		"a kernel with FAULT_INJECTION (fail-nth)",
		"BAR access by read() and write()", "the sysfs file reset",
		"interrupts by eventfd",
		"a function with the power management capability",
		"a slot or bus of which every function is under stress",
		"a target that makes dma-bufs of the BAR",
		"a kernel and driver that take commands through io_uring",
		"IOMMU mappings of dma-bufs by the target",
		"an expansion ROM", "an RDMA device",
		"a second CPU that can be taken off line",
		"the sysfs file remove",
		"a driver that counts entries of page tables",
		"a kernel with CONFIG_PCI_P2PDMA, and 2 MiB of the BAR in use",
	};

	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (bit == 1u << i)
			return names[i];
	return "something unknown";
}
