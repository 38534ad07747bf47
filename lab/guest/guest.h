/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lab guest's PID 1: what its files share. Everything it is told comes
 * from files below /etc/barrage in the initramfs; everything it has to say
 * goes over ports of its own, so that silence is never taken for success.
 */
#ifndef LAB_GUEST_H
#define LAB_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GUEST_CONF	"/etc/barrage/lab.conf"
#define GUEST_COMMAND	"/etc/barrage/command"
#define GUEST_ENV	"/etc/barrage/environment"
#define GUEST_MODULES	"/etc/barrage/modules"
#define GUEST_ROLES_IN	"/etc/barrage/roles.in"
#define GUEST_ROLES	"/etc/barrage/roles"
#define GUEST_DRIVER	"/lib/barrage/barrage.ko"
#define GUEST_OUT	"/out"

#define PORT_VERDICT	"org.barrage.verdict"
#define PORT_RESULTS	"org.barrage.results"
#define PORT_PULSE	"org.barrage.pulse"
#define PORT_RECORDS	"org.barrage.records"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* util.c */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int write_all(int fd, const void *buf, size_t len);
int read_text(const char *path, char *buf, size_t size);
int write_text(const char *path, const char *text);
long long read_number(const char *path, long long absent);
bool conf_is(const char *key, const char *value);
const char *conf_get(const char *key);
void conf_load(void);
uint64_t boot_ms(void);

/* mounts.c */
void mount_all(void);
int mount_out(void);
int unmount_out(void);

/* modules.c */
int load_listed_modules(void);
int load_driver(char *why, size_t size);

/* ports.c */
int port_open(const char *name);

/* records.c */
int await_records(void);

/* roles.c */
int resolve_roles(void);

/*
 * kmsg.c: every kernel message from the first to the last, with the
 * sequence numbers that prove that none is missing.
 */
struct kmsg {
	int fd;
	int out;		/* kernel.log below GUEST_OUT, or -1 */
	uint64_t records;
	uint64_t first_seq;
	uint64_t next_seq;
	uint64_t lost;		/* sequence gaps and overruns */
};

int kmsg_open(struct kmsg *k);
int kmsg_drain(struct kmsg *k);
void kmsg_close(struct kmsg *k);

/* run.c */
struct outcome {
	bool exited;
	int code;		/* exit status, or the signal that ended it */
	uint64_t start_ms;
	uint64_t end_ms;
	bool held;		/* it could not end */
	unsigned int unkillable;
};

int run_command(struct kmsg *k, struct outcome *o);
void kill_the_rest(struct kmsg *k, struct outcome *o);

/* results.c */
struct results {
	uint64_t files;
	uint64_t bytes;
	int err;		/* 0 or -errno of the first failure */
};

void results_count(struct results *r);
void results_send(int port, struct results *r);

/* verdict.c */
struct verdict {
	struct outcome outcome;
	struct results results;
	const char *module;
	char module_why[160];
	int roles_missing;
	int modules_failed;
	long long taint_before;
	long long warn_before;
	long long oops_before;
	long long kmemleak;
	uint64_t userspace_ms;
	int out_err;		/* 0 or -errno of unmounting the results */
};

void verdict_baseline(struct verdict *v);
long long kmemleak_scan(void);
void verdict_send(int port, const struct verdict *v, const struct kmsg *k);

#endif
