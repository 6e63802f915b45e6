#include "store/build/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace hm {
namespace {

class Pipe {
 public:
  ~Pipe() {
    close_read();
    close_write();
  }
  bool make() { return ::pipe2(fds_, O_CLOEXEC) == 0; }
  int read_end() const { return fds_[0]; }
  int write_end() const { return fds_[1]; }
  void close_read() { close_one(fds_[0]); }
  void close_write() { close_one(fds_[1]); }

 private:
  static void close_one(int& fd) {
    if (fd >= 0) ::close(std::exchange(fd, -1));
  }
  int fds_[2] = {-1, -1};
};

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (const std::string& text : strings) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

// Everything the child needs, made before the fork: afterwards only async-signal-safe calls are allowed.
struct Prepared {
  std::vector<std::string> arguments;
  std::vector<char*> argv, envp;
};

// A process of our own that ends a builder with all it started, should hm itself be killed: it waits at a
// pipe whose other end only hm holds. (A death signal would reach the builder alone, not its children.) What
// leaves the builder's session stays: only a process namespace can hold that.
class Guard {
 public:
  Guard() = default;
  ~Guard() { dismiss(); }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

  // Without a guard the build goes on: there is then only the death signal.
  void watch(pid_t group) {
    if (!pipe_.make()) return;
    pid_ = ::fork();
    if (pid_ == 0) stand_by(group);
  }

  // Before the group's leader is reaped, so that its number cannot have passed to another.
  void dismiss() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
  }

 private:
  [[noreturn]] void stand_by(pid_t group) {
    ::setsid();  // out of reach of what ends hm's group
    pipe_.close_write();
    const auto wait_at = static_cast<unsigned>(pipe_.read_end());
    if (wait_at > 0) ::syscall(SYS_close_range, 0U, wait_at - 1, 0U);
    ::syscall(SYS_close_range, wait_at + 1, ~0U, 0U);
    char byte;
    while (::read(pipe_.read_end(), &byte, 1) < 0 && errno == EINTR) {
    }
    ::kill(-group, SIGKILL);
    ::_exit(0);
  }

  Pipe pipe_;
  pid_t pid_ = 0;
};

[[noreturn]] void run_child(const ProcessRequest& request, const Prepared& prepared, pid_t parent, int out,
                            int err, int failure) {
  ::setsid();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it was killed before we asked to be told
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) ::sigaction(number, &action, nullptr);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::umask(022);
  const int null = ::open("/dev/null", O_RDONLY);
  if (null >= 0 && ::dup2(null, 0) >= 0 && ::dup2(out, 1) >= 0 && ::dup2(err, 2) >= 0 &&
      ::chdir(request.directory.c_str()) == 0) {
    // Whatever else is open must not reach the program; `failure` and the program itself close on execution.
    for (unsigned from = 3;
         int keep : {std::min(failure, request.program_fd), std::max(failure, request.program_fd), -1}) {
      if (keep >= 3) {
        if (from < static_cast<unsigned>(keep))
          ::syscall(SYS_close_range, from, static_cast<unsigned>(keep) - 1, 0U);
        from = static_cast<unsigned>(keep) + 1;
      } else if (keep == -1 && from > 3) {
        ::syscall(SYS_close_range, from, ~0U, 0U);
      }
    }
    if (request.program_fd >= 0) {
      ::fexecve(request.program_fd, prepared.argv.data(), prepared.envp.data());
    } else {
      ::execve(request.program.c_str(), prepared.argv.data(), prepared.envp.data());
    }
  }
  const int number = errno;
  [[maybe_unused]] const ssize_t written = ::write(failure, &number, sizeof number);
  ::_exit(127);
}

// Reads what is there; false at the end of the stream.
Result<bool> pass_on(int fd, const std::function<Status(std::string_view)>& to) {
  char buffer[64 * 1024];
  const ssize_t n = ::read(fd, buffer, sizeof buffer);
  if (n < 0) return errno == EINTR || errno == EAGAIN;
  if (n == 0) return false;
  if (to) HM_CHECK(to(std::string_view(buffer, static_cast<std::size_t>(n))));
  return true;
}

class Running {
 public:
  Running(pid_t pid, const ProcessRequest& request)
      : pid_(pid), end_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U))), request_(request) {
    guard_.watch(pid);
  }
  ~Running() {
    kill_and_reap();
    if (end_ >= 0) ::close(end_);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  Result<ProcessResult> watch(int out, int err) {
    const auto start = std::chrono::steady_clock::now();
    pollfd waits[3] = {{out, POLLIN, 0}, {err, POLLIN, 0}, {end_, POLLIN, 0}};
    ProcessResult result;
    // The end of the program itself is what counts: a child it left behind may keep the pipes open for ever.
    while (!has_ended()) {
      ::poll(waits, 3, end_ >= 0 ? 100 : 5);
      if (request_.interrupted && request_.interrupted()) {
        return fail(Code::Interrupted, "interrupted while '{}' was running", request_.program);
      }
      if (request_.timeout.count() > 0 && std::chrono::steady_clock::now() - start > request_.timeout) {
        result.timed_out = true;
        break;
      }
      for (int i = 0; i < 2; ++i) {
        if (waits[i].fd < 0 || (waits[i].revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
        HM_TRY(const bool more, pass_on(waits[i].fd, i == 0 ? request_.on_output : request_.on_error));
        if (!more) waits[i].fd = -1;
      }
    }
    kill_and_reap();
    HM_CHECK(drain(waits[0].fd, request_.on_output));
    HM_CHECK(drain(waits[1].fd, request_.on_error));
    if (WIFEXITED(status_)) result.exit_code = WEXITSTATUS(status_);
    if (WIFSIGNALED(status_)) result.signal = WTERMSIG(status_);
    return result;
  }

 private:
  // Has it ended? Without taking it off the process table: its number stays ours until the group has been
  // killed.
  bool has_ended() const {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == pid_;
  }

  void kill_and_reap() {
    if (pid_ <= 0) return;
    guard_.dismiss();
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);  // should it not have come as far as leading its group
    while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
  }

  // What was written before the end and not yet read.
  static Status drain(int fd, const std::function<Status(std::string_view)>& to) {
    if (fd < 0) return {};
    while (true) {
      pollfd one = {fd, POLLIN, 0};
      if (::poll(&one, 1, 0) <= 0) return {};
      HM_TRY(const bool more, pass_on(fd, to));
      if (!more) return {};
    }
  }

  Guard guard_;
  pid_t pid_;
  int end_;  // becomes readable when the program has ended; -1 where the kernel lacks it
  const ProcessRequest& request_;
  int status_ = 0;
};

}  // namespace

std::string ProcessResult::describe() const {
  if (timed_out) return "took longer than it is allowed to";
  if (signal != 0) return fmt::format("was ended by signal {}", signal);
  return fmt::format("ended with exit code {}", exit_code);
}

Result<ProcessResult> run_process(const ProcessRequest& request) {
  Pipe out, err, failure;
  if (!out.make() || !failure.make() || (request.separate_errors && !err.make()))
    return fail_errno(errno, "make a pipe");
  Prepared prepared;
  prepared.arguments.push_back(request.name.empty() ? request.program : request.name);
  prepared.arguments.insert(prepared.arguments.end(), request.arguments.begin(), request.arguments.end());
  prepared.argv = pointers(prepared.arguments);
  prepared.envp = pointers(request.environment);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return fail_errno(errno, "start a process");
  if (pid == 0) {
    run_child(request, prepared, parent, out.write_end(),
              request.separate_errors ? err.write_end() : out.write_end(), failure.write_end());
  }
  Running running(pid, request);
  out.close_write();
  err.close_write();
  failure.close_write();
  int number = 0;
  ssize_t n;
  do {
    n = ::read(failure.read_end(), &number, sizeof number);
  } while (n < 0 && errno == EINTR);
  if (n == static_cast<ssize_t>(sizeof number))
    return fail_errno(number, fmt::format("execute '{}'", request.program));
  return running.watch(out.read_end(), request.separate_errors ? err.read_end() : -1);
}

}  // namespace hm
