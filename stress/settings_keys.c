// SPDX-License-Identifier: GPL-2.0-or-later
/* settings_keys.c - the keys of [global]. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/names.h"
#include "stress/settings.h"

static const char *const locks[] = { "rwsem", "percpu-rwsem", "mutex", NULL };
static const char *const stamps[] = { "auto", "on", "off", NULL };
static const char *const yes_no[] = { "no", "yes", NULL };

static int check_target(const char *text, char *why, size_t why_size)
{
	const struct brg_target_ops *ops;
	const char *names[16], *variant;
	unsigned int n = 0;
	char hint[256];

	if (!brg_target_parse(text, &ops, &variant)) {
		if (ops->memory)
			return 0;
		snprintf(why, why_size,
			 "a BAR cannot be taken away by %s (name another target)",
			 ops->name);
		return -EINVAL;
	}
	for (; n < 15 && brg_target_at(n); n++)
		names[n] = brg_target_at(n)->name;
	names[n] = NULL;
	snprintf(why, why_size, "no such target (%s)",
		 brg_names_hint(names, text, hint, sizeof(hint)));
	return -EINVAL;
}

const struct brg_key brg_stress_keys[BRG_NR_SETTINGS + 1] = {
	[BRG_SET_TARGET] = { .name = "target", .type = BRG_KEY_TEXT,
		.flags = BRG_KEY_SWEEP, .fallback = "barrage:page",
		.metavar = "TARGET[:STRATEGY]", .check = check_target,
		.help = "through which kernel interface; one stage for each" },
	[BRG_SET_LOCK] = { .name = "lock", .type = BRG_KEY_ENUM,
		.flags = BRG_KEY_SWEEP, .fallback = "rwsem", .names = locks,
		.help = "flavour of the driver's memory_lock; one stage for each" },
	[BRG_SET_DEVICE] = { .name = "device", .type = BRG_KEY_TEXT,
		.flags = BRG_KEY_SWEEP, .fallback = "auto", .metavar = "DEVICE",
		.help = "PCI functions, up to 4, all of them at once: addresses, vendor:device, role:NAME, auto" },
	[BRG_SET_BAR] = { .name = "bar", .type = BRG_KEY_TEXT,
		.flags = BRG_KEY_SWEEP, .fallback = "auto", .metavar = "auto|N",
		.help = "base address register of each device, the last for all others; auto is the largest prefetchable one" },
	[BRG_SET_SPAN] = { .name = "span", .type = BRG_KEY_SIZE,
		.fallback = "16m", .min = 4096, .max = 1ull << 32,
		.multiple = 4096, .metavar = "BYTES",
		.help = "how much of the BAR is used" },
	[BRG_SET_DURATION] = { .name = "duration", .type = BRG_KEY_DURATION,
		.fallback = "60s", .metavar = "TIME",
		.help = "of all stages together; 0 for no limit, with ops" },
	[BRG_SET_OPS] = { .name = "ops", .type = BRG_KEY_U64, .fallback = "0",
		.metavar = "N",
		.help = "operations of each worker in each stage; 0 for as many as there is time for" },
	[BRG_SET_SEED] = { .name = "seed", .type = BRG_KEY_U64,
		.fallback = "1", .metavar = "N", .max = INT64_MAX,
		.help = "of the whole schedule" },
	[BRG_SET_PROCESSES] = { .name = "processes", .type = BRG_KEY_U64,
		.fallback = "2", .metavar = "N", .min = 1,
		.max = BRG_MAX_PROCS - 1, .help = "worker processes" },
	[BRG_SET_THREADS] = { .name = "threads", .type = BRG_KEY_U64,
		.fallback = "2", .metavar = "N", .min = 1, .max = 16,
		.help = "worker threads in each process" },
	[BRG_SET_QUIET] = { .name = "quiet", .type = BRG_KEY_DURATION,
		.fallback = "10s", .metavar = "TIME",
		.help = "between quiet points, where all workers stop and everything is checked; 0 for the end only" },
	[BRG_SET_KMEMLEAK] = { .name = "kmemleak", .type = BRG_KEY_DURATION,
		.fallback = "0", .metavar = "TIME",
		.help = "from one search for memory that nobody points to until the next, at quiet points, and longer where searches would take more than a tenth of the time; 0 for none; needs CONFIG_DEBUG_KMEMLEAK" },
	[BRG_SET_BOUND] = { .name = "bound", .type = BRG_KEY_U64,
		.fallback = "100", .metavar = "PERCENT", .min = 1,
		.max = 100000, .help = "of each operation's own time bound" },
	[BRG_SET_STAMPS] = { .name = "stamps", .type = BRG_KEY_ENUM,
		.fallback = "auto", .names = stamps,
		.help = "write to the BAR what says which page it is; auto: where the device is known to be plain memory" },
	[BRG_SET_GO_ON] = { .name = "go_on", .type = BRG_KEY_ENUM,
		.fallback = "no", .names = yes_no,
		.help = "go on after a finding" },
	[BRG_SET_BUG] = { .name = "bug", .type = BRG_KEY_TEXT,
		.fallback = "", .metavar = "NAME",
		.help = "inject a bug of the catalogue; needs a module built with BRG_BUGS=1" },
	[BRG_SET_PERTURB] = { .name = "perturb", .type = BRG_KEY_U64,
		.fallback = "0", .metavar = "N", .max = 1000,
		.help = "widen the driver's windows: up to N pauses at a named step; needs BRG_BUGS=1" },
	[BRG_SET_PERTURB_PROBE] = { .name = "perturb_probe",
		.type = BRG_KEY_TEXT, .flags = BRG_KEY_SWEEP, .fallback = "",
		.metavar = "FUNCTION",
		.help = "pause at these functions of the kernel, too, up to 8, as often as perturb says" },
	[BRG_SET_REQUESTER] = { .name = "requester", .type = BRG_KEY_TEXT,
		.fallback = "", .metavar = "DEVICE",
		.help = "load the soft RDMA device, from $BARRAGE_RNIC_MODULE, to map for this function; without it whatever RDMA device is there is used" },
	[BRG_SET_OUT] = { .name = "out", .type = BRG_KEY_TEXT,
		.fallback = "", .metavar = "DIR",
		.help = "where result directories go; default $BARRAGE_OUT, else results" },
	{ 0 },
};
