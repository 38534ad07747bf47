// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bind.c - give a PCI function to a driver and give it back exactly.
 *
 * Only driver_override is used, never new_id: it concerns this one function
 * and is one value that can be put back. A function that shall have no driver
 * gets the override "none", which matches nothing (Linux
 * Documentation/ABI/testing/sysfs-bus-pci), so that a driver loaded later does
 * not take it.
 */
#include "lib/bind.h"

#include <errno.h>
#include <linux/pci_regs.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/explain.h"
#include "lib/group.h"
#include "lib/inuse.h"
#include "lib/journal.h"
#include "lib/module.h"
#include "lib/pci.h"
#include "lib/sysfs.h"

#define DEVICE "/sys/bus/pci/devices/%s"
#define NO_DRIVER "none"

/* Far more than any count of pci_enable_device() that is not a bug. */
#define MAX_ENABLE 64

/** struct job - one function on its way
 * @to: driver asked for, or "" for none
 */
struct job {
	struct brg_pci pci;
	const char *to;
	const struct brg_bind_opts *opts;
	char *why;
	size_t why_size;
};

__attribute__((format(printf, 3, 4))) static int
fail(const struct job *j, int error, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	brg_vexplain(j->why, j->why_size, error, j->pci.address, fmt, args);
	va_end(args);
	return error;
}

static int look(struct job *j, const char *address)
{
	char canonical[BRG_PCI_ADDRESS_SIZE];
	int ret = brg_pci_address(address, canonical);

	if (ret) {
		snprintf(j->why, j->why_size,
			 "%s: cannot bind: no PCI address (as in 0000:01:00.0)",
			 address);
		return ret;
	}
	strcpy(j->pci.address, canonical);
	ret = brg_pci_read(canonical, &j->pci);
	if (ret == -ENODEV)
		return fail(j, ret,
			    "bind: no such PCI function (barrage devices lists what is there)");
	return ret ? fail(j, ret, "bind: reading sysfs: %s", strerror(-ret)) : 0;
}

static bool is_ours(const char *driver)
{
	return !driver[0] || !strcmp(driver, "barrage") ||
	       !strcmp(driver, "vfio-pci");
}

static const char *named(const char *driver)
{
	return driver[0] ? driver : "no driver";
}

static int check_owner(const struct job *j)
{
	char what[256];
	int ret = brg_in_use(j->pci.address, what, sizeof(what));

	if (ret)
		return fail(j, ret, "bind to %s: in use: %s (release it first; --force does not help)",
			    named(j->to), what);
	if (is_ours(j->pci.driver) || j->opts->force)
		return 0;
	return fail(j, -EBUSY,
		    "bind to %s: driver %s has it (--force takes it away, barrage unbind gives it back)",
		    named(j->to), j->pci.driver);
}

/* vfio works by IOMMU group: the neighbours matter as much as the function. */
static int check_group(const struct job *j)
{
	char blockers[256];

	if (strcmp(j->to, "vfio-pci"))
		return 0;
	if (j->pci.iommu_group < 0)
		return fail(j, -ENXIO,
			    "bind to vfio-pci: it is in no IOMMU group (enable VT-d or AMD-Vi in the firmware and boot with intel_iommu=on)");
	if (brg_group_blockers(j->pci.address, blockers, sizeof(blockers)))
		return fail(j, -EBUSY,
			    "bind to vfio-pci: IOMMU group %d also holds %s, vfio would refuse the group (bind these to vfio-pci or to none first)",
			    j->pci.iommu_group, blockers);
	return 0;
}

static int need_driver(const struct job *j)
{
	int ret;

	if (!j->to[0] || brg_pci_driver_exists(j->to))
		return 0;
	ret = brg_module_load(j->to, j->why, j->why_size);
	if (ret)
		return ret;
	if (brg_pci_driver_exists(j->to))
		return 0;
	return fail(j, -ENOENT,
		    "bind to %s: its module is loaded, but the driver is not registered (the kernel log may say why)",
		    j->to);
}

static int check_name(const struct job *j)
{
	if (is_ours(j->to))
		return 0;
	return fail(j, -EINVAL,
		    "bind to '%s': not a driver of this suite (one of barrage, vfio-pci, none)",
		    j->to);
}

static int note_state(const struct job *j)
{
	struct brg_journal journal = { 0 };
	char path[256];
	int ret = brg_journal_read(j->pci.address, &journal);

	brg_journal_path(j->pci.address, path, sizeof(path));
	/* Bound from one to the other: the first state is the one to keep. */
	if (!ret && journal.vendor == j->pci.vendor &&
	    journal.device == j->pci.device)
		return 0;
	if (ret && ret != -ENOENT)
		return fail(j, ret,
			    "bind to %s: the note of its first state, %s, cannot be read: %s (remove it to take the present state for the first)",
			    named(j->to), path, strerror(-ret));
	strcpy(journal.address, j->pci.address);
	strcpy(journal.driver, j->pci.driver);
	strcpy(journal.driver_override, j->pci.driver_override);
	journal.vendor = j->pci.vendor;
	journal.device = j->pci.device;
	journal.enable_count = j->pci.enable_count;
	ret = brg_pci_command(j->pci.address, &journal.command);
	if (!ret)
		ret = brg_journal_write(&journal);
	if (ret)
		return fail(j, ret,
			    "bind to %s: its present state cannot be kept in %s: %s (nothing was changed)",
			    named(j->to), path, strerror(-ret));
	return 0;
}

/* An empty line clears the override. */
static int set_override(const char *address, const char *driver)
{
	return brg_sysfs_write(driver[0] ? driver : "\n",
			       DEVICE "/driver_override", address);
}

static int detach(const char *address, const char *driver)
{
	if (!driver[0])
		return 0;
	return brg_sysfs_write(address, "/sys/bus/pci/drivers/%s/unbind",
			       driver);
}

static int attach(const struct job *j)
{
	struct brg_pci now;
	int ret;

	if (!j->to[0])
		return 0;
	ret = brg_sysfs_write(j->pci.address, "/sys/bus/pci/drivers/%s/bind",
			      j->to);
	if (ret)
		return ret;
	ret = brg_pci_read(j->pci.address, &now);
	return ret ? ret : (strcmp(now.driver, j->to) ? -EIO : 0);
}

static int read_journal(const struct job *j, struct brg_journal *journal)
{
	char path[256];
	int ret = brg_journal_read(j->pci.address, journal);

	brg_journal_path(j->pci.address, path, sizeof(path));
	if (ret == -ENOENT)
		return ret;
	if (ret == -EBADMSG)
		return fail(j, ret,
			    "restore: %s is damaged (remove it to keep things as they are)",
			    path);
	if (ret)
		return fail(j, ret, "restore: reading %s: %s", path,
			    strerror(-ret));
	if (journal->vendor != j->pci.vendor ||
	    journal->device != j->pci.device)
		return fail(j, -ESTALE,
			    "restore: %s was kept for another device, %04x:%04x (remove it to keep things as they are)",
			    path, journal->vendor, journal->device);
	return 0;
}

static int give_back(const struct job *j, const struct brg_journal *journal)
{
	const char *driver = journal->driver;
	struct brg_pci now;
	int ret;

	if (!driver[0])
		return 0;
	if (!brg_pci_driver_exists(driver)) {
		/* Driver and module mostly share a name; if not, probe. */
		char ignored[256];

		brg_module_load(driver, ignored, sizeof(ignored));
	}
	ret = brg_pci_driver_exists(driver) ?
		      brg_sysfs_write(j->pci.address,
				      "/sys/bus/pci/drivers/%s/bind", driver) :
		      brg_sysfs_write(j->pci.address,
				      "/sys/bus/pci/drivers_probe");
	/* Loading the module may have bound it already. */
	if (!brg_pci_read(j->pci.address, &now) && !strcmp(now.driver, driver))
		return 0;
	return fail(j, ret ? ret : -EIO,
		    "restore: driver %s did not take it back: %s (the journal is kept: try again when the driver is there)",
		    driver, strerror(ret ? -ret : EIO));
}

/* Without a driver nobody else looks after these two. */
static int restore_registers(const struct job *j,
			     const struct brg_journal *journal)
{
	const char *address = j->pci.address;
	uint64_t now;
	int ret = 0;

	for (int i = 0; i < MAX_ENABLE && !ret; i++) {
		ret = brg_sysfs_read_u64(&now, DEVICE "/enable", address);
		if (ret || now == journal->enable_count)
			break;
		ret = brg_sysfs_write(now < journal->enable_count ? "1" : "0",
				      DEVICE "/enable", address);
	}
	if (!ret)
		ret = brg_pci_set_command(address, journal->command);
	if (ret)
		return fail(j, ret,
			    "restore: enable count or command register: %s (the journal is kept)",
			    strerror(-ret));
	return 0;
}

static int undo(const struct job *j, const struct brg_journal *journal)
{
	char what[256];
	bool same = !strcmp(j->pci.driver, journal->driver);
	int ret = 0;

	if (!same) {
		ret = brg_in_use(j->pci.address, what, sizeof(what));
		if (ret)
			return fail(j, ret, "restore: in use: %s (release it first)",
				    what);
		ret = detach(j->pci.address, j->pci.driver);
	}
	if (!ret)
		ret = set_override(j->pci.address, journal->driver_override);
	if (ret)
		return fail(j, ret, "restore: unbinding %s: %s",
			    named(j->pci.driver), strerror(-ret));
	if (!same)
		ret = give_back(j, journal);
	if (!ret && !journal->driver[0])
		ret = restore_registers(j, journal);
	return ret;
}

static int restore_locked(const char *address, char *why, size_t why_size)
{
	static const struct brg_bind_opts none;
	struct job j = { .to = "", .opts = &none, .why = why,
			 .why_size = why_size };
	struct brg_journal journal;
	int ret = look(&j, address);

	if (!ret)
		ret = read_journal(&j, &journal);
	if (ret)
		return ret;
	if (geteuid())
		return fail(&j, -EPERM, "restore: not permitted (run as root)");
	ret = undo(&j, &journal);
	if (!ret)
		ret = brg_journal_remove(j.pci.address);
	return ret;
}

/* Unprivileged callers get no lock and are refused later, by name. */
static int lock_journals(const char *address, char *why, size_t why_size)
{
	int lock = geteuid() ? -EPERM : brg_journal_lock();

	if (lock < 0 && lock != -EPERM)
		snprintf(why, why_size, "%s: cannot bind: no lock below /run: %s (%s)",
			 address, strerror(-lock), brg_remedy(lock));
	return lock;
}

int brg_bind_restore(const char *address, char *why, size_t why_size)
{
	_cleanup_close_ int lock = lock_journals(address, why, why_size);
	int ret;

	if (lock < 0 && lock != -EPERM)
		return lock;
	ret = restore_locked(address, why, why_size);
	return ret == -ENOENT ? 0 : ret;
}

static int move(const struct job *j)
{
	const char *address = j->pci.address, *step = "driver_override";
	char why[256];
	int ret = set_override(address, j->to[0] ? j->to : NO_DRIVER);

	if (!ret) {
		step = "unbinding the present driver";
		ret = detach(address, j->pci.driver);
	}
	if (!ret) {
		step = "the driver did not take it, the kernel log may say why";
		ret = attach(j);
	}
	if (!ret)
		return 0;
	fail(j, ret, "bind to %s: %s: %s (what was there before is restored)",
	     named(j->to), step, strerror(-ret));
	if (restore_locked(address, why, sizeof(why)))
		fail(j, ret, "bind to %s: %s: %s (and restoring failed too: %s)",
		     named(j->to), step, strerror(-ret), why);
	return ret;
}

static int check(const struct job *j)
{
	int ret = check_name(j);

	if (!ret && geteuid() && !j->opts->dry_run)
		ret = fail(j, -EPERM, "bind to %s: not permitted (run as root)",
			   named(j->to));
	if (!ret)
		ret = check_owner(j);
	if (!ret)
		ret = check_group(j);
	return ret;
}

int brg_bind(const char *address, const char *driver,
	     const struct brg_bind_opts *opts, char *why, size_t why_size)
{
	static const struct brg_bind_opts none;
	struct job j = { .to = driver ? driver : "",
			 .opts = opts ? opts : &none,
			 .why = why,
			 .why_size = why_size };
	_cleanup_close_ int lock = -1;
	int ret;

	if (!j.opts->dry_run) {
		lock = lock_journals(address, why, why_size);
		if (lock < 0 && lock != -EPERM)
			return lock;
	}
	ret = look(&j, address);
	if (!ret && j.to[0] && !strcmp(j.pci.driver, j.to))
		return check_name(&j);
	if (!ret)
		ret = check(&j);
	if (ret || j.opts->dry_run)
		return ret;
	ret = need_driver(&j);
	if (!ret)
		ret = note_state(&j);
	return ret ? ret : move(&j);
}
