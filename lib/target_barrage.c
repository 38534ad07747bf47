// SPDX-License-Identifier: GPL-2.0-or-later
/* target_barrage.c - the suite's own driver, by /dev/barrage/<address>. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kmod/uapi/barrage.h"
#include "lib/hist.h"
#include "lib/module.h"
#include "lib/names.h"
#include "lib/options.h"
#include "lib/target_priv.h"

/* As a module just loaded has it (kmod/lock.c) */
#define DEFAULT_LOCK "rwsem"

static int fail_missing(struct brg_target *t, const char *path)
{
	char hint[256];

	if (brg_module_loaded("barrage"))
		return brg_target_fail(t, -ENOENT,
				       "open by barrage: %s is missing (is devtmpfs on /dev?)",
				       path);
	return brg_target_fail(t, -ENOENT,
			       "open by barrage: module barrage is not loaded (%s)",
			       brg_module_barrage_hint(hint, sizeof(hint)));
}

static int open_file(struct brg_target *t)
{
	struct brg_pci pci;
	char path[64];
	int ret = brg_pci_read(t->address, &pci);

	snprintf(path, sizeof(path), "/dev/barrage/%s", t->address);
	if (!ret && !brg_module_loaded("barrage"))
		return fail_missing(t, path);
	ret = brg_target_need_driver(t, &pci);
	if (ret)
		return ret;
	t->fd = open(path, O_RDWR | O_CLOEXEC);
	if (t->fd >= 0)
		return 0;
	return errno == ENOENT || errno == ENXIO ?
		       fail_missing(t, path) :
		       brg_target_fail_open(t, path, -errno);
}

/* The size check of a module with another idea of the interface may fail the
 * ioctl itself, so any answer but a matching version means the same. */
static int check_version(struct brg_target *t, struct brg_info *info)
{
	if (ioctl(t->fd, BRG_INFO, info)) {
		if (errno == ENODEV)
			return brg_target_fail(t, -ENODEV,
					       "open by barrage: it was unbound meanwhile");
		return brg_target_fail(t, -EPROTO,
				       "open by barrage: the loaded module does not answer as version %d of the driver interface: %s (reload the module of this program's version)",
				       BRG_API_VERSION, strerror(errno));
	}
	if (info->out_api_version == BRG_API_VERSION)
		return 0;
	return brg_target_fail(t, -EPROTO,
			       "open by barrage: the loaded module has version %u of the driver interface, this program %d (reload the module of this program's version)",
			       info->out_api_version, BRG_API_VERSION);
}

static int fail_strategy(struct brg_target *t, const char *name, int error)
{
	struct brg_strategy_info info;
	const char *names[33];
	char store[32][BRG_NAME_LEN], hint[300];
	unsigned int n;

	for (n = 0; n < 32; n++) {
		info = (struct brg_strategy_info){ .size = sizeof(info),
						   .index = n };
		if (ioctl(t->fd, BRG_STRATEGY_INFO, &info))
			break;
		snprintf(store[n], sizeof(store[n]), "%s",
			 (const char *)info.out_name);
		names[n] = store[n];
		if (error == -EOPNOTSUPP && !strcmp(store[n], name))
			return brg_target_fail(t, error,
					       "use strategy %s: %.127s", name,
					       (const char *)info.out_note);
	}
	names[n] = NULL;
	if (error == -ENOENT)
		return brg_target_fail(t, -EINVAL,
				       "use strategy '%s': unknown (%s)", name,
				       brg_names_hint(names, name, hint,
						      sizeof(hint)));
	if (error == -EBUSY)
		return brg_target_fail(t, error,
				       "use strategy %s: something has it mapped (fuser -v /dev/barrage/%s names it)",
				       name, t->address);
	return brg_target_fail(t, error, "use strategy %s: %s", name,
			       strerror(-error));
}

/* -ERANGE tells neither the bounds nor whether there is a parameter at all. */
static int fail_param(struct brg_target *t, const char *name, uint64_t param)
{
	struct brg_strategy_info info = { .size = sizeof(info) };

	for (; !ioctl(t->fd, BRG_STRATEGY_INFO, &info); info.index++)
		if (!strcmp((const char *)info.out_name, name))
			break;
	if (!info.out_param_max)
		return brg_target_fail(t, -EINVAL,
				       "use strategy %s/%ju: it has no parameter (write barrage:%s)",
				       name, (uintmax_t)param, name);
	return brg_target_fail(t, -EINVAL,
			       "use strategy %s/%ju: its parameter is a power of 2 from %u to %u (barrage:%s takes %u)",
			       name, (uintmax_t)param, info.out_param_min,
			       info.out_param_max, name,
			       info.out_param_default);
}

/* @text: "around", or "around/64" */
static int choose_strategy(struct brg_target *t, const char *text)
{
	struct brg_strategy_set set = { .size = sizeof(set) };
	size_t length = strcspn(text, "/");
	uint64_t param = 0;

	if (length >= sizeof(set.name))
		return fail_strategy(t, text, -ENOENT);
	memcpy(set.name, text, length);
	if (text[length] &&
	    (brg_parse_u64(text + length + 1, &param) || !param))
		return brg_target_fail(t, -EINVAL,
				       "use strategy '%s': '%s' is no parameter (a number above 0, as in around/64)",
				       text, text + length + 1);
	if (param > UINT32_MAX)
		return fail_param(t, (const char *)set.name, param);
	set.param = (uint32_t)param;
	if (ioctl(t->fd, BRG_STRATEGY_SET, &set))
		return errno == ERANGE ?
			       fail_param(t, (const char *)set.name, param) :
			       fail_strategy(t, (const char *)set.name, -errno);
	snprintf(t->variant, sizeof(t->variant), "%s", text);
	return 0;
}

static int fail_lock(struct brg_target *t, const char *name, int error)
{
	struct brg_lock_info info = { .size = sizeof(info) };
	const char *names[9];
	char store[8][BRG_NAME_LEN], hint[300];

	if (error == -EBUSY)
		return brg_target_fail(t, error,
				       "use lock %s: something has it mapped (fuser -v /dev/barrage/%s names it)",
				       name, t->address);
	if (error != -ENOENT)
		return brg_target_fail(t, error, "use lock %s by barrage: %s",
				       name, strerror(-error));
	for (; info.index < 8 && !ioctl(t->fd, BRG_LOCK_INFO, &info);
	     info.index++) {
		snprintf(store[info.index], sizeof(store[0]), "%s",
			 (const char *)info.out_name);
		names[info.index] = store[info.index];
	}
	names[info.index] = NULL;
	return brg_target_fail(t, -EINVAL, "use lock '%s' by barrage: unknown (%s)",
			       name,
			       brg_names_hint(names, name, hint, sizeof(hint)));
}

static int barrage_lock(struct brg_target *t, const char *name)
{
	struct brg_lock_set set = { .size = sizeof(set) };

	if (strlen(name) >= sizeof(set.name))
		return fail_lock(t, name, -ENOENT);
	memcpy(set.name, name, strlen(name));
	if (ioctl(t->fd, BRG_LOCK_SET, &set))
		return fail_lock(t, name, -errno);
	snprintf(t->lock, sizeof(t->lock), "%s", name);
	return 0;
}

static int find_regions(struct brg_target *t)
{
	for (unsigned int i = 0; i < BRG_NR_BARS; i++) {
		struct brg_region_info info = { .size = sizeof(info),
						.index = BRG_REGION_BAR0 + i };

		if (ioctl(t->fd, BRG_REGION_INFO, &info))
			return brg_target_fail(t, -errno,
					       "open by barrage: no description of BAR %u: %s",
					       i, strerror(errno));
		if (info.out_access & BRG_REGION_MMAP)
			t->bar_size[i] = info.out_length;
	}
	return 0;
}

/* Set in t->priv: memory was off when the target was opened. */
static char was_disabled;

static int barrage_open(struct brg_target *t, const struct brg_target_spec *spec)
{
	struct brg_info info = { .size = sizeof(info) };
	int ret = open_file(t);

	if (!ret)
		ret = check_version(t, &info);
	if (ret)
		return ret;
	snprintf(t->variant, sizeof(t->variant), "%.31s",
		 (const char *)info.out_strategy);
	/* Also if it has that name already: its parameter may be another. */
	if (spec->variant)
		ret = choose_strategy(t, spec->variant);
	/* Whoever chose another may have been killed before its close(). */
	if (!ret && strcmp((const char *)info.out_lock, DEFAULT_LOCK))
		ret = barrage_lock(t, DEFAULT_LOCK);
	if (!ret)
		ret = find_regions(t);
	if (!ret && info.out_state == BRG_STATE_DISABLED) {
		ret = brg_target_memory_by_config(t, true);
		t->priv = ret ? NULL : &was_disabled;
	}
	/* Filled at mmap(), without a fault handler that could come later. */
	t->refaults = strcmp(t->variant, "eager") != 0;
	return ret;
}

static void barrage_close(struct brg_target *t)
{
	if (t->fd < 0)
		return;
	if (t->lock[0] && strcmp(t->lock, DEFAULT_LOCK))
		barrage_lock(t, DEFAULT_LOCK);
	if (t->priv == &was_disabled)
		brg_target_memory_by_config(t, false);
	close(t->fd);
	t->fd = -1;
	t->priv = NULL;
}

static int barrage_map(struct brg_target *t, unsigned int bar, uint64_t offset,
		       size_t length, int prot, void *addr, void **out)
{
	return brg_target_mmap(t, t->fd, bar,
			       BRG_OFFSET(BRG_REGION_BAR0 + bar) + offset,
			       length, prot, addr, out);
}

static int barrage_bar_access(struct brg_target *t, unsigned int bar,
			      uint64_t offset, size_t length, void *buf,
			      bool write)
{
	return brg_target_bar_at(t, t->fd, bar,
				 BRG_OFFSET(BRG_REGION_BAR0 + bar) + offset,
				 length, buf, write);
}

static int barrage_zap(struct brg_target *t)
{
	struct brg_simple none = { .size = sizeof(none) };

	if (ioctl(t->fd, BRG_ZAP, &none))
		return brg_target_fail(t, -errno, "zap by barrage: %s",
				       strerror(errno));
	return 0;
}

static int barrage_reset(struct brg_target *t)
{
	struct brg_simple none = { .size = sizeof(none) };
	int error;

	if (!ioctl(t->fd, BRG_RESET, &none))
		return 0;
	error = errno;
	if (error == ENOTTY)
		return brg_target_fail(t, -ENOTTY,
				       "reset by barrage: the kernel knows no way to reset it (reset_method in sysfs is empty)");
	if (error == EAGAIN)
		return brg_target_fail(t, -EAGAIN,
				       "reset by barrage: someone else has the device locked (try again)");
	return brg_target_fail(t, -error, "reset by barrage: %s",
			       strerror(error));
}

static int barrage_config_read(struct brg_target *t, uint32_t offset,
			       uint32_t length, uint32_t *value)
{
	return brg_target_config_at(t, t->fd, BRG_OFFSET(BRG_REGION_CONFIG),
				    offset, length, value, false);
}

static int barrage_config_write(struct brg_target *t, uint32_t offset,
				uint32_t length, uint32_t value)
{
	return brg_target_config_at(t, t->fd, BRG_OFFSET(BRG_REGION_CONFIG),
				    offset, length, &value, true);
}

static int barrage_timing(struct brg_target *t, bool enable)
{
	struct brg_timing timing = { .size = sizeof(timing), .enable = enable };

	if (ioctl(t->fd, BRG_TIMING, &timing))
		return brg_target_fail(t, -errno, "time faults by barrage: %s",
				       strerror(errno));
	return 0;
}

static int barrage_cost(struct brg_target *t, struct brg_fault_cost *out)
{
	struct brg_stat stat = { .size = sizeof(stat), .flags = BRG_STAT_CLEAR };

	if (ioctl(t->fd, BRG_STAT, &stat))
		return brg_target_fail(t, -errno,
				       "read fault counters by barrage: %s",
				       strerror(errno));
	out->faults = stat.out_faults;
	out->timed = stat.out_faults_timed;
	out->wait = stat.out_wait_cycles;
	out->check = stat.out_check_cycles;
	out->insert = stat.out_insert_cycles;
	for (int i = 0; i < 3; i++)
		out->order[i] = stat.out_order[i];
	return 0;
}

static int barrage_lookup(struct brg_target *t, const void *va,
			  struct brg_behind *out)
{
	struct brg_lookup lookup = { .size = sizeof(lookup),
				     .address = (uintptr_t)va };

	if (ioctl(t->fd, BRG_LOOKUP, &lookup))
		return brg_target_fail(t, -errno, "look up %p by barrage: %s",
				       va, strerror(errno));
	snprintf(out->address, sizeof(out->address), "%.31s",
		 (const char *)lookup.out_address);
	out->bar = lookup.out_region;
	out->offset = lookup.out_offset;
	out->length = lookup.out_length;
	out->pfn = lookup.out_pfn;
	return 0;
}

static int barrage_lock_times(struct brg_target *t, unsigned int which,
			      struct brg_distribution *out)
{
	struct brg_hist_get get = { .size = sizeof(get),
				    .flags = BRG_HIST_CLEAR,
				    .which = which,
				    .nr_buckets = BRG_HIST_BUCKETS,
				    .buckets = (uintptr_t)out->bucket };

	if (ioctl(t->fd, BRG_HIST, &get))
		return brg_target_fail(t, -errno,
				       "read waits for memory_lock by barrage: %s",
				       strerror(errno));
	out->sum = get.out_sum;
	return 0;
}

static int barrage_module_version(struct brg_target *t, char *buf, size_t size)
{
	(void)t;
	return brg_module_srcversion("barrage", buf, size);
}

const struct brg_target_ops brg_target_barrage = {
	.name = "barrage",
	.driver = "barrage",
	.summary = "the suite's own driver, with a choice of fault strategies",
	.has_variants = true,
	.open = barrage_open,
	.close = barrage_close,
	.map = barrage_map,
	.bar_access = barrage_bar_access,
	.zap = barrage_zap,
	.memory = brg_target_memory_by_config,
	.reset = barrage_reset,
	.config_read = barrage_config_read,
	.config_write = barrage_config_write,
	.timing = barrage_timing,
	.lock = barrage_lock,
	.cost = barrage_cost,
	.lock_times = barrage_lock_times,
	.lookup = barrage_lookup,
	.module_version = barrage_module_version,
};
