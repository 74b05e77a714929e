#ifndef SLIPWAY_SYSTEM_SHIM_H
#define SLIPWAY_SYSTEM_SHIM_H

#include <spawn.h>
#include <stddef.h>
#include <sys/types.h>

/* What glibc has behind _GNU_SOURCE, behind a macro or with a type that Swift can't import. */

int shim_pipe_cloexec(int ends[2], int nonblocking);
int shim_addclosefrom(posix_spawn_file_actions_t *actions, int from);
int shim_addchdir(posix_spawn_file_actions_t *actions, const char *path);
short shim_spawn_setsid(void);
/* Status of a finished child: its exit status, or 128 + the signal. */
int shim_exit_status(int status);
/* bcrypt of a password with a random salt; 0 on success. */
int shim_bcrypt(const char *password, int cost, char *out, size_t size);
/* Credentials of the peer of a unix socket; 0 on success. */
int shim_peer_uid(int fd, uid_t *uid);
int shim_accept_cloexec(int fd);
/* A descriptor that is readable once the child has ended, close-on-exec. */
int shim_pidfd(pid_t pid);
/* An eventfd as a counting semaphore, close-on-exec. */
int shim_semaphore(void);
/* 1 where the kernel holds its clock for synchronised, 0 where not, -1 where it doesn't say. */
int shim_clock_is_synchronised(void);
ssize_t shim_random(void *bytes, size_t size);

#endif
