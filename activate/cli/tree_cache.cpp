#include "activate/cli/tree_cache.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "activate/cli/build_identity.hpp"
#include "activate/cli/private_file.hpp"
#include "lang/base/hash.hpp"
#include "lang/eval/tree_image.hpp"

namespace hm {

namespace {

// Parsing this much takes about as long as writing it down.
constexpr std::size_t kWorthKeeping = std::size_t{48} << 10;
// Trees that no index refers to any more, before the file is made anew.
constexpr std::uint64_t kMostLost = std::uint64_t{16} << 20;
constexpr std::size_t kMostIndexes = 16;
constexpr std::uint64_t kFormat = 0x3230'78'6469'6d68;

struct Header {
  std::uint64_t format, number, checksum;  // of the trees
  char boot[40];
};

class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0600)
      : number_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, mode)) {}
  ~File() {
    if (number_ >= 0) ::close(number_);
  }
  File(const File&) = delete;
  explicit operator bool() const { return number_ >= 0; }
  int number() const { return number_; }
  std::size_t size() const {
    struct stat s;
    return ::fstat(number_, &s) == 0 ? static_cast<std::size_t>(s.st_size) : 0;
  }

 private:
  int number_;
};

std::optional<std::string> read_all(const File& file, std::size_t size) {
  std::string text(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const ssize_t n = ::pread(file.number(), text.data() + have, size - have, static_cast<off_t>(have));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return std::nullopt;
    have += static_cast<std::size_t>(n);
  }
  return text;
}

bool write_at(const File& file, std::string_view bytes, std::size_t offset) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(file.number(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
    offset += static_cast<std::size_t>(n);
  }
  return true;
}

// Takes away what was written behind the first `size` bytes, which no index refers to; all of it: the file too.
void cut(const std::string& path, std::uint64_t size) {
  if (size == 0) {
    ::unlink(path.c_str());
  } else {
    [[maybe_unused]] const int done = ::truncate(path.c_str(), static_cast<off_t>(size));
  }
}

// Whoever removes old trees removes their lock too: one that is not in its place any more locks nothing.
bool take_lock(const File& lock, const std::string& path) {
  if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) return false;
  struct stat held, there;
  return ::fstat(lock.number(), &held) == 0 && ::lstat(path.c_str(), &there) == 0 &&
         held.st_dev == there.st_dev && held.st_ino == there.st_ino;
}

const std::string& boot() {
  static const std::string id = [] {
    File file("/proc/sys/kernel/random/boot_id", O_RDONLY);
    auto text = file ? read_all(file, 36) : std::nullopt;
    return text.value_or("");
  }();
  return id;
}

Header header_of(std::string_view bytes) {
  Header header{};
  if (bytes.size() >= sizeof header) std::memcpy(&header, bytes.data(), sizeof header);
  return header;
}

std::string_view boot_of(const Header& header) { return {header.boot, ::strnlen(header.boot, sizeof header.boot)}; }

}  // namespace

TreeCache::TreeCache(std::string directory, std::string_view key) : directory_(std::move(directory)) {
  // A program without identity could read what another build wrote.
  if (build_identity().empty() || boot().empty()) return;
  Hasher hasher(HashAlgorithm::Sha256);
  hasher.update(build_identity());
  hasher.update(std::string_view("\0", 1));
  hasher.update(key);
  name_ = hasher.finish().base16().substr(0, 32);
}

std::string TreeCache::trees_path(std::uint64_t number) const { return fmt::format("{}/{}.{}", directory_, name_, number); }

void TreeCache::load(Evaluator& evaluator) {
  if (name_.empty()) return;
  const auto bytes = read_cache_file(index_path());
  if (!bytes || bytes->size() < sizeof(Header)) return;
  const Header header = header_of(*bytes);
  if (header.format != kFormat) return;
  auto index = decode_tree_index(std::string_view(*bytes).substr(sizeof header));
  if (!index) return;
  std::uint64_t used = 0;
  for (const KeptFile& f : index->files) used += std::uint64_t{f.bytes} * 8;
  if (index->tree_bytes > used + kMostLost) return;  // the next save makes the file anew
  File trees(trees_path(header.number), O_RDONLY);
  if (!trees || !is_private(trees.number()) || trees.size() < index->tree_bytes) return;
  if (boot_of(header) != boot()) {
    const auto all = read_all(trees, index->tree_bytes);
    if (!all || checksum(*all) != header.checksum) return;
  }
  if (!evaluator.adopt(*index, trees.number())) return;
  number_ = header.number;
  loaded_ = index->tree_bytes;
  checksum_ = header.checksum;
}

// Trees beyond `from` are written behind those that are there.
bool TreeCache::write_trees(Evaluator& evaluator, const std::string& path, std::size_t from) {
  File file(path, from == 0 ? O_WRONLY | O_CREAT | O_EXCL : O_WRONLY);
  return file && file.size() >= from && write_at(file, evaluator.tree().image().substr(from), from);
}

void TreeCache::save(Evaluator& evaluator) {
  if (name_.empty() || evaluator.parsed_anew() < kWorthKeeping || !make_private_directories(directory_)) return;
  File lock(directory_ + "/" + name_ + ".lock", O_RDWR | O_CREAT);
  if (!lock || !take_lock(lock, directory_ + "/" + name_ + ".lock")) return;

  // Somebody else may have written since: only what was loaded may be grown.
  const auto old_bytes = read_cache_file(index_path());
  const Header before = old_bytes ? header_of(*old_bytes) : Header{};
  std::uint64_t number = before.format == kFormat ? before.number : 0;
  bool grown = false;
  if (number_ != 0 && number == number_) {
    const auto known = decode_tree_index(std::string_view(*old_bytes).substr(sizeof before));
    if (!known || known->tree_bytes != loaded_ || before.checksum != checksum_) return;
    grown = write_trees(evaluator, trees_path(number), loaded_);
    if (!grown) cut(trees_path(number), loaded_);
  }
  if (!grown) {
    ++number;
    ::unlink(trees_path(number).c_str());
    if (!write_trees(evaluator, trees_path(number), 0)) return cut(trees_path(number), 0);
  }

  Header header{kFormat, number, checksum(evaluator.tree().image()), {}};
  std::memcpy(header.boot, boot().data(), std::min(boot().size(), sizeof header.boot - 1));
  std::string text(reinterpret_cast<const char*>(&header), sizeof header);
  text += encode_tree_index(evaluator.tree_index());
  if (!write_cache_file(index_path(), text)) {
    // A full disk is not filled with what nothing refers to.
    cut(trees_path(number), grown ? loaded_ : 0);
    return;
  }
  if (before.format == kFormat && before.number != number) ::unlink(trees_path(before.number).c_str());
  remove_old();
}

// The indexes written last are kept, with their trees; the rest goes.
void TreeCache::remove_old() {
  struct Found {
    std::string key;
    timespec written;
  };
  std::vector<Found> indexes;
  std::vector<std::string> names;
  std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir(directory_.c_str()), ::closedir);
  if (!dir) return;
  while (const dirent* entry = ::readdir(dir.get())) {
    std::string name = entry->d_name;
    const auto dot = name.find('.');
    if (dot != 32) continue;
    // Nobody but the holder of the lock writes an index: what was not finished never will be.
    if (name.starts_with(name_ + ".index.")) {
      ::unlinkat(::dirfd(dir.get()), name.c_str(), 0);
      continue;
    }
    names.push_back(name);
    struct stat s;
    if (name.ends_with(".index") && ::fstatat(::dirfd(dir.get()), name.c_str(), &s, AT_SYMLINK_NOFOLLOW) == 0) {
      indexes.push_back({name.substr(0, dot), s.st_mtim});
    }
  }
  if (indexes.size() <= kMostIndexes) return;
  std::sort(indexes.begin(), indexes.end(), [](const Found& a, const Found& b) {
    return std::pair(a.written.tv_sec, a.written.tv_nsec) > std::pair(b.written.tv_sec, b.written.tv_nsec);
  });
  for (std::size_t i = kMostIndexes; i < indexes.size(); ++i) {
    const std::string path = directory_ + "/" + indexes[i].key + ".lock";
    const File lock(path, O_RDWR | O_CREAT);
    if (!lock || !take_lock(lock, path)) continue;
    for (const auto& name : names) {
      if (name.starts_with(indexes[i].key + ".")) ::unlinkat(::dirfd(dir.get()), name.c_str(), 0);
    }
  }
}

}  // namespace hm
