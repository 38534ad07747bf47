// SPDX-License-Identifier: GPL-2.0-or-later
/* test_environment.c - what the audit says of made-up machines. */
#include <fcntl.h>
#include <linux/pci_regs.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/environment.h"
#include "lib/pci.h"
#include "tests/unit/fake_sysfs.h"

#define DEVICE	"0000:02:00.0"
#define PORT	"/sys/devices/pci0000:00/0000:00:04.0"

static json_t *warnings, *environment;

static void audit(enum brg_evidence evidence)
{
	const struct brg_clock clock = { .invariant = true };
	const struct brg_audit about = { DEVICE, "", evidence, &clock };

	json_decref(warnings);
	json_decref(environment);
	warnings = json_array();
	environment = brg_environment(&about, warnings);
}

static const char *answer(const char *key)
{
	const char *text = json_string_value(json_object_get(environment, key));

	return text ? text : "no such key";
}

static bool warned(const char *part)
{
	json_t *warning;
	size_t i;

	json_array_foreach(warnings, i, warning)
		if (strstr(json_string_value(warning), part))
			return true;
	return false;
}

/* The device below a port whose ACS control register is @control */
static void make_function(uint16_t control)
{
	const uint32_t header = PCI_EXT_CAP_ID_ACS | 1u << 16;
	char path[600];
	int fd;

	fake_file(PORT "/" DEVICE "/vendor", "0x1af4\n");
	fake_link("/sys/bus/pci/devices/" DEVICE, PORT "/" DEVICE);
	fake_function(DEVICE, "0x1af4\n", "0x1110\n");
	fake_file(PORT "/config", "");
	snprintf(path, sizeof(path), "%s" PORT "/config", fake_root);
	fd = open(path, O_WRONLY);
	assert_true(fd >= 0);
	/* the second capability of the list */
	assert_int_equal(pwrite(fd, &(uint32_t){ PCI_EXT_CAP_ID_ERR | 1u << 16 |
						 0x148u << 20 }, 4, 0x100), 4);
	assert_int_equal(pwrite(fd, &header, 4, 0x148), 4);
	assert_int_equal(pwrite(fd, &control, 2, 0x148 + PCI_ACS_CTRL), 2);
	close(fd);
}

static void link_state(const char *speed, const char *max)
{
	fake_attribute(DEVICE, "current_link_speed", speed);
	fake_attribute(DEVICE, "current_link_width", "8\n");
	fake_attribute(DEVICE, "max_link_speed", max);
	fake_attribute(DEVICE, "max_link_width", "8\n");
}

static void acs_of_every_port_on_the_way_is_told(void **state)
{
	(void)state;
	make_function(PCI_ACS_SV | PCI_ACS_RR | PCI_ACS_CR | PCI_ACS_UF);
	audit(BRG_EVIDENCE_NATIVE);
	assert_string_equal(answer("acs"), "0000:00:04.0 SV RR CR UF");
	assert_true(warned("ACS sends requests"));
	make_function(0);
	audit(BRG_EVIDENCE_NATIVE);
	assert_string_equal(answer("acs"), "0000:00:04.0");
	assert_false(warned("ACS sends requests"));
}

static void a_link_below_its_best_is_told(void **state)
{
	(void)state;
	make_function(0);
	link_state("16.0 GT/s PCIe\n", "16.0 GT/s PCIe\n");
	audit(BRG_EVIDENCE_NATIVE);
	assert_string_equal(answer("link"), "16.0 GT/s PCIe x8");
	assert_false(warned("PCIe link"));
	link_state("2.5 GT/s PCIe\n", "16.0 GT/s PCIe\n");
	audit(BRG_EVIDENCE_NATIVE);
	assert_string_equal(answer("link"),
			    "2.5 GT/s PCIe x8 of 16.0 GT/s PCIe x8");
	assert_true(warned("PCIe link"));
	/* emulated links have no speed */
	audit(BRG_EVIDENCE_TCG);
	assert_false(warned("PCIe link"));
}

static void what_a_debug_kernel_checks_is_told(void **state)
{
	(void)state;
	make_function(0);
	fake_file("/proc/kallsyms",
		  "0000000000000000 T do_one_initcall\n"
		  "0000000000000000 t kasan_report_async\n");
	audit(BRG_EVIDENCE_TCG);
	assert_string_equal(answer("kernel_debug"), "none");
	assert_false(warned("kernel_debug"));
	fake_file("/proc/kallsyms", "0000000000000000 T kasan_report\n");
	audit(BRG_EVIDENCE_TCG);
	assert_string_equal(answer("kernel_debug"), "kasan");
	/* means something under emulation, too */
	assert_true(warned("kernel_debug"));
	fake_file("/proc/lockdep", "\n");
	fake_file("/sys/kernel/debug/kmemleak", "\n");
	audit(BRG_EVIDENCE_TCG);
	assert_string_equal(answer("kernel_debug"), "lockdep kmemleak");
}

static void machines_that_are_not_quiet_are_warned_of(void **state)
{
	static const struct {
		const char *file, *quiet, *noisy, *part;
	} t[] = {
		{ "/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor",
		  "performance\n", "powersave\n", "governor" },
		{ "/sys/devices/system/cpu/smt/control", "off\n", "on\n",
		  "SMT is on" },
		{ "/sys/devices/system/cpu/cpufreq/boost", "0\n", "1\n",
		  "turbo is on" },
		{ "/proc/sys/kernel/numa_balancing", "0\n", "2\n",
		  "NUMA balancing" },
		{ "/sys/devices/system/clocksource/clocksource0/current_clocksource",
		  "tsc\n", "hpet\n", "clock source" },
		{ "/sys/bus/pci/devices/" DEVICE "/power_state", "D0\n",
		  "D3hot\n", "device sleeps" },
		{ "/proc/sys/kernel/tainted", "4096\n", "512\n", "tainted" },
	};

	(void)state;
	make_function(0);
	fake_file("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
		  "performance\n");
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		fake_file(t[i].file, t[i].quiet);
		audit(BRG_EVIDENCE_NATIVE);
		if (warned(t[i].part))
			fail_msg("%s: warned in vain", t[i].part);
		fake_file(t[i].file, t[i].noisy);
		audit(BRG_EVIDENCE_NATIVE);
		if (!warned(t[i].part))
			fail_msg("%s: not warned of", t[i].part);
	}
	assert_string_equal(answer("governor"), "mixed");
}

static void mitigations_are_listed_and_their_lack_is_marked(void **state)
{
	(void)state;
	make_function(0);
	fake_file("/sys/devices/system/cpu/vulnerabilities/meltdown",
		  "Mitigation: PTI\n");
	fake_file("/sys/devices/system/cpu/vulnerabilities/mds",
		  "Not affected\n");
	fake_file("/sys/devices/system/cpu/vulnerabilities/spectre_v2",
		  "Vulnerable\n");
	audit(BRG_EVIDENCE_NATIVE);
	assert_string_equal(answer("mitigations"), "meltdown !spectre_v2");
}

static int finish(void **state)
{
	json_decref(warnings);
	json_decref(environment);
	warnings = environment = NULL;
	return fake_close(state);
}

#define AUDIT(f) cmocka_unit_test_setup_teardown(f, fake_open, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AUDIT(acs_of_every_port_on_the_way_is_told),
		AUDIT(a_link_below_its_best_is_told),
		AUDIT(what_a_debug_kernel_checks_is_told),
		AUDIT(machines_that_are_not_quiet_are_warned_of),
		AUDIT(mitigations_are_listed_and_their_lack_is_marked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
