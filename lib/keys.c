// SPDX-License-Identifier: GPL-2.0-or-later
/* keys.c - check and expand the values of configuration keys. */
#include "lib/keys.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/names.h"
#include "lib/options.h"

/** struct parsing - one setting under way; @text is for messages */
struct parsing {
	struct brg_setting *out;
	const char *text;
	char *why;
	size_t why_size;
};

#define refuse(p, ...)                                                        \
	({                                                                    \
		char cause_[384];                                             \
		snprintf(cause_, sizeof(cause_), __VA_ARGS__);                \
		snprintf((p)->why, (p)->why_size, "%s: cannot use %s = %s: %s", \
			 (p)->out->where, (p)->out->key->name, (p)->text,     \
			 cause_);                                             \
		-EINVAL;                                                      \
	})

static int no_number(struct parsing *p, const char *item, int ret)
{
	switch (p->out->key->type) {
	case BRG_KEY_SIZE:
		return refuse(p, "'%s' is %s (digits and k, m, g or t)", item,
			      ret == -ERANGE ? "too large" : "no size");
	case BRG_KEY_DURATION:
		return refuse(p, "'%s' is %s (digits and ns, us, ms, s, m or h)",
			      item,
			      ret == -ERANGE ? "too large" : "no duration");
	case BRG_KEY_PERCENT:
		return refuse(p, "'%s' is %s (digits and %%, up to 100%%)",
			      item,
			      ret == -ERANGE ? "too large" : "no percentage");
	default:
		return refuse(p, "'%s' is %s", item,
			      ret == -ERANGE ? "too large" : "no number");
	}
}

static int percent_of(const char *item, uint64_t *out)
{
	double share = 0;
	int ret = brg_parse_percent(item, &share);

	if (!ret)
		*out = (uint64_t)(share * 1e6 + 0.5);
	return ret;
}

static int number_of(struct parsing *p, const char *item, uint64_t *out)
{
	int ret;

	switch (p->out->key->type) {
	case BRG_KEY_SIZE:
		ret = brg_parse_size(item, out);
		break;
	case BRG_KEY_DURATION:
		ret = brg_parse_duration(item, out);
		break;
	case BRG_KEY_PERCENT:
		ret = percent_of(item, out);
		break;
	default:
		ret = brg_parse_u64(item, out);
	}
	return ret ? no_number(p, item, ret) : 0;
}

static int in_range(struct parsing *p, const char *item, uint64_t number)
{
	const struct brg_key *key = p->out->key;
	char low[32], high[32];

	if ((key->min || key->max) &&
	    (number < key->min || number > key->max)) {
		if (key->type == BRG_KEY_SIZE)
			return refuse(p, "'%s' is out of range (%s to %s)",
				      item,
				      brg_size_text(key->min, low, sizeof(low)),
				      brg_size_text(key->max, high,
						    sizeof(high)));
		if (key->type == BRG_KEY_PERCENT)
			return refuse(p, "'%s' is out of range (%g%% to %g%%)",
				      item, (double)key->min / 1e4,
				      (double)key->max / 1e4);
		return refuse(p, "'%s' is out of range (%ju to %ju)", item,
			      (uintmax_t)key->min, (uintmax_t)key->max);
	}
	if (key->multiple && number % key->multiple)
		return refuse(p, "'%s' is no multiple of %s", item,
			      brg_size_text(key->multiple, low, sizeof(low)));
	return 0;
}

static bool has_value(const struct brg_setting *s, const char *text,
		      uint64_t number)
{
	bool words = s->key->type == BRG_KEY_TEXT ||
		     s->key->type == BRG_KEY_ENUM;

	for (size_t i = 0; i < s->nr; i++)
		if (words ? !strcmp(s->values[i].text, text) :
			    s->values[i].number == number)
			return true;
	return false;
}

static int add_value(struct parsing *p, const char *text, uint64_t number)
{
	struct brg_setting *s = p->out;
	struct brg_value *values;

	if (has_value(s, text, number))
		return refuse(p, "'%s' is in it twice (each value once)", text);
	if (s->nr == BRG_SWEEP_MAX)
		return refuse(p, "it expands to more than %d values (sweep less)",
			      BRG_SWEEP_MAX);
	values = reallocarray(s->values, s->nr + 1, sizeof(*values));
	if (!values)
		return -ENOMEM;
	s->values = values;
	values[s->nr] = (struct brg_value){ strdup(text), number };
	if (!values[s->nr].text)
		return -ENOMEM;
	s->nr++;
	return 0;
}

static int add_number(struct parsing *p, uint64_t number)
{
	char text[32];
	int ret;

	if (p->out->key->type == BRG_KEY_SIZE)
		brg_size_text(number, text, sizeof(text));
	else if (p->out->key->type == BRG_KEY_DURATION)
		snprintf(text, sizeof(text), "%juns", (uintmax_t)number);
	else
		snprintf(text, sizeof(text), "%ju", (uintmax_t)number);
	ret = in_range(p, text, number);
	return ret ? ret : add_value(p, text, number);
}

static int add_word(struct parsing *p, const char *item)
{
	const struct brg_key *key = p->out->key;
	char why[256];
	int index = 0;

	if (key->type == BRG_KEY_ENUM) {
		index = brg_names_index(key->names, item);
		if (index < 0)
			return refuse(p, "no such value '%s' (%s)", item,
				      brg_names_hint(key->names, item, why,
						     sizeof(why)));
	}
	if (key->check && key->check(item, why, sizeof(why)))
		return refuse(p, "%s", why);
	return add_value(p, item, (uint64_t)index);
}

static char *trimmed(char *text)
{
	size_t n;

	while (isspace((unsigned char)*text))
		text++;
	n = strlen(text);
	while (n && isspace((unsigned char)text[n - 1]))
		text[--n] = '\0';
	return text;
}

/* @low..@high, where @high ends in a step that starts with '*' or '+' */
static int add_range(struct parsing *p, char *low, char *high)
{
	char *step = strpbrk(high, "*+");
	bool times = step && *step == '*';
	uint64_t from, to, by = 0, next;
	int ret;

	if (!step)
		return refuse(p, "the range has no step (as in 4k..1g*4 or 1..9+2)");
	*step++ = '\0';
	step = trimmed(step);
	high = trimmed(high);
	ret = number_of(p, low, &from);
	if (!ret)
		ret = number_of(p, high, &to);
	if (!ret && times && brg_parse_u64(step, &by))
		ret = refuse(p, "'%s' is no factor (a whole number)", step);
	else if (!ret && !times)
		ret = number_of(p, step, &by);
	if (ret)
		return ret;
	if (times ? by < 2 || !from : !by)
		return refuse(p, "the range never ends (%s)",
			      times ? "start above 0 and multiply by 2 or more" :
				      "add 1 or more");
	if (from > to)
		return refuse(p, "it expands to nothing: %s is above %s (write the smaller one first)", low,
			      high);
	for (; !ret && from <= to; from = next) {
		ret = add_number(p, from);
		if (times ? __builtin_mul_overflow(from, by, &next) :
			    __builtin_add_overflow(from, by, &next))
			break;
	}
	return ret;
}

static int add_item(struct parsing *p, char *item)
{
	bool words = p->out->key->type == BRG_KEY_TEXT ||
		     p->out->key->type == BRG_KEY_ENUM;
	char *dots = words ? NULL : strstr(item, "..");
	uint64_t number = 0;
	int ret;

	if (!*item)
		return refuse(p, "it expands to nothing (a value is missing)");
	if (words)
		return add_word(p, item);
	if (dots) {
		if (!(p->out->key->flags & BRG_KEY_SWEEP))
			return refuse(p, "it takes one value, no sweep");
		*dots = '\0';
		return add_range(p, trimmed(item), trimmed(dots + 2));
	}
	ret = number_of(p, item, &number);
	if (!ret)
		ret = in_range(p, item, number);
	return ret ? ret : add_value(p, item, number);
}

static int add_items(struct parsing *p, char *text)
{
	int ret = 0;

	for (char *next; !ret && text; text = next) {
		next = strchr(text, ',');
		if (next && !(p->out->key->flags & BRG_KEY_SWEEP))
			return refuse(p, "it takes one value, no list");
		if (next)
			*next++ = '\0';
		ret = add_item(p, trimmed(text));
	}
	return ret;
}

int brg_setting_parse(const struct brg_key *key, const char *text,
		      const char *where, struct brg_setting *out, char *why,
		      size_t why_size)
{
	struct brg_setting s = { .key = key, .where = strdup(where) };
	struct parsing p = { &s, text, why, why_size };
	_cleanup_free_ char *copy = strdup(text);
	int ret = s.where && copy ? add_items(&p, copy) : -ENOMEM;

	if (ret == -ENOMEM)
		snprintf(why, why_size, "%s: out of memory", where);
	if (ret)
		brg_setting_clear(&s);
	else
		*out = s;
	return ret;
}

void brg_setting_clear(struct brg_setting *setting)
{
	for (size_t i = 0; i < setting->nr; i++)
		free(setting->values[i].text);
	free(setting->values);
	free(setting->where);
	*setting = (struct brg_setting){ 0 };
}

const struct brg_key *brg_key_find(const struct brg_key *keys,
				   const char *name)
{
	for (; keys && keys->name; keys++)
		if (!strcmp(keys->name, name))
			return keys;
	return NULL;
}

const char *brg_key_values_text(const struct brg_key *key, char *buf,
				size_t size)
{
	size_t used = 0;

	if (!key->names) {
		snprintf(buf, size, "%s", key->metavar ? key->metavar : "VALUE");
		return buf;
	}
	for (const char *const *n = key->names; *n && used < size; n++)
		used += (size_t)snprintf(buf + used, size - used, "%s%s",
					 n == key->names ? "" : "|", *n);
	return buf;
}

void brg_keys_print(const char *title, const struct brg_key *keys)
{
	char values[256];

	printf("%s\n", title);
	for (const struct brg_key *key = keys; key && key->name; key++) {
		printf("  %s = %s", key->name,
		       brg_key_values_text(key, values, sizeof(values)));
		if (key->fallback)
			printf("  (default %s)",
			       key->fallback[0] ? key->fallback : "none");
		else
			printf("  (required)");
		printf("%s%s\n      %s\n",
		       key->flags & BRG_KEY_SWEEP ? " [sweep]" : "",
		       key->flags & BRG_KEY_RUN ? " [global only]" : "",
		       key->help);
	}
}

const char *brg_size_text(uint64_t bytes, char *buf, size_t size)
{
	static const char units[] = "kmgt";
	char unit[2] = "";

	for (int i = 0; units[i] && bytes && bytes % 1024 == 0; i++) {
		bytes /= 1024;
		unit[0] = units[i];
	}
	snprintf(buf, size, "%ju%s", (uintmax_t)bytes, unit);
	return buf;
}
