// SPDX-License-Identifier: GPL-2.0-only
/*
 * dev.c - from a PCI function to a character device and back.
 *
 * The character device outlives the binding: files and mappings may stay open
 * after unbind and find the state GONE.
 */
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "compat.h"
#include "area.h"
#include "dev.h"
#include "fs.h"
#include "ioctl.h"
#include "mmap.h"
#include "power.h"
#include "reset.h"
#include "rom.h"
#include "rw.h"
#include "uring.h"

#define BRG_MAX_DEVICES	256

static dev_t brg_devt;
static DEFINE_IDA(brg_minors);
static atomic_t brg_ended = ATOMIC_INIT(0);

/* No devnode: devtmpfs then makes /dev/barrage/<address>, root's, 0600. */
static struct class brg_class = {
	.name = "barrage",
};

int brg_dev_enter(struct brg_dev *bdev)
{
	down_read(&bdev->bind_lock);
	if (READ_ONCE(bdev->bound))
		return 0;
	up_read(&bdev->bind_lock);
	return -ENODEV;
}

void brg_dev_exit(struct brg_dev *bdev)
{
	up_read(&bdev->bind_lock);
}

static int brg_open(struct inode *inode, struct file *file)
{
	struct brg_dev *bdev = container_of(inode->i_cdev, struct brg_dev, cdev);
	int ret;

	ret = brg_dev_enter(bdev);
	if (ret)
		return ret;
	get_device(&bdev->dev);
	atomic_inc(&bdev->nr_opens);
	file->private_data = bdev;
	file->f_mapping = bdev->inode->i_mapping;
	brg_dev_exit(bdev);
	return 0;
}

/* What a process set up and did not take down goes with the last of them. */
static void brg_dev_abandoned(struct brg_dev *bdev)
{
	if (brg_dev_enter(bdev))
		return;
	mutex_lock(&bdev->state_lock);
	/* someone may have opened it again */
	if (!atomic_read(&bdev->nr_opens)) {
		brg_power_wake(bdev);
		brg_irq_disable(bdev);
	}
	mutex_unlock(&bdev->state_lock);
	brg_dev_exit(bdev);
}

/* remove() waits for us, or it has begun, and detaches them itself. */
static void brg_close_imps(struct brg_dev *bdev, const struct file *file)
{
	if (brg_dev_enter(bdev))
		return;
	brg_imps_close(bdev, file);
	brg_dev_exit(bdev);
}

static int brg_release(struct inode *inode, struct file *file)
{
	struct brg_dev *bdev = file->private_data;

	brg_exp_close_file(bdev, file);
	brg_step(close_imps, brg_close_imps)(bdev, file);
	if (atomic_dec_and_test(&bdev->nr_opens))
		brg_dev_abandoned(bdev);
	put_device(&bdev->dev);
	return 0;
}

const struct file_operations brg_fops = {
	.owner = THIS_MODULE,
	.open = brg_open,
	.release = brg_release,
	.read = brg_read,
	.write = brg_write,
	.mmap = brg_mmap,
	.get_unmapped_area = brg_get_unmapped_area,
	.unlocked_ioctl = brg_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.uring_cmd = brg_uring_cmd,
};

static int brg_dev_init_locks(struct brg_dev *bdev)
{
	int ret;

	init_rwsem(&bdev->bind_lock);
	mutex_init(&bdev->map_lock);
	mutex_init(&bdev->vma_lock);
	INIT_LIST_HEAD(&bdev->vmas);
	brg_exps_init(&bdev->exps);
	brg_imps_init(&bdev->imps);
	brg_p2pmem_init(&bdev->p2pmem);
	ret = brg_memlock_init(&bdev->memory_lock);
	if (ret)
		return ret;
	lockdep_register_key(&bdev->state_key);
	mutex_init(&bdev->state_lock);
	lockdep_set_class(&bdev->state_lock, &bdev->state_key);
	return 0;
}

static void brg_dev_fini_locks(struct brg_dev *bdev)
{
	brg_memlock_fini(&bdev->memory_lock);
	mutex_destroy(&bdev->state_lock);
	lockdep_unregister_key(&bdev->state_key);
}

unsigned int brg_dev_nr_ended(void)
{
	return atomic_read(&brg_ended);
}

static void brg_dev_release(struct device *dev)
{
	struct brg_dev *bdev = container_of(dev, struct brg_dev, dev);

	if (bdev->ended)
		atomic_dec(&brg_ended);
	brg_stats_fini(&bdev->stat);
	brg_fs_inode_destroy(bdev->inode);
	if (dev->devt)
		ida_free(&brg_minors, MINOR(dev->devt) - MINOR(brg_devt));
	brg_dev_fini_locks(bdev);
	pci_dev_put(bdev->pdev);
	kfree(bdev);
}

/* Return: a device that put_device() frees, without its hardware. */
static struct brg_dev *brg_dev_create(struct pci_dev *pdev)
{
	struct brg_dev *bdev;
	int minor, ret;

	bdev = kzalloc_obj(*bdev, GFP_KERNEL);
	if (!bdev)
		return ERR_PTR(-ENOMEM);

	ret = brg_dev_init_locks(bdev);
	if (ret) {
		kfree(bdev);
		return ERR_PTR(ret);
	}
	bdev->pdev = pci_dev_get(pdev);
	bdev->strategy = BRG_STRATEGY_DEFAULT;
	brg_irq_init(&bdev->irqs);
	device_initialize(&bdev->dev);
	bdev->dev.class = &brg_class;
	bdev->dev.parent = &pdev->dev;
	bdev->dev.release = brg_dev_release;
	cdev_init(&bdev->cdev, &brg_fops);
	bdev->cdev.owner = THIS_MODULE;

	minor = ida_alloc_max(&brg_minors, BRG_MAX_DEVICES - 1, GFP_KERNEL);
	if (minor < 0) {
		ret = minor;
		goto err_put;
	}
	bdev->dev.id = minor;
	bdev->dev.devt = brg_devt + minor;

	ret = dev_set_name(&bdev->dev, "barrage!%s", pci_name(pdev));
	if (ret)
		goto err_put;

	ret = brg_stats_init(&bdev->stat);
	if (ret)
		goto err_put;

	bdev->inode = brg_fs_inode_create();
	if (IS_ERR(bdev->inode)) {
		ret = PTR_ERR(bdev->inode);
		goto err_put;
	}
	return bdev;

err_put:
	put_device(&bdev->dev);
	return ERR_PTR(ret);
}

static void brg_dev_find_bars(struct brg_dev *bdev)
{
	unsigned int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		struct brg_bar *bar = &bdev->bar[i];

		if (!(pci_resource_flags(bdev->pdev, i) & IORESOURCE_MEM))
			continue;
		bar->start = pci_resource_start(bdev->pdev, i);
		bar->length = pci_resource_len(bdev->pdev, i);
		bdev->bar_pfn[i] = bar->start >> PAGE_SHIFT;
		/* a smaller BAR may share its page with another function's */
		bar->mappable = bar->length >= PAGE_SIZE;
	}
}

static int brg_hw_start(struct brg_dev *bdev)
{
	struct pci_dev *pdev = bdev->pdev;
	int ret;
	u16 command;

	ret = pcibios_err_to_errno(pci_read_config_word(pdev, PCI_COMMAND,
							&bdev->found_command));
	if (ret)
		return ret;

	ret = pci_enable_device(pdev);
	if (ret)
		return ret;

	ret = brg_step(claim, pci_request_regions)(pdev, KBUILD_MODNAME);
	if (ret) {
		pci_disable_device(pdev);
		return ret;
	}
	brg_dev_find_bars(bdev);
	brg_rom_start(bdev);

	/* virtual functions have no memory enable bit; theirs is always on */
	pci_read_config_word(pdev, PCI_COMMAND, &command);
	mutex_lock(&bdev->state_lock);
	brg_lock(bdev);
	if ((command & PCI_COMMAND_MEMORY) || pdev->no_command_memory)
		brg_state_set(bdev, BRG_STATE_ENABLED);
	else
		brg_state_set(bdev, BRG_STATE_DISABLED);
	brg_unlock(bdev);
	mutex_unlock(&bdev->state_lock);
	return 0;
}

static void brg_hw_stop(struct brg_dev *bdev)
{
	struct pci_dev *pdev = bdev->pdev;
	unsigned int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++)
		if (bdev->bar[i].io)
			iounmap(bdev->bar[i].io);
	brg_rom_stop(bdev);
	brg_step(unclaim, pci_release_regions)(pdev);
	pci_disable_device(pdev);
	/* leave the function as it was found, decoding included */
	pci_write_config_word(pdev, PCI_COMMAND, bdev->found_command);
}

static int brg_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct brg_dev *bdev;
	int ret;

	/* new_id would make us take every function of a kind */
	if (!brg_is_overridden(pdev, &brg_pci_driver.driver)) {
		pci_err(pdev, "barrage binds by driver_override only\n");
		return -ENODEV;
	}
	if (pdev->hdr_type != PCI_HEADER_TYPE_NORMAL)
		return -EINVAL;

	bdev = brg_dev_create(pdev);
	if (IS_ERR(bdev))
		return PTR_ERR(bdev);

	ret = brg_hw_start(bdev);
	if (ret)
		goto err_put;

	brg_exps_probe(bdev);
	brg_imps_probe(bdev);
	bdev->bound = true;
	pci_set_drvdata(pdev, bdev);
	ret = cdev_device_add(&bdev->cdev, &bdev->dev);
	if (ret)
		goto err_stop;
	return 0;

err_stop:
	brg_imps_remove(bdev);
	pci_set_drvdata(pdev, NULL);
	brg_hw_stop(bdev);
err_put:
	put_device(&bdev->dev);
	return ret;
}

static void brg_remove(struct pci_dev *pdev)
{
	struct brg_dev *bdev = pci_get_drvdata(pdev);

	cdev_device_del(&bdev->cdev, &bdev->dev);

	/*
	 * Later system calls are refused, those under way end. One that revokes
	 * waits for importers: ours unmap now, as their owners get in no more.
	 */
	WRITE_ONCE(bdev->bound, false);
	brg_imps_leave(bdev);
	down_write(&bdev->bind_lock);
	up_write(&bdev->bind_lock);

	brg_imps_remove(bdev);
	mutex_lock(&bdev->state_lock);
	brg_power_wake(bdev);
	brg_irq_disable(bdev);
	brg_p2pmem_remove(bdev);
	brg_step(leave, brg_lock_and_zap)(bdev);
	brg_state_set(bdev, BRG_STATE_GONE);
	brg_unlock(bdev);
	mutex_unlock(&bdev->state_lock);

	brg_hw_stop(bdev);
	bdev->ended = true;
	atomic_inc(&brg_ended);
	put_device(&bdev->dev);
}

/* What can be known before there is a device to be asked */
static const struct attribute_group *brg_driver_groups[] = {
	&brg_p2pmem_group,
	NULL
};

/* No id_table: nothing matches but a driver_override that names us. */
struct pci_driver brg_pci_driver = {
	.name = KBUILD_MODNAME,
	.probe = brg_probe,
	.remove = brg_remove,
	.err_handler = &brg_err_handler,
	.groups = brg_driver_groups,
};

int brg_dev_subsystem_init(void)
{
	int ret;

	ret = class_register(&brg_class);
	if (ret)
		return ret;
	ret = alloc_chrdev_region(&brg_devt, 0, BRG_MAX_DEVICES, KBUILD_MODNAME);
	if (ret)
		class_unregister(&brg_class);
	return ret;
}

void brg_dev_subsystem_fini(void)
{
	unregister_chrdev_region(brg_devt, BRG_MAX_DEVICES);
	class_unregister(&brg_class);
}
