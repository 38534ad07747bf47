// SPDX-License-Identifier: GPL-2.0-only
/* trace.c - instantiates the tracepoints. */
#include "mmap.h"

#define CREATE_TRACE_POINTS
#include "trace.h"
