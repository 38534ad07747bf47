// SPDX-License-Identifier: GPL-2.0-only
/*
 * perturb.c - pauses at the driver's named points, and at any kernel function.
 *
 * How long is drawn from a seed, by point and by how often it was passed. A
 * pause executes cpu_relax(), at which an emulated CPU hands over to the next
 * one, so that under an instruction-counting emulation a seed is one
 * interleaving; now and then it sleeps, which widens windows on any machine.
 * Pauses at kernel functions take half of a CPU's time at most: one that is
 * called for each page of a mapping would otherwise keep locks for longer than
 * a task may hang.
 */
#include <linux/delay.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "step.h"

static unsigned int brg_perturb;
module_param_named(perturb, brg_perturb, uint, 0600);
MODULE_PARM_DESC(perturb, "pauses at each named point, at most (0: none)");

static unsigned long brg_perturb_seed = 1;
module_param_named(perturb_seed, brg_perturb_seed, ulong, 0600);
MODULE_PARM_DESC(perturb_seed, "what the length of pauses is drawn from");

static atomic_t brg_passed[BRG_NR_POINTS + 1];

static u64 brg_perturb_mix(u64 z)
{
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/* Return: how many pauses, and in the upper half what kind. */
static u64 brg_perturb_draw(unsigned int point, unsigned int most)
{
	u64 n = (u32)atomic_inc_return(&brg_passed[point]);
	u64 r = brg_perturb_mix(brg_perturb_seed + (n << 8 | point) *
				0x9e3779b97f4a7c15ULL);

	return (r >> 32) << 32 | (u32)r % (most + 1);
}

static void brg_perturb_spin(unsigned int n)
{
	while (n--)
		cpu_relax();
}

void brg_point(enum brg_point point)
{
	unsigned int most = READ_ONCE(brg_perturb);
	u64 r;

	if (!most)
		return;
	r = brg_perturb_draw(point, most);
	/* one in eight: long enough for anybody else to run */
	if (!((r >> 32) % 8))
		usleep_range((u32)r * 10, (u32)r * 10 + 50);
	else
		brg_perturb_spin((u32)r);
}

#define BRG_MAX_PROBES	8

static struct kprobe brg_probe[BRG_MAX_PROBES];
static char brg_probe_symbol[BRG_MAX_PROBES][64];
static unsigned int brg_nr_probes;
static DEFINE_MUTEX(brg_probe_lock);	/* the three above */
static DEFINE_PER_CPU(u64, brg_probe_rest);	/* no pause before, monotonic ns */

/* In any context, so it can only spin. Preemption is off. */
static int brg_probe_hit(struct kprobe *probe, struct pt_regs *regs)
{
	unsigned int most = READ_ONCE(brg_perturb);
	u64 begin, end;

	if (!most)
		return 0;
	begin = ktime_get_mono_fast_ns();
	if (begin < __this_cpu_read(brg_probe_rest))
		return 0;
	brg_perturb_spin((u32)brg_perturb_draw(BRG_NR_POINTS, most));
	end = ktime_get_mono_fast_ns();
	__this_cpu_write(brg_probe_rest, end + (end - begin));
	return 0;
}

static void brg_probes_remove(void)
{
	while (brg_nr_probes)
		unregister_kprobe(&brg_probe[--brg_nr_probes]);
}

static int brg_probe_add(const char *symbol)
{
	unsigned int n = brg_nr_probes;
	int ret;

	if (n == BRG_MAX_PROBES)
		return -E2BIG;
	if (strscpy(brg_probe_symbol[n], symbol, sizeof(brg_probe_symbol[n])) < 0)
		return -EINVAL;
	brg_probe[n] = (struct kprobe){
		.symbol_name = brg_probe_symbol[n],
		.pre_handler = brg_probe_hit,
	};
	ret = register_kprobe(&brg_probe[n]);
	if (!ret)
		brg_nr_probes++;
	return ret;
}

static int brg_probes_set(const char *text, const struct kernel_param *kp)
{
	char *copy = kstrdup(text, GFP_KERNEL), *at = copy, *symbol;
	int ret = 0;

	if (!copy)
		return -ENOMEM;
	mutex_lock(&brg_probe_lock);
	brg_probes_remove();
	while (!ret && (symbol = strsep(&at, ",\n")))
		if (*symbol)
			ret = brg_probe_add(symbol);
	if (ret)
		brg_probes_remove();
	mutex_unlock(&brg_probe_lock);
	kfree(copy);
	return ret;
}

static const struct kernel_param_ops brg_probes_ops = {
	.set = brg_probes_set,
};

module_param_cb(perturb_probe, &brg_probes_ops, NULL, 0200);
MODULE_PARM_DESC(perturb_probe, "kernel functions to pause at, with commas");

void brg_perturb_fini(void)
{
	mutex_lock(&brg_probe_lock);
	brg_probes_remove();
	mutex_unlock(&brg_probe_lock);
}
