// SPDX-License-Identifier: GPL-2.0-or-later
/* health.c - the kernel's log and counters as witnesses. */
#include "stress/health.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/clock.h"
#include "lib/sync.h"
#include "lib/sysfs.h"

/* A module of our own and a staging of the test suite are no fault: v7.3
 * Documentation/admin-guide/tainted-kernels.rst, bits 12, 13, 18. */
#define HARMLESS_TAINT (1ll << 12 | 1ll << 13 | 1ll << 18)
#define HUNG_TIMEOUT "/proc/sys/kernel/hung_task_timeout_secs"
#define HUNG_INTERVAL "/proc/sys/kernel/hung_task_check_interval_secs"
#define SYNC_NS 1000000000ull

static long long number(const char *path)
{
	uint64_t n;

	return brg_sysfs_read_u64(&n, "%s", path) ? -1 : (long long)n;
}

/*
 * Before our own watch gives up: the kernel's report has the locks. It counts
 * from the look at which it first saw a task where it is, and looks once in a
 * timeout (0), so that 10 s may become 30 (v7.3 kernel/hung_task.c).
 */
static void watch_hung_closely(struct brg_health *h)
{
	h->hung_timeout = number(HUNG_TIMEOUT);
	h->hung_interval = number(HUNG_INTERVAL);
	if (h->hung_timeout > 10)
		brg_sysfs_write("10", HUNG_TIMEOUT);
	if (!h->hung_interval || h->hung_interval > 1)
		brg_sysfs_write("1", HUNG_INTERVAL);
}

static void put_back(const char *path, long long value)
{
	char text[24];

	if (value < 0)
		return;
	snprintf(text, sizeof(text), "%lld", value);
	brg_sysfs_write(text, "%s", path);
}

/*
 * lockdep_stats is there, too, where locks are only tracked: what proves their
 * order is PROVE_LOCKING, with a switch of its own (v7.3 kernel/locking/lockdep.c).
 */
static enum brg_lockdep lockdep_now(void)
{
	_cleanup_fclose_ FILE *f = fopen("/proc/lockdep_stats", "re");
	long long prove = number("/proc/sys/kernel/prove_locking");
	char line[256];
	int on;

	while (f && prove >= 0 && fgets(line, sizeof(line), f))
		if (sscanf(line, " debug_locks: %d", &on) == 1)
			return on && prove ? BRG_LOCKDEP_ON : BRG_LOCKDEP_OFF;
	return BRG_LOCKDEP_NONE;
}

static bool has_kasan(void)
{
	_cleanup_fclose_ FILE *f = fopen("/proc/kallsyms", "re");
	char line[512];

	while (f && fgets(line, sizeof(line), f))
		if (strstr(line, " kasan_report\n"))
			return true;
	return false;
}

static void doubt(struct brg_health *h, const char *why)
{
	if (!h->doubt[0])
		snprintf(h->doubt, sizeof(h->doubt), "%s", why);
}

int brg_health_start(struct brg_health *h, struct brg_arena *arena, int dir_fd)
{
	struct utsname name;
	int fd, ret;

	*h = (struct brg_health){ .arena = arena };
	uname(&name);
	h->badness = brg_badness_create(name.release);
	if (!h->badness)
		return -ENOMEM;
	ret = brg_kmsg_open(&h->kmsg);
	if (ret)
		doubt(h, "the kernel log could not be read");
	fd = openat(dir_fd, "kernel.log", O_WRONLY | O_CREAT | O_APPEND |
		    O_CLOEXEC, 0644);
	h->log = fd < 0 ? NULL : fdopen(fd, "a");
	h->lockdep = lockdep_now();
	if (h->lockdep == BRG_LOCKDEP_OFF)
		doubt(h, "lockdep was off before the run began");
	h->kasan = has_kasan();
	h->taint = number("/proc/sys/kernel/tainted");
	h->warnings = number("/sys/kernel/warn_count");
	h->oopses = number("/sys/kernel/oops_count");
	h->hung = number("/proc/sys/kernel/hung_task_detect_count");
	watch_hung_closely(h);
	return 0;
}

static void each_record(const struct brg_kmsg_record *record, void *data)
{
	struct brg_health *h = data;
	const char *class;
	char title[120];

	if (h->log)
		fprintf(h->log, "%" PRIu64 " %u [%5" PRIu64 ".%06" PRIu64 "] %s\n",
			record->sequence, record->priority & 7,
			record->us / 1000000, record->us % 1000000,
			record->text);
	h->unsynced = true;
	switch (brg_badness_judge(h->badness, record->text, &class)) {
	case BRG_LOG_FATAL:
		h->urgent = true;
		brg_badness_title(record->text, title, sizeof(title));
		brg_arena_find(h->arena, -1, class, title, "%s", record->text);
		break;
	case BRG_LOG_SUSPECT:
		doubt(h, record->text);
		break;
	default:
		break;
	}
}

static void keep(struct brg_health *h)
{
	uint64_t now = brg_monotonic_ns();

	if (!h->log || !h->unsynced ||
	    (!h->urgent && now - h->synced_ns < SYNC_NS))
		return;
	h->unsynced = false;
	h->urgent = false;
	h->synced_ns = now;
	if (brg_sync(h->log))
		doubt(h, "the kernel log could not be kept");
}

void brg_health_log(struct brg_health *h)
{
	if (h->kmsg.fd < 0)
		return;
	if (brg_kmsg_drain(&h->kmsg, each_record, h))
		doubt(h, "the kernel log became unreadable");
	if (h->kmsg.lost)
		doubt(h, "part of the kernel log was lost before it could be read");
	keep(h);
}

static void rose(struct brg_health *h, const char *title, long long was,
		 long long is)
{
	if (was >= 0 && is > was)
		brg_arena_find(h->arena, -1, "kernel", title,
			       "%lld before, %lld now", was, is);
}

void brg_health_counters(struct brg_health *h)
{
	long long taint = number("/proc/sys/kernel/tainted");

	rose(h, "the kernel counted warnings", h->warnings,
	     number("/sys/kernel/warn_count"));
	rose(h, "the kernel counted oopses", h->oopses,
	     number("/sys/kernel/oops_count"));
	rose(h, "the kernel counted hung tasks", h->hung,
	     number("/proc/sys/kernel/hung_task_detect_count"));
	if (taint & ~h->taint & ~HARMLESS_TAINT)
		brg_arena_find(h->arena, -1, "kernel", "the kernel is tainted",
			       "0x%llx before, 0x%llx now", h->taint, taint);
	if (h->lockdep == BRG_LOCKDEP_ON && lockdep_now() != BRG_LOCKDEP_ON)
		brg_arena_find(h->arena, -1, "kernel",
			       "lockdep has switched itself off",
			       "debug_locks was 1 when the run began");
}

const char *brg_health_level(const struct brg_health *h)
{
	if (h->lockdep != BRG_LOCKDEP_ON)
		return h->kasan ? "no-lockdep" : "no-lockdep-no-kasan";
	return h->kasan ? "full" : "no-kasan";
}

void brg_health_stop(struct brg_health *h)
{
	brg_kmsg_close(&h->kmsg);
	if (h->log)
		fclose(h->log);
	h->log = NULL;
	brg_badness_destroy(h->badness);
	h->badness = NULL;
	put_back(HUNG_TIMEOUT, h->hung_timeout);
	put_back(HUNG_INTERVAL, h->hung_interval);
}
