// SPDX-License-Identifier: GPL-2.0-or-later
/* elsewhere.c - invariants that are judged where they can be seen: in the
 * operation that sets the state, in the watchdog, in the kernel's log. */
#include "stress/invariant.h"

const struct brg_invariant brg_inv_reset = {
	.name = "reset",
	.claim = "after a function reset configuration space is what it was before",
	.source = "v7.3 drivers/pci/pci.c, __pci_reset_function_locked(): state is saved and restored",
};

const struct brg_invariant brg_inv_results = {
	.name = "results",
	.claim = "a system call ends as documented: with success or an error that its situation explains",
	.source = "kmod/uapi/barrage.h; man-pages section 2",
};

const struct brg_invariant brg_inv_interrupts = {
	.name = "interrupts",
	.claim = "an interrupt that is set up arrives as often as it is signalled, and none arrives once it is taken down",
	.source = "kmod/uapi/barrage.h, struct brg_irq_set; linux/vfio.h, VFIO_DEVICE_SET_IRQS",
};

const struct brg_invariant brg_inv_revoked = {
	.name = "revoked",
	.claim = "while memory is off no importer has a mapping or could make one; what one has is the whole dma-buf",
	.source = "kmod/uapi/barrage_dmabuf.h, struct brg_export; Documentation/driver-api/dma-buf.rst",
};

const struct brg_invariant brg_inv_ptes = {
	.name = "ptes",
	.claim = "while memory is off page tables have no entry of the function, whether or not anybody uses it",
	.source = "kmod/uapi/barrage.h, BRG_MEMORY, BRG_PTES",
};

const struct brg_invariant brg_inv_bounds = {
	.name = "bounds",
	.claim = "every operation ends within its bound, no access faults without end, and every process can be killed",
	.source = "the bound of each operation (barrage stress --list)",
};

const struct brg_invariant brg_inv_kernel = {
	.name = "kernel",
	.claim = "the kernel reports nothing against itself, in words or in counters, and lockdep stays on",
	.source = "lab/badness.tsv; Documentation/admin-guide/tainted-kernels.rst",
};
