#ifndef SLIPWAY_GIT2_SHIM_H
#define SLIPWAY_GIT2_SHIM_H

/* git_libgit2_opts is variadic, which Swift can't import. Each returns 0 on success. */

/* Reads no configuration but the repository's own: none of the system's, the user's or XDG's. */
int shim_git_ignore_outer_configuration(void);
/* Whether a repository that another user owns is refused. */
int shim_git_owner_validation(int enabled);
/* Whether what libgit2 writes is synced to disk. */
int shim_git_fsync(int enabled);

#endif
