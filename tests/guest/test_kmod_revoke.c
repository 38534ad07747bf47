// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_revoke.c - exports are taken back whenever memory stops being
 * usable, from importers that are prompt, slow, deaf or greedy.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kit_dmabuf.h"

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

/* What a transition does to the exporter, and how to come back from it. */
struct transition {
	const char *name;
	int (*leave)(void);
	int (*back)(void);
	bool stays_live;	/* memory is enabled when leave() returns */
};

static int memory_off(void)
{
	return kit_memory(pair.exporter.fd, false);
}

static int memory_on(void)
{
	return kit_memory(pair.exporter.fd, true);
}

static int command_off(void)
{
	uint16_t command;

	if (pread(pair.exporter.fd, &command, 2,
		  (off_t)BRG_OFFSET(BRG_REGION_CONFIG) + 4) != 2)
		return -EIO;
	command &= (uint16_t)~2;
	return pwrite(pair.exporter.fd, &command, 2,
		      (off_t)BRG_OFFSET(BRG_REGION_CONFIG) + 4) == 2 ? 0 : -errno;
}

static int reset_ioctl(void)
{
	return kit_simple(pair.exporter.fd, BRG_RESET);
}

static int reset_sysfs(void)
{
	return kit_write_attr(&pair.exporter, "reset", "1");
}

static int zap(void)
{
	return kit_simple(pair.exporter.fd, BRG_ZAP);
}

static int nothing(void)
{
	return 0;
}

static const struct transition transitions[] = {
	{ "memory off", memory_off, memory_on, false },
	{ "command register", command_off, memory_on, false },
	{ "reset by ioctl", reset_ioctl, nothing, true },
	{ "reset by sysfs", reset_sysfs, nothing, true },
	{ "zap", zap, nothing, true },
};

#define NR_TRANSITIONS (sizeof(transitions) / sizeof(transitions[0]))

static int export_whole(uint32_t policy)
{
	struct brg_export export = kit_export_whole(&pair);
	int fd;

	export.policy = policy;
	fd = kit_export(pair.exporter.fd, &export);
	assert_true(fd >= 0);
	return fd;
}

static uint32_t attach_mapped(int dmabuf, uint32_t mode, uint32_t manner,
			      uint32_t delay_ms)
{
	uint32_t id = 0;

	assert_int_equal(kit_attach(pair.importer.fd, dmabuf, mode, manner,
				    delay_ms, &id), 0);
	assert_int_equal(kit_import_map(pair.importer.fd, id), 0);
	return id;
}

static void detach_and_close(uint32_t id, int dmabuf)
{
	assert_int_equal(kit_import_detach(pair.importer.fd, id), 0);
	close(dmabuf);
	kit_pair_is_clean(&pair);
}

static void check_transition(const struct transition *t)
{
	int fd = pair.importer.fd, dmabuf = export_whole(BRG_POLICY_REVOKE);
	uint32_t id = attach_mapped(dmabuf, BRG_IMPORT_DYNAMIC,
				    BRG_MANNER_PROMPT, 0), other;
	struct brg_export_stat before = kit_export_stat(pair.exporter.fd), after;
	struct brg_import_query query;

	print_message("# %s\n", t->name);
	assert_int_equal(t->leave(), 0);
	query = kit_import_query(fd, id);
	assert_int_equal(query.out_state, BRG_IMPORT_UNMAPPED);
	assert_int_equal(query.out_notifications, 1);
	after = kit_export_stat(pair.exporter.fd);
	assert_int_equal(after.out_mappings, 0);
	assert_int_equal(after.out_notifications, before.out_notifications + 1);
	assert_int_equal(after.out_timeouts, before.out_timeouts);
	if (!t->stays_live) {
		assert_int_equal(after.out_live, 0);
		assert_int_equal(kit_import_map(fd, id), -ENODEV);
		assert_int_equal(kit_attach(fd, dmabuf, BRG_IMPORT_DYNAMIC,
					    BRG_MANNER_PROMPT, 0, &other),
				 -ENODEV);
	}
	assert_int_equal(t->back(), 0);
	assert_int_equal(kit_export_stat(pair.exporter.fd).out_live, 1);
	assert_int_equal(kit_import_map(fd, id), 0);
	assert_int_equal(kit_import_query(fd, id).out_notifications, 1);
	detach_and_close(id, dmabuf);
}

static void every_transition_revokes_and_gives_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_TRANSITIONS; i++)
		check_transition(&transitions[i]);
}

static void a_revocable_importer_never_maps_again(void **state)
{
	int dmabuf = export_whole(BRG_POLICY_REVOKE);
	uint32_t id = attach_mapped(dmabuf, BRG_IMPORT_REVOCABLE,
				    BRG_MANNER_PROMPT, 0);

	(void)state;
	assert_int_equal(zap(), 0);
	assert_int_equal(kit_import_query(pair.importer.fd, id).out_state,
			 BRG_IMPORT_REVOKED);
	assert_int_equal(kit_import_map(pair.importer.fd, id), -EKEYREVOKED);
	detach_and_close(id, dmabuf);
}

static void closing_the_file_revokes_for_ever(void **state)
{
	int other = kit_open(&pair.exporter);
	struct brg_export export = kit_export_whole(&pair);
	int dmabuf = kit_export(other, &export);
	uint32_t id = attach_mapped(dmabuf, BRG_IMPORT_DYNAMIC,
				    BRG_MANNER_PROMPT, 0);

	(void)state;
	close(other);
	assert_int_equal(kit_import_query(pair.importer.fd, id).out_state,
			 BRG_IMPORT_UNMAPPED);
	assert_int_equal(kit_import_map(pair.importer.fd, id), -ENODEV);
	/* enabling memory does not bring it back */
	assert_int_equal(zap(), 0);
	assert_int_equal(kit_import_map(pair.importer.fd, id), -ENODEV);
	detach_and_close(id, dmabuf);
}

static void a_dmabuf_outlives_the_function(void **state)
{
	int dmabuf = export_whole(BRG_POLICY_REVOKE), again;
	uint32_t id = attach_mapped(dmabuf, BRG_IMPORT_DYNAMIC,
				    BRG_MANNER_PROMPT, 0), other;
	uint32_t ended = kit_stat(pair.exporter.fd).out_ended;

	(void)state;
	assert_int_equal(kit_unbind(&pair.exporter), 0);
	assert_int_equal(kit_import_query(pair.importer.fd, id).out_state,
			 BRG_IMPORT_UNMAPPED);
	assert_int_equal(kit_import_map(pair.importer.fd, id), -ENODEV);
	close(pair.exporter.fd);
	/* the module is needed as long as there is a dma-buf of it */
	assert_int_equal(syscall(SYS_delete_module, "barrage", O_NONBLOCK), -1);
	assert_int_equal(errno, EWOULDBLOCK);

	assert_int_equal(kit_bind(&pair.exporter), 0);
	pair.exporter.fd = kit_open(&pair.exporter);
	assert_true(pair.exporter.fd >= 0);
	/* it is another device now: the old dma-buf stays dead */
	assert_int_equal(kit_import_map(pair.importer.fd, id), -ENODEV);
	assert_int_equal(kit_attach(pair.importer.fd, dmabuf,
				    BRG_IMPORT_DYNAMIC, BRG_MANNER_PROMPT, 0,
				    &other), -ENODEV);
	again = export_whole(BRG_POLICY_REVOKE);
	close(again);
	assert_int_equal(kit_stat(pair.exporter.fd).out_ended, ended + 1);
	detach_and_close(id, dmabuf);
	assert_int_equal(kit_stat(pair.exporter.fd).out_ended, ended);
}

static void unbinding_the_importer_detaches_it(void **state)
{
	int dmabuf = export_whole(BRG_POLICY_REVOKE);
	struct brg_export_stat stat;

	(void)state;
	attach_mapped(dmabuf, BRG_IMPORT_DYNAMIC, BRG_MANNER_PROMPT, 0);
	attach_mapped(dmabuf, BRG_IMPORT_REVOCABLE, BRG_MANNER_NEVER, 0);
	assert_int_equal(kit_unbind(&pair.importer), 0);
	stat = kit_export_stat(pair.exporter.fd);
	assert_int_equal(stat.out_mappings, 0);
	assert_int_equal(stat.out_attachments, 0);
	close(pair.importer.fd);
	assert_int_equal(kit_bind(&pair.importer), 0);
	pair.importer.fd = kit_open(&pair.importer);
	assert_true(pair.importer.fd >= 0);
	close(dmabuf);
	kit_pair_is_clean(&pair);
}

static void a_slow_importer_is_waited_for(void **state)
{
	int dmabuf = export_whole(BRG_POLICY_REVOKE);
	uint32_t id = attach_mapped(dmabuf, BRG_IMPORT_DYNAMIC, BRG_MANNER_SLOW,
				    300);
	double begin = kit_seconds();

	(void)state;
	assert_int_equal(memory_off(), 0);
	assert_true(kit_seconds() - begin >= 0.29);
	assert_int_equal(kit_export_stat(pair.exporter.fd).out_mappings, 0);
	assert_true(kit_export_stat(pair.exporter.fd).out_revoke_ns >=
		    290000000);
	assert_int_equal(memory_on(), 0);
	detach_and_close(id, dmabuf);
}

static void a_deaf_importer_costs_no_more_than_the_bound(void **state)
{
	int dmabuf = export_whole(BRG_POLICY_REVOKE);
	uint32_t id = attach_mapped(dmabuf, BRG_IMPORT_DYNAMIC,
				    BRG_MANNER_NEVER, 0);
	struct brg_export_stat before, after;
	double begin, spent;

	(void)state;
	assert_int_equal(kit_module_param("revoke_timeout_ms", 200), 0);
	before = kit_export_stat(pair.exporter.fd);
	begin = kit_seconds();
	assert_int_equal(memory_off(), 0);
	spent = kit_seconds() - begin;
	after = kit_export_stat(pair.exporter.fd);
	print_message("# bound 0.2 s, spent %.3f s\n", spent);
	assert_true(spent >= 0.19 && spent < 1.2);
	assert_int_equal(kit_state(pair.exporter.fd), BRG_STATE_DISABLED);
	assert_int_equal(after.out_timeouts, before.out_timeouts + 1);
	assert_int_equal(after.out_revoking, 1);
	assert_int_equal(after.out_mappings, 1);
	assert_int_equal(kit_import_unmap(pair.importer.fd, id), 0);
	after = kit_export_stat(pair.exporter.fd);
	assert_int_equal(after.out_late_unmaps, before.out_late_unmaps + 1);
	assert_int_equal(after.out_revoking, 0);
	assert_int_equal(kit_module_param("revoke_timeout_ms", 5000), 0);
	assert_int_equal(memory_on(), 0);
	detach_and_close(id, dmabuf);
}

static void *turn_memory_off(void *arg)
{
	(void)arg;
	memory_off();
	return NULL;
}

/*
 * The function imports what it exports itself. Whoever takes memory away waits
 * for an importer whose owner gets in no more, because unbinding waits for
 * whoever takes memory away.
 */
static void unbinding_lets_go_of_what_is_waited_for(void **state)
{
	int dmabuf = export_whole(BRG_POLICY_REVOKE);
	double begin, spent;
	pthread_t thread;
	uint32_t id;

	(void)state;
	assert_int_equal(kit_attach(pair.exporter.fd, dmabuf,
				    BRG_IMPORT_DYNAMIC, BRG_MANNER_NEVER, 0,
				    &id), 0);
	assert_int_equal(kit_import_map(pair.exporter.fd, id), 0);
	assert_int_equal(pthread_create(&thread, NULL, turn_memory_off, NULL),
			 0);
	while (!kit_export_stat(pair.exporter.fd).out_revoking)
		usleep(1000);
	begin = kit_seconds();
	assert_int_equal(kit_unbind(&pair.exporter), 0);
	spent = kit_seconds() - begin;
	pthread_join(thread, NULL);
	close(dmabuf);
	close(pair.exporter.fd);
	assert_int_equal(kit_bind(&pair.exporter), 0);
	pair.exporter.fd = kit_open(&pair.exporter);
	assert_true(pair.exporter.fd >= 0);
	kit_pair_is_clean(&pair);
	print_message("# bound 5 s, spent %.3f s\n", spent);
	assert_true(spent < 2.5);
}

static void a_greedy_importer_maps_again_only_when_it_may(void **state)
{
	int dmabuf = export_whole(BRG_POLICY_REVOKE), i;
	uint32_t id = attach_mapped(dmabuf, BRG_IMPORT_DYNAMIC,
				    BRG_MANNER_REMAP, 0);
	struct brg_import_query query;

	(void)state;
	assert_int_equal(memory_off(), 0);
	usleep(50000);
	query = kit_import_query(pair.importer.fd, id);
	assert_int_equal(query.out_state, BRG_IMPORT_UNMAPPED);
	assert_true(query.out_refusals > 0);
	assert_int_equal(memory_on(), 0);
	for (i = 0; i < 100 && query.out_state != BRG_IMPORT_MAPPED; i++) {
		usleep(10000);
		query = kit_import_query(pair.importer.fd, id);
	}
	assert_int_equal(query.out_remaps, 1);
	/* again and again, while it does */
	for (i = 0; i < 50; i++)
		assert_int_equal(zap(), 0);
	detach_and_close(id, dmabuf);
}

static void policy_busy_refuses_while_mapped(void **state)
{
	int dmabuf = export_whole(BRG_POLICY_BUSY);
	uint32_t id = attach_mapped(dmabuf, BRG_IMPORT_DYNAMIC,
				    BRG_MANNER_PROMPT, 0);

	(void)state;
	assert_int_equal(memory_off(), -EBUSY);
	assert_int_equal(command_off(), -EBUSY);
	assert_int_equal(reset_ioctl(), -EBUSY);
	assert_int_equal(zap(), -EBUSY);
	assert_int_equal(kit_state(pair.exporter.fd), BRG_STATE_ENABLED);
	assert_int_equal(kit_export_stat(pair.exporter.fd).out_live, 1);
	assert_int_equal(kit_import_query(pair.importer.fd, id).out_state,
			 BRG_IMPORT_MAPPED);
	/* nobody can refuse the kernel */
	assert_int_equal(reset_sysfs(), 0);
	assert_int_equal(kit_import_query(pair.importer.fd, id).out_state,
			 BRG_IMPORT_UNMAPPED);
	assert_int_equal(memory_off(), 0);
	assert_int_equal(memory_on(), 0);
	detach_and_close(id, dmabuf);
}

static void *unmap_later(void *arg)
{
	usleep(200000);
	kit_import_unmap(pair.importer.fd, *(uint32_t *)arg);
	return NULL;
}

static void policy_wait_lets_importers_finish(void **state)
{
	int dmabuf = export_whole(BRG_POLICY_WAIT);
	uint32_t id = attach_mapped(dmabuf, BRG_IMPORT_DYNAMIC,
				    BRG_MANNER_PROMPT, 0);
	double begin = kit_seconds();
	pthread_t thread;

	(void)state;
	pthread_create(&thread, NULL, unmap_later, &id);
	assert_int_equal(memory_off(), 0);
	assert_true(kit_seconds() - begin >= 0.19);
	pthread_join(thread, NULL);
	assert_int_equal(memory_on(), 0);

	/* one that does not is told to go */
	assert_int_equal(kit_module_param("revoke_timeout_ms", 200), 0);
	assert_int_equal(kit_import_map(pair.importer.fd, id), 0);
	assert_int_equal(memory_off(), 0);
	assert_int_equal(kit_export_stat(pair.exporter.fd).out_mappings, 0);
	assert_int_equal(kit_module_param("revoke_timeout_ms", 5000), 0);
	assert_int_equal(memory_on(), 0);
	detach_and_close(id, dmabuf);
}

/* Once before they are told and once after it would be twice the bound. */
static void policy_wait_keeps_to_the_bound(void **state)
{
	int dmabuf = export_whole(BRG_POLICY_WAIT);
	uint32_t id = attach_mapped(dmabuf, BRG_IMPORT_DYNAMIC,
				    BRG_MANNER_NEVER, 0);
	double begin, spent;

	(void)state;
	assert_int_equal(kit_module_param("revoke_timeout_ms", 2000), 0);
	begin = kit_seconds();
	assert_int_equal(memory_off(), 0);
	spent = kit_seconds() - begin;
	assert_int_equal(kit_module_param("revoke_timeout_ms", 5000), 0);
	assert_int_equal(memory_on(), 0);
	detach_and_close(id, dmabuf);
	print_message("# bound 2 s, spent %.3f s\n", spent);
	assert_true(spent >= 1.99 && spent < 3);
}

/* A fault must not wait for an importer that somebody else waits for. */
static atomic_bool revoking;

static void *revoke_slowly(void *arg)
{
	(void)arg;
	atomic_store(&revoking, true);
	zap();
	atomic_store(&revoking, false);
	return NULL;
}

static void faults_do_not_wait_for_importers(void **state)
{
	int dmabuf = export_whole(BRG_POLICY_REVOKE);
	uint32_t id = attach_mapped(dmabuf, BRG_IMPORT_DYNAMIC, BRG_MANNER_SLOW,
				    1500), value;
	char *map = kit_map(pair.exporter.fd, 0, 64 * KIT_PAGE, NULL);
	unsigned int touched = 0;
	pthread_t thread;

	(void)state;
	assert_ptr_not_equal(map, MAP_FAILED);
	pthread_create(&thread, NULL, revoke_slowly, NULL);
	while (!atomic_load(&revoking))
		usleep(1000);
	usleep(200000);
	for (; touched < 64; touched++)
		assert_int_equal(kit_read((void *)(map + touched * KIT_PAGE),
					  &value), 0);
	/* all of them before the importer let go */
	assert_true(atomic_load(&revoking));
	assert_int_equal(kit_export_stat(pair.exporter.fd).out_mappings, 1);
	pthread_join(thread, NULL);
	munmap(map, 64 * KIT_PAGE);
	detach_and_close(id, dmabuf);
}

static void many_attachments_are_all_told(void **state)
{
	int dmabuf = export_whole(BRG_POLICY_REVOKE);
	uint32_t id[64];
	size_t i;

	(void)state;
	for (i = 0; i < 64; i++)
		id[i] = attach_mapped(dmabuf, BRG_IMPORT_DYNAMIC,
				      i % 8 ? BRG_MANNER_PROMPT :
					      BRG_MANNER_SLOW,
				      i % 8 ? 0 : 20);
	assert_int_equal(kit_export_stat(pair.exporter.fd).out_mappings, 64);
	assert_int_equal(memory_off(), 0);
	assert_int_equal(kit_export_stat(pair.exporter.fd).out_mappings, 0);
	assert_int_equal(memory_on(), 0);
	for (i = 0; i < 64; i++) {
		assert_int_equal(kit_import_query(pair.importer.fd, id[i])
				 .out_notifications, 1);
		assert_int_equal(kit_import_detach(pair.importer.fd, id[i]), 0);
	}
	close(dmabuf);
	kit_pair_is_clean(&pair);
}

/* Everything at once, for lockdep and KASAN to look at. */
static atomic_bool stop;

static void *churn(void *arg)
{
	uint32_t id;

	(void)arg;
	while (!atomic_load(&stop)) {
		struct brg_export export = kit_export_whole(&pair);
		int dmabuf;

		export.path = export.path ? 0 : BRG_PATH_RESOURCE;
		dmabuf = kit_export(pair.exporter.fd, &export);
		if (dmabuf < 0)
			continue;
		if (!kit_attach(pair.importer.fd, dmabuf, BRG_IMPORT_DYNAMIC,
				BRG_MANNER_PROMPT, 0, &id)) {
			kit_import_map(pair.importer.fd, id);
			kit_import_unmap(pair.importer.fd, id);
			kit_import_map(pair.importer.fd, id);
			kit_import_detach(pair.importer.fd, id);
		}
		close(dmabuf);
	}
	return NULL;
}

static void exports_survive_toggles_and_resets_at_once(void **state)
{
	pthread_t threads[2];
	double end = kit_seconds() + 2;
	unsigned int n = 0, i;

	(void)state;
	atomic_store(&stop, false);
	for (i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, churn, NULL);
	while (kit_seconds() < end) {
		assert_int_equal(memory_off(), 0);
		assert_int_equal(kit_export_stat(pair.exporter.fd).out_mappings,
				 0);
		assert_int_equal(memory_on(), 0);
		if (!(++n % 16))
			reset_ioctl();
		if (!(n % 8))
			zap();
	}
	atomic_store(&stop, true);
	for (i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	print_message("# %u toggles\n", n);
	kit_pair_is_clean(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_transition_revokes_and_gives_back),
		cmocka_unit_test(a_revocable_importer_never_maps_again),
		cmocka_unit_test(closing_the_file_revokes_for_ever),
		cmocka_unit_test(a_dmabuf_outlives_the_function),
		cmocka_unit_test(unbinding_the_importer_detaches_it),
		cmocka_unit_test(a_slow_importer_is_waited_for),
		cmocka_unit_test(a_deaf_importer_costs_no_more_than_the_bound),
		cmocka_unit_test(unbinding_lets_go_of_what_is_waited_for),
		cmocka_unit_test(a_greedy_importer_maps_again_only_when_it_may),
		cmocka_unit_test(policy_busy_refuses_while_mapped),
		cmocka_unit_test(policy_wait_lets_importers_finish),
		cmocka_unit_test(policy_wait_keeps_to_the_bound),
		cmocka_unit_test(faults_do_not_wait_for_importers),
		cmocka_unit_test(many_attachments_are_all_told),
		cmocka_unit_test(exports_survive_toggles_and_resets_at_once),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
