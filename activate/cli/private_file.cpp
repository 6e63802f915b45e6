#include "activate/cli/private_file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

namespace hm {

namespace {

// An index of all of NixOS is a few MB.
constexpr std::uint64_t kMostBytes = std::uint64_t{256} << 20;

class File {
 public:
  // O_NONBLOCK: a pipe in the place of a file must not hold anybody up.
  File(const std::string& path, int flags)
      : number_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600)) {}
  // A new file, its name made from `path`, which ends in XXXXXX.
  explicit File(std::string& path) : number_(::mkostemp(path.data(), O_CLOEXEC)) {}
  ~File() {
    if (number_ >= 0) ::close(number_);
  }
  File(const File&) = delete;
  explicit operator bool() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

bool write_whole(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(file, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

std::optional<std::string> read_whole(const File& file) {
  struct stat s;
  if (!file || ::fstat(file.number(), &s) != 0 || !S_ISREG(s.st_mode) ||
      static_cast<std::uint64_t>(s.st_size) > kMostBytes)
    return std::nullopt;
  std::string text(static_cast<std::size_t>(s.st_size), '\0');
  std::size_t have = 0;
  while (have < text.size()) {
    const ssize_t n = ::read(file.number(), text.data() + have, text.size() - have);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return std::nullopt;
    have += static_cast<std::size_t>(n);
  }
  return text;
}

}  // namespace

std::optional<std::string> read_private_file(const std::string& path) {
  return read_whole(File(path, O_RDONLY));
}

std::optional<std::string> read_cache_file(const std::string& path) {
  const File file(path, O_RDONLY);
  if (!file || !is_private(file.number())) return std::nullopt;
  auto text = read_whole(file);
  std::uint64_t sum = 0;
  if (!text || text->size() < sizeof sum) return std::nullopt;
  const std::size_t size = text->size() - sizeof sum;
  std::memcpy(&sum, text->data() + size, sizeof sum);
  text->resize(size);
  if (checksum(*text) != sum) return std::nullopt;
  return text;
}

bool write_cache_file(const std::string& path, std::string_view content) {
  const std::uint64_t sum = checksum(content);
  std::string text(content);
  text.append(reinterpret_cast<const char*>(&sum), sizeof sum);
  return write_private_file(path, text);
}

bool is_private(int file) {
  struct stat s;
  return ::fstat(file, &s) == 0 && s.st_uid == ::geteuid() && (s.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t h[4] = {1, 2, 3, 4};
  std::size_t i = 0;
  for (; i + 32 <= bytes.size(); i += 32) {
    std::uint64_t w[4];
    std::memcpy(w, bytes.data() + i, 32);
    for (int k = 0; k < 4; ++k) h[k] = (h[k] ^ w[k]) * 0x9FB21C651E98DF25ull, h[k] ^= h[k] >> 29;
  }
  std::uint64_t rest = bytes.size();
  for (; i < bytes.size(); ++i) rest = rest * 257 + static_cast<unsigned char>(bytes[i]);
  for (std::uint64_t part : h) rest = (rest ^ part) * 0x9FB21C651E98DF25ull, rest ^= rest >> 32;
  return rest;
}

bool make_private_directories(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return true;
  const auto slash = path.rfind('/');
  if (errno != ENOENT || slash == std::string::npos || slash == 0) return false;
  return make_private_directories(path.substr(0, slash)) && (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST);
}

bool write_private_file(const std::string& path, std::string_view content) {
  for (const bool again : {false, true}) {
    std::string fresh = path + ".XXXXXX";
    const File file(fresh);
    if (!file) {
      if (again || errno != ENOENT || !make_private_directories(path.substr(0, path.rfind('/')))) return false;
      continue;
    }
    if (write_whole(file.number(), content) && ::rename(fresh.c_str(), path.c_str()) == 0) return true;
    ::unlink(fresh.c_str());
    return false;
  }
  return false;
}

void keep_newest_files(const std::string& directory, std::size_t most) {
  std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir(directory.c_str()), ::closedir);
  if (!dir) return;
  std::vector<std::pair<std::pair<std::int64_t, std::int64_t>, std::string>> files;
  while (const dirent* entry = ::readdir(dir.get())) {
    struct stat s;
    if (::fstatat(::dirfd(dir.get()), entry->d_name, &s, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(s.st_mode)) continue;
    files.push_back({{s.st_mtim.tv_sec, s.st_mtim.tv_nsec}, entry->d_name});
  }
  if (files.size() <= most) return;
  std::sort(files.begin(), files.end(), std::greater<>());
  for (std::size_t i = most; i < files.size(); ++i) ::unlinkat(::dirfd(dir.get()), files[i].second.c_str(), 0);
}

}  // namespace hm
