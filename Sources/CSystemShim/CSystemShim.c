#define _GNU_SOURCE
#include "CSystemShim.h"

#include <crypt.h>
#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/wait.h>
#include <unistd.h>

int shim_pipe_cloexec(int ends[2], int nonblocking) {
    return pipe2(ends, O_CLOEXEC | (nonblocking ? O_NONBLOCK : 0));
}

int shim_addclosefrom(posix_spawn_file_actions_t *actions, int from) {
    return posix_spawn_file_actions_addclosefrom_np(actions, from);
}

int shim_addchdir(posix_spawn_file_actions_t *actions, const char *path) {
    return posix_spawn_file_actions_addchdir_np(actions, path);
}

short shim_spawn_setsid(void) { return POSIX_SPAWN_SETSID; }

int shim_exit_status(int status) {
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    return 128 + WTERMSIG(status);
}

int shim_bcrypt(const char *password, int cost, char *out, size_t size) {
    char salt[CRYPT_GENSALT_OUTPUT_SIZE];
    if (!crypt_gensalt_rn("$2y$", (unsigned long)cost, NULL, 0, salt, sizeof salt)) return -1;
    struct crypt_data data;
    memset(&data, 0, sizeof data);
    const char *hash = crypt_r(password, salt, &data);
    if (!hash || hash[0] == '*' || strlen(hash) + 1 > size) return -1;
    strcpy(out, hash);
    return 0;
}

int shim_peer_uid(int fd, uid_t *uid) {
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return -1;
    *uid = credentials.uid;
    return 0;
}

int shim_accept_cloexec(int fd) { return accept4(fd, NULL, NULL, SOCK_CLOEXEC); }

int shim_semaphore(void) { return eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE); }

ssize_t shim_random(void *bytes, size_t size) { return getrandom(bytes, size, 0); }

int shim_pidfd(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int shim_clock_is_synchronised(void) {
    struct timex clock = {.modes = 0};
    int state = adjtimex(&clock);
    if (state < 0) return -1;
    return state != TIME_ERROR && !(clock.status & STA_UNSYNC);
}
