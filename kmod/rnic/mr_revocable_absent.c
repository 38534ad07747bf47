// SPDX-License-Identifier: GPL-2.0-only
/* mr_revocable_absent.c - this kernel knows no importer of that kind. */
#include "rnic.h"

bool brg_mr_revocable_possible(void)
{
	return false;
}

int brg_mr_attach_revocable(struct brg_mr *mr, u64 offset, int fd)
{
	return -EOPNOTSUPP;
}
