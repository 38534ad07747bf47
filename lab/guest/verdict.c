// SPDX-License-Identifier: GPL-2.0-or-later
/* The verdict: one line of JSON over a port of its own, sent last. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "guest.h"

#define KMEMLEAK "/sys/kernel/debug/kmemleak"

void verdict_baseline(struct verdict *v)
{
	v->taint_before = read_number("/proc/sys/kernel/tainted", 0);
	v->warn_before = read_number("/sys/kernel/warn_count", -1);
	v->oops_before = read_number("/sys/kernel/oops_count", -1);
}

/*
 * Objects kmemleak cannot find a pointer to, or -1 where there is none. Two
 * scans: an object has to be old enough, and unreferenced twice.
 */
long long kmemleak_scan(void)
{
	static char text[262144];
	long long n = 0;

	if (access(KMEMLEAK, W_OK))
		return -1;
	write_text(KMEMLEAK, "scan");
	sleep(6);
	write_text(KMEMLEAK, "scan");
	read_text(KMEMLEAK, text, sizeof(text));
	for (const char *p = text; (p = strstr(p, "unreferenced object")); p++)
		n++;
	if (n)
		write_text(GUEST_OUT "/kmemleak.txt", text);
	return n;
}

/* "on", "off" (a splat or its tables being full has switched it off), "none" */
static const char *lockdep_state(void)
{
	static char text[8192];
	const char *p;

	if (read_text("/proc/lockdep_stats", text, sizeof(text)) <= 0)
		return "none";
	p = strstr(text, "debug_locks:");
	return p && strtol(p + strlen("debug_locks:"), NULL, 10) == 1 ?
		"on" : "off";
}

void verdict_send(int port, const struct verdict *v, const struct kmsg *k)
{
	const struct outcome *o = &v->outcome;
	char line[2048], why[256];
	struct utsname u;
	int n;

	uname(&u);
	json_escape(v->module_why, why, sizeof(why));
	n = snprintf(line, sizeof(line),
		     "{\"verdict\":1,\"ended\":\"%s\",\"code\":%d,"
		     "\"unkillable\":%u,\"release\":\"%s\",\"lockdep\":\"%s\","
		     "\"taint_before\":%lld,\"taint\":%lld,"
		     "\"warn_before\":%lld,\"warn_count\":%lld,"
		     "\"oops_before\":%lld,\"oops_count\":%lld,"
		     "\"kmsg_records\":%llu,\"kmsg_first\":%llu,\"kmsg_lost\":%llu,"
		     "\"kmemleak\":%lld,\"module\":\"%s\",\"module_why\":\"%s\","
		     "\"roles_missing\":%d,\"modules_failed\":%d,"
		     "\"files\":%llu,\"bytes\":%llu,\"results_error\":%d,"
		     "\"out_clean\":%s,"
		     "\"userspace_ms\":%llu,\"command_start_ms\":%llu,"
		     "\"command_end_ms\":%llu,\"end_ms\":%llu}\n",
		     o->exited ? "exit" : "signal", o->code,
		     o->unkillable, u.release, lockdep_state(),
		     v->taint_before,
		     read_number("/proc/sys/kernel/tainted", 0),
		     v->warn_before, read_number("/sys/kernel/warn_count", -1),
		     v->oops_before, read_number("/sys/kernel/oops_count", -1),
		     (unsigned long long)k->records,
		     (unsigned long long)k->first_seq,
		     (unsigned long long)k->lost,
		     v->kmemleak, v->module, why,
		     v->roles_missing, v->modules_failed,
		     (unsigned long long)v->results.files,
		     (unsigned long long)v->results.bytes, v->results.err,
		     v->out_clean ? "true" : "false",
		     (unsigned long long)v->userspace_ms,
		     (unsigned long long)o->start_ms,
		     (unsigned long long)o->end_ms,
		     (unsigned long long)boot_ms());
	if (n > 0)
		write_all(port, line, (size_t)n);
}
