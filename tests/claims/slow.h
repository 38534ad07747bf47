/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slow.h - included before every source of the driver, for test_gate.sh:
 * inserting one page takes BRG_SLOW_LOOPS turns of a loop more, two or three
 * instructions each, as if somebody had put it there. The driver itself knows
 * nothing of it.
 */
#ifndef BRG_TESTS_SLOW_H
#define BRG_TESTS_SLOW_H

#include <linux/mm.h>

static inline vm_fault_t brg_slow_insert(struct vm_area_struct *vma,
					 unsigned long addr, unsigned long pfn,
					 pgprot_t prot)
{
	for (unsigned int i = 0; i < BRG_SLOW_LOOPS; i++)
		barrier();
	return vmf_insert_pfn_prot(vma, addr, pfn, prot);
}

#define vmf_insert_pfn_prot brg_slow_insert

#endif
