// SPDX-License-Identifier: GPL-2.0-or-later
/* test_peers.c - how functions of made-up hierarchies reach each other. */
#include <fcntl.h>
#include <linux/pci_regs.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/peers.h"
#include "tests/unit/fake_sysfs.h"

#define ROOT	"/sys/devices/pci0000:00"
#define PORT	ROOT "/0000:00:04.0"
#define UP	PORT "/0000:01:00.0"
#define DOWN0	UP "/0000:02:00.0"
#define DOWN1	UP "/0000:02:01.0"
#define A	"0000:03:00.0"
#define B	"0000:04:00.0"
#define FAR	"0000:05:00.0"

/* A function in the directory @above, whose own ACS control is @control. */
static void place(const char *above, const char *address)
{
	char link[128], at[256];

	snprintf(link, sizeof(link), "/sys/bus/pci/devices/%s", address);
	snprintf(at, sizeof(at), "%s/%s", above, address);
	fake_parents(link);
	snprintf(at, sizeof(at), "%s/%s/vendor", above, address);
	fake_file(at, "0x1af4\n");
	snprintf(at, sizeof(at), "%s/%s", above, address);
	fake_link(link, at);
}

static void set_acs(const char *directory, uint16_t control)
{
	const uint32_t header = PCI_EXT_CAP_ID_ACS | 1u << 16;
	char name[300], path[600];
	int fd;

	snprintf(name, sizeof(name), "%.200s/config", directory);
	fake_file(name, "");
	snprintf(path, sizeof(path), "%s%s", fake_root, name);
	fd = open(path, O_WRONLY);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, &header, 4, 0x100), 4);
	assert_int_equal(pwrite(fd, &control, 2, 0x100 + PCI_ACS_CTRL), 2);
	close(fd);
}

/* Two below a switch, a third below a root port of its own */
static int setup(void **state)
{
	int ret = fake_open(state);

	if (ret)
		return ret;
	place(DOWN0, A);
	place(DOWN1, B);
	place(ROOT "/0000:00:05.0", FAR);
	return 0;
}

static struct brg_peers pair_of(const char *a, const char *b)
{
	struct brg_pci x = { .driver = "" }, y = { .driver = "" };
	struct brg_peers pair;

	snprintf(x.address, sizeof(x.address), "%s", a);
	snprintf(y.address, sizeof(y.address), "%s", b);
	brg_peers_find(&x, &y, &pair);
	assert_false(pair.by_kernel);
	assert_int_equal(pair.distance, -1);
	return pair;
}

static void a_switch_turns_requests_round(void **state)
{
	(void)state;
	assert_int_equal(pair_of(A, B).class, BRG_PEERS_SWITCH);
	assert_int_equal(pair_of(B, A).class, BRG_PEERS_SWITCH);
	assert_int_equal(pair_of(A, A).class, BRG_PEERS_SAME_FUNCTION);
	assert_int_equal(pair_of(A, FAR).class, BRG_PEERS_HOST_BRIDGE);
}

static void acs_on_the_way_sends_them_to_the_host_bridge(void **state)
{
	static const struct {
		const char *directory, *name;
	} ports[] = {
		{ DOWN0, "0000:02:00.0" },
		{ DOWN1, "0000:02:01.0" },
		{ UP, "0000:01:00.0" },
	};
	struct brg_peers pair;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		set_acs(ports[i].directory, PCI_ACS_RR);
		pair = pair_of(A, B);
		assert_int_equal(pair.class, BRG_PEERS_HOST_BRIDGE);
		assert_string_equal(pair.redirects, ports[i].name);
		set_acs(ports[i].directory, PCI_ACS_SV);
		assert_int_equal(pair_of(A, B).class, BRG_PEERS_SWITCH);
	}
	/* beyond the bridge that both are below nothing matters */
	set_acs(PORT, PCI_ACS_RR | PCI_ACS_CR);
	assert_int_equal(pair_of(A, B).class, BRG_PEERS_SWITCH);
	assert_string_equal(pair_of(A, FAR).redirects, "0000:00:04.0");
}

static void what_is_not_there_is_unknown(void **state)
{
	(void)state;
	assert_int_equal(pair_of(A, "0000:77:00.0").class, BRG_PEERS_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_switch_turns_requests_round,
						setup, fake_close),
		cmocka_unit_test_setup_teardown(
			acs_on_the_way_sends_them_to_the_host_bridge, setup,
			fake_close),
		cmocka_unit_test_setup_teardown(what_is_not_there_is_unknown,
						setup, fake_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
