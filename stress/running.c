// SPDX-License-Identifier: GPL-2.0-or-later
/* running.c - see running.h. */
#include "stress/running.h"

#include <errno.h>
#include <stdio.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/sysfs.h"
#include "stress/bugs.h"

const char *brg_running_boot(char *buf, size_t size)
{
	if (brg_sysfs_read(buf, size, "/proc/sys/kernel/random/boot_id"))
		buf[0] = 0;
	return buf;
}

static json_t *describe(const struct brg_stress *s, const char *target,
			const char *lock)
{
	char boot[64], bug[64], probes[512];
	struct utsname name;

	uname(&name);
	brg_bug_get(bug, sizeof(bug));
	return json_pack("{s:s, s:i, s:s, s:i, s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:s}",
			 "format", "barrage-stress-running", "version", 1,
			 "boot", brg_running_boot(boot, sizeof(boot)), "pid",
			 (int)getpid(), "began", (json_int_t)time(NULL),
			 "kernel", name.release, "barrage",
			 BRG_VERSION " " BRG_GIT, "evidence",
			 brg_evidence_names[s->evidence], "level",
			 brg_health_level(&s->health), "target", target,
			 "lock", lock, "bug", bug, "seed",
			 (json_int_t)s->settings.setup.seed, "perturb",
			 (json_int_t)brg_settings_number(&s->settings,
							 BRG_SET_PERTURB),
			 "perturb_probe",
			 brg_settings_list(&s->settings,
					   BRG_SET_PERTURB_PROBE, probes,
					   sizeof(probes)));
}

int brg_running_note(const struct brg_stress *s, const char *target,
		     const char *lock)
{
	json_t *json = describe(s, target, lock);
	_cleanup_free_ char *text = json ? json_dumps(json, JSON_INDENT(1)) :
					   NULL;
	int ret = text ? brg_result_text(s, BRG_RUNNING, text) : -ENOMEM;

	json_decref(json);
	/* a directory has an entry only once it is synced itself: fsync(2) */
	return !ret && fsync(s->dir_fd) ? -errno : ret;
}

void brg_running_over(const struct brg_stress *s)
{
	unlinkat(s->dir_fd, BRG_RUNNING, 0);
}
