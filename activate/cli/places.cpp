#include "activate/cli/places.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <vector>

#include <fmt/format.h>

namespace hm {

namespace {

// getpwuid would load NSS modules, which a static program cannot do reliably; the file is the answer for the users
// of the machine, and $USER is there for the others.
std::string user_of_id(unsigned id) {
  std::ifstream passwd("/etc/passwd");
  std::string line;
  while (std::getline(passwd, line)) {
    auto first = line.find(':');
    auto second = line.find(':', first == std::string::npos ? first : first + 1);
    if (second == std::string::npos) continue;
    if (std::strtoul(line.c_str() + second + 1, nullptr, 10) == id) return line.substr(0, first);
  }
  return fmt::format("{}", id);
}

std::string xdg(const char* name, const std::string& home, std::string_view below) {
  auto value = environment(name);
  if (value && value->front() == '/') return absolute_path(*value, "/");
  return absolute_path(below, home);  // also where the home is "/"
}

bool exists(const std::string& path) {
  struct stat s;
  return ::stat(path.c_str(), &s) == 0;
}

std::vector<std::string> candidates(const Places& p) {
  return {p.config() + "/flake.nix",
          p.config() + "/home.nix",
          p.config_home + "/home-manager/flake.nix",
          p.config_home + "/home-manager/home.nix",
          p.config_home + "/nixpkgs/home.nix",
          p.home + "/.nixpkgs/home.nix"};
}

}  // namespace

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  if (!value || !*value) return std::nullopt;
  return std::string(value);
}

std::string current_directory() {
  std::string buffer(4096, '\0');
  while (!::getcwd(buffer.data(), buffer.size())) {
    if (errno != ERANGE) return "/";
    buffer.resize(buffer.size() * 2);
  }
  buffer.resize(buffer.find('\0'));
  return buffer;
}

std::string absolute_path(std::string_view path, std::string_view base) {
  std::string whole = path.starts_with('/') ? std::string(path) : fmt::format("{}/{}", base, path);
  std::vector<std::string_view> parts;
  std::string_view rest = whole;
  while (!rest.empty()) {
    auto slash = rest.find('/');
    auto part = rest.substr(0, slash);
    rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else {
      parts.push_back(part);
    }
  }
  std::string result;
  for (auto part : parts) (result += '/') += part;
  return result.empty() ? "/" : result;
}

std::string host_name() {
  char buffer[256] = {};
  return ::gethostname(buffer, sizeof(buffer) - 1) == 0 ? buffer : "localhost";
}

Result<Places> find_places() {
  Places p;
  auto home = environment("HOME");
  if (!home) return fail(Code::Usage, "the environment variable HOME is not set").hint("set it to your home directory");
  if (home->front() != '/') return fail(Code::Usage, "the environment variable HOME is not an absolute path: '{}'", *home);
  p.home = absolute_path(*home, "/");
  auto user = environment("USER");
  if (!user) user = environment("LOGNAME");
  p.user = user ? *user : user_of_id(::geteuid());
  p.config_home = xdg("XDG_CONFIG_HOME", p.home, ".config");
  p.data_home = xdg("XDG_DATA_HOME", p.home, ".local/share");
  p.state_home = xdg("XDG_STATE_HOME", p.home, ".local/state");
  p.cache_home = xdg("XDG_CACHE_HOME", p.home, ".cache");
  return p;
}

Status check_owner(const Places& places) {
  struct stat s;
  if (places.home == "/") {
    return fail(Code::Usage, "the home directory is '/', the root of the machine")
        .hint("set HOME to a directory of your own; hm does not manage the whole machine");
  }
  if (::stat(places.home.c_str(), &s) != 0) {
    return fail_errno(errno, fmt::format("look at the home directory '{}'", places.home));
  }
  if (::geteuid() == 0 && s.st_uid != 0) {
    return fail(Code::PermissionDenied, "hm runs as root, but '{}' belongs to {}", places.home, user_of_id(s.st_uid))
        .note("files made now would belong to root, and their owner could not change them")
        .hint("run hm as that user, without sudo");
  }
  return {};
}

std::optional<std::string> find_configuration(const Places& places) {
  if (auto named = environment("HM_CONFIG")) return absolute_path(*named, current_directory());
  for (const auto& path : candidates(places)) {
    if (exists(path)) return path;
  }
  return std::nullopt;
}

std::string configuration_places(const Places& places) {
  std::string result;
  for (const auto& path : candidates(places)) (result += result.empty() ? "" : "\n") += path;
  return result;
}

}  // namespace hm
