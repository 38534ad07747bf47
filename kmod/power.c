// SPDX-License-Identifier: GPL-2.0-only
/* power.c - D0 and D3hot, by command or by the power management capability. */
#include "compat.h"
#include "irq.h"
#include "power.h"
#include "state.h"

/* PCI_PM_CTRL_STATE_MASK of PCI PM 1.2, 3.2.4 */
#define BRG_POWER_D0	0
#define BRG_POWER_D3HOT	3

static void brg_power_resume_state(struct brg_dev *bdev)
{
	brg_lock(bdev);
	brg_state_set(bdev, bdev->awake_state);
	brg_unlock_enabled(bdev);
}

int brg_power_wake(struct brg_dev *bdev)
{
	lockdep_assert_held(&bdev->state_lock);
	if (bdev->state != BRG_STATE_SUSPENDED)
		return 0;
	if (pci_set_power_state(bdev->pdev, PCI_D0))
		return -EIO;
	pci_restore_state(bdev->pdev);
	if (bdev->awake_state == BRG_STATE_DISABLED)
		brg_irq_restore(bdev);
	brg_power_resume_state(bdev);
	return 0;
}

static int brg_power_sleep(struct brg_dev *bdev)
{
	lockdep_assert_held(&bdev->state_lock);
	if (bdev->state == BRG_STATE_SUSPENDED)
		return 0;

	brg_lock_and_zap(bdev);
	bdev->awake_state = bdev->state;
	brg_state_set(bdev, BRG_STATE_SUSPENDED);
	/* accesses are refused from here: none has to wait for the rest */
	brg_unlock(bdev);

	if (!pci_save_state(bdev->pdev) &&
	    !pci_set_power_state(bdev->pdev, PCI_D3hot))
		return 0;
	brg_power_resume_state(bdev);
	return -EIO;
}

int brg_power_set(struct brg_dev *bdev, unsigned int power)
{
	bool sleep = power == BRG_POWER_D3HOT;
	int ret;

	if (!bdev->pdev->pm_cap)
		return -EOPNOTSUPP;
	if (!sleep && power != BRG_POWER_D0)
		return -EINVAL;

	if (sleep) {
		ret = brg_freeze(bdev);
		if (ret)
			return ret;
	}
	mutex_lock(&bdev->state_lock);
	ret = sleep ? brg_power_sleep(bdev) : brg_power_wake(bdev);
	mutex_unlock(&bdev->state_lock);
	if (sleep)
		brg_thaw(bdev);
	return ret;
}
