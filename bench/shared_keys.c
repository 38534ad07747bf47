// SPDX-License-Identifier: GPL-2.0-or-later
/* shared_keys.c - values of keys that several workloads have. */
#include "bench/shared_keys.h"

#include <errno.h>
#include <stdio.h>

const char *const brg_answers[] = { "no", "yes", NULL };
const char *const brg_vas[] = { "misalign", "mmap", NULL };

uint64_t brg_cell_count(const struct brg_cell *cell)
{
	return brg_param_number(cell, "count");
}

uint64_t brg_cell_size(const struct brg_cell *cell)
{
	return brg_param_number(cell, "size");
}

uint64_t brg_cell_populated(const struct brg_cell *cell)
{
	return brg_param_number(cell, "populated");
}

int brg_check_va(const struct brg_cell *cell, char *why, size_t why_size)
{
	if (!brg_cell_is(cell, "va", "mmap") ||
	    !brg_param_number(cell, "misalign"))
		return 0;
	snprintf(why, why_size,
		 "misalign means nothing with va = mmap, where the kernel chooses (give it to a section of its own)");
	return -EINVAL;
}
