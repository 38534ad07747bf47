// SPDX-License-Identifier: GPL-2.0-or-later
/* setup.c - the schedule: what each worker does next. */
#include "stress/setup.h"

#include "stress/op.h"

const struct brg_phase_mix *brg_setup_phase(const struct brg_setup *setup,
					    uint64_t elapsed_ns)
{
	uint64_t all = 0, at;

	for (unsigned int i = 0; i < setup->nr_phases; i++)
		all += setup->phase[i].for_ns;
	if (!all)
		return &setup->phase[0];
	at = elapsed_ns % all;
	for (unsigned int i = 0; i < setup->nr_phases; i++) {
		if (at < setup->phase[i].for_ns)
			return &setup->phase[i];
		at -= setup->phase[i].for_ns;
	}
	return &setup->phase[0];
}

struct brg_choice brg_setup_choose(const struct brg_setup *setup,
				   const struct brg_phase_mix *mix,
				   unsigned int worker, uint64_t index)
{
	struct brg_rng rng = brg_rng_seed(setup->seed,
					  ((uint64_t)worker + 1) << 40 ^ index);
	uint64_t at = brg_rng_below(&rng, mix->total);
	struct brg_choice choice = { 0 };

	for (; at >= mix->weight[choice.op]; choice.op++)
		at -= mix->weight[choice.op];
	choice.seed = brg_rng_next(&rng);
	return choice;
}
