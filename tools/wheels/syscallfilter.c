/* SPDX-License-Identifier: MIT */
#include "wheels/syscallfilter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/die.h"

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "which machine is this?"
#endif

enum { X32 = 0x40000000, MAX_FILTER = 256 };

/* Refused with EPERM, whatever their arguments. */
static const unsigned refused[] = {SYS_mount, SYS_umount2, SYS_pivot_root, SYS_unshare, SYS_setns,
	SYS_open_tree, SYS_move_mount, SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick,
	SYS_chroot, SYS_open_by_handle_at, SYS_name_to_handle_at, SYS_add_key, SYS_request_key,
	SYS_keyctl, SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_io_uring_setup,
	SYS_io_uring_enter, SYS_io_uring_register, SYS_kexec_load, SYS_init_module,
	SYS_finit_module, SYS_delete_module, SYS_reboot, SYS_swapon, SYS_swapoff, SYS_acct,
	SYS_quotactl, SYS_syslog, SYS_settimeofday, SYS_clock_settime, SYS_adjtimex,
	SYS_clock_adjtime, SYS_sethostname, SYS_setdomainname, SYS_vhangup, SYS_process_vm_readv,
	SYS_process_vm_writev};
/* Refused with ENOSYS: there are older calls that programs then take. */
static const unsigned unknown[] = {SYS_clone3, SYS_memfd_create};
static const unsigned families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};

struct filter {
	struct sock_filter lines[MAX_FILTER];
	size_t count;
};

static void add(struct filter *filter, struct sock_filter line)
{
	if (filter->count == MAX_FILTER)
		die(EXIT_SYSTEM, "the filter of system calls is too long");
	filter->lines[filter->count++] = line;
}

static void load(struct filter *filter, size_t offset)
{
	add(filter, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offset));
}

static void answer(struct filter *filter, unsigned what)
{
	add(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, what));
}

/* ANSWER when what was loaded compares with VALUE as TEST says. */
static void answer_when(struct filter *filter, unsigned test, unsigned value, unsigned what)
{
	add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, value, 0, 1));
	answer(filter, what);
}

static void refuse(struct filter *filter, const unsigned calls[], size_t count, unsigned error)
{
	for (size_t i = 0; i < count; i++)
		answer_when(filter, BPF_JEQ, calls[i], SECCOMP_RET_ERRNO | error);
}

/* Sockets of other families than those that a network namespace keeps apart. */
static void refuse_sockets(struct filter *filter, unsigned call)
{
	const size_t count = sizeof families / sizeof *families;

	add(filter, (struct sock_filter)BPF_JUMP(
			    BPF_JMP | BPF_JEQ | BPF_K, call, 0, (unsigned char)(2 * count + 2)));
	load(filter, offsetof(struct seccomp_data, args[0]));
	for (size_t i = 0; i < count; i++)
		answer_when(filter, BPF_JEQ, families[i], SECCOMP_RET_ALLOW);
	answer(filter, SECCOMP_RET_ERRNO | EAFNOSUPPORT);
}

static struct filter make_filter(void)
{
	struct filter filter = {0};

	load(&filter, offsetof(struct seccomp_data, arch));
	add(&filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
	answer(&filter, SECCOMP_RET_ERRNO | EPERM);
	load(&filter, offsetof(struct seccomp_data, nr));
	answer_when(&filter, BPF_JGE, X32, SECCOMP_RET_ERRNO | ENOSYS);
	refuse(&filter, refused, sizeof refused / sizeof *refused, EPERM);
	refuse(&filter, unknown, sizeof unknown / sizeof *unknown, ENOSYS);
	refuse_sockets(&filter, SYS_socket);
	load(&filter, offsetof(struct seccomp_data, nr));
	refuse_sockets(&filter, SYS_socketpair);
	load(&filter, offsetof(struct seccomp_data, nr));
	add(&filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3));
	load(&filter, offsetof(struct seccomp_data, args[0]));
	answer_when(&filter, BPF_JSET, CLONE_NEWUSER, SECCOMP_RET_ERRNO | EPERM);
	answer(&filter, SECCOMP_RET_ALLOW);
	return filter;
}

int syscallfilter_open(void)
{
	const struct filter filter = make_filter();
	const size_t size = filter.count * sizeof *filter.lines;
	int fd = memfd_create("filter", 0);

	if (fd < 0 || write(fd, filter.lines, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET) < 0)
		die(EXIT_SYSTEM, "the filter of system calls cannot be written:");
	return fd;
}
