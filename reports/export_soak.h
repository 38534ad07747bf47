/* SPDX-License-Identifier: GPL-2.0-or-later */
/* export_soak.h - runs of barrage stress for other programs. */
#ifndef BRG_REPORTS_EXPORT_SOAK_H
#define BRG_REPORTS_EXPORT_SOAK_H

#include <stdio.h>

#include "reports/soak.h"

/** brg_export_soak_json - one object, format "barrage-soak-report"; keys are in
 * docs/STRESS.md. Return: a new reference; NULL without memory. */
json_t *brg_export_soak_json(const struct brg_soaks *s);

/** brg_export_soak_markdown - verdicts, findings, operations and memory */
void brg_export_soak_markdown(FILE *f, const struct brg_soaks *s);

#endif
