#include "CGit2Shim.h"

#include <git2.h>

int shim_git_ignore_outer_configuration(void) {
    const git_config_level_t levels[] = {
        GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA,
    };
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        int status = git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
        if (status != 0) return status;
    }
    return git_libgit2_opts(GIT_OPT_SET_TEMPLATE_PATH, "");
}

int shim_git_owner_validation(int enabled) { return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled); }

int shim_git_fsync(int enabled) { return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, enabled); }
