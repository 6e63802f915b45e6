#include "activate/cli/child.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <utility>

#include "activate/cli/terminal.hpp"

namespace hm {

Result<Child> Child::start(const std::function<std::string()>& work) {
  int ends[2];
  if (::pipe(ends) != 0) return fail_errno(errno, "make a pipe");
  pid_t process = ::fork();
  if (process < 0) {
    int saved = errno;
    ::close(ends[0]);
    ::close(ends[1]);
    return fail_errno(saved, "start a process");
  }
  if (process == 0) {
    ::close(ends[0]);
    bool written = false;
    try {
      written = write_all(ends[1], work());
    } catch (const std::exception& e) {
      write_all(STDERR_FILENO, std::string("this is a bug in hm: ") + e.what() + "\n");
    }
    ::_exit(written ? 0 : 70);
  }
  ::close(ends[1]);
  return Child(process, ends[0]);
}

Child::Child(Child&& other) noexcept
    : process_(std::exchange(other.process_, -1)), pipe_(std::exchange(other.pipe_, -1)) {}

Child::~Child() {
  if (pipe_ >= 0) ::close(pipe_);
  if (process_ > 0) ::waitpid(process_, nullptr, 0);
}

Result<std::string> Child::finish() {
  std::string text;
  char buffer[65536];
  for (;;) {
    ssize_t n = ::read(pipe_, buffer, sizeof(buffer));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno(errno, "read from a process");
    if (n == 0) break;
    text.append(buffer, static_cast<std::size_t>(n));
  }
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0) {
    if (errno != EINTR) return fail_errno(errno, "wait for a process");
  }
  process_ = -1;
  if (WIFSIGNALED(status)) {
    return fail(Code::Internal, "the process that did this was ended by signal {} ({})", WTERMSIG(status),
                ::strsignal(WTERMSIG(status)));
  }
  if (WEXITSTATUS(status) != 0) return fail(Code::Internal, "the process that did this ended with status {}", WEXITSTATUS(status));
  return text;
}

}  // namespace hm
