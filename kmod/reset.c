// SPDX-License-Identifier: GPL-2.0-only
/*
 * reset.c - function reset, whoever asks for it.
 *
 * Our ioctl, the sysfs file "reset", a bus reset: all come through
 * reset_prepare() and reset_done(), under the device lock. Emptying the
 * mappings there, and not in the ioctl, leaves no reset that forgets it.
 */
#include "irq.h"
#include "power.h"
#include "reset.h"
#include "state.h"
#include "step.h"

/* Devices between reset_prepare() and reset_done(). */
static LIST_HEAD(brg_resets);
static DEFINE_SPINLOCK(brg_resets_lock);

static struct brg_dev *brg_reset_of_mine(void)
{
	struct brg_dev *bdev, *found = NULL;

	spin_lock(&brg_resets_lock);
	list_for_each_entry(bdev, &brg_resets, reset.node)
		if (bdev->reset.task == current) {
			found = bdev;
			break;
		}
	spin_unlock(&brg_resets_lock);
	return found;
}

/*
 * A bus reset comes with one function after the other. To empty the second may
 * take mmap_lock of those who map it, and wait for importers; a fault of the
 * first has mmap_lock, and must not wait for us. So the first, which is marked
 * RESETTING by now, is let go of. Return: is it such a reset?
 */
static bool brg_reset_let_go(void)
{
	struct brg_dev *first = brg_reset_of_mine();

	if (!first)
		return false;
	if (first->reset.holds) {
		first->reset.holds = false;
		brg_unlock(first);
	}
	return true;
}

static void brg_reset_begin(struct brg_dev *bdev, bool shared)
{
	bdev->reset.task = current;
	bdev->reset.holds = !shared;
	spin_lock(&brg_resets_lock);
	list_add(&bdev->reset.node, &brg_resets);
	spin_unlock(&brg_resets_lock);
	if (shared)
		brg_unlock(bdev);
}

static void brg_reset_end(struct brg_dev *bdev)
{
	spin_lock(&brg_resets_lock);
	list_del(&bdev->reset.node);
	spin_unlock(&brg_resets_lock);
	if (!bdev->reset.holds)
		brg_lock(bdev);
}

static void brg_reset_prepare(struct pci_dev *pdev)
{
	struct brg_dev *bdev = pci_get_drvdata(pdev);
	bool shared;

	/* see hot.c: this is where its own reset comes by */
	if (READ_ONCE(bdev->resetter) == current)
		return;
	/*
	 * Both kept until reset_done(), if this function is the only one: faults
	 * and accesses wait it out.
	 */
	shared = brg_reset_let_go();
	mutex_lock(&bdev->state_lock);
	/* or the PCI core would save what D3hot has left of its configuration */
	brg_power_wake(bdev);
	brg_p2pmem_evict(bdev);
	brg_step(reset_lock, brg_lock_and_zap)(bdev);
	bdev->resume_state = bdev->state;
	brg_state_set(bdev, BRG_STATE_RESETTING);
	brg_p2pmem_release(bdev);
	brg_reset_begin(bdev, shared);
}

static void brg_reset_done(struct pci_dev *pdev)
{
	struct brg_dev *bdev = pci_get_drvdata(pdev);

	if (READ_ONCE(bdev->resetter) == current)
		return;
	/* the PCI core has restored PCI_COMMAND, and then the vector table */
	if (bdev->resume_state == BRG_STATE_DISABLED)
		brg_irq_restore(bdev);
	brg_reset_end(bdev);
	brg_state_set(bdev, bdev->resume_state);
	brg_unlock_enabled(bdev);
	mutex_unlock(&bdev->state_lock);
}

const struct pci_error_handlers brg_err_handler = {
	.reset_prepare = brg_reset_prepare,
	.reset_done = brg_reset_done,
};

int brg_reset(struct brg_dev *bdev)
{
	int ret = brg_freeze(bdev);

	if (ret)
		return ret;
	/*
	 * The try variant: remove() holds the device lock while it waits for
	 * bind_lock, which we hold.
	 */
	ret = pci_try_reset_function(bdev->pdev);
	brg_thaw(bdev);
	return ret;
}
