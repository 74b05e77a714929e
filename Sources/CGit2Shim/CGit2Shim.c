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

/*
 * Where libgit2 is built with mbedTLS, its start parses the host's whole bundle of certificates: 9 of a stage's 25 ms.
 * It only ever opens repositories on disk here (what comes over a network is fetched by git), so it gets none: the
 * executable's own symbol comes before the library's. A TLS connection by libgit2 would fail, not go unchecked.
 */
int mbedtls_x509_crt_parse_file(void *chain, const char *path);
int mbedtls_x509_crt_parse_file(void *chain, const char *path) {
    (void)chain;
    (void)path;
    return 0;
}
