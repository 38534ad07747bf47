// SPDX-License-Identifier: GPL-2.0-or-later
/* process_vm.c - GUP of a mapping, which must be refused, never wrong. */
#include <errno.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "stress/op.h"
#include "stress/slot.h"
#include "stress/stamp.h"

static ssize_t by_mem(const char *p, uint64_t *value)
{
	_cleanup_close_ int fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -1 : pread(fd, value, 8, (off_t)(uintptr_t)p);
}

/*
 * Of the function, or read while it answered to nothing? Where others have cut
 * a hole into the mapping, plain memory may lie by now, and be read.
 */
static bool is_device_memory(const struct brg_slot *slot, uint64_t offset,
			     uint64_t value)
{
	if (value == UINT64_MAX)
		return true;
	for (unsigned int bar = 0; bar < 6; bar++)
		if (value == brg_stamp(slot->dev, bar, offset))
			return true;
	return false;
}

static int run(struct brg_actor *a)
{
	struct brg_slot *slot = brg_slot_mapped(a);
	uint64_t gen, page, value = 0;
	bool mem = brg_pick(a, 2);
	struct iovec local = { &value, 8 }, remote = { .iov_len = 8 };
	ssize_t n;
	char *addr;

	if (!slot || slot->length < BRG_PAGE)
		return -ECANCELED;
	gen = slot->gen;
	addr = slot->addr;
	if (gen & 1 || !addr)
		return -ECANCELED;
	a->dev = slot->dev;
	page = (uint64_t)brg_pick(a, slot->length / BRG_PAGE) * BRG_PAGE;
	remote.iov_base = addr + page;
	n = mem ? by_mem(remote.iov_base, &value) :
		  process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
	if (n < 0)
		return -errno;
	brg_checked(a, "results");
	if (is_device_memory(slot, slot->offset + page, value) &&
	    slot->gen == gen)
		brg_wrong(a, "results", "the kernel took device memory for pages of a process",
			  "%s read 0x%jx", mem ? "/proc/self/mem" :
			  "process_vm_readv()", (uintmax_t)value);
	return 0;
}

const struct brg_op brg_op_process_vm = {
	.name = "process-vm",
	.summary = "process_vm_readv() and /proc/self/mem of a mapping, which are refused",
	.weight = 2,
	.run = run,
};
