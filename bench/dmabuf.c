// SPDX-License-Identifier: GPL-2.0-or-later
/* dmabuf.c - what workloads on dma-bufs of a BAR share. */
#include "bench/dmabuf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/select.h"

const char *const brg_dmabuf_paths[] = { "default", "resource", "p2pdma",
					 NULL };

int brg_dmabuf_open(struct brg_dmabuf *d, struct brg_trial *trial)
{
	const struct brg_cell *cell = trial->cell;
	const struct brg_exporter_ops *ops = brg_exporter_for(trial->target);
	struct brg_exporter_spec spec = {
		.target = trial->target,
		.bar = (unsigned int)brg_param_number(cell, "bar"),
	};

	memset(d, 0, sizeof(*d));
	d->trial = trial;
	d->fd = -1;
	if (!ops)
		return brg_skip(trial->result, "%s exports no dma-bufs",
				trial->target->ops->name);
	if (!brg_cell_is(cell, "path", "default")) {
		if (ops != brg_exporter_find("barrage"))
			return brg_skip(trial->result,
					"%s has no choice of path", ops->name);
		spec.variant = brg_cell_param(cell, "path")->text;
	}
	if (brg_exporter_open(&d->exporter, ops, &spec))
		return brg_skip(trial->result, "%s", d->exporter.error);
	return 0;
}

int brg_dmabuf_open_importer(struct brg_dmabuf *d)
{
	struct brg_trial *trial = d->trial;
	const char *text = brg_cell_param(trial->cell, "importer")->text;
	char address[32], why[512];

	if (!strcmp(text, "self")) {
		if (strcmp(trial->target->ops->name, "barrage"))
			return brg_skip(trial->result,
					"importer = self: %s does not import (name a function bound to barrage)",
					trial->target->ops->name);
		text = trial->target->address;
	} else {
		if (brg_select_peer(text, NULL, trial->target->address,
				    "barrage", address, why, sizeof(why)))
			return brg_skip(trial->result, "%s", why);
		text = address;
	}
	snprintf(trial->result->peer, sizeof(trial->result->peer), "%s", text);
	if (brg_importer_open(&d->importer, &brg_importer_barrage, text))
		return brg_skip(trial->result, "%s", d->importer.error);
	return 0;
}

int brg_dmabuf_export(struct brg_dmabuf *d, unsigned int segments)
{
	uint64_t length = brg_cell_size(d->trial->cell) / segments;
	_cleanup_free_ struct brg_exporter_range *ranges =
		calloc(segments, sizeof(*ranges));

	if (!ranges)
		return brg_fail(d->trial->result,
				"cannot prepare: out of memory");
	for (unsigned int i = 0; i < segments; i++)
		ranges[i] = (struct brg_exporter_range){ 2 * i * length,
							 length };
	if (brg_exporter_export(&d->exporter, ranges, segments, &d->fd))
		return brg_fail(d->trial->result, "%s", d->exporter.error);
	return 0;
}

int brg_dmabuf_attach(struct brg_dmabuf *d, enum brg_importer_manner manner,
		      unsigned int delay_ms, uint32_t *id)
{
	int ret = d->importer.ops->attach(&d->importer, d->fd, manner, delay_ms,
					  id);

	if (ret == -EXDEV)
		return brg_skip(d->trial->result,
				"%s cannot be reached from %s: the kernel knows no peer-to-peer path",
				d->trial->target->address, d->importer.address);
	return ret ? brg_fail(d->trial->result, "%s: cannot attach: %s",
			      d->importer.address, strerror(-ret)) : 0;
}

int brg_dmabuf_map(struct brg_dmabuf *d, uint32_t id, uint32_t *segments)
{
	int ret = d->importer.ops->map(&d->importer, id, segments);

	/* 7.3.4's dma_buf_phys_vec_to_sgt(), see kmod/exp_map.c */
	if (ret == -EADDRINUSE)
		return brg_skip(d->trial->result,
				"this kernel maps no list of ranges of %s behind an IOMMU",
				d->exporter.ops->name);
	return ret ? brg_fail(d->trial->result, "%s: cannot map: %s",
			      d->importer.address, strerror(-ret)) : 0;
}
