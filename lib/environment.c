// SPDX-License-Identifier: GPL-2.0-or-later
/* environment.c - audit of the machine, one small question per table row. */
#include "lib/environment_priv.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/sysfs.h"

/**
 * struct question - one line of the environment
 * @name: key in the manifest
 * @ask: answer into @buf ("" for unknown). Return: the warning, or NULL
 * @emulated_too: the warning also means something under emulation
 */
struct question {
	const char *name;
	brg_ask *ask;
	bool emulated_too;
};

/* Of all CPUs: one name, or "mixed" */
static const char *governor(const struct brg_audit *audit, char *buf,
			    size_t size)
{
	char name[64];

	(void)audit;
	snprintf(buf, size, "none");
	for (int cpu = 0; brg_sysfs_exists("/sys/devices/system/cpu/cpu%d", cpu);
	     cpu++) {
		if (brg_sysfs_read(name, sizeof(name),
				   "/sys/devices/system/cpu/cpu%d/cpufreq/scaling_governor",
				   cpu))
			continue;
		snprintf(buf, size, "%s",
			 strcmp(buf, "none") && strcmp(buf, name) ? "mixed" :
								    name);
		if (!strcmp(buf, "mixed"))
			break;
	}
	if (strcmp(buf, "none") && strcmp(buf, "performance"))
		return "the CPU frequency governor is not performance: times depend on load before";
	return NULL;
}

/* The deepest idle state the first CPU may enter */
static const char *cstates(const struct brg_audit *audit, char *buf,
			   size_t size)
{
	uint64_t disabled;
	char name[64];

	(void)audit;
	snprintf(buf, size, "none");
	for (int i = 0; i < 16; i++) {
		if (brg_sysfs_read(name, sizeof(name),
				   "/sys/devices/system/cpu/cpu0/cpuidle/state%d/name",
				   i))
			break;
		if (brg_sysfs_read_u64(&disabled,
				       "/sys/devices/system/cpu/cpu0/cpuidle/state%d/disable",
				       i) || !disabled)
			snprintf(buf, size, "%s", name);
	}
	if (strcmp(buf, "none") && strcmp(buf, "POLL") && strncmp(buf, "C1", 2) &&
	    strncmp(buf, "haltpoll", 8))
		return "CPUs may enter idle states deeper than C1: waking up adds to what is measured across threads";
	return NULL;
}

static const char *smt(const struct brg_audit *audit, char *buf, size_t size)
{
	(void)audit;
	if (brg_sysfs_read(buf, size, "/sys/devices/system/cpu/smt/control"))
		buf[0] = '\0';
	if (!strcmp(buf, "on"))
		return "SMT is on: a neighbour thread shares the core that measures";
	return NULL;
}

static const char *turbo(const struct brg_audit *audit, char *buf, size_t size)
{
	uint64_t value;

	(void)audit;
	if (!brg_sysfs_read_u64(&value,
				"/sys/devices/system/cpu/intel_pstate/no_turbo"))
		snprintf(buf, size, "%s", value ? "off" : "on");
	else if (!brg_sysfs_read_u64(&value,
				     "/sys/devices/system/cpu/cpufreq/boost"))
		snprintf(buf, size, "%s", value ? "on" : "off");
	else
		snprintf(buf, size, "none");
	if (!strcmp(buf, "on"))
		return "turbo is on: the clock rate depends on temperature and on other cores";
	return NULL;
}

/* "always [madvise] never" to "madvise" */
static void chosen(char *text)
{
	char *start = strchr(text, '['), *end = start ? strchr(start, ']') : NULL;

	if (end) {
		*end = '\0';
		memmove(text, start + 1, strlen(start + 1) + 1);
	}
}

static const char *thp(const struct brg_audit *audit, char *buf, size_t size)
{
	(void)audit;
	if (brg_sysfs_read(buf, size,
			   "/sys/kernel/mm/transparent_hugepage/enabled"))
		snprintf(buf, size, "none");
	chosen(buf);
	return NULL;
}

static const char *aslr(const struct brg_audit *audit, char *buf, size_t size)
{
	(void)audit;
	if (brg_sysfs_read(buf, size, "/proc/sys/kernel/randomize_va_space"))
		buf[0] = '\0';
	return NULL;
}

static const char *numa_balancing(const struct brg_audit *audit, char *buf,
				  size_t size)
{
	(void)audit;
	if (brg_sysfs_read(buf, size, "/proc/sys/kernel/numa_balancing"))
		snprintf(buf, size, "none");
	/* bit 1 is NUMA_BALANCING_NORMAL, 2 memory tiering (v7.3
	 * include/linux/sched/sysctl.h) */
	if (buf[0] >= '1' && buf[0] <= '9')
		return "automatic NUMA balancing is on: it adds faults of its own";
	return NULL;
}

static const char *clocksource(const struct brg_audit *audit, char *buf,
			       size_t size)
{
	(void)audit;
	if (brg_sysfs_read(buf, size,
			   "/sys/devices/system/clocksource/clocksource0/current_clocksource"))
		buf[0] = '\0';
	if (buf[0] && strncmp(buf, "tsc", 3) && strcmp(buf, "kvm-clock") &&
	    strcmp(buf, "arch_sys_counter"))
		return "the kernel does not trust the time-stamp counter as its clock source: calibrate elsewhere";
	return NULL;
}

static const char *hypervisor(const struct brg_audit *audit, char *buf,
			      size_t size)
{
	snprintf(buf, size, "%s",
		 audit->hypervisor[0] ? audit->hypervisor : "none");
	if (audit->evidence == BRG_EVIDENCE_KVM)
		return "a hypervisor runs below: its exits are part of what is measured";
	if (audit->evidence == BRG_EVIDENCE_TCG)
		return "the CPU is emulated: compare shapes and counts, never quote a time";
	return NULL;
}

static const char *tsc(const struct brg_audit *audit, char *buf, size_t size)
{
	const struct brg_clock *clock = audit->clock;

	snprintf(buf, size, "%s", clock->invariant ? "invariant" : "variable");
	if (!clock->invariant)
		return "the time-stamp counter may change its rate: times drift with power states";
	/* 1000 ppm: a tenth of a percent is below what repetitions resolve */
	if (clock->spread_ppm > 1000)
		return "calibrations of the time-stamp counter were more than 0.1% apart: the machine is busy";
	return NULL;
}

static const struct question questions[] = {
	{ "governor", governor, false },
	{ "cstates", cstates, false },
	{ "turbo", turbo, false },
	{ "smt", smt, false },
	{ "thp", thp, false },
	{ "iommu", brg_ask_iommu, false },
	{ "acs", brg_ask_acs, false },
	{ "link", brg_ask_link, false },
	{ "power_state", brg_ask_power, false },
	{ "runtime_pm", brg_ask_runtime_pm, false },
	{ "aslr", aslr, false },
	{ "numa_balancing", numa_balancing, true },
	{ "clocksource", clocksource, false },
	{ "hypervisor", hypervisor, true },
	{ "tsc", tsc, false },
	{ "kernel_debug", brg_ask_kernel_debug, true },
	{ "mitigations", brg_ask_mitigations, false },
	{ "taint", brg_ask_taint, true },
};

json_t *brg_environment(const struct brg_audit *audit, json_t *warnings)
{
	bool emulated = audit->evidence >= BRG_EVIDENCE_TCG;
	json_t *out = json_object();

	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++) {
		const struct question *q = &questions[i];
		char answer[512] = "";
		const char *warning = q->ask(audit, answer, sizeof(answer));

		json_object_set_new(out, q->name,
				    json_string(answer[0] ? answer :
							    "unknown"));
		if (warning && (q->emulated_too || !emulated))
			json_array_append_new(warnings, json_string(warning));
	}
	return out;
}
