/* SPDX-License-Identifier: GPL-2.0-or-later */
/* module.h - kernel modules: is it there, load it, why not. */
#ifndef BRG_LIB_MODULE_H
#define BRG_LIB_MODULE_H

#include <stdbool.h>
#include <stddef.h>

/** brg_module_loaded - whether @name is loaded or built in with parameters */
bool brg_module_loaded(const char *name);

/** brg_module_srcversion - of the loaded module @name ("vfio-pci" is taken
 * for "vfio_pci"). Return: 0, -ENOENT not loaded or built in, -errno. */
int brg_module_srcversion(const char *name, char *buf, size_t size);

/** brg_module_build_id - identity of the binary that is loaded as @name, which
 * srcversion is not: other flags or headers give another binary of the same
 * source. @buf: in hex digits. Source: .note.gnu.build-id, which the kernel
 * shows in /sys/module/NAME/notes (kernel/module/sysfs.c).
 * Return: 0, -ENOENT not loaded or without, -EINVAL no such note, -errno. */
int brg_module_build_id(const char *name, char *buf, size_t size);

/** brg_module_has_bugs - whether the loaded barrage was built with injectable
 * bugs (BRG_BUGS=1), injected or not: it pauses where no other does, and its
 * figures are nobody's */
bool brg_module_has_bugs(void);

/** brg_module_gives_pages - whether the loaded barrage was built for a kernel
 * that can give BARs pages (CONFIG_PCI_P2PDMA). True of a module that is older
 * than the file that says so: it can be tried. */
bool brg_module_gives_pages(void);

/** brg_module_load - load @name and what it depends on, as modprobe does;
 * barrage from $BARRAGE_MODULE where that is set.
 * @why: on failure one sentence with object, cause and remedy.
 * Return: 0, -ENOENT no such module, -ENOEXEC built for another kernel,
 * -EPERM not allowed, -errno. */
int brg_module_load(const char *name, char *why, size_t why_size);

/** brg_module_barrage_hint - what to do when the barrage module is not loaded,
 * after a look at what is installed: the remedy part of a message */
const char *brg_module_barrage_hint(char *buf, size_t size);

#endif
