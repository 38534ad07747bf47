// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_nopath.c - an importer that no known path leads to is refused by
 * name, unless the export says otherwise.
 *
 * guest: nopath --machine nopath
 * kernels: 7.3
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kit_dmabuf.h"
#include "lib/rnic.h"
#include "lib/select.h"
#include "lib/verbs.h"

static struct kit_pair pair;

static int setup(void **state)
{
	(void)state;
	return kit_pair_setup(&pair, "bar1");
}

static int teardown(void **state)
{
	(void)state;
	kit_pair_teardown(&pair);
	return 0;
}

static int export_as(uint32_t p2p, uint32_t path)
{
	struct brg_export export = kit_export_whole(&pair);

	export.p2p = p2p;
	export.path = path;
	return kit_export(pair.exporter.fd, &export);
}

static int attach(int dmabuf, uint32_t *id)
{
	return kit_attach(pair.importer.fd, dmabuf, BRG_IMPORT_DYNAMIC,
			  BRG_MANNER_PROMPT, 0, id);
}

/* Again and again: a refusal is not forgotten, nor a yes taken for another's. */
static void a_strict_export_refuses_who_has_no_path(void **state)
{
	static const uint32_t paths[] = { 0, BRG_PATH_RESOURCE,
					  BRG_PATH_P2PDMA };
	uint64_t refused = kit_export_stat(pair.exporter.fd).out_refused;
	struct kit_pair itself = pair;
	uint32_t id;

	(void)state;
	itself.importer = pair.exporter;
	for (size_t i = 0; i < 3; i++) {
		int dmabuf = export_as(BRG_P2P_STRICT, paths[i]);

		assert_true(dmabuf >= 0);
		assert_int_equal(attach(dmabuf, &id), -EXDEV);
		/* the exporting function reaches itself */
		assert_int_equal(kit_attach(itself.importer.fd, dmabuf,
					    BRG_IMPORT_DYNAMIC,
					    BRG_MANNER_PROMPT, 0, &id), 0);
		assert_int_equal(kit_import_map(itself.importer.fd, id), 0);
		assert_int_equal(attach(dmabuf, &id), -EXDEV);
		close(dmabuf);
	}
	assert_int_equal(kit_export_stat(pair.exporter.fd).out_refused,
			 refused + 6);
}

static void an_export_that_does_not_insist_is_mapped_all_the_same(void **state)
{
	uint32_t id;

	(void)state;
	for (uint32_t p2p = BRG_P2P_WARN; p2p <= BRG_P2P_OFF; p2p++) {
		int dmabuf = export_as(p2p, 0);

		assert_true(dmabuf >= 0);
		assert_int_equal(attach(dmabuf, &id), 0);
		assert_int_equal(kit_import_map(pair.importer.fd, id), 0);
		assert_int_equal(kit_import_detach(pair.importer.fd, id), 0);
		close(dmabuf);
	}
}

/* The mapping that checks by itself, where nobody has before. */
static void p2pdma_maps_nothing_without_a_path(void **state)
{
	int dmabuf = export_as(BRG_P2P_OFF, BRG_PATH_P2PDMA);
	uint32_t id;

	(void)state;
	assert_true(dmabuf >= 0);
	assert_int_equal(attach(dmabuf, &id), 0);
	assert_int_equal(kit_import_map(pair.importer.fd, id), -EINVAL);
	assert_int_equal(kit_import_detach(pair.importer.fd, id), 0);
	close(dmabuf);
}

static void nothing_is_registered_without_a_path(void **state)
{
	int dmabuf = export_as(BRG_P2P_STRICT, 0);
	char edu[32], why[512] = "";
	struct brg_verbs verbs;
	struct ibv_mr *mr;

	(void)state;
	assert_int_equal(brg_select_device("role:edu", edu, why, sizeof(why)), 0);
	assert_int_equal(brg_rnic_load(edu, why, sizeof(why)), 0);
	assert_int_equal(brg_verbs_open(&verbs, "barrage0"), 0);
	assert_int_equal(brg_verbs_reg_dmabuf(&verbs, 0, KIT_PAGE, 0x1000,
					      dmabuf, IBV_ACCESS_LOCAL_WRITE,
					      &mr), -EXDEV);
	assert_non_null(strstr(verbs.error, "no peer-to-peer path"));
	brg_verbs_close(&verbs);
	assert_int_equal(brg_rnic_unload(), 0);
	close(dmabuf);
}

static void nothing_is_left(void **state)
{
	struct kit_pair itself = pair;

	(void)state;
	/* what imported from itself goes with the file */
	close(pair.exporter.fd);
	pair.exporter.fd = kit_open(&pair.exporter);
	assert_true(pair.exporter.fd >= 0);
	itself.exporter = pair.exporter;
	kit_pair_is_clean(&itself);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_strict_export_refuses_who_has_no_path),
		cmocka_unit_test(an_export_that_does_not_insist_is_mapped_all_the_same),
		cmocka_unit_test(p2pdma_maps_nothing_without_a_path),
		cmocka_unit_test(nothing_is_registered_without_a_path),
		cmocka_unit_test(nothing_is_left),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
