// SPDX-License-Identifier: GPL-2.0-only
/* export_ref_early.c - an export drops the device before it has done with it. */
#include <linux/slab.h>

#include "bug.h"
#include "exp_priv.h"

static void brg_drop_device_first(struct brg_exp *exp)
{
	struct brg_dev *bdev = exp->bdev;

	put_device(&bdev->dev);
	brg_point(BRG_AT_GAP);
	brg_exp_unpublish(exp);
	kvfree(exp);
	atomic_dec(&bdev->exps.nr_exports);
}

const struct brg_bug brg_bug_export_ref_early = {
	.name = "export-ref-early",
	.id = "D6",
	.title = "release drops the reference to the device and then takes the export off its list",
	.origin = "review of the vfio-pci dma-buf series",
	.mechanism = "the list and its lock are in the structure that has been freed",
	.interleaving = "the dma-buf outlives the binding and every file of the device",
	.detector = "kasan,oops,list-corruption,bug,lockdep",
	.harm = "corrupts",
	.kernels = "all",
	.needs = "KASAN",
	.strategy = "page",
	.supported = true,
	.steps = { .drop = brg_drop_device_first },
};
