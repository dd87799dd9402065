/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <locale.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include <unwind.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t most);

/* --- die.c, but for how it allocates and how it ends --------------------------- */

/* What was allocated, a hash table. Freed blocks keep their place, marked by an odd address. */
enum { SLOTS = 1 << 20 };
static uintptr_t slots[SLOTS];
static size_t used[SLOTS / 2], used_count; /* places in slots */

static size_t place_of(uintptr_t block)
{
	size_t at = block * 0x9e3779b97f4a7c15 >> 44;

	while (slots[at] && (slots[at] & ~(uintptr_t)1) != block)
		at = (at + 1) % SLOTS;
	return at;
}

static void *remember(void *block)
{
	size_t at = place_of((uintptr_t)block);

	if (!slots[at])
		used[used_count++] = at;
	fuzz_check(used_count < SLOTS / 2);
	slots[at] = (uintptr_t)block;
	return block;
}

static int remember_string(char **string, int length)
{
	if (length >= 0)
		remember(*string);
	return length;
}

/* Called by the sanitizer for whatever is freed; no header declares it. */
void __sanitizer_free_hook(const volatile void *block);

void __sanitizer_free_hook(const volatile void *block)
{
	size_t at = place_of((uintptr_t)block);

	if (slots[at])
		slots[at] |= 1;
}

/* Frees what is left. Returns whether something was. */
static bool forget(void)
{
	bool any = false;

	for (size_t i = 0; i < used_count; i++) {
		if (!(slots[used[i]] & 1)) {
			free((void *)slots[used[i]]);
			any = true;
		}
	}
	while (used_count > 0)
		slots[used[--used_count]] = 0;
	return any;
}

static _Noreturn void end_input(int status);

#define quick_exit end_input
#define pthread_mutex_lock(mutex) ((void)(mutex)) /* one thread, and die() may be called again */
#define calloc(count, size) remember(calloc(count, size))
#define realloc(old, size) remember(realloc(old, size))
#define strdup(string) remember(strdup(string))
#define strndup(string, length) remember(strndup(string, length))
#define vasprintf(string, format, arguments) \
	remember_string(string, vasprintf(string, format, arguments))
#include "lib/die.c"
#undef calloc
#undef realloc

/* --- one input ----------------------------------------------------------------- */

static jmp_buf end;
static uintptr_t outermost; /* the frame where unwinding ends */
static struct _Unwind_Exception unwinding;

static _Unwind_Reason_Code unwind_further(int version, _Unwind_Action actions,
	_Unwind_Exception_Class class, struct _Unwind_Exception *exception,
	struct _Unwind_Context *context, void *data)
{
	(void)version, (void)class, (void)exception, (void)data;
	if ((actions & _UA_END_OF_STACK) || _Unwind_GetCFA(context) > outermost)
		longjmp(end, 1);
	return _URC_NO_REASON;
}

static _Noreturn void end_input(int status)
{
	if (status == EXIT_NO)
		_Unwind_ForcedUnwind(&unwinding, unwind_further, NULL);
	abort(); /* it is the input that is bad, not the command line or the system */
}

static int first_free_descriptor(void)
{
	int fd = dup(STDIN_FILENO);

	close(fd);
	return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const int first_free = first_free_descriptor();

	outermost = (uintptr_t)__builtin_frame_address(0);
	if (setjmp(end) == 0) {
		fuzz_one(bytes, size);
		fuzz_check(!forget() && first_free_descriptor() == first_free);
	} else {
		forget();
		close_range((unsigned)first_free, ~0U, 0);
	}
	return 0;
}

/* --- helpers ------------------------------------------------------------------- */

static int file = -1;

static void *allocate(size_t size)
{
	return remember(malloc(size));
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	setlocale(LC_CTYPE, "C.UTF-8");
	json_set_alloc_funcs(allocate, free);
	file = memfd_create("input", MFD_CLOEXEC);
	fuzz_check(file >= 0 && freopen("/dev/null", "r", stdin));
	return 0;
}

const char *fuzz_file(const void *bytes, size_t size)
{
	static char path[32];

	fuzz_check(ftruncate(file, 0) == 0 && pwrite(file, bytes, size, 0) == (ssize_t)size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	return path;
}

char *fuzz_string(const uint8_t *bytes, size_t size)
{
	return xstrndup((const char *)bytes, size);
}

char *fuzz_part(const uint8_t **bytes, size_t *size)
{
	char *part = fuzz_string(*bytes, *size);
	size_t length = strlen(part);

	*bytes += length + (length < *size);
	*size -= length + (length < *size);
	return part;
}

/* --- tar ----------------------------------------------------------------------- */

enum { TAR_BLOCK = 512, TAR_CHECKSUM = 148, TAR_MAGIC = 257 };

static void mend_checksum(uint8_t *header)
{
	unsigned sum = 0;
	char digits[8];

	memset(header + TAR_CHECKSUM, ' ', sizeof digits);
	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += header[i];
	snprintf(digits, sizeof digits, "%06o", sum);
	memcpy(header + TAR_CHECKSUM, digits, sizeof digits - 1);
}

size_t fuzz_mutate_tar(uint8_t *bytes, size_t size, size_t most)
{
	size = LLVMFuzzerMutate(bytes, size, most);
	for (size_t at = 0; at + TAR_BLOCK <= size; at++)
		if (memcmp(bytes + at + TAR_MAGIC, "ustar", 5) == 0)
			mend_checksum(bytes + at);
	return size;
}
