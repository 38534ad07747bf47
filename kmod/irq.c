// SPDX-License-Identifier: GPL-2.0-only
/* irq.c - interrupts of the function, delivered to eventfds. */
#include <linux/eventfd.h>
#include <linux/interrupt.h>
#include <linux/msi.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "irq.h"
#include "state.h"
#include "step.h"

/**
 * struct brg_vector - one interrupt
 * @pdev: function
 * @trigger: signalled by each interrupt; NULL while not requested
 * @name: in /proc/interrupts
 */
struct brg_vector {
	struct pci_dev *pdev;
	struct eventfd_ctx *trigger;
	char name[48];
};

static const char *const brg_irq_names[BRG_NR_IRQS] = {
	[BRG_IRQ_INTX] = "intx",
	[BRG_IRQ_MSI] = "msi",
	[BRG_IRQ_MSIX] = "msix",
};

void brg_irq_init(struct brg_irqs *irqs)
{
	irqs->type = BRG_NR_IRQS;
}

/* Vectors that the function has of a type. */
static unsigned int brg_irq_count(struct pci_dev *pdev, enum brg_irq type)
{
	u8 pin = 0;

	switch (type) {
	case BRG_IRQ_MSIX:
		return max(pci_msix_vec_count(pdev), 0);
	case BRG_IRQ_MSI:
		return max(pci_msi_vec_count(pdev), 0);
	default:
		/* a line may be shared: no use if we cannot mask our part */
		pci_read_config_byte(pdev, PCI_INTERRUPT_PIN, &pin);
		return pin && pdev->irq && !pdev->broken_intx_masking;
	}
}

static irqreturn_t brg_msi_handler(int irq, void *arg)
{
	struct brg_vector *vector = arg;

	brg_eventfd_signal(vector->trigger);
	return IRQ_HANDLED;
}

/*
 * Level-triggered: stays masked until user space has dealt with the function
 * and says so by BRG_IRQ_UNMASK.
 */
static irqreturn_t brg_intx_handler(int irq, void *arg)
{
	struct brg_vector *vector = arg;

	if (!pci_check_and_mask_intx(vector->pdev))
		return IRQ_NONE;
	brg_eventfd_signal(vector->trigger);
	return IRQ_HANDLED;
}

static int brg_vector_irq(struct brg_dev *bdev, unsigned int i)
{
	return bdev->irqs.type == BRG_IRQ_INTX ? (int)bdev->pdev->irq :
						 pci_irq_vector(bdev->pdev, i);
}

/* Makes and takes no difference to a vector that is not requested. */
static void brg_vector_clear(struct brg_dev *bdev, unsigned int i)
{
	struct brg_vector *vector = &bdev->irqs.vector[i];

	lockdep_assert_held(&bdev->state_lock);
	if (!vector->trigger)
		return;
	free_irq(brg_vector_irq(bdev, i), vector);
	eventfd_ctx_put(vector->trigger);
	vector->trigger = NULL;
}

/* Consumes the reference of @trigger. */
static int brg_vector_request(struct brg_dev *bdev, unsigned int i,
			      struct eventfd_ctx *trigger)
{
	struct brg_vector *vector = &bdev->irqs.vector[i];
	bool intx = bdev->irqs.type == BRG_IRQ_INTX;
	int ret;

	brg_vector_clear(bdev, i);
	vector->pdev = bdev->pdev;
	vector->trigger = trigger;
	snprintf(vector->name, sizeof(vector->name), "barrage-%s[%u](%s)",
		 brg_irq_names[bdev->irqs.type], i, pci_name(bdev->pdev));
	ret = request_irq(brg_vector_irq(bdev, i),
			  intx ? brg_intx_handler : brg_msi_handler,
			  intx ? IRQF_SHARED : 0, vector->name, vector);
	if (ret) {
		vector->trigger = NULL;
		eventfd_ctx_put(trigger);
	}
	return ret;
}

static int brg_irq_enable(struct brg_dev *bdev, enum brg_irq type,
			  unsigned int need)
{
	struct brg_irqs *irqs = &bdev->irqs;
	int nr = 1;

	irqs->vector = kcalloc(brg_irq_count(bdev->pdev, type),
			       sizeof(*irqs->vector), GFP_KERNEL);
	if (!irqs->vector)
		return -ENOMEM;
	if (type != BRG_IRQ_INTX)
		nr = pci_alloc_irq_vectors(bdev->pdev, need,
					   brg_irq_count(bdev->pdev, type),
					   type == BRG_IRQ_MSI ? PCI_IRQ_MSI :
								 PCI_IRQ_MSIX);
	if (nr < 0) {
		kfree(irqs->vector);
		irqs->vector = NULL;
		return nr;
	}
	irqs->type = type;
	irqs->nr = nr;
	return 0;
}

void brg_irq_disable(struct brg_dev *bdev)
{
	struct brg_irqs *irqs = &bdev->irqs;
	bool decode;
	unsigned int i;

	lockdep_assert_held(&bdev->state_lock);
	if (irqs->type == BRG_NR_IRQS)
		return;
	/* masks vectors in the table */
	decode = brg_decode_on(bdev);
	for (i = 0; i < irqs->nr; i++)
		brg_vector_clear(bdev, i);
	if (irqs->type != BRG_IRQ_INTX)
		pci_free_irq_vectors(bdev->pdev);
	brg_decode_restore(bdev, decode);
	kfree(irqs->vector);
	irqs->vector = NULL;
	irqs->nr = 0;
	irqs->type = BRG_NR_IRQS;
}

void brg_irq_restore(struct brg_dev *bdev)
{
	bool decode;

	lockdep_assert_held(&bdev->state_lock);
	if (bdev->irqs.type != BRG_IRQ_MSIX)
		return;
	decode = brg_decode_on(bdev);
	pci_restore_msi_state(bdev->pdev);
	brg_decode_restore(bdev, decode);
}

/* What an interrupt would do; for vectors without one, nothing. */
static int brg_irq_signal(struct brg_dev *bdev, const struct brg_irq_set *set)
{
	struct brg_irqs *irqs = &bdev->irqs;
	unsigned int i;

	if (irqs->type != set->index || set->start + set->count > irqs->nr)
		return -EINVAL;
	for (i = set->start; i < set->start + set->count; i++)
		if (irqs->vector[i].trigger)
			brg_eventfd_signal(irqs->vector[i].trigger);
	return 0;
}

static int brg_irq_unmask(struct brg_dev *bdev, const struct brg_irq_set *set)
{
	struct brg_vector *vector = bdev->irqs.vector;

	if (set->index != BRG_IRQ_INTX || bdev->irqs.type != BRG_IRQ_INTX)
		return -EINVAL;
	/* still asserted: stays masked, and is an interrupt of its own */
	if (!pci_check_and_unmask_intx(bdev->pdev) && vector->trigger)
		brg_eventfd_signal(vector->trigger);
	return 0;
}

/* The eventfds behind @fds, NULL for -1. */
static int brg_triggers_get(const s32 *fds, u32 count,
			    struct eventfd_ctx **triggers)
{
	u32 i;

	for (i = 0; i < count; i++) {
		struct eventfd_ctx *trigger;

		if (fds[i] == -1)
			continue;
		trigger = eventfd_ctx_fdget(fds[i]);
		if (IS_ERR(trigger))
			return PTR_ERR(trigger);
		triggers[i] = trigger;
	}
	return 0;
}

static void brg_triggers_put(struct eventfd_ctx **triggers, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		if (triggers[i])
			eventfd_ctx_put(triggers[i]);
}

/* May vectors of this type be set up now? */
static int brg_irq_may_request(struct brg_dev *bdev, enum brg_irq type)
{
	if (bdev->irqs.type != BRG_NR_IRQS && bdev->irqs.type != type)
		return -EBUSY;
	/* MSI and INTx are set up in configuration space */
	return type == BRG_IRQ_MSIX && bdev->state != BRG_STATE_ENABLED ? -EIO : 0;
}

/* Consumes the triggers, on failure too: the vectors are clear then. */
static int brg_irq_assign(struct brg_dev *bdev, const struct brg_irq_set *set,
			  struct eventfd_ctx **triggers)
{
	struct brg_irqs *irqs = &bdev->irqs;
	u32 end = set->start + set->count;
	bool decode;
	int ret = 0;
	u32 i;

	if (bdev->state == BRG_STATE_SUSPENDED)
		return -EIO;
	for (i = 0; i < set->count && !triggers[i]; i++)
		;
	if (i < set->count)
		ret = brg_irq_may_request(bdev, set->index);
	if (!ret && i < set->count && irqs->type == BRG_NR_IRQS)
		ret = brg_irq_enable(bdev, set->index, end);
	if (ret || irqs->type != set->index)
		return ret;
	if (end > irqs->nr)
		return -ENOSPC;

	decode = brg_decode_on(bdev);
	for (i = set->start; i < end && !ret; i++) {
		struct eventfd_ctx *trigger = triggers[i - set->start];

		triggers[i - set->start] = NULL;
		if (trigger)
			ret = brg_vector_request(bdev, i, trigger);
		else
			brg_vector_clear(bdev, i);
	}
	for (i = set->start; i < end && ret; i++)
		brg_vector_clear(bdev, i);
	brg_decode_restore(bdev, decode);
	return ret;
}

int brg_irq_set_fds(struct brg_dev *bdev, const struct brg_irq_set *set)
{
	struct eventfd_ctx **triggers;
	s32 *fds;
	int ret = -ENOMEM;

	triggers = kcalloc(set->count, sizeof(*triggers), GFP_KERNEL);
	if (!triggers)
		return ret;
	fds = memdup_user(u64_to_user_ptr(set->fds), set->count * sizeof(*fds));
	if (IS_ERR(fds)) {
		ret = PTR_ERR(fds);
		goto out_free;
	}
	ret = brg_triggers_get(fds, set->count, triggers);
	kfree(fds);
	if (!ret) {
		mutex_lock(&bdev->state_lock);
		ret = brg_irq_assign(bdev, set, triggers);
		mutex_unlock(&bdev->state_lock);
	}
	brg_triggers_put(triggers, set->count);
out_free:
	kfree(triggers);
	return ret;
}

int brg_irq_set(struct brg_dev *bdev, const struct brg_irq_set *set)
{
	bool act = set->flags & (BRG_IRQ_SIGNAL | BRG_IRQ_UNMASK);
	unsigned int total;
	int ret = 0;

	if (set->index >= BRG_NR_IRQS)
		return -EINVAL;
	total = brg_irq_count(bdev->pdev, set->index);
	/* all counts are small: no overflow once start is */
	if (set->start > total || set->count > total - set->start)
		return -EINVAL;
	if (!act && set->count)
		return brg_step(irq_fds, brg_irq_set_fds)(bdev, set);
	if (set->fds || (act && !set->count) || (!act && set->start) ||
	    (set->flags & (set->flags - 1)))
		return -EINVAL;

	mutex_lock(&bdev->state_lock);
	if (set->flags & BRG_IRQ_SIGNAL)
		ret = brg_irq_signal(bdev, set);
	else if (bdev->state == BRG_STATE_SUSPENDED)
		ret = -EIO;
	else if (set->flags & BRG_IRQ_UNMASK)
		ret = brg_irq_unmask(bdev, set);
	else if (bdev->irqs.type == set->index)
		brg_irq_disable(bdev);
	mutex_unlock(&bdev->state_lock);
	return ret;
}

int brg_irq_info(struct brg_dev *bdev, struct brg_irq_info *info)
{
	unsigned int i;

	if (info->index >= BRG_NR_IRQS || info->reserved)
		return -EINVAL;
	info->out_active = 0;
	mutex_lock(&bdev->state_lock);
	info->out_count = brg_irq_count(bdev->pdev, info->index);
	if (bdev->irqs.type == info->index)
		for (i = 0; i < bdev->irqs.nr; i++)
			info->out_active += !!bdev->irqs.vector[i].trigger;
	mutex_unlock(&bdev->state_lock);
	return 0;
}
