// SPDX-License-Identifier: GPL-2.0-only
/* main.c - module entry and exit. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>

#include "dev.h"
#include "fs.h"
#include "step.h"

static int __init brg_init(void)
{
	int ret;

	ret = brg_fs_init();
	if (ret)
		return ret;

	ret = brg_dev_subsystem_init();
	if (ret)
		goto err_fs_fini;

	ret = pci_register_driver(&brg_pci_driver);
	if (ret)
		goto err_subsystem_fini;

	return 0;

err_subsystem_fini:
	brg_dev_subsystem_fini();
err_fs_fini:
	brg_fs_fini();
	return ret;
}

static void __exit brg_exit(void)
{
	brg_perturb_fini();
	pci_unregister_driver(&brg_pci_driver);
	brg_dev_subsystem_fini();
	brg_fs_fini();
}

module_init(brg_init);
module_exit(brg_exit);

MODULE_DESCRIPTION("PCI BAR mapping strategies, measured and stressed");
MODULE_AUTHOR("The barrage maintainers");
MODULE_LICENSE("GPL");
MODULE_VERSION("0.1.0");
