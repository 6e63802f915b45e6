#include "activate/hooks.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "activate/hook_prelude.hpp"

extern char** environ;

namespace hm::activate {
namespace {

// A descriptor of the operating system; hooks are processes, which no Fs knows.
class OwnedFd {
 public:
  OwnedFd() = default;
  explicit OwnedFd(int fd) : fd_(fd) {}
  ~OwnedFd() { reset(); }
  OwnedFd(OwnedFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  OwnedFd& operator=(OwnedFd&& other) noexcept {
    if (this != &other) {
      reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  OwnedFd(const OwnedFd&) = delete;
  OwnedFd& operator=(const OwnedFd&) = delete;
  int get() const { return fd_; }
  void reset() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_ = -1;
};

std::string find_bash(const HookContext& context, const HookOptions& options) {
  const auto usable = [](const std::string& path) { return ::access(path.c_str(), X_OK) == 0; };
  if (!options.bash.empty()) return usable(options.bash) ? options.bash : "";
  std::vector<std::string> directories = {context.to_store + "/home-path/bin"};
  const char* path = ::getenv("PATH");
  std::string_view rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    if (rest.starts_with('/')) directories.emplace_back(rest.substr(0, colon));
    if (colon == std::string_view::npos) break;
    rest.remove_prefix(colon + 1);
  }
  directories.insert(directories.end(), {"/bin", "/usr/bin", "/usr/local/bin"});
  for (const std::string& directory : directories) {
    if (usable(directory + "/bash")) return directory + "/bash";
  }
  return {};
}

std::string environment_or(const char* name, std::string otherwise) {
  const char* value = ::getenv(name);
  return value == nullptr || *value == '\0' ? std::move(otherwise) : value;
}

// What an entry finds in its environment; what stands in `none` is taken out of it.
std::map<std::string, std::string> environment_of(const HookContext& context, const HookOptions& options) {
  std::map<std::string, std::string> env;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) env[std::string(text.substr(0, equals))] = text.substr(equals + 1);
  }
  for (const char* name :
       {"BASH_ENV", "DRY_RUN", "VERBOSE", "oldGenPath", "oldGenNum", "HOME_MANAGER_BACKUP_EXT"}) {
    env.erase(name);
  }
  std::string path;
  for (const std::string& directory : context.path) path += directory + ":";
  env["PATH"] = path + environment_or("PATH", "/usr/local/bin:/usr/bin:/bin");
  env["HOME"] = context.place.home;
  if (!context.username.empty()) env["USER"] = context.username;
  env["hmDriverVersion"] = "1";
  env["newGenPath"] = context.to_store;
  env["newGenNum"] = std::to_string(context.to);
  env["genProfilePath"] = context.place.profile();
  env["hmStatePath"] = context.place.state;
  env["hmDataPath"] = environment_or("XDG_DATA_HOME", context.place.home + "/.local/share") + "/hm";
  env["newGenGcPath"] = context.place.profiles() + "/home-" + std::to_string(context.to) + "-link";
  env["currentGenGcPath"] = context.place.profile();
  env["legacyGenGcPath"] = context.place.state + "/none";
  if (!context.from_store.empty()) {
    env["oldGenPath"] = context.from_store;
    env["oldGenNum"] = std::to_string(context.from);
  }
  if (!context.backup_extension.empty()) env["HOME_MANAGER_BACKUP_EXT"] = context.backup_extension;
  env["VERBOSE_ECHO"] = options.verbose ? "echo" : "true";
  env["VERBOSE_ARG"] = options.verbose ? "--verbose" : "";
  env["VERBOSE_RUN"] = options.verbose ? "" : "true";
  if (options.verbose) env["VERBOSE"] = "1";
  env["DRY_RUN_CMD"] = options.dry_run ? "echo" : "";
  env["DRY_RUN_NULL"] = options.dry_run ? "/dev/stdout" : "/dev/null";
  if (options.dry_run) env["DRY_RUN"] = "1";
  for (const auto& [name, value] : options.environment) env[name] = value;
  return env;
}

Result<OwnedFd> scripts_in_memory(const std::vector<ActivationEntry>& scripts) {
  OwnedFd memory(::memfd_create("hm-activation", MFD_CLOEXEC));
  if (memory.get() < 0) return fail_errno(errno, "hold the activation entries in memory");
  std::string text;
  for (const ActivationEntry& script : scripts) {
    text += script.text;
    text += '\0';
  }
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = ::write(memory.get(), text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return fail_errno(errno, "hold the activation entries in memory");
    done += static_cast<std::size_t>(n);
  }
  if (::lseek(memory.get(), 0, SEEK_SET) < 0)
    return fail_errno(errno, "hold the activation entries in memory");
  return memory;
}

struct Pipe {
  OwnedFd read, write;
};

Result<Pipe> make_pipe() {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return fail_errno(errno, "make a pipe to the activation shell");
  return Pipe{OwnedFd(fds[0]), OwnedFd(fds[1])};
}

}  // namespace

bool is_no_op(const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) continue;
    line.remove_prefix(first);
    while (line.ends_with(' ') || line.ends_with('\t') || line.ends_with('\r')) line.remove_suffix(1);
    if (line[0] != '#' && line != ":" && line != "true") return false;
  }
  return true;
}

struct HookSession::Impl {
  std::vector<ActivationEntry> scripts;
  std::vector<bool> done;
  pid_t shell = -1;
  OwnedFd to_shell, from_shell;
  std::string buffer;
  bool ready = false;  // the shell waits to be told a number

  // One line from the shell; nothing when it is gone.
  std::optional<std::string> line() {
    while (true) {
      const std::size_t end = buffer.find('\n');
      if (end != std::string::npos) {
        std::string result = buffer.substr(0, end);
        buffer.erase(0, end + 1);
        return result;
      }
      char bytes[512];
      const ssize_t n = ::read(from_shell.get(), bytes, sizeof bytes);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return {};
      buffer.append(bytes, static_cast<std::size_t>(n));
    }
  }

  bool say(const std::string& text) {
    std::size_t sent = 0;
    while (sent < text.size()) {
      // A socket, so that a shell that is gone is an error here and not a signal.
      const ssize_t n = ::send(to_shell.get(), text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return false;
      sent += static_cast<std::size_t>(n);
    }
    return true;
  }

  // "ended I STATUS"
  static bool parse_ended(const std::string& text, std::size_t& index, int& status) {
    return std::sscanf(text.c_str(), "ended %zu %d", &index, &status) == 2;
  }

  bool wait_until_ready() {
    while (!ready) {
      const auto text = line();
      if (!text) return false;
      if (*text == "ready") ready = true;
    }
    return true;
  }
};

HookSession::HookSession(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HookSession::~HookSession() {
  end();
}

Result<std::unique_ptr<HookSession>> HookSession::start(const HookContext& context,
                                                        const HookOptions& options,
                                                        std::vector<ActivationEntry> scripts) {
  const std::string bash = find_bash(context, options);
  if (bash.empty()) {
    return fail(Code::NotFound,
                "the configuration has activation entries ('{}'), and there is no bash to run them",
                scripts.empty() ? "" : scripts[0].name)
        .note("nothing was changed")
        .hint("install bash, or put it into `home.packages`");
  }
  auto impl = std::make_unique<Impl>();
  impl->scripts = std::move(scripts);
  impl->done.resize(impl->scripts.size());
  HM_TRY(OwnedFd memory, scripts_in_memory(impl->scripts));
  int sockets[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) {
    return fail_errno(errno, "make a socket to the activation shell");
  }
  Pipe in{OwnedFd(sockets[0]), OwnedFd(sockets[1])};
  HM_TRY(Pipe out, make_pipe());

  const std::string program =
      fmt::format("__hm_scripts_fd=3 __hm_in=4 __hm_out=5\n{}{}", kHookVocabulary, kHookLoop);
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment_of(context, options)) variables.push_back(name + "=" + value);
  std::vector<char*> envp;
  for (std::string& variable : variables) envp.push_back(variable.data());
  envp.push_back(nullptr);
  std::array<const char*, 6> argv = {"hm-activate", "--norc", "--noprofile", "-c", program.c_str(), nullptr};
  // Above the numbers the shell gets, so that none is overwritten before it is copied.
  std::array<int, 3> sources = {memory.get(), in.read.get(), out.write.get()};
  for (int& source : sources) {
    source = ::fcntl(source, F_DUPFD_CLOEXEC, 10);
    if (source < 0) return fail_errno(errno, "start the activation shell");
  }
  const std::string home = context.place.home;
  const pid_t pid = ::fork();
  if (pid == 0) {
    // Only calls that are safe after a fork.
    for (int i = 0; i < 3; ++i) {
      if (::dup2(sources[static_cast<std::size_t>(i)], 3 + i) < 0) ::_exit(127);
    }
    if (options.output != 1 && ::dup2(options.output, 1) < 0) ::_exit(127);
    if (::chdir(home.c_str()) != 0) ::_exit(127);
    ::signal(SIGPIPE, SIG_DFL);
    ::execve(bash.c_str(), const_cast<char* const*>(argv.data()), envp.data());
    ::_exit(127);
  }
  const int saved = errno;
  for (const int source : sources) ::close(source);
  if (pid < 0) return fail_errno(saved, "start the activation shell");
  impl->shell = pid;
  impl->to_shell = std::move(in.write);
  impl->from_shell = std::move(out.read);
  return std::unique_ptr<HookSession>(new HookSession(std::move(impl)));
}

Result<HookResult> HookSession::run(std::size_t index) {
  const auto gone = [&]() -> Error {
    return fail(Code::BuildFailed, "the activation shell ended while '{}' was to run",
                impl_->scripts[index].name);
  };
  HookResult result;
  result.name = impl_->scripts[index].name;
  if (!impl_->wait_until_ready() || !impl_->say(fmt::format("{}\n", index))) return gone();
  impl_->ready = false;
  while (true) {
    const auto text = impl_->line();
    if (!text) return gone();
    std::size_t ended = 0;
    int status = 0;
    if (*text == fmt::format("done {}", index)) {
      impl_->done[index] = true;
      return result;
    }
    if (!Impl::parse_ended(*text, ended, status) || ended != index) continue;
    // It ended without reaching its end, perhaps by `exit 0`; its parent goes on from before it.
    if (!impl_->say("go\n")) return gone();
    result.ok = false;
    result.status = status;
    return result;
  }
}

void HookSession::end() {
  if (!impl_ || impl_->shell < 0) return;
  // Each shell that waits for its fork asks in turn, the innermost first; all may leave.
  if (impl_->ready || impl_->wait_until_ready()) {
    impl_->say("end\n");
    while (const auto text = impl_->line()) {
      if (*text == "over") break;
      std::size_t index = 0;
      int status = 0;
      if (Impl::parse_ended(*text, index, status)) impl_->say("stop\n");
    }
  }
  impl_->to_shell.reset();
  impl_->from_shell.reset();
  while (::waitpid(impl_->shell, nullptr, 0) < 0 && errno == EINTR) {
  }
  impl_->shell = -1;
}

}  // namespace hm::activate
