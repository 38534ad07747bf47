// SPDX-License-Identifier: GPL-2.0-or-later
/* module.c - kernel modules by libkmod. */
#include "lib/module.h"

#include <elf.h>
#include <errno.h>
#include <libkmod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "lib/cleanup.h"
#include "lib/explain.h"
#include "lib/sysfs.h"

static void underscores(const char *name, char out[64])
{
	snprintf(out, 64, "%s", name);
	for (char *p = out; *p; p++)
		if (*p == '-')
			*p = '_';
}

bool brg_module_loaded(const char *name)
{
	char dir[64];

	underscores(name, dir);
	return brg_sysfs_exists("/sys/module/%s", dir);
}

int brg_module_srcversion(const char *name, char *buf, size_t size)
{
	char dir[64];

	underscores(name, dir);
	return brg_sysfs_read(buf, size, "/sys/module/%s/srcversion", dir);
}

int brg_module_build_id(const char *name, char *buf, size_t size)
{
	_cleanup_fclose_ FILE *stream = NULL;
	unsigned char id[64];
	char path[128], dir[64], owner[4];
	Elf64_Nhdr head;	/* of all ELF classes: three 32-bit words */

	underscores(name, dir);
	snprintf(path, sizeof(path), "/sys/module/%s/notes/.note.gnu.build-id",
		 dir);
	stream = fopen(path, "re");
	if (!stream)
		return -errno;
	if (fread(&head, sizeof(head), 1, stream) != 1 ||
	    head.n_type != NT_GNU_BUILD_ID || head.n_namesz != sizeof(owner) ||
	    fread(owner, sizeof(owner), 1, stream) != 1 ||
	    memcmp(owner, ELF_NOTE_GNU, sizeof(owner)) ||
	    head.n_descsz > sizeof(id) || 2 * head.n_descsz >= size ||
	    fread(id, head.n_descsz, 1, stream) != 1)
		return -EINVAL;
	for (size_t i = 0; i < head.n_descsz; i++)
		snprintf(buf + 2 * i, 3, "%02x", id[i]);
	return 0;
}

bool brg_module_has_bugs(void)
{
	return brg_sysfs_exists("/sys/module/barrage/parameters/bugs");
}

bool brg_module_gives_pages(void)
{
	char text[8] = "";

	return brg_sysfs_read(text, sizeof(text),
			      "/sys/bus/pci/drivers/barrage/p2pmem") ||
	       strcmp(text, "0") != 0;
}

/* The kernel release a module file was built for, from its vermagic. */
static void built_for(struct kmod_module *mod, char *out, size_t size)
{
	struct kmod_list *list = NULL, *i;

	snprintf(out, size, "an unknown kernel");
	if (kmod_module_get_info(mod, &list) < 0)
		return;
	kmod_list_foreach(i, list) {
		const char *value = kmod_module_info_get_value(i);

		if (!strcmp(kmod_module_info_get_key(i), "vermagic"))
			snprintf(out, size, "%.*s", (int)strcspn(value, " "),
				 value);
	}
	kmod_module_info_free_list(list);
}

static int explain(struct kmod_module *mod, int error, char *why, size_t size)
{
	const char *name = kmod_module_get_name(mod);
	struct utsname uts;
	char release[64];

	uname(&uts);
	switch (error) {
	case -ENOEXEC:
		built_for(mod, release, sizeof(release));
		snprintf(why, size,
			 "module %s: cannot load: built for %s, this is %s (rebuild it for the running kernel: make -C kmod)",
			 name, release, uts.release);
		break;
	case -EPERM:
	case -EACCES:
		snprintf(why, size,
			 "module %s: cannot load: %s (run as root; a locked-down kernel loads no modules)",
			 name, strerror(-error));
		break;
	case -EKEYREJECTED:
	case -ENOKEY:
		snprintf(why, size,
			 "module %s: cannot load: this kernel wants a signature it trusts (sign the module, or switch secure boot off)",
			 name);
		break;
	case -ENOENT:
		snprintf(why, size,
			 "module %s: cannot load: not found below /lib/modules/%s (%s)",
			 name, uts.release,
			 !strcmp(name, "barrage") ?
				 "build it: make -C kmod; then insmod kmod/barrage.ko or set BARRAGE_MODULE to that file" :
				 "install the modules of the running kernel, or one with it built in");
		break;
	default:
		snprintf(why, size,
			 "module %s: cannot load: %s (the kernel log may say more)",
			 name, strerror(-error));
	}
	return error;
}

static int load(struct kmod_ctx *ctx, const char *name, char *why, size_t size)
{
	const char *file = getenv("BARRAGE_MODULE");
	struct kmod_module *mod = NULL;
	int ret;

	if (file && !strcmp(name, "barrage"))
		ret = kmod_module_new_from_path(ctx, file, &mod);
	else
		ret = kmod_module_new_from_name(ctx, name, &mod);
	if (ret < 0) {
		snprintf(why, size, "module %s: cannot load: %s (%s%s)", name,
			 strerror(-ret),
			 file ? "check $BARRAGE_MODULE: " : brg_remedy(ret),
			 file ? file : "");
		return ret;
	}
	ret = kmod_module_probe_insert_module(mod, KMOD_PROBE_APPLY_BLACKLIST_ALIAS_ONLY,
					      NULL, NULL, NULL, NULL);
	if (ret < 0)
		ret = explain(mod, ret, why, size);
	kmod_module_unref(mod);
	return ret < 0 ? ret : 0;
}

static void silent(void *data, int priority, const char *file, int line,
		   const char *function, const char *format, va_list args)
{
	(void)data;
	(void)priority;
	(void)file;
	(void)line;
	(void)function;
	(void)format;
	(void)args;
}

int brg_module_load(const char *name, char *why, size_t why_size)
{
	struct kmod_ctx *ctx = kmod_new(NULL, NULL);
	int ret;

	if (!ctx) {
		snprintf(why, why_size, "module %s: cannot load: out of memory (%s)",
			 name, brg_remedy(-ENOMEM));
		return -ENOMEM;
	}
	/* What goes wrong is in @why; libkmod would say it a second time. */
	kmod_set_log_fn(ctx, silent, NULL);
	ret = load(ctx, name, why, why_size);
	kmod_unref(ctx);
	return ret;
}

const char *brg_module_barrage_hint(char *buf, size_t size)
{
	struct kmod_ctx *ctx = kmod_new(NULL, NULL);
	struct kmod_module *mod = NULL;
	struct utsname uts;
	char release[64];

	uname(&uts);
	snprintf(buf, size,
		 "build it for %s: make -C kmod; then insmod kmod/barrage.ko",
		 uts.release);
	if (!ctx)
		return buf;
	kmod_set_log_fn(ctx, silent, NULL);
	if (!kmod_module_new_from_name(ctx, "barrage", &mod) &&
	    kmod_module_get_path(mod)) {
		built_for(mod, release, sizeof(release));
		snprintf(buf, size,
			 strcmp(release, uts.release) ?
				 "the installed one is built for %s, this is %s: rebuild it with make -C kmod" :
				 "modprobe barrage",
			 release, uts.release);
	}
	if (mod)
		kmod_module_unref(mod);
	kmod_unref(ctx);
	return buf;
}
