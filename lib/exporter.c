// SPDX-License-Identifier: GPL-2.0-or-later
/* exporter.c - find an exporter by name, check what every exporter needs. */
#include "lib/exporter.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/explain.h"
#include "lib/exporter_priv.h"
#include "lib/names.h"

static const struct brg_exporter_ops *const exporters[] = {
	&brg_exporter_barrage,
	&brg_exporter_vfio,
	&brg_exporter_udmabuf,
	&brg_exporter_heap,
	&brg_exporter_drm,
	&brg_exporter_cuda,
};

const struct brg_exporter_ops *brg_exporter_at(unsigned int n)
{
	return n < sizeof(exporters) / sizeof(exporters[0]) ? exporters[n] :
							      NULL;
}

static const struct brg_exporter_ops *find(const char *name, size_t length)
{
	const struct brg_exporter_ops *ops;

	for (unsigned int i = 0; (ops = brg_exporter_at(i)); i++)
		if (strlen(ops->name) == length &&
		    !memcmp(ops->name, name, length))
			return ops;
	return NULL;
}

const struct brg_exporter_ops *brg_exporter_find(const char *name)
{
	return find(name, strlen(name));
}

const struct brg_exporter_ops *brg_exporter_for(const struct brg_target *target)
{
	const struct brg_exporter_ops *ops;

	for (unsigned int i = 0; (ops = brg_exporter_at(i)); i++)
		if (ops->driver && target->ops->driver &&
		    !strcmp(ops->driver, target->ops->driver))
			return ops;
	return NULL;
}

int brg_exporter_parse(const char *text, const struct brg_exporter_ops **ops,
		       const char **variant)
{
	size_t length = strcspn(text, ":");
	const struct brg_exporter_ops *found = find(text, length);
	const char *name = text[length] ? text + length + 1 : NULL;

	if (!found)
		return -EINVAL;
	if (name && (!found->variants ||
		     brg_names_index(found->variants, name) < 0))
		return -EINVAL;
	*ops = found;
	*variant = name;
	return 0;
}

int brg_exporter_fail(struct brg_exporter *e, int error, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	brg_vexplain(e->error, sizeof(e->error), error,
		     e->target ? e->target->address : e->ops->name, fmt, args);
	va_end(args);
	return error;
}

int brg_exporter_map_memory(struct brg_exporter *e, uint64_t offset,
			    size_t length, int prot, void **out)
{
	void *p = mmap(NULL, length, prot, MAP_SHARED, e->fd, (off_t)offset);

	if (p == MAP_FAILED)
		return brg_exporter_fail(e, -errno, "map by %s: %s",
					 e->ops->name, strerror(errno));
	*out = p;
	return 0;
}

int brg_exporter_pass(struct brg_exporter *e, int error)
{
	snprintf(e->error, sizeof(e->error), "%s", e->target->error);
	return error;
}

int brg_exporter_need_target(struct brg_exporter *e,
			     const struct brg_target_ops *ops,
			     const struct brg_exporter_spec *spec)
{
	struct brg_target_spec open = { .address = spec->address };
	int ret;

	e->target = spec->target;
	if (!e->target) {
		e->target = &e->own;
		ret = brg_target_open(&e->own, ops, &open);
		if (ret)
			return brg_exporter_pass(e, ret);
	}
	e->bar = spec->bar;
	if (spec->bar >= BRG_NR_BARS || !e->target->bar_size[spec->bar])
		return brg_exporter_fail(e, -ENXIO,
					 "export BAR %u: it is absent or smaller than a page (barrage devices %s lists them)",
					 spec->bar, e->target->address);
	e->size = e->target->bar_size[spec->bar];
	if (spec->size > e->size)
		return brg_exporter_fail(e, -ERANGE,
					 "export %ju bytes of BAR %u: it has %ju",
					 (uintmax_t)spec->size, spec->bar,
					 (uintmax_t)e->size);
	if (spec->size)
		e->size = spec->size;
	return 0;
}

void brg_exporter_drop_target(struct brg_exporter *e)
{
	if (e->target == &e->own)
		brg_target_close(&e->own);
	e->target = NULL;
}

int brg_exporter_target_map(struct brg_exporter *e, uint64_t offset,
			    size_t length, int prot, void **out)
{
	int ret = brg_target_map(e->target, e->bar, offset, length, prot, NULL,
				 out);

	return ret ? brg_exporter_pass(e, ret) : 0;
}

int brg_exporter_target_revoke(struct brg_exporter *e)
{
	int ret = brg_target_zap(e->target);

	return ret ? brg_exporter_pass(e, ret) : 0;
}

int brg_exporter_open(struct brg_exporter *e,
		      const struct brg_exporter_ops *ops,
		      const struct brg_exporter_spec *spec)
{
	int ret;

	memset(e, 0, sizeof(*e));
	e->ops = ops;
	e->fd = -1;
	e->own.fd = -1;
	if (spec->target && ops->driver &&
	    (!spec->target->ops->driver ||
	     strcmp(spec->target->ops->driver, ops->driver)))
		return brg_exporter_fail(e, -EINVAL,
					 "export by %s: it is reached by %s, which is another driver's",
					 ops->name, spec->target->ops->name);
	snprintf(e->variant, sizeof(e->variant), "%s",
		 spec->variant ? spec->variant : "");
	ret = ops->open(e, spec);
	if (ret)
		brg_exporter_close(e);
	return ret;
}

void brg_exporter_close(struct brg_exporter *e)
{
	if (e->ops)
		e->ops->close(e);
}

static int check_range(struct brg_exporter *e,
		       const struct brg_exporter_range *r)
{
	if (!r->length || r->offset % BRG_EXPORTER_PAGE ||
	    r->length % BRG_EXPORTER_PAGE)
		return brg_exporter_fail(e, -EINVAL,
					 "export %#jx bytes at %#jx: not whole pages (multiples of %d)",
					 (uintmax_t)r->length,
					 (uintmax_t)r->offset,
					 BRG_EXPORTER_PAGE);
	if (r->offset > e->size || r->length > e->size - r->offset)
		return brg_exporter_fail(e, -ERANGE,
					 "export %#jx bytes at %#jx: there are %#jx",
					 (uintmax_t)r->length,
					 (uintmax_t)r->offset,
					 (uintmax_t)e->size);
	return 0;
}

int brg_exporter_export(struct brg_exporter *e,
			const struct brg_exporter_range *ranges,
			unsigned int nr, int *fd)
{
	if (!nr)
		return brg_exporter_fail(e, -EINVAL,
					 "export nothing (name a range)");
	for (unsigned int i = 0; i < nr; i++) {
		int ret = check_range(e, &ranges[i]);

		if (ret)
			return ret;
	}
	return e->ops->export(e, ranges, nr, fd);
}

int brg_exporter_export_slice(struct brg_exporter *e, uint64_t offset,
			      uint64_t length, int *fd)
{
	const struct brg_exporter_range range = { offset, length };

	return brg_exporter_export(e, &range, 1, fd);
}

int brg_exporter_map(struct brg_exporter *e, uint64_t offset, size_t length,
		     int prot, void **out)
{
	if (!e->ops->map)
		return brg_exporter_fail(e, -EOPNOTSUPP,
					 "map by %s: it has no mapping for the CPU",
					 e->ops->name);
	return e->ops->map(e, offset, length, prot, out);
}

int brg_exporter_revoke(struct brg_exporter *e)
{
	if (!e->ops->revoke)
		return brg_exporter_fail(e, -EOPNOTSUPP,
					 "revoke by %s: RAM is never taken back",
					 e->ops->name);
	return e->ops->revoke(e);
}
