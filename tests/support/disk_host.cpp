#include "tests/support/disk_host.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>

#include "lang/base/nar.hpp"

namespace hm::test {

namespace {

FileKind kind_of_mode(mode_t mode) {
  if (S_ISREG(mode)) return FileKind::Regular;
  if (S_ISDIR(mode)) return FileKind::Directory;
  if (S_ISLNK(mode)) return FileKind::Symlink;
  return FileKind::Other;
}

Result<FileKind> real_kind(const std::string& path, struct stat* about = nullptr) {
  struct stat st {};
  if (!about) about = &st;
  if (lstat(path.c_str(), about) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return FileKind::Missing;
    return fail_errno(errno, "read '" + path + "'");
  }
  return kind_of_mode(about->st_mode);
}

Result<std::string> real_file(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail_errno(errno, "open '" + path + "'");
  std::string text;
  struct stat st {};
  if (fstat(fd, &st) == 0 && st.st_size > 0) text.reserve(static_cast<std::size_t>(st.st_size));
  char buffer[65536];
  ssize_t n = 0;
  while ((n = ::read(fd, buffer, sizeof buffer)) > 0) text.append(buffer, static_cast<std::size_t>(n));
  const int saved = errno;
  close(fd);
  if (n < 0) return fail_errno(saved, "read '" + path + "'");
  return text;
}

Result<std::string> real_link(const std::string& path) {
  std::string target(4096, '\0');
  const ssize_t n = readlink(path.c_str(), target.data(), target.size());
  if (n < 0) return fail_errno(errno, "read the link '" + path + "'");
  target.resize(static_cast<std::size_t>(n));
  return target;
}

Result<std::vector<DirectoryEntry>> real_directory(const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir(path.c_str()), closedir);
  if (!directory) return fail_errno(errno, "read the directory '" + path + "'");
  std::vector<DirectoryEntry> entries;
  while (const dirent* entry = readdir(directory.get())) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    HM_TRY(const FileKind kind, real_kind(path + "/" + name));
    entries.push_back({name, kind});
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return entries;
}

// Walks a tree in the order of names and writes it as a NAR.
class TreeWriter {
 public:
  TreeWriter(nar::Writer& writer, const Host::ImportOptions& options, std::set<std::string>& left_out)
      : writer_(writer), options_(options), left_out_(left_out) {}

  // `seen` is the path as the evaluation knows it, `path` the real one.
  Status node(const std::string& path, const std::string& seen) {
    struct stat st {};
    HM_TRY(const FileKind kind, real_kind(path, &st));
    switch (kind) {
      case FileKind::Missing:
        return fail(Code::NotFound, "path '{}' does not exist", seen);
      case FileKind::Other:
        return fail(Code::BadUse, "file '{}' has an unsupported type", seen);
      case FileKind::Symlink: {
        HM_TRY(const std::string target, real_link(path));
        writer_.symlink(target);
        return {};
      }
      case FileKind::Regular: {
        HM_TRY(const std::string text, real_file(path));
        writer_.begin_file((st.st_mode & S_IXUSR) != 0, text.size());
        writer_.content(text);
        writer_.end_file();
        return {};
      }
      case FileKind::Directory:
        return directory(path, seen);
    }
    return {};
  }

 private:
  Status directory(const std::string& path, const std::string& seen) {
    HM_TRY(const auto entries, real_directory(path));
    writer_.begin_directory();
    for (const DirectoryEntry& entry : entries) {
      const std::string below = "/" + entry.name;
      if (options_.filter && !options_.filter(seen + below, entry.kind)) {
        left_out_.insert(path + below);
        continue;
      }
      writer_.begin_entry(entry.name);
      HM_CHECK(node(path + below, seen + below));
      writer_.end_entry();
    }
    writer_.end_directory();
    return {};
  }

  nar::Writer& writer_;
  const Host::ImportOptions& options_;
  std::set<std::string>& left_out_;
};

}  // namespace

std::string DiskHost::real(const std::string& path) const {
  const std::string modules = std::string(kEmbeddedPrefix) + "/modules";
  if (path.starts_with(modules) && !options_.modules_dir.empty()) {
    return options_.modules_dir + path.substr(modules.size());
  }
  const std::string& store = options_.store_dir;
  if (!path.starts_with(store + "/")) return path;
  const std::size_t slash = std::min(path.find('/', store.size() + 1), path.size());
  const auto base =
      StorePath::parse_base(std::string_view(path).substr(store.size() + 1, slash - store.size() - 1));
  if (!base) return path;
  const auto import = imports_.find(*base);
  if (import == imports_.end()) return path;
  std::string at = import->second.source + path.substr(slash);
  for (std::string up = at; up.size() > import->second.source.size(); up.resize(up.rfind('/'))) {
    if (import->second.left_out.contains(up)) return {};
  }
  return at;
}

const std::string* DiskHost::text_of(const std::string& path) const {
  const auto base = StorePath::parse(options_.store_dir, path);
  if (!base) return nullptr;
  const auto text = texts_.find(*base);
  return text == texts_.end() ? nullptr : &text->second;
}

Result<std::string> DiskHost::read_file(const std::string& path) {
  if (const std::string* text = text_of(path)) return *text;
  return real_file(real(path));
}

Result<std::vector<DirectoryEntry>> DiskHost::list_directory(const std::string& path) {
  const std::string at = real(path);
  HM_TRY(auto entries, real_directory(at));
  std::erase_if(entries, [&](const DirectoryEntry& entry) { return real(path + "/" + entry.name).empty(); });
  return entries;
}

Result<FileKind> DiskHost::kind_of(const std::string& path) {
  if (text_of(path)) return FileKind::Regular;
  const std::string at = real(path);
  if (at.empty()) return FileKind::Missing;
  return real_kind(at);
}

Result<std::string> DiskHost::read_link(const std::string& path) {
  return real_link(real(path));
}

std::optional<std::string> DiskHost::environment(const std::string& name) {
  if (!options_.environment.empty()) {
    const auto found = options_.environment.find(name);
    return found == options_.environment.end() ? std::nullopt : std::optional(found->second);
  }
  const char* value = std::getenv(name.c_str());
  return value ? std::optional<std::string>(value) : std::nullopt;
}

std::int64_t DiskHost::current_time() {
  if (now_ == 0) now_ = std::time(nullptr);
  return now_;
}

std::string DiskHost::current_system() {
  if (!options_.system.empty()) return options_.system;
  utsname machine{};
  uname(&machine);
  return std::string(machine.machine) + "-linux";
}

Result<StorePath> DiskHost::import_path(const std::string& path, const ImportOptions& options) {
  HM_CHECK(check_store_name(options.name));
  Import import{real(path), options.filter != nullptr, {}};
  Hasher hasher(HashAlgorithm::Sha256);
  if (options.recursive) {
    nar::Writer writer([&](std::string_view bytes) { hasher.update(bytes); });
    writer.begin_archive();
    if (const std::string* text = text_of(path)) {
      writer.begin_file(false, text->size());
      writer.content(*text);
      writer.end_file();
    } else {
      HM_CHECK(TreeWriter(writer, options, import.left_out).node(import.source, path));
    }
  } else {
    HM_TRY(const std::string text, read_file(path));
    hasher.update(text);
  }
  const Hash hash = hasher.finish();
  StorePath result = fixed_output_path(options_.store_dir, options.name, hash, options.recursive);
  if (options.expected && !(*options.expected == hash)) {
    return fail(Code::HashMismatch, "store path mismatch in (possibly filtered) path added from '{}'", path);
  }
  if (const std::string* text = text_of(path)) {
    texts_.emplace(result, *text);
  } else {
    imports_.emplace(result, std::move(import));
  }
  return result;
}

Result<StorePath> DiskHost::add_text(const std::string& name, const std::string& text,
                                     const std::vector<StorePath>& references) {
  HM_CHECK(check_store_name(name));
  StorePath path = text_path(options_.store_dir, name, text, references);
  texts_.emplace(path, text);
  return path;
}

Result<StorePath> DiskHost::add_derivation(const std::string& name, Derivation derivation, std::string text) {
  StorePath path = derivation_path(options_.store_dir, name + ".drv", derivation, text);
  texts_.emplace(path, std::move(text));
  derivations_.emplace(path, std::move(derivation));
  return path;
}

Result<Derivation> DiskHost::read_derivation(const StorePath& path) {
  const auto known = derivations_.find(path);
  if (known != derivations_.end()) return known->second;
  HM_TRY(const std::string text, read_file(path.in(options_.store_dir)));
  return parse_derivation(text);
}

bool DiskHost::is_valid_path(const StorePath& path) {
  if (texts_.contains(path) || imports_.contains(path)) return true;
  const auto kind = real_kind(path.in(options_.store_dir));
  return kind && *kind != FileKind::Missing;
}

Result<StorePath> DiskHost::realise(const StorePath& drv, const std::string& output) {
  HM_TRY(const Derivation derivation, read_derivation(drv));
  const auto found = derivation.outputs.find(output);
  if (found == derivation.outputs.end()) {
    return fail(Code::InvalidDerivation, "derivation '{}' does not have an output named '{}'", drv.base(),
                output);
  }
  if (!found->second.path.empty()) {
    HM_TRY(StorePath path, StorePath::parse(options_.store_dir, found->second.path));
    if (is_valid_path(path)) return path;
  }
  return fail(Code::BuildFailed, "this read-only evaluation does not build '{}' (output '{}')",
              drv.in(options_.store_dir), output);
}

Result<Host::Fetched> DiskHost::fetch(const FetchRequest& request) {
  return fail(Code::Network, "this evaluation has no network to fetch '{}' from", request.url);
}

void DiskHost::narrate(std::string_view line) {
  lines_.emplace_back(line);
  if (!options_.quiet) std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

}  // namespace hm::test
