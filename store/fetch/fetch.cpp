#include "store/fetch/fetch.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <thread>

#include "store/build/process.hpp"
#include "store/fetch/fetch_exit.hpp"

#ifdef HM_FETCH_EMBEDDED
extern "C" const char hm_fetch_program_begin[];
extern "C" const char hm_fetch_program_end[];
#endif

namespace hm {
namespace {

using namespace fetch_exit;

std::vector<std::string> transfer_environment() {
  std::vector<std::string> result = {"LC_ALL=C"};
  for (const char* name :
       {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "NIX_SSL_CERT_FILE", "CURL_CA_BUNDLE", "LD_LIBRARY_PATH"}) {
    const char* value = std::getenv(name);
    if (value != nullptr) result.push_back(std::string(name) + "=" + value);
  }
  return result;
}

// A descriptor that holds hm-fetch, ready to be executed; -1 where this hm was built without it.
int embedded_program() {
#ifdef HM_FETCH_EMBEDDED
  const int fd = ::memfd_create("hm-fetch", MFD_CLOEXEC);
  if (fd < 0) return -1;
  const char* at = hm_fetch_program_begin;
  while (at < hm_fetch_program_end) {
    const ssize_t n = ::write(fd, at, static_cast<std::size_t>(hm_fetch_program_end - at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      ::close(fd);
      return -1;
    }
    at += n;
  }
  return fd;
#else
  return -1;
#endif
}

class Download {
 public:
  Download(Fs& fs, const std::string& url, const At& at, Fd& to, const TransferOptions& options)
      : fs_(fs), url_(url), at_(at), to_(to), options_(options) {}

  // One way of doing it until it works or is hopeless; the exit status of the last attempt.
  Result<int> run() {
    auto pause = options_.first_pause;
    for (int attempt = 1;; ++attempt) {
      HM_TRY(const int status, once());
      if (status == kDone || status == kNoUse || status == kCannotRun) return status;
      if (attempt >= options_.attempts) return status;
      if (status == kStartOver) {
        HM_CHECK(start_over());
      } else {
        HM_CHECK(wait(pause));
        pause *= 2;
      }
    }
  }

  // The embedded program, or (once that has shown not to run) curl.
  void use_curl_program(std::string program) { curl_ = std::move(program); }
  const std::string& message() const { return message_; }

 private:
  Result<int> once() {
    message_.clear();
    errors_.clear();
    ProcessRequest request;
    request.environment = transfer_environment();
    request.separate_errors = true;
    request.interrupted = options_.interrupted;
    request.on_output = [&](std::string_view bytes) { return body(bytes); };
    request.on_error = [&](std::string_view bytes) -> Status {
      if (errors_.size() < 64 * 1024) errors_ += bytes;
      take_lines();
      return {};
    };
    return curl_.empty() ? run_embedded(request) : run_curl(request);
  }

  Result<int> run_embedded(ProcessRequest& request) {
    const int program = embedded_program();
    if (program < 0) return kCannotRun;
    request.program = "hm-fetch";
    request.program_fd = program;
    request.arguments = {url_, std::to_string(done_)};
    auto result = run_process(request);
    ::close(program);
    // No loader or C library of its kind on this machine.
    if (!result && (result.error().code() == Code::NotFound ||
                    result.error().code() == Code::PermissionDenied || result.error().os_error() == ENOEXEC))
      return kCannotRun;
    if (!result) return std::move(result).error();
    switch (result->exit_code) {
      case kDone:
      case kTryAgain:
      case kNoUse:
      case kStartOver:
        return result->exit_code;
      default:
        return kCannotRun;  // the loader's own failures (127), a missing libcurl, a crash
    }
  }

  Result<int> run_curl(ProcessRequest& request) {
    request.program = curl_;
    request.arguments = {"--disable",
                         "--fail",
                         "--location",
                         "--silent",
                         "--show-error",
                         "--max-redirs",
                         "10",
                         "--proto",
                         "=http,https",
                         "--proto-redir",
                         "=http,https",
                         "--connect-timeout",
                         std::to_string(kConnectSeconds),
                         "--speed-limit",
                         "1",
                         "--speed-time",
                         std::to_string(kStallSeconds),
                         "--user-agent",
                         "hm",
                         "--output",
                         "-"};
    if (done_ > 0)
      request.arguments.insert(request.arguments.end(), {"--continue-at", std::to_string(done_)});
    request.arguments.insert(request.arguments.end(), {"--url", url_});
    HM_TRY(const ProcessResult result, run_process(request));
    take_lines(true);
    switch (result.exit_code) {
      case 0:
        return kDone;
      case 33:
      case 36:
        return kStartOver;
      case 22: {
        // "curl: (22) The requested URL returned error: 404"
        const std::size_t at = message_.rfind("error: ");
        const int http = at == std::string::npos ? 0 : std::atoi(message_.c_str() + at + 7);
        if (http == 416) return kStartOver;
        return http == 408 || http == 425 || http == 429 || http >= 500 ? kTryAgain : kNoUse;
      }
      case 5:
      case 6:
      case 7:
      case 18:
      case 28:
      case 35:
      case 52:
      case 55:
      case 56:
      case 92:
        return kTryAgain;
      default:
        return kNoUse;
    }
  }

  Status body(std::string_view bytes) {
    if (bytes.size() > options_.max_size - done_)
      return fail(Code::Network, "'{}' is larger than the {} bytes that are allowed", url_,
                  options_.max_size);
    HM_CHECK(fs_.write(to_, bytes));
    done_ += bytes.size();
    if (options_.progress) options_.progress(url_, done_, total_);
    return {};
  }

  // "size N" is for us; any other line is the reason for a failure.
  void take_lines(bool at_end = false) {
    std::size_t end;
    while ((end = errors_.find('\n')) != std::string::npos || (at_end && !errors_.empty())) {
      const std::string line = errors_.substr(0, end);
      errors_.erase(0, end == std::string::npos ? end : end + 1);
      if (line.starts_with("size ")) {
        total_ = std::strtoull(line.c_str() + 5, nullptr, 10);
      } else if (!line.empty()) {
        message_ = line;
      }
    }
  }

  // Opened anew, since only that puts the position back to the beginning.
  Status start_over() {
    HM_TRY(to_, fs_.create(at_, Create::Truncate, 0600));
    done_ = 0;
    return {};
  }

  Status wait(std::chrono::milliseconds pause) {
    const auto until = std::chrono::steady_clock::now() + pause;
    while (std::chrono::steady_clock::now() < until) {
      if (options_.interrupted && options_.interrupted())
        return fail(Code::Interrupted, "interrupted while fetching '{}'", url_);
      std::this_thread::sleep_for(std::min<std::chrono::milliseconds>(pause, std::chrono::milliseconds(50)));
    }
    return {};
  }

  Fs& fs_;
  const std::string& url_;
  const At& at_;
  Fd& to_;
  const TransferOptions& options_;
  std::string curl_, message_, errors_;
  std::uint64_t done_ = 0, total_ = 0;
};

Status copy_local(Fs& fs, const std::string& url, const Fd& to, const TransferOptions& options) {
  HM_TRY(const std::string path, path_of_file_url(url));
  HM_TRY(const Fd from, fs.open(At(path)));
  std::string buffer(256 * 1024, '\0');
  std::uint64_t done = 0;
  while (true) {
    HM_TRY(const std::size_t n, fs.read(from, buffer.data(), buffer.size()));
    if (n == 0) return {};
    done += n;
    if (done > options.max_size)
      return fail(Code::Network, "'{}' is larger than the {} bytes that are allowed", url, options.max_size);
    if (options.interrupted && options.interrupted())
      return fail(Code::Interrupted, "interrupted while copying '{}'", path);
    HM_CHECK(fs.write(to, std::string_view(buffer).substr(0, n)));
  }
}

Status transfer(Fs& fs, const std::string& url, const At& at, Fd& to, const TransferOptions& options) {
  Download download(fs, url, at, to, options);
  HM_TRY(int status, download.run());
  if (status == kCannotRun) {
    const std::optional<std::string> curl = find_program("curl");
    if (!curl) {
      return fail(Code::Network, "cannot fetch '{}': this machine has neither libcurl nor the program 'curl'",
                  url)
          .hint("install curl, for instance with 'apt install curl'");
    }
    download.use_curl_program(*curl);
    HM_TRY(status, download.run());
  }
  if (status == kDone) return {};
  return fail(Code::Network, "cannot fetch '{}': {}", url,
              download.message().empty() ? "the transfer failed" : download.message());
}

bool has_scheme(const std::string& url, std::string_view scheme) {
  if (url.size() <= scheme.size() || url[scheme.size()] != ':') return false;
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    const char c = url[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != scheme[i]) return false;
  }
  return true;
}

}  // namespace

std::optional<std::string> find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string rest = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    const std::string candidate = rest.substr(0, colon) + "/" + name;
    if (candidate[0] == '/' && ::access(candidate.c_str(), X_OK) == 0) return candidate;
    rest = colon == std::string::npos ? "" : rest.substr(colon + 1);
  }
  return std::nullopt;
}

Result<std::string> path_of_file_url(const std::string& url) {
  std::string rest = url.substr(std::string_view("file:").size());
  if (rest.starts_with("//")) {
    rest.erase(0, 2);
    const std::size_t slash = rest.find('/');
    const std::string host = rest.substr(0, slash);
    if ((!host.empty() && host != "localhost") || slash == std::string::npos)
      return fail(Code::BadUse, "the URL '{}' names a file on another machine", url);
    rest.erase(0, slash);
  }
  std::string path;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == '%' && i + 2 < rest.size()) {
      const std::string digits = rest.substr(i + 1, 2);
      char* end = nullptr;
      const long value = std::strtol(digits.c_str(), &end, 16);
      if (*end != '\0' || value == 0) return fail(Code::BadUse, "the URL '{}' is not well-formed", url);
      path += static_cast<char>(value);
      i += 2;
    } else {
      path += rest[i];
    }
  }
  return path;
}

Status fetch_url(Fs& fs, const std::string& url, const At& to, const TransferOptions& options) {
  for (const char c : url) {
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f)
      return fail(Code::BadUse, "a URL holds a space or a control character");
  }
  const bool local = has_scheme(url, "file");
  if (!local && !has_scheme(url, "http") && !has_scheme(url, "https"))
    return fail(Code::BadUse, "the URL '{}' is of a kind that cannot be fetched (file, http and https can)",
                url);
  Status done;
  {
    HM_TRY(Fd fd, fs.create(to, Create::New, 0600));
    done = local ? copy_local(fs, url, fd, options) : transfer(fs, url, to, fd, options);
    if (done) done = fd.close();
  }
  if (!done) ignore(fs.unlink(to), "the error to report is the transfer's");
  return done;
}

Status fetch_first(Fs& fs, const std::vector<std::string>& urls, const At& to, const TransferOptions& options) {
  std::vector<std::string> failures;
  for (std::size_t i = 0; i < urls.size(); ++i) {
    Status done = fetch_url(fs, urls[i], to, options);
    if (done || done.error().code() == Code::Interrupted || done.error().code() == Code::DiskFull)
      return done;
    if (i + 1 == urls.size()) {
      for (std::string& text : failures) done.error().note(std::move(text));
      return done;
    }
    failures.push_back("before it: " + done.error().message());
  }
  return fail(Code::BadUse, "there is no URL to fetch from");
}

}  // namespace hm
