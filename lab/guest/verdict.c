// SPDX-License-Identifier: GPL-2.0-or-later
/* The verdict: one line of JSON over a port of its own, sent last. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "guest.h"

#define KMEMLEAK "/sys/kernel/debug/kmemleak"

/**
 * verdict_baseline() - note what the kernel counted before we did anything
 * @v: out: the _before fields
 */
void verdict_baseline(struct verdict *v)
{
	v->taint_before = read_number("/proc/sys/kernel/tainted", 0);
	v->warn_before = read_number("/sys/kernel/warn_count", -1);
	v->oops_before = read_number("/sys/kernel/oops_count", -1);
}

/**
 * kmemleak_scan() - look for memory nobody points to
 *
 * Two scans: an object has to be old enough, and unreferenced twice. The
 * report goes to kmemleak.txt among the results.
 *
 * Return: the number of objects, or -1 where the kernel has no kmemleak.
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

static void add_number(FILE *f, const char *key, long long value)
{
	fprintf(f, ",\"%s\":%lld", key, value);
}

static void add_count(FILE *f, const char *key, uint64_t value)
{
	fprintf(f, ",\"%s\":%llu", key, (unsigned long long)value);
}

/* Quotes and control characters do not occur in what we say; be sure. */
static void add_string(FILE *f, const char *key, const char *value)
{
	fprintf(f, ",\"%s\":\"", key);
	for (; *value; value++)
		fputc(*value == '"' || *value == '\\' ||
		      (unsigned char)*value < 0x20 ? ' ' : *value, f);
	fputc('"', f);
}

static void add_kernel(FILE *f, const struct verdict *v, const struct kmsg *k)
{
	struct utsname u;

	uname(&u);
	add_string(f, "release", u.release);
	add_string(f, "lockdep", lockdep_state());
	add_number(f, "taint_before", v->taint_before);
	add_number(f, "taint", read_number("/proc/sys/kernel/tainted", 0));
	add_number(f, "warn_before", v->warn_before);
	add_number(f, "warn_count", read_number("/sys/kernel/warn_count", -1));
	add_number(f, "oops_before", v->oops_before);
	add_number(f, "oops_count", read_number("/sys/kernel/oops_count", -1));
	add_count(f, "kmsg_records", k->records);
	add_count(f, "kmsg_first", k->first_seq);
	add_count(f, "kmsg_lost", k->lost);
	add_number(f, "kmemleak", v->kmemleak);
}

static void add_guest(FILE *f, const struct verdict *v)
{
	add_string(f, "module", v->module);
	add_string(f, "module_why", v->module_why);
	add_number(f, "modules_failed", v->modules_failed);
	add_number(f, "roles_missing", v->roles_missing);
	add_count(f, "files", v->results.files);
	add_count(f, "bytes", v->results.bytes);
	add_number(f, "results_error", v->results.err);
	add_number(f, "out_error", v->out_err);
	add_count(f, "userspace_ms", v->userspace_ms);
	add_count(f, "command_start_ms", v->outcome.start_ms);
	add_count(f, "command_end_ms", v->outcome.end_ms);
	add_count(f, "end_ms", boot_ms());
}

/**
 * verdict_send() - say how it went
 * @port: where to
 * @v: what is known of the run
 * @k: what is known of the kernel log
 */
void verdict_send(int port, const struct verdict *v, const struct kmsg *k)
{
	char *line = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&line, &len);

	if (!f)
		return;
	fprintf(f, "{\"verdict\":1");
	add_string(f, "ended", v->outcome.exited ? "exit" : "signal");
	add_number(f, "code", v->outcome.code);
	add_number(f, "unkillable", v->outcome.unkillable);
	add_kernel(f, v, k);
	add_guest(f, v);
	fprintf(f, "}\n");
	if (!fclose(f))
		write_all(port, line, len);
	free(line);
}
