// The reference implementation (Debian's nix-bin) as a test oracle, with a store of its own in a scratch
// directory. Tests that use it skip, saying so, where it is not installed.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace hm::test {

struct CommandResult {
  int status = -1;
  std::string out;
};

// Runs a shell command; stdout only.
inline CommandResult run_command(const std::string& command) {
  CommandResult result;
  FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) return result;
  char buffer[65536];
  for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) result.out.append(buffer, n);
  const int status = pclose(pipe);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return result;
}

// One word for the shell.
inline std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

inline void write_file(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

inline std::string read_text(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(out).str();
}

// A directory that is gone with the object.
class ScratchDir {
 public:
  ScratchDir() {
    std::string name = (std::filesystem::temp_directory_path() / "hm-test-XXXXXX").string();
    if (!mkdtemp(name.data())) std::abort();
    path_ = name;
  }
  ~ScratchDir() {
    std::error_code ignored;
    // The reference makes its store's directories read-only.
    run_command("chmod -R u+w " + quoted(path_.string()) + " 2>/dev/null");
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDir(const ScratchDir&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class NixOracle {
 public:
  static bool available() {
    static const bool found =
        run_command("command -v nix-instantiate nix-store nix-hash >/dev/null 2>&1").status == 0;
    return found;
  }
  // The environment that points the reference at the scratch store.
  std::string environment() const {
    const std::string d = scratch_.path().string();
    return "env -u NIX_PATH NIX_STORE_DIR=" + d + "/store NIX_STATE_DIR=" + d + "/var NIX_LOG_DIR=" + d +
           "/log NIX_CONF_DIR=" + d + "/etc XDG_CONFIG_HOME=" + d + "/etc XDG_CACHE_HOME=" + d +
           "/cache NIX_REMOTE= NIX_CONFIG='build-users-group =\nexperimental-features = ca-derivations' ";
  }
  CommandResult run(const std::string& command) const { return run_command(environment() + command); }
  std::string store_dir() const { return (scratch_.path() / "store").string(); }
  const std::filesystem::path& scratch() const { return scratch_.path(); }

 private:
  ScratchDir scratch_;
};

}  // namespace hm::test

#define HM_NEEDS_NIX()                                              \
  if (!hm::test::NixOracle::available())                            \
  GTEST_SKIP() << "nix-bin is not installed: no oracle to compare " \
                  "with"
