#ifndef SLIPWAY_CURL_SHIM_H
#define SLIPWAY_CURL_SHIM_H

#include <curl/curl.h>
#include <stddef.h>

/* What libcurl has as variadic functions: setopt by the value's type, and getinfo. */

typedef size_t (*shim_curl_receiver)(char *bytes, size_t size, size_t count, void *context);

CURLcode shim_curl_set_long(CURL *handle, CURLoption option, long value);
/* The text is copied by libcurl. */
CURLcode shim_curl_set_string(CURL *handle, CURLoption option, const char *value);
/* The list must outlive the transfer. */
CURLcode shim_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
/* The body of a POST; it is copied. */
CURLcode shim_curl_set_body(CURL *handle, const void *bytes, size_t count);
CURLcode shim_curl_set_receiver(CURL *handle, shim_curl_receiver receiver, void *context);
/* Sockets that no child inherits. */
CURLcode shim_curl_set_cloexec(CURL *handle);
/* The response's status, 0 before there is one. */
/* A header of the last answer, until the next request; NULL where it has none of that name. */
const char *shim_curl_header(CURL *handle, const char *name);
long shim_curl_status(CURL *handle);
/* How the one transfer of a multi handle ended; -1 where it hasn't. */
int shim_curl_multi_result(CURLM *multi);

#endif
