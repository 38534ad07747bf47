// SPDX-License-Identifier: GPL-2.0-or-later
/* target.c - find an interface by name, check what every interface needs. */
#include "lib/target.h"

#include <endian.h>
#include <errno.h>
#include <linux/pci_regs.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/explain.h"
#include "lib/target_priv.h"

static const struct brg_target_ops *const targets[] = {
	&brg_target_barrage,
	&brg_target_vfio_group,
	&brg_target_vfio_compat,
	&brg_target_vfio_cdev,
	&brg_target_sysfs,
	&brg_target_p2pmem,
};

const struct brg_target_ops *brg_target_at(unsigned int n)
{
	return n < sizeof(targets) / sizeof(targets[0]) ? targets[n] : NULL;
}

static const struct brg_target_ops *find(const char *name, size_t length)
{
	const struct brg_target_ops *ops;

	for (unsigned int i = 0; (ops = brg_target_at(i)); i++)
		if (strlen(ops->name) == length &&
		    !memcmp(ops->name, name, length))
			return ops;
	return NULL;
}

const struct brg_target_ops *brg_target_find(const char *name)
{
	return find(name, strlen(name));
}

int brg_target_parse(const char *text, const struct brg_target_ops **ops,
		     const char **variant)
{
	size_t length = strcspn(text, ":");
	const struct brg_target_ops *found = find(text, length);

	if (!found)
		return -EINVAL;
	if (text[length] && (!found->has_variants || !text[length + 1]))
		return -EINVAL;
	*ops = found;
	*variant = text[length] ? text + length + 1 : NULL;
	return 0;
}

int brg_target_fail(struct brg_target *t, int error, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	brg_vexplain(t->error, sizeof(t->error), error, t->address, fmt, args);
	va_end(args);
	return error;
}

int brg_target_fail_open(struct brg_target *t, const char *path, int error)
{
	if (error == -EACCES || error == -EPERM)
		return brg_target_fail(t, -EACCES,
				       "open by %s: %s: %s (run as root)",
				       t->ops->name, path, strerror(-error));
	if (error == -EBUSY)
		return brg_target_fail(t, -EBUSY,
				       "open by %s: %s is open in another process (fuser -v %s names it)",
				       t->ops->name, path, path);
	return brg_target_fail(t, error, "open by %s: %s: %s", t->ops->name,
			       path, strerror(-error));
}

int brg_target_need_driver(struct brg_target *t, struct brg_pci *pci)
{
	const char *want = t->ops->driver;
	int ret = brg_pci_read(t->address, pci);

	if (ret == -ENODEV)
		return brg_target_fail(t, ret,
				       "open by %s: no such PCI function (barrage devices lists what is there)",
				       t->ops->name);
	if (ret)
		return brg_target_fail(t, ret, "open by %s: reading sysfs: %s",
				       t->ops->name, strerror(-ret));
	if (!strcmp(pci->driver, want ? want : ""))
		return 0;
	if (!want)
		return brg_target_fail(t, -EBUSY,
				       "open by %s: driver %s has it, the kernel then refuses mappings of its resources (barrage bind none %s)",
				       t->ops->name, pci->driver, t->address);
	return brg_target_fail(t, -EBUSY,
			       "open by %s: driver %s has it, not %s (barrage bind %s %s)",
			       t->ops->name, pci->driver[0] ? pci->driver : "none",
			       want, want, t->address);
}

int brg_target_open(struct brg_target *t, const struct brg_target_ops *ops,
		    const struct brg_target_spec *spec)
{
	int ret;

	memset(t, 0, sizeof(*t));
	t->ops = ops;
	t->fd = -1;
	t->refaults = true;
	snprintf(t->address, sizeof(t->address), "%s", spec->address);
	if (spec->variant && !ops->has_variants)
		return brg_target_fail(t, -EINVAL,
				       "open by %s:%s: %s has no variants (leave :%s out)",
				       ops->name, spec->variant, ops->name,
				       spec->variant);
	ret = ops->open(t, spec);
	if (ret) {
		char first[sizeof(t->error)];

		/* Tidying up may fail too; the cause is what people need. */
		memcpy(first, t->error, sizeof(first));
		ops->close(t);
		memcpy(t->error, first, sizeof(first));
	}
	return ret;
}

void brg_target_close(struct brg_target *t)
{
	if (t->ops)
		t->ops->close(t);
	t->ops = NULL;
}

/* Why bar_size[bar] is 0, from what sysfs says about the function. */
static int fail_bar(struct brg_target *t, unsigned int bar)
{
	long page = sysconf(_SC_PAGESIZE);
	struct brg_pci pci;
	const char *reason;
	char names[64] = "none";
	size_t used = 0;

	if (bar >= BRG_NR_BARS)
		reason = "BARs are numbered 0 to 5";
	else if (brg_pci_read(t->address, &pci))
		reason = "the function is gone";
	else if (!pci.bar[bar].size)
		reason = "it does not exist";
	else if (pci.bar[bar].io)
		reason = "it is an I/O port BAR";
	else if (pci.bar[bar].size < (uint64_t)page)
		reason = "it is smaller than a page";
	else
		reason = "this interface does not offer it for mapping";
	for (int i = 0; i < BRG_NR_BARS; i++)
		if (t->bar_size[i])
			used += snprintf(names + used, sizeof(names) - used,
					 "%s%d", used ? ", " : "", i);
	return brg_target_fail(t, -EINVAL,
			       "map BAR %u by %s: %s (BARs that can be mapped: %s)",
			       bar, t->ops->name, reason, names);
}

/* Is it inside a BAR that can be mapped? Return: 0, -EINVAL, error filled. */
static int check_range(struct brg_target *t, unsigned int bar, uint64_t offset,
		       size_t length)
{
	uint64_t end;

	if (bar >= BRG_NR_BARS || !t->bar_size[bar])
		return fail_bar(t, bar);
	if (!length)
		return brg_target_fail(t, -EINVAL,
				       "map BAR %u by %s: no bytes asked for (give a size)",
				       bar, t->ops->name);
	if (__builtin_add_overflow(offset, length, &end) ||
	    end > t->bar_size[bar])
		return brg_target_fail(t, -EINVAL,
				       "map BAR %u by %s: %zu bytes from %llu reach beyond its %llu bytes (choose a smaller size)",
				       bar, t->ops->name, length,
				       (unsigned long long)offset,
				       (unsigned long long)t->bar_size[bar]);
	return 0;
}

int brg_target_map(struct brg_target *t, unsigned int bar, uint64_t offset,
		   size_t length, int prot, void *addr, void **out)
{
	int ret = check_range(t, bar, offset, length);

	return ret ? ret : t->ops->map(t, bar, offset, length, prot, addr, out);
}

int brg_target_map_combined(struct brg_target *t, unsigned int bar,
			    uint64_t offset, size_t length, int prot,
			    void *addr, void **out)
{
	int ret;

	if (!t->ops->map_combined)
		return brg_target_fail(t, -EOPNOTSUPP,
				       "map BAR %u write-combined by %s: this interface maps uncached only (sysfs has resourceN_wc)",
				       bar, t->ops->name);
	ret = check_range(t, bar, offset, length);
	return ret ? ret : t->ops->map_combined(t, bar, offset, length, prot,
						addr, out);
}

static int unsupported(struct brg_target *t, const char *verb)
{
	return brg_target_fail(t, -EOPNOTSUPP,
			       "%s by %s: this interface has no such operation",
			       verb, t->ops->name);
}

static int bar_access(struct brg_target *t, unsigned int bar, uint64_t offset,
		      size_t length, void *buf, bool write)
{
	uint64_t end;

	if (!t->ops->bar_access)
		return unsupported(t, "access a BAR by system calls");
	if (bar >= BRG_NR_BARS || __builtin_add_overflow(offset, length, &end) ||
	    end > t->bar_size[bar])
		return brg_target_fail(t, -EINVAL,
				       "access %zu bytes of BAR %u from %llu by %s: beyond its end (choose a smaller size)",
				       length, bar, (unsigned long long)offset,
				       t->ops->name);
	return t->ops->bar_access(t, bar, offset, length, buf, write);
}

int brg_target_bar_read(struct brg_target *t, unsigned int bar,
			uint64_t offset, size_t length, void *buf)
{
	return bar_access(t, bar, offset, length, buf, false);
}

int brg_target_bar_write(struct brg_target *t, unsigned int bar,
			 uint64_t offset, size_t length, const void *buf)
{
	return bar_access(t, bar, offset, length, (void *)buf, true);
}

int brg_target_bar_at(struct brg_target *t, int fd, unsigned int bar,
		      uint64_t position, size_t length, void *buf, bool write)
{
	ssize_t n = write ? pwrite(fd, buf, length, position) :
			    pread(fd, buf, length, position);
	int error = n < 0 ? errno : EIO;

	if (n == (ssize_t)length)
		return 0;
	return brg_target_fail(t, -error, "%s BAR %u by %s: %s",
			       write ? "write" : "read", bar, t->ops->name,
			       strerror(error));
}

int brg_target_dma_map(struct brg_target *t, void *va, uint64_t iova,
		       uint64_t length)
{
	return t->ops->dma_map ? t->ops->dma_map(t, va, iova, length) :
				 unsupported(t, "map for DMA");
}

int brg_target_fail_dma(struct brg_target *t, uint64_t length, int error)
{
	if (error == -EFAULT && t->ops != &brg_target_vfio_group)
		return brg_target_fail(t, -EOPNOTSUPP,
				       "map %ju bytes for DMA by %s: it pins pages, and device memory has none (vfio-group follows the mapping instead)",
				       (uintmax_t)length, t->ops->name);
	return brg_target_fail(t, error, "map %ju bytes for DMA by %s: %s",
			       (uintmax_t)length, t->ops->name,
			       strerror(-error));
}

int brg_target_dma_map_bar(struct brg_target *t, unsigned int bar,
			   uint64_t offset, uint64_t length, uint64_t iova)
{
	int ret;

	if (!t->ops->dma_map_bar)
		return unsupported(t, "map a dma-buf for DMA");
	ret = check_range(t, bar, offset, length);
	return ret ? ret :
		     t->ops->dma_map_bar(t, bar, offset, length, iova);
}

int brg_target_dma_unmap(struct brg_target *t, uint64_t iova, uint64_t length)
{
	return t->ops->dma_unmap ? t->ops->dma_unmap(t, iova, length) :
				   unsupported(t, "unmap from DMA");
}

int brg_target_zap(struct brg_target *t)
{
	int ret;

	if (t->ops->zap)
		return t->ops->zap(t);
	if (!t->refaults)
		return brg_target_fail(t, -EOPNOTSUPP,
				       "zap by %s: its mappings are filled when they are made, stay filled while memory is off, and have no fault handler to come back by (choose another target)",
				       t->ops->name);
	if (!t->ops->memory)
		return unsupported(t, "zap");
	ret = t->ops->memory(t, false);
	return ret ? ret : t->ops->memory(t, true);
}

int brg_target_memory(struct brg_target *t, bool enable)
{
	return t->ops->memory ? t->ops->memory(t, enable) :
				unsupported(t, "switch memory");
}

int brg_target_reset(struct brg_target *t)
{
	return t->ops->reset ? t->ops->reset(t) : unsupported(t, "reset");
}

int brg_target_timing(struct brg_target *t, bool enable)
{
	return t->ops->timing ? t->ops->timing(t, enable) :
				unsupported(t, "time faults");
}

int brg_target_lock(struct brg_target *t, const char *name)
{
	return t->ops->lock ? t->ops->lock(t, name) :
			      unsupported(t, "choose a lock");
}

int brg_target_cost(struct brg_target *t, struct brg_fault_cost *out)
{
	return t->ops->cost ? t->ops->cost(t, out) :
			      unsupported(t, "read fault counters");
}

int brg_target_lock_times(struct brg_target *t, unsigned int which,
			  struct brg_distribution *out)
{
	return t->ops->lock_times ? t->ops->lock_times(t, which, out) :
				    unsupported(t, "tell of memory_lock");
}

int brg_target_lookup(struct brg_target *t, const void *va,
		      struct brg_behind *out)
{
	return t->ops->lookup ? t->ops->lookup(t, va, out) :
				unsupported(t, "look up a mapping");
}

int brg_target_mmap(struct brg_target *t, int fd, unsigned int bar,
		    uint64_t position, size_t length, int prot, void *addr,
		    void **out)
{
	void *p = mmap(addr, length, prot,
		       MAP_SHARED | (!addr ? 0 : t->replace ? MAP_FIXED :
				     MAP_FIXED_NOREPLACE), fd, position);
	int error = errno;

	if (p != MAP_FAILED) {
		*out = p;
		return 0;
	}
	return brg_target_fail(t, -error, "map %zu bytes of BAR %u by %s: %s",
			       length, bar, t->ops->name, strerror(error));
}

int brg_target_config_at(struct brg_target *t, int fd, uint64_t base,
			 uint32_t offset, uint32_t length, uint32_t *value,
			 bool write)
{
	uint32_t raw = write ? htole32(*value) : 0;
	ssize_t n;

	if ((length != 1 && length != 2 && length != 4) || offset % length)
		return brg_target_fail(t, -EINVAL,
				       "access %u bytes of configuration space at 0x%x: 1, 2 or 4 aligned bytes only",
				       length, offset);
	n = write ? pwrite(fd, &raw, length, base + offset) :
		    pread(fd, &raw, length, base + offset);
	if (n != (ssize_t)length) {
		int error = n < 0 ? errno : EIO;

		return brg_target_fail(t, -error,
				       "%s configuration space at 0x%x by %s: %s",
				       write ? "write" : "read", offset,
				       t->ops->name, strerror(error));
	}
	if (!write)
		*value = le32toh(raw);
	return 0;
}

int brg_target_memory_by_config(struct brg_target *t, bool enable)
{
	uint32_t command;
	int ret = t->ops->config_read(t, PCI_COMMAND, 2, &command);

	if (ret)
		return ret;
	if (enable)
		command |= PCI_COMMAND_MEMORY;
	else
		command &= ~(uint32_t)PCI_COMMAND_MEMORY;
	return t->ops->config_write(t, PCI_COMMAND, 2, command);
}
