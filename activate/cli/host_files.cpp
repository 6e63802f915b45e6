// Reading: the disk, the files inside the program, and what a read-only evaluation has "imported".
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

#include <fmt/format.h>

#include "activate/cli/host.hpp"
#include "activate/cli/observations.hpp"
#include "activate/cli/places.hpp"
#include "activate/cli/terminal.hpp"
#include "modules/embedded.hpp"

namespace hm {

namespace {

constexpr std::string_view kModules = "/__hm__/modules";

Error missing(const std::string& path) { return fail(Code::NotFound, "path '{}' does not exist", path); }

Error failed(int saved_errno, std::string_view doing, const std::string& path) {
  if (saved_errno == ENOENT) return missing(path);
  return fail_errno(saved_errno, fmt::format("{} '{}'", doing, path));
}

FileKind kind_of_mode(mode_t mode) {
  if (S_ISREG(mode)) return FileKind::Regular;
  if (S_ISDIR(mode)) return FileKind::Directory;
  if (S_ISLNK(mode)) return FileKind::Symlink;
  return FileKind::Other;
}

Result<FileKind> disk_kind(const std::string& path, const std::string& shown) {
  struct stat s;
  if (::lstat(path.c_str(), &s) == 0) return kind_of_mode(s.st_mode);
  if (errno == ENOENT || errno == ENOTDIR) return FileKind::Missing;
  return failed(errno, "look at", shown);
}

struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

Result<std::string> disk_read(const std::string& path, const std::string& shown) {
  Descriptor fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
  if (fd.number < 0) return failed(errno, "read", shown);
  struct stat s;
  if (::fstat(fd.number, &s) != 0) return failed(errno, "read", shown);
  if (S_ISDIR(s.st_mode)) return failed(EISDIR, "read", shown);
  std::string text(S_ISREG(s.st_mode) ? static_cast<std::size_t>(s.st_size) : 0, '\0');
  std::size_t have = 0;
  for (;;) {
    // One byte more than expected tells a file that has grown (or has no size, as in /proc) from one at its end.
    if (have == text.size()) text.resize(have + (have == 0 ? 4096 : have < 65536 ? 1 : have / 2));
    ssize_t n = ::read(fd.number, text.data() + have, text.size() - have);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed(errno, "read", shown);
    if (n == 0) break;
    have += static_cast<std::size_t>(n);
  }
  text.resize(have);
  return text;
}

Result<std::vector<DirectoryEntry>> disk_list(const std::string& path, const std::string& shown) {
  std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir(path.c_str()), ::closedir);
  if (!dir) return failed(errno, "list", shown);
  std::vector<DirectoryEntry> entries;
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(dir.get());
    if (!entry) break;
    std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    FileKind kind = FileKind::Other;
    switch (entry->d_type) {
      case DT_REG: kind = FileKind::Regular; break;
      case DT_DIR: kind = FileKind::Directory; break;
      case DT_LNK: kind = FileKind::Symlink; break;
      case DT_UNKNOWN: {
        HM_TRY(kind, disk_kind(path + "/" + name, shown));
        break;
      }
      default: break;
    }
    entries.push_back({std::move(name), kind});
  }
  if (errno != 0) return failed(errno, "list", shown);
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return entries;
}

// --- the files inside the program -----------------------------------------------------------------------------

// `directory` relative to modules/; "" is modules/ itself. A directory is what is the beginning of some name.
FileKind embedded_kind(const std::string& relative) {
  if (relative.empty()) return FileKind::Directory;
  if (embedded::find(relative)) return FileKind::Regular;
  std::string prefix = relative + "/";
  std::size_t index = embedded::lower_bound(prefix);
  bool found = index < embedded::count() && embedded::at(index).name.starts_with(prefix);
  return found ? FileKind::Directory : FileKind::Missing;
}

std::vector<DirectoryEntry> embedded_list(const std::string& relative) {
  std::string prefix = relative.empty() ? "" : relative + "/";
  std::vector<DirectoryEntry> entries;
  for (std::size_t i = embedded::lower_bound(prefix); i < embedded::count(); ++i) {
    std::string_view name = embedded::at(i).name;
    if (!name.starts_with(prefix)) break;
    name.remove_prefix(prefix.size());
    auto slash = name.find('/');
    std::string first(name.substr(0, slash));
    if (!entries.empty() && entries.back().name == first) continue;
    entries.push_back({first, slash == std::string_view::npos ? FileKind::Regular : FileKind::Directory});
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return entries;
}

}  // namespace

RealHost::RealHost(Settings settings) : settings_(std::move(settings)), time_(std::time(nullptr)), start_(nanoseconds_now()) {}

RealHost::Place RealHost::locate(const std::string& path) const {
  if (path.starts_with(kEmbeddedPrefix)) {
    std::string below = path.starts_with(kModules) ? path.substr(kModules.size()) : path;
    if (!below.empty() && below.front() != '/') return {Place::Missing, path};
    if (path == kEmbeddedPrefix || !path.starts_with(kModules)) return {Place::Missing, path};
    if (!settings_.modules_dir.empty()) return {Place::Disk, settings_.modules_dir + below};
    return {Place::Embedded, below.empty() ? "" : below.substr(1)};
  }
  const std::string& dir = settings_.store_dir;
  if (!remembered_.empty() && path.size() > dir.size() + 1 && path.starts_with(dir) && path[dir.size()] == '/') {
    auto slash = path.find('/', dir.size() + 1);
    auto found = remembered_.find(path.substr(dir.size() + 1, slash == std::string::npos ? slash : slash - dir.size() - 1));
    if (found != remembered_.end()) {
      const Remembered& r = found->second;
      std::string below = slash == std::string::npos ? "" : path.substr(slash);
      if (r.source.empty()) return {below.empty() ? Place::Text : Place::Missing, path, &r.text};
      if (r.kept && !below.empty() && !r.kept->contains(below.substr(1))) return {Place::Missing, path};
      Place place = locate(r.source + below);  // sources may be embedded files or imported themselves
      if (r.kept) {
        place.filter = &r;
        place.below = below.empty() ? "" : below.substr(1) + "/";
      }
      return place;
    }
  }
  return {Place::Disk, path};
}

Result<std::string> RealHost::read_file(const std::string& path) {
  Place place = locate(path);
  switch (place.kind) {
    case Place::Disk:
      if (settings_.observations) settings_.observations->content(place.path);
      return disk_read(place.path, path);
    case Place::Text: return *place.text;
    case Place::Missing: return missing(path);
    case Place::Embedded: break;
  }
  if (auto file = embedded::find(place.path)) return std::string(file->content);
  if (embedded_kind(place.path) == FileKind::Directory) return failed(EISDIR, "read", path);
  return missing(path);
}

Result<std::vector<DirectoryEntry>> RealHost::list_directory(const std::string& path) {
  Place place = locate(path);
  if (place.kind == Place::Missing) return missing(path);
  if (place.kind == Place::Text) return failed(ENOTDIR, "list", path);
  std::vector<DirectoryEntry> entries;
  if (place.kind == Place::Disk) {
    if (settings_.observations) settings_.observations->listing(place.path);
    const bool unmade = path == settings_.store_dir && ::access(path.c_str(), F_OK) != 0;
    if (!unmade) {
      HM_TRY(entries, disk_list(place.path, path));
    }
  } else {
    FileKind kind = embedded_kind(place.path);
    if (kind == FileKind::Missing) return missing(path);
    if (kind != FileKind::Directory) return failed(ENOTDIR, "list", path);
    entries = embedded_list(place.path);
  }
  if (place.filter) {
    std::erase_if(entries, [&](const auto& entry) { return !place.filter->kept->contains(place.below + entry.name); });
  }
  return entries;
}

Result<FileKind> RealHost::kind_of(const std::string& path) {
  Place place = locate(path);
  switch (place.kind) {
    case Place::Disk: {
      if (settings_.observations) settings_.observations->presence(place.path);
      HM_TRY(const FileKind kind, disk_kind(place.path, path));
      // The store is there before its directory has been made.
      return kind == FileKind::Missing && path == settings_.store_dir ? FileKind::Directory : kind;
    }
    case Place::Text: return FileKind::Regular;
    case Place::Embedded: return embedded_kind(place.path);
    case Place::Missing: break;
  }
  // The prefix itself is a directory, so that a path to a module can be followed from the root.
  return path == kEmbeddedPrefix ? FileKind::Directory : FileKind::Missing;
}

Result<FileStatus> RealHost::status(const std::string& path) {
  Place place = locate(path);
  FileStatus status;
  // What is only remembered under a store path cannot be read there by a later run.
  const bool by_own_name = path.starts_with(kEmbeddedPrefix) || place.path == path;
  if (place.kind != Place::Disk) {
    HM_TRY(status.kind, kind_of(path));
    if (place.kind == Place::Embedded && status.kind == FileKind::Regular && by_own_name)
      status.signature.emplace();
    return status;
  }
  if (settings_.observations) settings_.observations->presence(place.path);
  struct stat s;
  if (::lstat(place.path.c_str(), &s) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return status;
    return failed(errno, "look at", path);
  }
  status.kind = kind_of_mode(s.st_mode);
  // Whoever is told the signature may not read the file.
  if (settings_.observations && status.kind == FileKind::Regular) settings_.observations->content(place.path);
  if (status.kind == FileKind::Regular && by_own_name && times_tell(place.path, s, start_))
    status.signature = signature_of(s);
  return status;
}

Result<std::string> RealHost::read_link(const std::string& path) {
  Place place = locate(path);
  if (place.kind != Place::Disk) return failed(EINVAL, "read the link", path);
  if (settings_.observations) settings_.observations->link(place.path);
  std::string target(256, '\0');
  for (;;) {
    ssize_t n = ::readlink(place.path.c_str(), target.data(), target.size());
    if (n < 0) return failed(errno, "read the link", path);
    if (static_cast<std::size_t>(n) < target.size()) {
      target.resize(static_cast<std::size_t>(n));
      return target;
    }
    target.resize(target.size() * 2);
  }
}

std::optional<std::string> RealHost::environment(const std::string& name) {
  const char* set = std::getenv(name.c_str());
  std::optional<std::string> value;
  if (set) value = set;
  if (settings_.observations) settings_.observations->variable(name, value);
  return value;
}

std::int64_t RealHost::current_time() {
  if (settings_.observations) settings_.observations->unrepeatable();
  return time_;
}

std::string RealHost::current_system() {
#if defined(__x86_64__)
  return "x86_64-linux";
#elif defined(__aarch64__)
  return "aarch64-linux";
#elif defined(__riscv) && __riscv_xlen == 64
  return "riscv64-linux";
#elif defined(__i386__)
  return "i686-linux";
#elif defined(__arm__)
  return "armv7l-linux";
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
  return "powerpc64le-linux";
#else
#error "name this processor as the Nix language does"
#endif
}

void RealHost::narrate(std::string_view line) {
  if (quiet_) return;
  if (settings_.observations) settings_.observations->narrated(line);
  if (settings_.narrate) say(line);
}

void RealHost::warn(const Diagnostic& warning) {
  // It points into the source, which is not read when the evaluation is not repeated.
  if (settings_.observations) settings_.observations->unrepeatable();
  if (!settings_.narrate) return;
  if (settings_.warn) {
    settings_.warn(warning);
  } else {
    Host::warn(warning);
  }
}

}  // namespace hm
