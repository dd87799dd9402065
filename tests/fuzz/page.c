/* SPDX-License-Identifier: MIT */
/* page: a project's page at an index, in either form, in pieces of any size. */
#include "fuzz.h"

#include "fetch/page.h"
#include "lib/url.h"

static void take(void *data, const struct page_link *link)
{
	_cleanup_free_ char *url = page_resolve(data, link);

	fuzz_check(!url || url_kind(url) == URL_WEB);
	fuzz_check(link->filename && link->reference && strlen(link->digest.hex) % 64 == 0);
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
	const unsigned choice = fuzz_choice(&bytes, &size);
	const size_t most = (choice >> 1) + 1;
	_cleanup_(page_free) struct page page = {0};

	fuzz_check(
		page_begin(&page, choice & 1 ? "application/vnd.pypi.simple.v1+json" : "text/html",
			"http://user:word@host/simple/it/", take, &page));
	for (size_t at = 0, length; at < size; at += length) {
		length = size - at < most ? size - at : most;
		if (!page_add(&page, (const char *)bytes + at, length)) {
			fuzz_check(page.error);
			return;
		}
	}
	fuzz_check(page_end(&page) == !page.error);
}
