#define _GNU_SOURCE
#include "csys.h"
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

int csys_peer_credentials(int fd, csys_peer_t *out) {
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return -1;
    out->pid = credentials.pid;
    out->uid = credentials.uid;
    out->gid = credentials.gid;
    return 0;
}

int csys_set_parent_death_signal(int signal) { return prctl(PR_SET_PDEATHSIG, signal); }

int csys_forbid_dumps(void) {
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return -1;
    return prctl(PR_SET_DUMPABLE, 0);
}

int csys_bound_heaps(int count) { return mallopt(M_ARENA_MAX, count); }

int csys_lock_exclusive(int fd) {
    struct flock lock;
    memset(&lock, 0, sizeof lock);
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return fcntl(fd, F_OFD_SETLK, &lock);
}

int csys_duplicate_cloexec(int fd) { return fcntl(fd, F_DUPFD_CLOEXEC, 3); }

int csys_open(const char *path, int flags, unsigned mode) { return open(path, flags | O_CLOEXEC, mode); }

int csys_rename_exclusive(int from, const char *name, int to, const char *new_name) {
    if (renameat2(from, name, to, new_name, RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return -1;
    // A filesystem that does not know the flag: a second name first, which must be new, then without the first.
    if (linkat(from, name, to, new_name, 0) != 0) return -1;
    return unlinkat(from, name, 0);
}

int csys_confine(uint64_t memory, uint64_t files) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return -1;
    struct rlimit descriptors = {files, files};
    if (setrlimit(RLIMIT_NOFILE, &descriptors) != 0) return -1;
    struct rlimit space = {memory, memory};
    return setrlimit(RLIMIT_AS, &space);
}

int csys_cloexec_from(int first) {
    if (close_range(first, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return 0;
    if (errno != ENOSYS && errno != EINVAL) return -1;
    // A kernel before 5.11: one after the other.
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -1;
    for (int fd = first; (rlim_t)fd < limit.rlim_cur && fd < 1 << 20; fd++) {
        int flags = fcntl(fd, F_GETFD);
        if (flags >= 0 && fcntl(fd, F_SETFD, flags | FD_CLOEXEC) != 0) return -1;
    }
    return 0;
}
