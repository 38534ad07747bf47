/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * msg.h - what people read on stderr. stdout is for data.
 *
 * Form: "barrage: <object>: cannot <verb>: <reason> (<remedy>)", lower case,
 * no full stop, once, where the decision to give up is made.
 */
#ifndef BRG_LIB_MSG_H
#define BRG_LIB_MSG_H

void brg_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void brg_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void brg_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
