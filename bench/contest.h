/* SPDX-License-Identifier: GPL-2.0-or-later */
/* contest.h - readers and writers of a BAR at once, and what came of it: the
 * workload memory-lock, between its files. */
#ifndef BRG_BENCH_CONTEST_H
#define BRG_BENCH_CONTEST_H

#include <stdatomic.h>
#include <sys/types.h>

#include "bench/arrival.h"
#include "bench/workload.h"

/* As the key names them */
enum brg_writer {
	BRG_WRITER_TOGGLE,
	BRG_WRITER_ZAP,
	BRG_WRITER_RESET,
};

/**
 * struct actor - one process; what it reports when done
 * @begin, @end: of a reader, around all its operations
 * @refused: its attempts while memory was off
 * @late: its operations that were meant to begin before they could
 * @writes, @sum, @longest: operations of a writer, and how long they took
 */
struct actor {
	_Alignas(64) pid_t pid;
	uint64_t begin, end, refused, late;
	uint64_t writes, sum, longest;
};

/**
 * struct contest - one trial, in memory that all processes share
 * @timed: the driver tells of waits and holds
 * @ready, @go: where they wait for each other
 * @reading: readers that are not done
 * @actor: readers first
 */
struct contest {
	struct brg_trial *trial;
	unsigned int bar;
	uint64_t readers, writers, count, period_ns, rate;
	enum brg_writer writer;
	enum brg_arrival_kind arrival;
	bool faults, timed;
	_Alignas(64) _Atomic size_t ready;
	_Alignas(64) _Atomic int go;
	_Alignas(64) _Atomic size_t reading;
	struct actor actor[];
};

/** brg_contest_clear_lock - forget the driver's waits and holds so far */
void brg_contest_clear_lock(const struct contest *c);

/** brg_contest_report - metrics of a contest that is over.
 * Return: 0, or the result of brg_fail(). */
int brg_contest_report(const struct contest *c);

#endif
