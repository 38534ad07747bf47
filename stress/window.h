/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window.h - what is known about a device's memory at any time.
 *
 * Whoever switches memory decoding off and on owns the device's window. Its
 * phase counts
 *
 *	0 surely on, 1 going off, 2 surely off, 3 going on	(modulo 4)
 *
 * and moves before a system call begins and after it has returned. An access
 * that sees the same phase before and after itself lies wholly within it, no
 * clock needed: in a 2 it must fail, in a 0 it must not. Of every other access
 * nothing can be said.
 *
 * A blur is a time during which accesses may fail for another reason (a
 * strategy that maps again late, a device being rebound). Blurs may overlap.
 */
#ifndef BRG_STRESS_WINDOW_H
#define BRG_STRESS_WINDOW_H

#include "stress/arena.h"

enum brg_phase { BRG_ON, BRG_GOING_OFF, BRG_OFF, BRG_GOING_ON };

/** struct brg_view - what an access saw */
struct brg_view {
	uint64_t phase, blur_seq, bind_epoch, zap_epoch, slot_gen;
	int32_t blurred;
};

static inline enum brg_phase brg_phase_of(uint64_t phase)
{
	return (enum brg_phase)(phase & 3);
}

/** brg_window_take - own the window of @dev as worker @id.
 * Return: false if somebody else does. */
static inline bool brg_window_take(struct brg_shared_dev *dev, unsigned int id)
{
	uint32_t none = 0;

	return atomic_compare_exchange_strong(&dev->owner, &none, id + 1);
}

static inline void brg_window_drop(struct brg_shared_dev *dev)
{
	dev->owner = 0;
}

/** brg_window_step - to the next phase; the owner only */
static inline void brg_window_step(struct brg_shared_dev *dev)
{
	if (brg_phase_of(dev->phase++) == BRG_GOING_OFF)
		dev->windows++;
}

static inline void brg_blur_begin(struct brg_shared_dev *dev,
				  _Atomic int32_t *mine)
{
	/* counted as ours first: killed in between, it is one too many */
	(*mine)++;
	dev->blurred++;
	dev->blur_seq++;
}

static inline void brg_blur_end(struct brg_shared_dev *dev,
				_Atomic int32_t *mine)
{
	dev->blur_seq++;
	dev->blurred--;
	(*mine)--;
}

static inline void brg_view_take(const struct brg_shared_dev *dev,
				 const _Atomic uint64_t *slot_gen,
				 struct brg_view *view)
{
	view->slot_gen = *slot_gen;
	view->phase = dev->phase;
	view->blurred = dev->blurred;
	view->blur_seq = dev->blur_seq;
	view->bind_epoch = dev->bind_epoch;
	view->zap_epoch = dev->zap_epoch;
}

/** brg_view_surely - did the whole of an access lie in @phase? */
static inline bool brg_view_surely(const struct brg_view *before,
				   const struct brg_view *after,
				   enum brg_phase phase)
{
	return before->phase == after->phase &&
	       brg_phase_of(before->phase) == phase;
}

/** brg_view_sharp - no blur at any time of an access */
static inline bool brg_view_sharp(const struct brg_view *before,
				  const struct brg_view *after)
{
	return !before->blurred && !after->blurred &&
	       before->blur_seq == after->blur_seq &&
	       before->bind_epoch == after->bind_epoch;
}

#endif
