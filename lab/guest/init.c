// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * PID 1 of a lab guest: set the machine up, run one command, bring out what
 * it left and say how it went, power off.
 *
 * The host believes nothing but the verdict: a guest that dies anywhere in
 * here has not sent one, and that is a verdict of its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "guest.h"

/*
 * Power off, in an orderly way unless @held: what cannot be killed may hold the
 * lock of a device, and the orderly way takes them all.
 */
static void power_off(bool held)
{
	sync();
	if (held)
		write_text("/proc/sysrq-trigger", "b");
	reboot(RB_POWER_OFF);
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

/* Without /dev/console in the initramfs the kernel gives us no stdio. */
static void open_console(void)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY);

	if (fd < 0)
		return;
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* Does an accelerator run a guest at all? Reaching this line is the answer. */
static void answer_probe(void)
{
	if (!conf_is("probe", "yes"))
		return;
	say("alive");
	power_off(false);
}

static int open_out(struct kmsg *k)
{
	int err = mount_out();

	if (err) {
		say(GUEST_OUT ": cannot mount: %s", strerror(-err));
		return err;
	}
	k->out = open(GUEST_OUT "/kernel.log",
		      O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
	kmsg_drain(k);
	return 0;
}

static void forget_leaks(void)
{
	if (conf_is("kmemleak", "yes"))
		write_text("/sys/kernel/debug/kmemleak", "clear");
}

/*
 * A guest that is to be kept has nothing of the host's open, which no snapshot
 * can hold. Where its results go it learns when it goes on.
 */
static int set_up(struct kmsg *k, struct verdict *v)
{
	bool keep = conf_is("keep", "yes");
	int err;

	v->modules_failed = load_listed_modules();
	err = keep ? 0 : open_out(k);
	if (err)
		return err;
	v->roles_missing = resolve_roles();
	verdict_baseline(v);
	err = load_driver(v->module_why, sizeof(v->module_why));
	v->module = err < 0 ? "failed" : err ? "absent" : "loaded";
	if (err >= 0 && keep) {
		err = await_records();
		if (err)
			return err;
		forget_leaks();
		err = open_out(k);
	}
	return err < 0 ? err : 0;
}

static void send_out(struct kmsg *k, struct verdict *v)
{
	int port;

	kmsg_drain(k);
	kmsg_close(k);
	results_count(&v->results);
	if (!conf_is("out", "9p")) {
		port = port_open(PORT_RESULTS);
		if (port >= 0) {
			results_send(port, &v->results);
			close(port);
		} else {
			v->results.err = port;
		}
	}
	v->out_err = unmount_out();
	port = port_open(PORT_VERDICT);
	if (port >= 0)
		verdict_send(port, v, k);
}

int main(void)
{
	struct verdict v = { .module = "absent", .kmemleak = -1 };
	struct kmsg k;
	int err;

	mount_all();
	open_console();
	conf_load();
	answer_probe();
	v.userspace_ms = boot_ms();
	say("user space");
	err = kmsg_open(&k);
	if (err)
		say("/dev/kmsg: cannot open: %s", strerror(-err));
	forget_leaks();
	err = set_up(&k, &v);
	if (!err)
		err = run_command(&k, &v.outcome);
	if (err)
		say("cannot run the command: %s", strerror(-err));
	else
		kill_the_rest(&k, &v.outcome);
	if (!err && conf_is("kmemleak", "yes"))
		v.kmemleak = kmemleak_scan();
	if (err) {
		v.outcome.exited = true;
		v.outcome.code = 3;	/* the environment lacks something */
	}
	send_out(&k, &v);
	power_off(v.outcome.unkillable);
}
