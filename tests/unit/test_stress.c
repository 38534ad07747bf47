// SPDX-License-Identifier: GPL-2.0-or-later
/* test_stress.c - schedule, stamps, windows and configuration of the soak. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <cmocka.h>

#include "lib/config.h"
#include "stress/access.h"
#include "stress/disturb.h"
#include "stress/dmabuf.h"
#include "stress/invariant.h"
#include "stress/op.h"
#include "stress/pair.h"
#include "stress/settings.h"
#include "stress/stamp.h"

extern const struct brg_invariant brg_inv_disabled, brg_inv_enabled;
extern const struct brg_invariant brg_inv_signals, brg_inv_stamps, brg_inv_gone;

static char why[1024];

static int load(struct brg_settings *s, const char *text)
{
	struct brg_config *config;
	struct brg_overrides over = { NULL, NULL, NULL };
	int ret;

	assert_int_equal(brg_config_parse(text, "t.ini", &config, why,
					  sizeof(why)), 0);
	ret = brg_settings_load(s, config, &over, why, sizeof(why));
	brg_config_free(config);
	return ret;
}

static void refused(const char *text, const char *part)
{
	struct brg_settings s;

	assert_int_equal(load(&s, text), -EINVAL);
	if (!strstr(why, part))
		fail_msg("'%s' says nothing of '%s'", why, part);
	brg_settings_clear(&s);
}

static void unknown_operation_lists_the_known(void **state)
{
	(void)state;
	refused("[global]\nseed = 1\n[mix]\ntuch = 1\n", "did you mean touch");
	refused("[global]\nseed = 1\n[mix]\ntuch = 1\n", "t.ini:4");
	refused("[global]\nseed = 1\n[rate]\nxyz = 1\n", "munmap");
	refused("[global]\nseed = 1\n[pairs]\nxyz = 1\n", "fault-zap");
}

static void zero_weights_are_refused(void **state)
{
	(void)state;
	refused("[global]\nseed = 1\n[mix]\nothers = none\nzap = 0\n",
		"every weight is 0");
}

static void pairs_alone_are_a_mix(void **state)
{
	struct brg_settings s;

	(void)state;
	assert_int_equal(load(&s, "[global]\nseed = 1\n[mix]\nothers = none\n[pairs]\nfault-fault = 1\n"), 0);
	brg_settings_clear(&s);
}

static void touching_without_mapping_is_refused(void **state)
{
	(void)state;
	refused("[global]\nseed = 1\n[mix]\nothers = none\ntouch = 1\n",
		"touch without mmap");
}

static void unknown_keys_and_sections_are_refused(void **state)
{
	(void)state;
	refused("[global]\nsed = 1\n", "did you mean seed");
	refused("[global]\nseed = 1\n[mixx]\ntouch = 1\n", "no such section");
	refused("[global]\nseed = x\n", "seed");
	refused("[global]\ntarget = barage:page\n", "barrage");
	refused("[global]\nseed = 1\n[phase x]\ntouch = 1\n", "for = 30s");
	refused("[global]\nseed = 1\n[mix]\ntouch = many\n", "weight");
}

static void phases_take_turns(void **state)
{
	struct brg_settings s;
	const struct brg_setup *setup = &s.setup;

	(void)state;
	assert_int_equal(load(&s, "[global]\nseed = 1\n[phase one]\nfor = 1s\n[phase two]\nfor = 2s\nzap = 0\n"), 0);
	assert_int_equal(setup->nr_phases, 2);
	assert_string_equal(brg_setup_phase(setup, 0)->name, "one");
	assert_string_equal(brg_setup_phase(setup, 999999999)->name, "one");
	assert_string_equal(brg_setup_phase(setup, 1000000000)->name, "two");
	assert_string_equal(brg_setup_phase(setup, 3000000000ull)->name, "one");
	assert_int_equal(setup->phase[1].weight[brg_op_find("zap")], 0);
	assert_int_not_equal(setup->phase[0].weight[brg_op_find("zap")], 0);
	brg_settings_clear(&s);
}

static void schedule_is_a_function_of_seed_and_place(void **state)
{
	struct brg_settings s;
	struct brg_choice a, b;
	unsigned int same = 0;

	(void)state;
	assert_int_equal(load(&s, "[global]\nseed = 1\n"), 0);
	for (unsigned int i = 0; i < 100; i++) {
		s.setup.seed = 7;
		a = brg_setup_choose(&s.setup, &s.setup.phase[0], 1, i);
		b = brg_setup_choose(&s.setup, &s.setup.phase[0], 1, i);
		assert_true(a.op == b.op && a.seed == b.seed);
		s.setup.seed = 8;
		b = brg_setup_choose(&s.setup, &s.setup.phase[0], 1, i);
		same += a.seed == b.seed;
		b = brg_setup_choose(&s.setup, &s.setup.phase[0], 2, i);
		same += a.seed == b.seed;
	}
	assert_int_equal(same, 0);
	brg_settings_clear(&s);
}

static void schedule_follows_the_weights(void **state)
{
	struct brg_settings s;
	unsigned int touches = 0;
	int touch = brg_op_find("touch");

	(void)state;
	assert_int_equal(load(&s, "[global]\nseed = 1\n[mix]\nothers = none\nmmap = 1\ntouch = 3\n"), 0);
	s.setup.seed = 3;
	for (unsigned int i = 0; i < 4000; i++)
		touches += (int)brg_setup_choose(&s.setup, &s.setup.phase[0], 0,
						 i).op == touch;
	/* 3000 expected, standard deviation 27 */
	assert_in_range(touches, 2850, 3150);
	brg_settings_clear(&s);
}

static void stamps_tell_pages_bars_and_devices_apart(void **state)
{
	uint64_t stamp = brg_stamp(0, 2, 4096);

	(void)state;
	assert_true(stamp >> 32 != brg_stamp(0, 2, 8192) >> 32);
	assert_true(stamp >> 32 != brg_stamp(0, 1, 4096) >> 32);
	assert_true(stamp >> 32 != brg_stamp(1, 2, 4096) >> 32);
	assert_true(brg_stamp_holds(stamp, 0, stamp));
	assert_false(brg_stamp_holds(stamp, 0, brg_stamp_value(stamp, 5)));
	assert_true(brg_stamp_holds(stamp, 64, brg_stamp_value(stamp, 5)));
	assert_false(brg_stamp_holds(stamp, 64, 0));
	assert_false(brg_stamp_holds(stamp, 64, UINT64_MAX));
}

/* Nothing keeps a mapping from being replaced right before the store. */
static void a_write_that_comes_too_late_spares_the_stamp_it_meets(void **state)
{
	uint64_t meant = brg_stamp(0, 2, 4096), met = brg_stamp(0, 2, 8192);
	uint64_t value = brg_stamp_value(meant, 5), word = met;

	(void)state;
	assert_int_equal(brg_poke(&word, &value, true), 0);
	assert_true(brg_stamp_holds(met, 64, word));
	assert_int_equal((uint32_t)word, 5);
}

static struct brg_access access_in(struct brg_device *dev, uint64_t before,
				   uint64_t after, int signal)
{
	return (struct brg_access){ .dev = dev, .hi = 65536,
				    .prot = PROT_READ, .signal = signal,
				    .before.phase = before,
				    .after.phase = after };
}

static void access_inside_a_disabled_window_must_fail(void **state)
{
	struct brg_device dev = { .index = 0 };
	struct brg_access x = access_in(&dev, 6, 6, 0);

	(void)state;
	assert_int_equal(brg_inv_disabled.access(&x), BRG_BROKEN);
	x.signal = SIGBUS;
	assert_int_equal(brg_inv_disabled.access(&x), BRG_HOLDS);
	/* it may have completed before, or after */
	x = access_in(&dev, 5, 6, 0);
	assert_int_equal(brg_inv_disabled.access(&x), BRG_SAYS_NOTHING);
	x = access_in(&dev, 6, 7, 0);
	assert_int_equal(brg_inv_disabled.access(&x), BRG_SAYS_NOTHING);
	/* wholly enabled, and once round */
	x = access_in(&dev, 2, 6, 0);
	assert_int_equal(brg_inv_disabled.access(&x), BRG_SAYS_NOTHING);
}

static void sigbus_needs_a_window_that_explains_it(void **state)
{
	struct brg_device dev = { .index = 0 };
	struct brg_access x = access_in(&dev, 4, 4, SIGBUS);

	(void)state;
	assert_int_equal(brg_inv_enabled.access(&x), BRG_BROKEN);
	x.signal = 0;
	assert_int_equal(brg_inv_enabled.access(&x), BRG_HOLDS);
	x = access_in(&dev, 4, 5, SIGBUS);
	assert_int_equal(brg_inv_enabled.access(&x), BRG_SAYS_NOTHING);
	x = access_in(&dev, 4, 4, SIGBUS);
	x.before.blurred = 1;
	assert_int_equal(brg_inv_enabled.access(&x), BRG_SAYS_NOTHING);
	x = access_in(&dev, 4, 4, SIGBUS);
	x.after.blur_seq = 1;
	assert_int_equal(brg_inv_enabled.access(&x), BRG_SAYS_NOTHING);
	/* a mapping that never comes back, emptied since */
	x = access_in(&dev, 4, 4, SIGBUS);
	x.refault = BRG_STAYS_EMPTY;
	assert_int_equal(brg_inv_enabled.access(&x), BRG_BROKEN);
	x.after.zap_epoch = 1;
	assert_int_equal(brg_inv_enabled.access(&x), BRG_SAYS_NOTHING);
	/* past its end */
	x = access_in(&dev, 4, 4, SIGBUS);
	x.kind = BRG_BY_KERNEL;
	x.at = 65536;
	assert_int_equal(brg_inv_enabled.access(&x), BRG_SAYS_NOTHING);
}

static void nothing_but_sigbus_may_end_an_access(void **state)
{
	struct brg_device dev = { .index = 0 };
	struct brg_access x = access_in(&dev, 4, 4, SIGSEGV);

	(void)state;
	assert_int_equal(brg_inv_signals.access(&x), BRG_BROKEN);
	x.signal = SIGBUS;
	assert_int_equal(brg_inv_signals.access(&x), BRG_HOLDS);
	x.at = 65536;
	assert_int_equal(brg_inv_signals.access(&x), BRG_BROKEN);
	x.signal = SIGSEGV;
	assert_int_equal(brg_inv_signals.access(&x), BRG_HOLDS);
	x.signal = 0;
	assert_int_equal(brg_inv_signals.access(&x), BRG_BROKEN);
}

static void wrong_page_shows(void **state)
{
	struct brg_device dev = { .index = 0, .bar = 2, .stamped = true };
	struct brg_access x = access_in(&dev, 4, 4, 0);

	(void)state;
	x.at = 4096;
	x.value = brg_stamp(0, 2, 4096);
	assert_int_equal(brg_inv_stamps.access(&x), BRG_HOLDS);
	x.value = brg_stamp(0, 2, 8192);
	assert_int_equal(brg_inv_stamps.access(&x), BRG_BROKEN);
	x.kind = BRG_STRADDLE;
	x.at = 8192 - 4;
	x.value = brg_stamp(0, 2, 4096) >> 32 | brg_stamp(0, 2, 8192) << 32;
	assert_int_equal(brg_inv_stamps.access(&x), BRG_HOLDS);
	x.value++;
	assert_int_equal(brg_inv_stamps.access(&x), BRG_BROKEN);
}

static void mapping_of_an_older_binding_is_dead(void **state)
{
	struct brg_device dev = { .index = 0 };
	struct brg_access x = access_in(&dev, 4, 4, 0);

	(void)state;
	x.before.bind_epoch = x.after.bind_epoch = 1;
	assert_int_equal(brg_inv_gone.access(&x), BRG_BROKEN);
	x.bind_epoch = 1;
	assert_int_equal(brg_inv_gone.access(&x), BRG_SAYS_NOTHING);
}

static void windows_and_blurs_add_up(void **state)
{
	struct brg_shared_dev dev = { 0 };
	_Atomic int32_t mine = 0;
	_Atomic uint64_t gen = 0;
	struct brg_view before, after;

	(void)state;
	assert_true(brg_window_take(&dev, 3));
	assert_false(brg_window_take(&dev, 4));
	for (int i = 0; i < 4; i++)
		brg_window_step(&dev);
	brg_window_drop(&dev);
	assert_true(brg_window_take(&dev, 4));
	assert_int_equal(brg_phase_of(dev.phase), BRG_ON);
	assert_int_equal(dev.windows, 1);
	brg_view_take(&dev, &gen, &before);
	brg_blur_begin(&dev, &mine);
	brg_blur_end(&dev, &mine);
	brg_view_take(&dev, &gen, &after);
	assert_false(brg_view_sharp(&before, &after));
	assert_int_equal(mine, 0);
	brg_view_take(&dev, &gen, &before);
	assert_true(brg_view_sharp(&after, &before));
}

static void a_worker_that_is_gone_is_not_parked(void **state)
{
	static struct brg_worker worker;

	(void)state;
	worker.parked = true;
	worker.access = 5;
	brg_worker_ended(&worker);
	assert_false(worker.parked);
	brg_worker_begins(&worker);
	assert_int_equal(worker.access, 6);
	assert_false(worker.parked);
}

static void same_title_is_one_finding(void **state)
{
	struct brg_arena *arena = brg_arena_create();

	(void)state;
	assert_non_null(arena);
	brg_arena_find(arena, -1, "stamps", "wrong", "first %d", 1);
	brg_arena_find(arena, -1, "stamps", "wrong", "second");
	brg_arena_find(arena, -1, "stamps", "other", "third");
	assert_int_equal(brg_arena_findings(arena), 2);
	assert_int_equal(arena->finding[0].count, 2);
	assert_string_equal(arena->finding[0].detail, "first 1");
	for (int i = 0; i < 100; i++) {
		char title[16];

		snprintf(title, sizeof(title), "t%d", i);
		brg_arena_find(arena, -1, "x", title, "many");
	}
	assert_int_equal(brg_arena_findings(arena), BRG_MAX_FINDINGS);
	brg_arena_destroy(arena);
}

static struct brg_shared_dev shared[2];

static struct brg_setup two_devices(void)
{
	struct brg_setup setup = { .nr_devs = 2 };

	memset(shared, 0, sizeof(shared));
	for (unsigned int d = 0; d < 2; d++) {
		setup.dev[d].index = d;
		setup.dev[d].span = 16 * BRG_PAGE;
		setup.dev[d].shared = &shared[d];
	}
	return setup;
}

static void devices_are_picked_by_what_they_can(void **state)
{
	struct brg_setup setup = two_devices();
	struct brg_actor a = { .setup = &setup };
	bool seen[2] = { false, false };

	(void)state;
	setup.dev[1].features = BRG_NEED_IRQ;
	a.needs = BRG_NEED_IRQ;
	for (unsigned int i = 0; i < 50; i++)
		assert_int_equal(brg_pick_device(&a)->index, 1);
	a.needs = 0;
	for (unsigned int i = 0; i < 50; i++)
		seen[brg_pick_device(&a)->index] = true;
	assert_true(seen[0] && seen[1]);
	a.only = &setup.dev[0];
	a.needs = BRG_NEED_IRQ;
	assert_int_equal(brg_pick_device(&a)->index, 0);
}

/* A reset would wake it, and what was surely off would be on. */
static void who_sleeps_is_not_reset(void **state)
{
	struct brg_setup setup = two_devices();
	static struct brg_worker me;
	struct brg_actor a = { .setup = &setup, .me = &me };

	(void)state;
	memset(&me, 0, sizeof(me));
	shared[0].asleep = true;
	assert_false(brg_disturb_reset_begin(&a, &setup.dev[0]));
	assert_int_equal(shared[0].resets, 0);
	assert_int_equal(me.resets[0], 0);
	assert_true(brg_disturb_reset_begin(&a, &setup.dev[1]));
	assert_int_equal(shared[1].resets, 1);
	assert_int_equal(me.resets[1], 1);
	brg_disturb_reset_end(&a, &setup.dev[1]);
	assert_int_equal(shared[1].resets, 0);
}

static void exported_parts_lie_apart_inside_the_bar(void **state)
{
	struct brg_setup setup = two_devices();
	struct brg_actor a = { .setup = &setup };
	struct brg_target_ops ops = { .name = "barrage" };

	(void)state;
	setup.dev[0].target.ops = &ops;
	for (unsigned int seed = 0; seed < 2000; seed++) {
		struct brg_share s;
		uint64_t sum = 0;

		setup.dev[0].span = (1 + seed % 17) * BRG_PAGE;
		a.rng = brg_rng_seed(seed, 1);
		brg_share_random(&a, &setup.dev[0], &s);
		for (unsigned int i = 0; i < s.nr; i++) {
			const struct brg_range *r = &s.range[i];

			assert_true(r->length && !(r->length % BRG_PAGE));
			assert_true(r->offset + r->length <= setup.dev[0].span);
			assert_int_equal(brg_share_offset(&s, sum), r->offset);
			sum += r->length;
			assert_int_equal(brg_share_offset(&s, sum - 1),
					 r->offset + r->length - 1);
			for (unsigned int k = 0; k < i; k++)
				assert_true(s.range[k].offset >=
					    r->offset + r->length ||
					    r->offset >= s.range[k].offset +
							 s.range[k].length);
		}
		assert_int_equal(sum, s.length);
		assert_int_not_equal(s.policy, BRG_POLICY_BUSY);
	}
}

static void operations_are_well_formed(void **state)
{
	(void)state;
	for (unsigned int i = 0; brg_ops[i]; i++) {
		assert_int_equal(brg_op_find(brg_ops[i]->name), i);
		assert_non_null(brg_ops[i]->run);
		assert_true(strlen(brg_ops[i]->name) < 24);
		for (unsigned int bit = 1; bit; bit <<= 1)
			if (brg_ops[i]->needs & bit)
				assert_string_not_equal(brg_need_name(bit),
							"something unknown");
	}
	for (unsigned int i = 0; brg_pairs[i]; i++) {
		assert_int_equal(brg_pair_index(brg_pairs[i]->name), i);
		assert_true(brg_pairs[i]->most > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unknown_operation_lists_the_known),
		cmocka_unit_test(zero_weights_are_refused),
		cmocka_unit_test(pairs_alone_are_a_mix),
		cmocka_unit_test(touching_without_mapping_is_refused),
		cmocka_unit_test(unknown_keys_and_sections_are_refused),
		cmocka_unit_test(phases_take_turns),
		cmocka_unit_test(schedule_is_a_function_of_seed_and_place),
		cmocka_unit_test(schedule_follows_the_weights),
		cmocka_unit_test(stamps_tell_pages_bars_and_devices_apart),
		cmocka_unit_test(a_write_that_comes_too_late_spares_the_stamp_it_meets),
		cmocka_unit_test(access_inside_a_disabled_window_must_fail),
		cmocka_unit_test(sigbus_needs_a_window_that_explains_it),
		cmocka_unit_test(nothing_but_sigbus_may_end_an_access),
		cmocka_unit_test(wrong_page_shows),
		cmocka_unit_test(mapping_of_an_older_binding_is_dead),
		cmocka_unit_test(windows_and_blurs_add_up),
		cmocka_unit_test(a_worker_that_is_gone_is_not_parked),
		cmocka_unit_test(same_title_is_one_finding),
		cmocka_unit_test(devices_are_picked_by_what_they_can),
		cmocka_unit_test(who_sleeps_is_not_reset),
		cmocka_unit_test(exported_parts_lie_apart_inside_the_bar),
		cmocka_unit_test(operations_are_well_formed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
