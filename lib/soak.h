/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * soak.h - what barrage stress leaves in its result directory, for those who
 * write it and those who read it.
 *
 * journal.tsv: BRG_JOURNAL_HEAD, then a line for each operation that has
 * ended: worker, index, operation, seed, device, three arguments, begin and
 * duration in us, result, by tabs. Times are since the start of their stage,
 * which a line BRG_JOURNAL_STAGE "NUMBER TARGET LOCK" names: at its start, and
 * at the top of each file. Journals of old have no such lines. At 16 MiB the
 * file becomes BRG_JOURNAL_OLD, and what that was is gone. A line that was cut
 * off is no line, and any other that begins with '#' says nothing.
 *
 * memory.tsv: BRG_MEMORY_HEAD, "# " and the names of columns, then a line for
 * each quiet point: stage, ms since its start, operations, and KiB.
 *
 * series.tsv: BRG_SERIES_HEAD, BRG_SERIES_COLUMNS, then a block of lines about
 * every 10 s of a stage and at its end: stage, ms since its start from which
 * and to which, operation, how many done, failed and canceled were taken from
 * workers meanwhile, and of those not canceled the median, the 99 % and the
 * longest in us. The first line is of all together, BRG_SERIES_ALL, and it
 * alone ends in a histogram: "LEAST:COUNT,...", us and how many took so long or
 * up to an eighth longer; any other, or one without durations, ends in "-".
 * Quantiles are of such histograms: up to an eighth too long. An operation
 * that did nothing meanwhile has no line. Each 8 MiB of the file double the
 * time that blocks stand for.
 */
#ifndef BRG_LIB_SOAK_H
#define BRG_LIB_SOAK_H

#define BRG_SOAK_FORMAT		"barrage-stress"
#define BRG_SOAK_VERSION	1
#define BRG_SOAK_SUMMARY	"summary.json"

/* Stages that have ended, a line of JSON each, until the summary has them */
#define BRG_STAGES		"stages.jsonl"
/* Findings, likewise, each as soon as it is seen */
#define BRG_FINDINGS		"findings.jsonl"

#define BRG_JOURNAL		"journal.tsv"
#define BRG_JOURNAL_OLD		"journal.tsv.1"
#define BRG_JOURNAL_HEAD	"# barrage stress journal 1"
#define BRG_JOURNAL_STAGE	"# stage "

#define BRG_MEMORY_FILE		"memory.tsv"
#define BRG_MEMORY_HEAD		"# barrage stress memory 1"

#define BRG_SERIES		"series.tsv"
#define BRG_SERIES_HEAD		"# barrage stress series 1"
#define BRG_SERIES_COLUMNS						\
	"# stage\tfrom_ms\tto_ms\toperation\tdone\tfailed\tcanceled"	\
	"\tp50_us\tp99_us\tmax_us\tdurations"
#define BRG_SERIES_ALL		"*"

#endif
