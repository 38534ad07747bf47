// SPDX-License-Identifier: GPL-2.0-only
/* imp_notify.c - being told to go, and how well an importer takes it. */
#include "imp_priv.h"

/* Between attempts to map what is revoked. */
#define BRG_REMAP_MS	1

static void brg_imp_later(struct brg_imp *imp, unsigned int ms)
{
	schedule_delayed_work(&imp->work, msecs_to_jiffies(ms));
}

/* The exporter holds the reservation lock, and waits once it has let it go. */
static void brg_imp_notify(struct dma_buf_attachment *attach)
{
	struct brg_imp *imp = attach->importer_priv;

	dma_resv_assert_held(attach->dmabuf->resv);

	imp->notifications++;
	imp->revoked = imp->mode->once;
	if (!imp->sgt)
		return;
	switch (imp->manner) {
	case BRG_MANNER_PROMPT:
		brg_imp_unmap_locked(imp);
		break;
	case BRG_MANNER_SLOW:
		brg_imp_later(imp, imp->delay_ms);
		break;
	case BRG_MANNER_REMAP:
		brg_imp_unmap_locked(imp);
		brg_imp_later(imp, 0);
		break;
	}
}

/* For kernels where an importer has to have an operation. */
static void __maybe_unused brg_imp_notify_ignored(struct dma_buf_attachment *attach)
{
	struct brg_imp *imp = attach->importer_priv;

	imp->notifications++;
}

void brg_imp_work(struct work_struct *work)
{
	struct brg_imp *imp = container_of(work, struct brg_imp, work.work);

	brg_imp_lock(imp);
	if (imp->detached) {
		/* detaching waits for us, and does the rest */
	} else if (imp->manner == BRG_MANNER_SLOW) {
		if (imp->sgt)
			brg_imp_unmap_locked(imp);
	} else if (!imp->sgt && !imp->revoked) {
		if (!brg_imp_map_locked(imp)) {
			imp->remaps++;
		} else {
			imp->refusals++;
			brg_imp_later(imp, BRG_REMAP_MS);
		}
	}
	brg_imp_unlock(imp);
}

static const struct dma_buf_attach_ops brg_imp_ops = {
	.allow_peer2peer = true,
	.invalidate_mappings = brg_imp_notify,
};

static const struct dma_buf_attach_ops brg_imp_pinned_ops = {
	.allow_peer2peer = true,
	BRG_DMA_BUF_IGNORE_NOTIFY(brg_imp_notify_ignored)
};

static const struct dma_buf_attach_ops brg_imp_no_p2p_ops = {
	.invalidate_mappings = brg_imp_notify,
};

static const struct brg_imp_mode brg_imp_modes[] = {
	[BRG_IMPORT_DYNAMIC] = {
		.ops = &brg_imp_ops,
		.notified = true,
	},
	[BRG_IMPORT_REVOCABLE] = {
		.ops = &brg_imp_ops,
		.pins = true,
		.notified = true,
		.once = true,
	},
	[BRG_IMPORT_PINNED] = {
		.ops = &brg_imp_pinned_ops,
		.pins = true,
	},
	[BRG_IMPORT_STATIC] = { },
	[BRG_IMPORT_NO_P2P] = {
		.ops = &brg_imp_no_p2p_ops,
		.notified = true,
	},
};

const struct brg_imp_mode *brg_imp_mode_find(u32 mode)
{
	return mode && mode < ARRAY_SIZE(brg_imp_modes) ? &brg_imp_modes[mode] :
							  NULL;
}
