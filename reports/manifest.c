// SPDX-License-Identifier: GPL-2.0-or-later
/* manifest.c - is this a run of ours, and what does it say about itself. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/names.h"
#include "lib/record.h"
#include "reports/run.h"

const char *brg_evidence_meaning(enum brg_evidence evidence)
{
	static const char *const meanings[] = {
		[BRG_EVIDENCE_NATIVE] = "measured on hardware",
		[BRG_EVIDENCE_KVM] =
			"virtualised: times include the hypervisor",
		[BRG_EVIDENCE_TCG] =
			"emulated (TCG): functional only, ratios within one run",
		[BRG_EVIDENCE_INSTRUCTIONS] =
			"instruction counts (emulated): repeatable path length; nothing about caches, buses or contention",
	};

	return meanings[evidence];
}

static int parse_file(const char *path, json_t **out, char *why,
		      size_t why_size)
{
	json_error_t err;
	struct stat st;

	if (stat(path, &st)) {
		int ret = -errno;

		if (ret != -ENOENT && ret != -ENOTDIR)
			snprintf(why, why_size, "%s: cannot read: %s", path,
				 strerror(errno));
		else
			snprintf(why, why_size,
				 "%.*s: cannot read: no run directory, there is no manifest.json in it (give the directory that barrage bench wrote)",
				 (int)(strlen(path) - strlen("/manifest.json")),
				 path);
		return ret == -ENOENT || ret == -ENOTDIR ? -EINVAL : ret;
	}
	*out = json_load_file(path, JSON_REJECT_DUPLICATES, &err);
	if (!*out) {
		snprintf(why, why_size,
			 "%s: cannot read: no manifest of a barrage run, line %d is no JSON: %s (give the directory that barrage bench wrote)",
			 path, err.line, err.text);
		return -EINVAL;
	}
	return 0;
}

static int check_format(const json_t *m, const char *path, char *why,
			size_t why_size)
{
	const char *format = json_string_value(json_object_get(m, "format"));
	json_t *version = json_object_get(m, "version");

	if (!format || strcmp(format, BRG_RECORD_FORMAT)) {
		snprintf(why, why_size,
			 "%s: cannot read: no barrage run, its format is %s%s%s and not \"" BRG_RECORD_FORMAT "\" (give the directory that barrage bench wrote)",
			 path, format ? "\"" : "", format ? format : "not given",
			 format ? "\"" : "");
		return -EINVAL;
	}
	if (!json_is_integer(version) ||
	    json_integer_value(version) != BRG_RECORD_VERSION) {
		snprintf(why, why_size,
			 "%s: cannot read: record version %lld, this program reads %d (use the barrage that wrote the run)",
			 path, (long long)json_integer_value(version),
			 BRG_RECORD_VERSION);
		return -EINVAL;
	}
	return 0;
}

static int parse_unit(struct brg_run *run, const char *path, char *why,
		      size_t why_size)
{
	const char *evidence = json_string_value(
		json_object_get(run->manifest, "evidence"));
	const char *unit = json_string_value(
		json_object_get(run->manifest, "unit"));
	int e = brg_names_index(brg_evidence_names, evidence ? evidence : "");

	if (e < 0) {
		snprintf(why, why_size,
			 "%s: cannot read: evidence is \"%s\" (one of native, kvm, tcg, instructions)",
			 path, evidence ? evidence : "");
		return -EINVAL;
	}
	run->evidence = (enum brg_evidence)e;
	run->tsc_hz = json_number_value(json_object_get(run->manifest,
							"tsc_hz"));
	run->unit = unit && !strcmp(unit, "instructions") ?
		BRG_UNIT_INSTRUCTIONS : BRG_UNIT_TSC;
	if (!unit || (strcmp(unit, "tsc") && strcmp(unit, "instructions")) ||
	    (run->unit == BRG_UNIT_TSC && !(run->tsc_hz > 0)) ||
	    ((run->unit == BRG_UNIT_INSTRUCTIONS) !=
	     (run->evidence == BRG_EVIDENCE_INSTRUCTIONS))) {
		snprintf(why, why_size,
			 "%s: cannot read: unit \"%s\" with evidence \"%s\" and tsc_hz %.0f (tsc needs a frequency, and instructions belongs to evidence instructions alone)",
			 path, unit ? unit : "", evidence, run->tsc_hz);
		return -EINVAL;
	}
	return 0;
}

static const char *string_or(const json_t *object, const char *key,
			     const char *missing)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : missing;
}

static int take_over_warnings(struct brg_run *run)
{
	json_t *list = json_object_get(run->manifest, "warnings"), *entry;
	size_t i;
	int ret = 0;

	json_array_foreach(list, i, entry)
		if (json_is_string(entry) && !ret)
			ret = brg_run_warn(run, "%s",
					   json_string_value(entry));
	return ret;
}

int brg_run_read_manifest(struct brg_run *run, char *why, size_t why_size)
{
	_cleanup_free_ char *path = NULL;
	int ret;

	if (asprintf(&path, "%s/manifest.json", run->path) < 0)
		return -ENOMEM;
	ret = parse_file(path, &run->manifest, why, why_size);
	if (!ret)
		ret = check_format(run->manifest, path, why, why_size);
	if (!ret)
		ret = parse_unit(run, path, why, why_size);
	if (ret)
		return ret;
	run->id = string_or(run->manifest, "id", "unknown");
	run->created = string_or(run->manifest, "created", "unknown");
	run->finished = string_or(run->manifest, "finished", NULL);
	run->release = string_or(json_object_get(run->manifest, "kernel"),
				 "release", "unknown");
	return take_over_warnings(run);
}
