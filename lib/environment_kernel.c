// SPDX-License-Identifier: GPL-2.0-or-later
/* environment_kernel.c - audit of what the kernel was built and told to do. */
#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/environment_priv.h"
#include "lib/sysfs.h"

/* A check that costs on every path, and a sign that it is built in: a file, or
 * a symbol that exists with it alone */
static const struct {
	const char *name, *file, *symbol;
} checks[] = {
	{ "lockdep", "/proc/lockdep", NULL },
	{ "lock_stat", "/proc/lock_stat", NULL },
	{ "kmemleak", "/sys/kernel/debug/kmemleak", NULL },
	{ "dma-debug", "/sys/kernel/debug/dma-api", NULL },
	{ "kasan", NULL, " kasan_report\n" },
	{ "kcsan", NULL, " __kcsan_check_access\n" },
	{ "kmsan", NULL, " kmsan_report\n" },
	};

#define NR_CHECKS (sizeof(checks) / sizeof(*checks))

/* Some 5 MB of text; whoever has lockdep is warned without. */
static void look_for_symbols(bool *found)
{
	_cleanup_fclose_ FILE *stream = NULL;
	char path[PATH_MAX], line[512];

	if (brg_sysfs_path(path, sizeof(path), "/proc/kallsyms"))
		return;
	stream = fopen(path, "re");
	while (stream && fgets(line, sizeof(line), stream)) {
		const char *name = strrchr(line, ' ');

		for (size_t i = 0; name && i < NR_CHECKS; i++)
			if (checks[i].symbol && !strcmp(name, checks[i].symbol))
				found[i] = true;
	}
}

const char *brg_ask_kernel_debug(const struct brg_audit *audit, char *buf,
				 size_t size)
{
	bool found[NR_CHECKS] = { false };
	size_t used = 0;

	(void)audit;
	for (size_t i = 0; i < NR_CHECKS; i++)
		found[i] = checks[i].file && brg_sysfs_exists("%s",
							      checks[i].file);
	if (!found[0])
		look_for_symbols(found);
	for (size_t i = 0; i < NR_CHECKS && used < size; i++)
		if (found[i])
			used += (size_t)snprintf(buf + used, size - used,
						 "%s%s", used ? " " : "",
						 checks[i].name);
	if (!used) {
		snprintf(buf, size, "none");
		return NULL;
	}
	return "the kernel checks itself at every step (kernel_debug): a debug kernel's figures are no figures";
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Names of the flaws that something is done about, and of those that nothing
 * is done about after a '!' */
const char *brg_ask_mitigations(const struct brg_audit *audit, char *buf,
				size_t size)
{
	struct dirent **list;
	char path[PATH_MAX], state[256];
	size_t used = 0;
	int n;

	(void)audit;
	buf[0] = '\0';
	if (brg_sysfs_path(path, sizeof(path),
			   "/sys/devices/system/cpu/vulnerabilities"))
		return NULL;
	n = scandir(path, &list, visible, alphasort);
	if (n < 0)
		return NULL;
	for (int i = 0; i < n; i++) {
		bool open;

		if (!brg_sysfs_read(state, sizeof(state),
				    "/sys/devices/system/cpu/vulnerabilities/%s",
				    list[i]->d_name) &&
		    strcmp(state, "Not affected") && used < size) {
			open = !strncmp(state, "Vulnerable", 10);
			used += (size_t)snprintf(buf + used, size - used,
						 "%s%s%s", used ? " " : "",
						 open ? "!" : "",
						 list[i]->d_name);
		}
		free(list[i]);
	}
	free(list);
	if (!used)
		snprintf(buf, size, "none");
	return NULL;
}

/* Bits that only say that a module is foreign: Documentation/admin-guide/
 * tainted-kernels.rst, 12 (O) and 13 (E) */
#define TAINT_FOREIGN (1u << 12 | 1u << 13)

const char *brg_ask_taint(const struct brg_audit *audit, char *buf, size_t size)
{
	uint64_t bits;

	(void)audit;
	if (brg_sysfs_read_u64(&bits, "/proc/sys/kernel/tainted")) {
		buf[0] = '\0';
		return NULL;
	}
	snprintf(buf, size, "%ju", (uintmax_t)bits);
	return bits & ~(uint64_t)TAINT_FOREIGN ?
		       "the kernel is tainted by more than foreign modules: something went wrong before" :
		       NULL;
}
