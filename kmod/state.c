// SPDX-License-Identifier: GPL-2.0-only
/*
 * state.c - the one place where a device changes its state.
 *
 *	       memory off                 remove
 *	ENABLED <--------> DISABLED   any --------> GONE
 *	   |      memory on    |
 *	   +--> RESETTING <----+      back to where it came from
 *
 * Leaving ENABLED empties every mapping first. memory_lock is held for write
 * from before the first PTE goes until the state says so, hence no access can
 * complete in between through a mapping that a fault put back.
 */
#include "compat.h"
#include "state.h"
#include "strategy.h"
#include "trace.h"

void brg_lock(struct brg_dev *bdev)
{
	brg_write_lock(&bdev->memory_lock);
}

void brg_unlock(struct brg_dev *bdev)
{
	brg_write_unlock(&bdev->memory_lock);
}

void brg_unlock_enabled(struct brg_dev *bdev)
{
	const struct brg_strategy *strategy = bdev->strategy;
	bool enabled = bdev->state == BRG_STATE_ENABLED;

	brg_unlock(bdev);
	if (enabled && strategy->enabled)
		strategy->enabled(bdev);
}

void brg_lock_and_zap(struct brg_dev *bdev)
{
	const struct brg_strategy *strategy = READ_ONCE(bdev->strategy);
	cycles_t begin = get_cycles();
	u64 cycles;

	/*
	 * The strategy decides in which order mappings go and the lock comes,
	 * so it has to be known before the lock that guards it is held.
	 */
	strategy->lock_and_zap(bdev);
	while (unlikely(strategy != bdev->strategy)) {
		strategy = bdev->strategy;
		brg_unlock(bdev);
		strategy->lock_and_zap(bdev);
	}

	cycles = get_cycles() - begin;
	brg_count(&bdev->stat, BRG_C_ZAPS, 1);
	brg_count(&bdev->stat, BRG_C_ZAP_CYCLES, cycles);
	trace_brg_zap(bdev, cycles);
}

void brg_state_set(struct brg_dev *bdev, enum brg_state state)
{
	brg_assert_write_locked(&bdev->memory_lock);
	trace_brg_state(bdev, bdev->state, state);
	bdev->state = state;
}

int brg_memory_set(struct brg_dev *bdev, bool enable, u16 command, u16 mask)
{
	u16 old, new;
	int ret = 0;

	if (enable)
		brg_lock(bdev);
	else
		brg_lock_and_zap(bdev);

	/*
	 * Not pci_user_write_config_word(): that waits for pci_cfg_access_lock,
	 * whose holder may be a reset waiting for memory_lock.
	 */
	ret = pcibios_err_to_errno(pci_read_config_word(bdev->pdev, PCI_COMMAND,
							&old));
	if (ret || PCI_POSSIBLE_ERROR(old)) {
		ret = -EIO;
		goto out_unlock;
	}

	if (!enable)
		brg_state_set(bdev, BRG_STATE_DISABLED);

	new = (old & ~(mask | PCI_COMMAND_MEMORY)) | (command & mask);
	if (enable)
		new |= PCI_COMMAND_MEMORY;
	if (new != old)
		pci_write_config_word(bdev->pdev, PCI_COMMAND, new);

	if (enable)
		brg_state_set(bdev, BRG_STATE_ENABLED);

out_unlock:
	brg_unlock_enabled(bdev);
	return ret;
}
