/* SPDX-License-Identifier: GPL-2.0-or-later */
/* worker.h - processes and threads that do operations. */
#ifndef BRG_STRESS_WORKER_H
#define BRG_STRESS_WORKER_H

#include "stress/setup.h"

/** brg_worker_process - worker process @id: runs its threads until the arena
 * says stop or they have done all they had to. Context: a fresh child of the
 * supervisor; never returns. */
_Noreturn void brg_worker_process(struct brg_setup *setup,
				  struct brg_arena *arena, unsigned int id);

#endif
