// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_lab.c - `barrage lab`: hand over to the scripts of the lab. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "lib/msg.h"
#include "lib/names.h"

static const char *const tools[] = { "quickstart", "run", "matrix", "soak",
				     "selftest", "minimise", "kernel", NULL };

static bool is_lab(const char *dir)
{
	char path[PATH_MAX];

	return snprintf(path, sizeof(path), "%s/run", dir) < PATH_MAX &&
	       !access(path, X_OK);
}

/*
 * A lab beside the program that runs wins over the installed one, so that a
 * source tree tests itself: <tree>/<build>/cli/barrage, <tree>/<build>/barrage
 * and an installed <prefix>/bin/barrage are all found by going up.
 */
static int beside_program(char *dir, size_t size)
{
	static const char *const below[] = { "lab", "share/barrage/lab" };
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (n < 0)
		return -errno;
	exe[n] = 0;
	for (char *slash = strrchr(exe, '/'); slash; slash = strrchr(exe, '/')) {
		*slash = 0;
		for (size_t i = 0; i < sizeof(below) / sizeof(below[0]); i++)
			if ((size_t)snprintf(dir, size, "%s/%s", exe,
					     below[i]) < size && is_lab(dir))
				return 0;
	}
	return -ENOENT;
}

static int find_lab(char *dir, size_t size)
{
	static const char *const fixed[] = { BRG_LAB_SOURCE, BRG_LAB_INSTALLED };
	const char *given = getenv("BARRAGE_LAB_DIR");

	if (given) {
		snprintf(dir, size, "%s", given);
		if (is_lab(dir))
			return 0;
		brg_error("lab: cannot start: no executable 'run' in %s (check $BARRAGE_LAB_DIR)",
			  given);
		return -ENOENT;
	}
	if (!beside_program(dir, size))
		return 0;
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		snprintf(dir, size, "%s", fixed[i]);
		if (is_lab(dir))
			return 0;
	}
	brg_error("lab: cannot start: its scripts were not found (set BARRAGE_LAB_DIR to the directory lab of the source tree)");
	return -ENOENT;
}

int brg_lab_exec(const char *tool, char **argv)
{
	char dir[PATH_MAX], path[PATH_MAX + 16];

	if (find_lab(dir, sizeof(dir)))
		return BRG_EXIT_ENVIRONMENT;
	snprintf(path, sizeof(path), "%s/%s", dir, tool);
	argv[0] = path;
	execv(path, argv);
	brg_error("lab: cannot run %s: %s (is bash installed?)", path, strerror(errno));
	return BRG_EXIT_ENVIRONMENT;
}

static int lab_run(int argc, char **argv, void *conf)
{
	char hint[128];

	(void)conf;
	if (!argc || brg_names_index(tools, argv[0]) < 0) {
		const char *name = argc ? argv[0] : "";

		brg_error("lab: cannot run '%s': no such tool (%s)", name,
			  brg_names_hint(tools, name, hint, sizeof(hint)));
		return BRG_EXIT_USAGE;
	}
	return brg_lab_exec(argv[0], argv);
}

const struct brg_cmd brg_cmd_lab = {
	.name = "lab",
	.args = "quickstart|run|matrix|soak|selftest|minimise|kernel [ARGUMENT...]",
	.summary = "build kernels, boot virtual machines and run barrage inside",
	.description =
		"Needs no hardware: QEMU provides PCI functions, IOMMU and switch.\n\n"
		"quickstart sets everything up and ends in a report; run boots a kernel on a machine and runs a command in it; matrix runs sweeps on several kernels and reports them together; soak runs a command in fresh guests for hours and counts what it finds; selftest breaks the driver on purpose and sees whether a soak finds it; minimise leaves the fewest operations that show a finding in a fresh guest each; kernel gets or builds one. Everything after the tool's name belongs to the tool.",
	.examples = "barrage lab quickstart\n"
		    "barrage lab run --help\n"
		    "barrage lab run --kernel 7.3 --machine basic -- barrage devices\n"
		    "barrage lab matrix configs/fault-strategies.ini --kernels 6.1,7.3\n"
		    "barrage lab soak --duration 30m --lab '--kernel 7.3' -- sh tests/guest/test_workloads.sh",
	.starts_command = true,
	.run = lab_run,
};
