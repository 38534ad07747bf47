// SPDX-License-Identifier: GPL-2.0-or-later
/* kit_commands.c - see kit_commands.h. */
#include "kit_commands.h"

#include <errno.h>
#include <stddef.h>

#include "kmod/uapi/barrage.h"

#define GROWN(_name, _cmd, _struct, _least, _flags, ...) \
	{ _name, _cmd, sizeof(struct _struct), _least, _flags, { __VA_ARGS__ } }
#define COMMAND(_name, _cmd, _struct, ...) \
	GROWN(_name, _cmd, _struct, sizeof(struct _struct), __VA_ARGS__)

const struct kit_command kit_commands[] = {
	COMMAND("info", BRG_INFO, brg_info, 0, 0),
	COMMAND("region", BRG_REGION_INFO, brg_region_info, 0, 0),
	COMMAND("strategy-info", BRG_STRATEGY_INFO, brg_strategy_info, 0, 0),
	COMMAND("strategy-set", BRG_STRATEGY_SET, brg_strategy_set, 0,
		ENOENT, ERANGE, EOPNOTSUPP, EBUSY),
	COMMAND("memory", BRG_MEMORY, brg_memory, 0, EBUSY),
	COMMAND("reset", BRG_RESET, brg_simple, 0, EAGAIN, ENOTTY, EBUSY),
	COMMAND("zap", BRG_ZAP, brg_simple, 0, EBUSY),
	GROWN("stat", BRG_STAT, brg_stat, offsetof(struct brg_stat, out_ended),
	      BRG_STAT_CLEAR, 0),
	COMMAND("timing", BRG_TIMING, brg_timing, 0, 0),
	COMMAND("lock-info", BRG_LOCK_INFO, brg_lock_info, 0, 0),
	COMMAND("lock-set", BRG_LOCK_SET, brg_lock_set, BRG_LOCK_LIVE, ENOENT,
		EBUSY),
	COMMAND("lookup", BRG_LOOKUP, brg_lookup, BRG_LOOKUP_WRITE, ENXIO,
		EACCES, ERANGE),
	COMMAND("irq-info", BRG_IRQ_INFO, brg_irq_info, 0, 0),
	COMMAND("irq-set", BRG_IRQ_SET, brg_irq_set,
		BRG_IRQ_SIGNAL | BRG_IRQ_UNMASK, EBADF, EBUSY, ENOSPC),
	COMMAND("power", BRG_POWER, brg_power, 0, EOPNOTSUPP, EBUSY),
	COMMAND("hot-info", BRG_HOT_INFO, brg_hot_info, 0, ENOTTY, EBUSY),
	COMMAND("hot-reset", BRG_HOT_RESET, brg_hot_reset, 0, EBADF, EPERM,
		EBUSY, EAGAIN, ENOTTY),
	COMMAND("ptes", BRG_PTES, brg_ptes, 0, 0),
	COMMAND("export", BRG_EXPORT, brg_export, 0, ERANGE, EEXIST, EMSGSIZE,
		ENXIO, EOPNOTSUPP, EMFILE),
	COMMAND("export-stat", BRG_EXPORT_STAT, brg_export_stat, 0, 0),
	COMMAND("import-attach", BRG_IMPORT_ATTACH, brg_import_attach, 0,
		EBADF, EOPNOTSUPP, EXDEV),
	COMMAND("import-detach", BRG_IMPORT_DETACH, brg_import_id, 0, ENOENT),
	COMMAND("import-map", BRG_IMPORT_MAP, brg_import_map, 0, ENOENT,
		EISCONN, EKEYREVOKED, EOPNOTSUPP),
	COMMAND("import-unmap", BRG_IMPORT_UNMAP, brg_import_id, 0, ENOENT,
		ENOTCONN),
	COMMAND("import-query", BRG_IMPORT_QUERY, brg_import_query, 0, ENOENT,
		EMSGSIZE),
	COMMAND("import-stat", BRG_IMPORT_STAT, brg_import_stat, 0, 0),
	COMMAND("import-copy", BRG_IMPORT_COPY, brg_import_copy, 0, ENOENT,
		ENOTCONN, ERANGE, EOPNOTSUPP, ETIMEDOUT),
	COMMAND("p2pmem-publish", BRG_P2PMEM_PUBLISH, brg_p2pmem_publish,
		BRG_P2PMEM_OFFER, ERANGE, ENXIO, EOPNOTSUPP, EBUSY, EKEYREVOKED,
		EEXIST),
	COMMAND("p2pmem-info", BRG_P2PMEM_INFO, brg_p2pmem_info, 0, 0),
	COMMAND("p2p-path", BRG_P2P_PATH, brg_p2p_path, 0, ENXIO, EOPNOTSUPP),
	COMMAND("hist", BRG_HIST, brg_hist_get, BRG_HIST_CLEAR, ERANGE),
	{ 0 },
};
