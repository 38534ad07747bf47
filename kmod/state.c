// SPDX-License-Identifier: GPL-2.0-only
/*
 * state.c - the one place where a device changes its state.
 *
 *	       memory off                 remove
 *	ENABLED <--------> DISABLED   any --------> GONE
 *	   |      memory on    |
 *	   +--> RESETTING <----+      back to where it came from
 *	   +--> SUSPENDED <----+      back to where it came from
 *
 * Leaving ENABLED empties every mapping first. memory_lock is held for write
 * from before the first PTE goes until the state says so, hence no access can
 * complete in between through a mapping that a fault put back.
 */
#include "compat.h"
#include "rom.h"
#include "state.h"
#include "step.h"
#include "strategy.h"
#include "trace.h"

void brg_lock(struct brg_dev *bdev)
{
	brg_write_lock(&bdev->memory_lock);
}

void brg_unlock(struct brg_dev *bdev)
{
	brg_exp_settle(bdev);
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
	cycles_t begin;
	u64 cycles;

	/* importers first, without a lock that a fault could wait for */
	brg_exp_revoke_all(bdev);

	begin = get_cycles();
	/*
	 * The strategy decides in which order mappings go and the lock comes,
	 * so it has to be known before the lock that guards it is held.
	 */
	brg_point(BRG_AT_ZAP);
	brg_step(lock_and_zap, strategy->lock_and_zap)(bdev);
	while (unlikely(strategy != bdev->strategy)) {
		strategy = bdev->strategy;
		brg_unlock(bdev);
		strategy->lock_and_zap(bdev);
	}
	brg_exp_keep_frozen(bdev);

	brg_exp_zap_exported(bdev);
	brg_rom_zap(bdev);

	brg_point(BRG_AT_ZAPPED);
	cycles = get_cycles() - begin;
	brg_count(&bdev->stat, BRG_C_ZAPS, 1);
	brg_count(&bdev->stat, BRG_C_ZAP_CYCLES, cycles);
	trace_brg_zap(bdev, cycles);
}

void brg_state_set(struct brg_dev *bdev, enum brg_state state)
{
	lockdep_assert_held(&bdev->state_lock);
	brg_assert_write_locked(&bdev->memory_lock);
	trace_brg_state(bdev, bdev->state, state);
	/* whoever leaves ENABLED holds it already, so this cannot be refused */
	if (bdev->state == BRG_STATE_ENABLED && state != BRG_STATE_ENABLED)
		brg_p2pmem_hold(bdev);
	else if (bdev->state != BRG_STATE_ENABLED && state == BRG_STATE_ENABLED)
		brg_p2pmem_release(bdev);
	bdev->state = state;
	brg_point(BRG_AT_STATE);
}

int brg_freeze(struct brg_dev *bdev)
{
	int ret = brg_p2pmem_hold(bdev);

	if (ret)
		return ret;
	ret = brg_exp_freeze(bdev);
	if (ret)
		brg_p2pmem_release(bdev);
	return ret;
}

void brg_thaw(struct brg_dev *bdev)
{
	brg_exp_thaw(bdev);
	brg_p2pmem_release(bdev);
}

bool brg_decode_on(struct brg_dev *bdev)
{
	u16 command;

	lockdep_assert_held(&bdev->state_lock);
	if (bdev->state == BRG_STATE_ENABLED)
		return false;
	pci_read_config_word(bdev->pdev, PCI_COMMAND, &command);
	if (command & PCI_COMMAND_MEMORY)
		return false;
	pci_write_config_word(bdev->pdev, PCI_COMMAND,
			      command | PCI_COMMAND_MEMORY);
	return true;
}

void brg_decode_restore(struct brg_dev *bdev, bool was_off)
{
	u16 command;

	lockdep_assert_held(&bdev->state_lock);
	if (!was_off)
		return;
	pci_read_config_word(bdev->pdev, PCI_COMMAND, &command);
	pci_write_config_word(bdev->pdev, PCI_COMMAND,
			      command & ~PCI_COMMAND_MEMORY);
}

int brg_memory_set(struct brg_dev *bdev, bool enable, u16 command, u16 mask)
{
	u16 old, new;
	int ret;

	if (!enable) {
		ret = brg_freeze(bdev);
		if (ret)
			return ret;
	}
	mutex_lock(&bdev->state_lock);
	if (bdev->state == BRG_STATE_SUSPENDED) {
		mutex_unlock(&bdev->state_lock);
		if (!enable)
			brg_thaw(bdev);
		return -EIO;
	}
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
	if (!enable) {
		brg_exp_thaw_locked(bdev);
		brg_p2pmem_release(bdev);
	}
	brg_unlock_enabled(bdev);
	mutex_unlock(&bdev->state_lock);
	return ret;
}
