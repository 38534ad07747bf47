/* SPDX-License-Identifier: GPL-2.0-or-later */
/* exporter_priv.h - what the exporters behind exporter.h share. */
#ifndef BRG_LIB_EXPORTER_PRIV_H
#define BRG_LIB_EXPORTER_PRIV_H

#include "lib/exporter.h"

#define BRG_EXPORTER_PAGE 4096

extern const struct brg_exporter_ops brg_exporter_barrage;
extern const struct brg_exporter_ops brg_exporter_vfio;
extern const struct brg_exporter_ops brg_exporter_udmabuf;
extern const struct brg_exporter_ops brg_exporter_heap;
extern const struct brg_exporter_ops brg_exporter_drm;
extern const struct brg_exporter_ops brg_exporter_cuda;

/** brg_exporter_fail - fill @e->error with "OBJECT: cannot <fmt>".
 * Return: @error. */
int brg_exporter_fail(struct brg_exporter *e, int error, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** brg_exporter_map_memory - brg_exporter_ops.map where e->fd is the memory
 * itself. Return: 0, -errno of mmap(), with e->error. */
int brg_exporter_map_memory(struct brg_exporter *e, uint64_t offset,
			    size_t length, int prot, void **out);

/** brg_exporter_need_target - make @e->target that of @spec, opened by @ops if
 * need be, and set @e->bar and @e->size.
 * Return: 0, -errno with @e->error filled. */
int brg_exporter_need_target(struct brg_exporter *e,
			     const struct brg_target_ops *ops,
			     const struct brg_exporter_spec *spec);
/** brg_exporter_drop_target - close it if the exporter opened it. */
void brg_exporter_drop_target(struct brg_exporter *e);

/** brg_exporter_pass - hand the explanation of @e->target on. Return: @error */
int brg_exporter_pass(struct brg_exporter *e, int error);

/* Operations of exporters with a target. */
int brg_exporter_target_map(struct brg_exporter *e, uint64_t offset,
			    size_t length, int prot, void **out);
int brg_exporter_target_revoke(struct brg_exporter *e);

#endif
