// hm-fetch: fetches one URL to standard output. Not part of the hm program but carried inside it, and run
// from memory when something is first fetched (docs/decisions: libcurl cannot be linked into a static
// program).
//
//     hm-fetch URL OFFSET
//
// On standard error: "size N" once the whole size is known, and one line of text where it fails. Exit status:
// below. libcurl is loaded by name, so that the program runs with any of the names and symbol versions that
// distributions give it. Nothing but libc is linked.
#include <curl/curl.h>
#include <dlfcn.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

#include "store/fetch/fetch_exit.hpp"

namespace {

struct Curl {
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_setopt) easy_setopt;
  decltype(&curl_easy_perform) easy_perform;
  decltype(&curl_easy_getinfo) easy_getinfo;
  decltype(&curl_easy_strerror) easy_strerror;
  decltype(&curl_global_init) global_init;
};

bool load(Curl& curl) {
  void* library = nullptr;
  for (const char* name : {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl-nss.so.4", "libcurl.so"}) {
    library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library != nullptr) break;
  }
  if (library == nullptr) return false;
  const auto find = [&](auto& function, const char* name) {
    void* symbol = dlsym(library, name);
    std::memcpy(&function, &symbol, sizeof symbol);
    return symbol != nullptr;
  };
  return find(curl.easy_init, "curl_easy_init") && find(curl.easy_setopt, "curl_easy_setopt") &&
         find(curl.easy_perform, "curl_easy_perform") && find(curl.easy_getinfo, "curl_easy_getinfo") &&
         find(curl.easy_strerror, "curl_easy_strerror") && find(curl.global_init, "curl_global_init");
}

struct Transfer {
  const Curl* curl;
  CURL* handle;
  long long offset;
  bool told = false;
};

std::size_t on_body(char* bytes, std::size_t, std::size_t size, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (!transfer.told) {
    transfer.told = true;
    curl_off_t length = -1;
    transfer.curl->easy_getinfo(transfer.handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (length > 0) std::fprintf(stderr, "size %lld\n", static_cast<long long>(length) + transfer.offset);
  }
  std::size_t done = 0;
  while (done < size) {
    const ssize_t n = write(1, bytes + done, size - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return 0;
    done += static_cast<std::size_t>(n);
  }
  return size;
}

// Would the same request, a little later, have a chance?
int exit_status(CURLcode code, long http) {
  using namespace hm::fetch_exit;
  switch (code) {
    case CURLE_OK:
      return kDone;
    case CURLE_RANGE_ERROR:
    case CURLE_BAD_DOWNLOAD_RESUME:
      return kStartOver;
    case CURLE_HTTP_RETURNED_ERROR:
      if (http == 416) return kStartOver;
      return http == 408 || http == 425 || http == 429 || http >= 500 ? kTryAgain : kNoUse;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_SSL_CONNECT_ERROR:
      return kTryAgain;
    default:
      return kNoUse;
  }
}

}  // namespace

int main(int argc, char** argv) {
  using namespace hm::fetch_exit;
  if (argc != 3) return kNoUse;
  Curl curl{};
  if (!load(curl) || curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    std::fprintf(stderr, "libcurl cannot be loaded\n");
    return kCannotRun;
  }
  CURL* handle = curl.easy_init();
  if (handle == nullptr) return kCannotRun;
  Transfer transfer{&curl, handle, std::atoll(argv[2])};
  char message[CURL_ERROR_SIZE] = "";
  const auto set = [&](CURLoption option, auto value) { curl.easy_setopt(handle, option, value); };
  set(CURLOPT_URL, argv[1]);
  set(CURLOPT_ERRORBUFFER, message);
  set(CURLOPT_WRITEFUNCTION, on_body);
  set(CURLOPT_WRITEDATA, &transfer);
  set(CURLOPT_FAILONERROR, 1L);
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, 10L);
  set(CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  set(CURLOPT_REDIR_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, kStallSeconds);
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_USERAGENT, "hm");
  if (transfer.offset > 0) set(CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(transfer.offset));
  for (const char* name : {"NIX_SSL_CERT_FILE", "SSL_CERT_FILE", "CURL_CA_BUNDLE"}) {
    const char* file = std::getenv(name);
    if (file == nullptr || *file == '\0') continue;
    set(CURLOPT_CAINFO, file);
    break;
  }
  const CURLcode code = curl.easy_perform(handle);
  long http = 0;
  curl.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &http);
  if (code != CURLE_OK) std::fprintf(stderr, "%s\n", *message != '\0' ? message : curl.easy_strerror(code));
  // The kernel frees what is left faster than libcurl would.
  _exit(exit_status(code, http));
}
