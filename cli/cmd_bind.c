// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_bind.c - `barrage bind` and `barrage unbind`. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "lib/bind.h"
#include "lib/msg.h"
#include "lib/names.h"
#include "lib/select.h"

/** struct bind_conf - options of bind */
struct bind_conf {
	bool force;
	bool dry_run;
	bool restore;
};

static const char *const drivers[] = { "barrage", "vfio-pci", "none", NULL };

static int exit_code(int error)
{
	return error == -EINVAL ? BRG_EXIT_USAGE : BRG_EXIT_ENVIRONMENT;
}

static int bind_one(const char *driver, const char *text,
		    const struct bind_conf *conf)
{
	const struct brg_bind_opts opts = { .force = conf->force,
					    .dry_run = conf->dry_run };
	char address[32], why[1024] = "";
	int ret = brg_select_device(text, address, why, sizeof(why));

	if (!ret)
		ret = brg_bind(address, strcmp(driver, "none") ? driver : NULL,
			       &opts, why, sizeof(why));
	if (ret) {
		brg_error("%s", why);
		return exit_code(ret);
	}
	printf("%s %s %s\n", address, conf->dry_run ? "can go to" : "has driver",
	       driver);
	return BRG_EXIT_PASS;
}

static int restore_one(const char *text)
{
	char address[32], why[1024] = "";
	int ret = brg_select_device(text, address, why, sizeof(why));

	if (!ret)
		ret = brg_bind_restore(address, why, sizeof(why));
	if (ret) {
		brg_error("%s", why);
		return exit_code(ret);
	}
	printf("%s is as it was found\n", address);
	return BRG_EXIT_PASS;
}

static int restore_all(const char *command, int argc, char **argv)
{
	int ret = BRG_EXIT_PASS;

	if (!argc) {
		brg_error("%s: cannot start: no device given (barrage %s ADDRESS...)",
			  command, command);
		return BRG_EXIT_USAGE;
	}
	/* One that fails must not keep the others from their drivers. */
	for (int i = 0; i < argc; i++) {
		int one = restore_one(argv[i]);

		ret = ret ? ret : one;
	}
	return ret;
}

static int bind_run(int argc, char **argv, void *data)
{
	const struct bind_conf *conf = data;
	char hint[128];
	int ret = BRG_EXIT_PASS;

	if (conf->restore)
		return restore_all("bind --restore", argc, argv);
	if (argc < 2) {
		brg_error("bind: cannot start: driver and device are needed (barrage bind barrage ADDRESS...)");
		return BRG_EXIT_USAGE;
	}
	if (brg_names_index(drivers, argv[0]) < 0) {
		brg_error("bind: cannot bind to '%s': not a driver of this suite (%s)",
			  argv[0],
			  brg_names_hint(drivers, argv[0], hint, sizeof(hint)));
		return BRG_EXIT_USAGE;
	}
	for (int i = 1; i < argc && !ret; i++)
		ret = bind_one(argv[0], argv[i], conf);
	return ret;
}

static const struct brg_opt bind_opts[] = {
	{ .name = "force", .letter = 'f', .type = BRG_OPT_FLAG,
	  .offset = offsetof(struct bind_conf, force),
	  .help = "Take it from a driver that is not part of this suite. A function in use is refused all the same." },
	{ .name = "dry-run", .letter = 'n', .type = BRG_OPT_FLAG,
	  .offset = offsetof(struct bind_conf, dry_run),
	  .help = "Check everything, change nothing." },
	{ .name = "restore", .letter = 0, .type = BRG_OPT_FLAG,
	  .offset = offsetof(struct bind_conf, restore),
	  .help = "Put the devices back to what they were before the first bind, as unbind does. No driver is given then." },
	{ .name = NULL },
};

const struct brg_cmd brg_cmd_bind = {
	.name = "bind",
	.args = "barrage|vfio-pci|none DEVICE...",
	.summary = "give PCI functions to a driver, noting what was there",
	.description =
		"DEVICE is an address (0000:01:00.0 or 01:00.0), vendor:device with an optional index (1af4:1110#0), or role:NAME with $BARRAGE_ROLES naming a file of lines 'NAME ADDRESS'.\n\n"
		"Driver, driver_override, enable count and command register are kept in /run/barrage/bind before anything changes, and unbind puts them back, also after a crash. Refused are functions that carry a mounted file system, swap, the default route or an address, a console, other functions, or that a process has open, and, without --force, those of other drivers.\n\n"
		"A missing module is loaded as modprobe does; barrage comes from $BARRAGE_MODULE where that names a file.",
	.examples = "barrage bind barrage 0000:01:00.0\n"
		    "barrage bind --force vfio-pci 8086:10d3\n"
		    "barrage unbind 0000:01:00.0",
	.opts = bind_opts,
	.conf_size = sizeof(struct bind_conf),
	.run = bind_run,
};

static int unbind_run(int argc, char **argv, void *data)
{
	(void)data;
	return restore_all("unbind", argc, argv);
}

const struct brg_cmd brg_cmd_unbind = {
	.name = "unbind",
	.args = "DEVICE...",
	.summary = "put PCI functions back to what bind found",
	.description =
		"Restores driver, driver_override and, where there was no driver, the enable count and the command register. A function without a note from bind is left alone.",
	.examples = "barrage unbind 0000:01:00.0",
	.run = unbind_run,
};
