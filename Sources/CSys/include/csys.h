// Linux calls that Swift's Glibc overlay cannot express: variadic prctl, SO_PEERCRED's struct, accept4, mallopt.
#ifndef FOLIO_CSYS_H
#define FOLIO_CSYS_H
#include <stdint.h>
#include <sys/types.h>

/// The kernel's word on who is at the other end of a Unix socket.
typedef struct {
    int32_t pid;
    uint32_t uid;
    uint32_t gid;
} csys_peer_t;

/// Reads SO_PEERCRED of a connected Unix socket; 0, or -1 with errno.
int csys_peer_credentials(int fd, csys_peer_t *out);

/// Asks for `signal` when the parent dies (PR_SET_PDEATHSIG); 0, or -1 with errno.
int csys_set_parent_death_signal(int signal);

/// Forbids core dumps and ptrace of this process (PR_SET_DUMPABLE 0, RLIMIT_CORE 0); 0, or -1 with errno.
int csys_forbid_dumps(void);

/// Has the allocator keep at most so many heaps (M_ARENA_MAX), whatever the number of threads; 1, or 0 where it does not.
int csys_bound_heaps(int count);

/// Takes an exclusive open-file-description lock on the whole file without waiting; 0, or -1 with errno.
int csys_lock_exclusive(int fd);

/// Duplicates a descriptor to a number of at least 3 with O_CLOEXEC; the new descriptor, or -1 with errno.
int csys_duplicate_cloexec(int fd);

/// Opens with O_CLOEXEC added to `flags`; the descriptor, or -1 with errno.
int csys_open(const char *path, int flags, unsigned mode);

/// Moves a file by directories' descriptors to a name that must be free (EEXIST); 0, or -1 with errno.
int csys_rename_exclusive(int from, const char *name, int to, const char *new_name);

/// Forbids new privileges and core dumps, and limits address space (bytes) and descriptors, here and in what is
/// executed from here; 0, or -1 with errno.
int csys_confine(uint64_t memory, uint64_t files);

/// Lets every descriptor from `first` on be closed by the next execve; 0, or -1 with errno.
int csys_cloexec_from(int first);

#endif
