// SPDX-License-Identifier: GPL-2.0-only
/* close_unguarded.c - close() and remove() detach the same importers. */
#include <linux/rwsem.h>

#include "bug.h"
#include "imp_priv.h"

/* That remove() waits for the lock once says nothing of who comes after it. */
static void brg_close_imps_badly(struct brg_dev *bdev, const struct file *file)
{
	down_read(&bdev->bind_lock);
	brg_imps_close(bdev, file);
	up_read(&bdev->bind_lock);
}

/* Who found it is long done with the table when it looks whose it is. */
static struct brg_imp *brg_take_late(struct brg_dev *bdev,
				     const struct file *file, u32 id)
{
	const struct brg_imp *imp = xa_load(&bdev->imps.ids, id);

	brg_point(BRG_AT_GAP);
	if (imp && !file)
		file = imp->file;
	return brg_imp_take(bdev, file, id);
}

const struct brg_bug brg_bug_close_unguarded = {
	.name = "close-unguarded",
	.id = "DX1",
	.title = "a file that is closed detaches its importers after remove() has begun to",
	.origin = "this driver until November 2026, found by a soak of configs/nightly.ini",
	.mechanism = "remove() holds no lock over its walk, and looks at an importer that is freed",
	.interleaving = "a file with importers is closed while its function is unbound",
	.detector = "kasan,oops,list-corruption,refcount,bug",
	.harm = "corrupts",
	.kernels = "all",
	.needs = "KASAN",
	.strategy = "page",
	.supported = true,
	.steps = { .take = brg_take_late, .close_imps = brg_close_imps_badly },
};
