// SPDX-License-Identifier: GPL-2.0-or-later
/* test_sha256.c - against the examples NIST publishes for FIPS 180-4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/sha256.h"

static void known_digests(void **state)
{
	static const struct {
		const char *text, *digest;
	} cases[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};
	char out[BRG_SHA256_HEX];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		brg_sha256_hex(cases[i].text, strlen(cases[i].text), out,
			       sizeof(out));
		assert_string_equal(out, cases[i].digest);
	}
}

static void a_million_letters(void **state)
{
	char *text = malloc(1000000), out[BRG_SHA256_HEX];

	(void)state;
	memset(text, 'a', 1000000);
	brg_sha256_hex(text, 1000000, out, sizeof(out));
	assert_string_equal(out, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	free(text);
}

static void an_identity_is_the_beginning(void **state)
{
	char out[BRG_ID_HEX];

	(void)state;
	brg_sha256_hex("abc", 3, out, sizeof(out));
	assert_string_equal(out, "ba7816bf8f01cfea");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_digests),
		cmocka_unit_test(a_million_letters),
		cmocka_unit_test(an_identity_is_the_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
