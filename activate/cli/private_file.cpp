#include "activate/cli/private_file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace hm {

namespace {

class File {
 public:
  File(const std::string& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
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

}  // namespace

std::optional<std::string> read_private_file(const std::string& path) {
  const File file(path, O_RDONLY);
  struct stat s;
  if (!file || ::fstat(file.number(), &s) != 0 || !S_ISREG(s.st_mode)) return std::nullopt;
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

bool make_private_directories(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return true;
  const auto slash = path.rfind('/');
  if (errno != ENOENT || slash == std::string::npos || slash == 0) return false;
  return make_private_directories(path.substr(0, slash)) && (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST);
}

bool write_private_file(const std::string& path, std::string_view content) {
  const std::string fresh = fmt::format("{}.{}", path, ::getpid());
  for (const bool again : {false, true}) {
    const File file(fresh, O_WRONLY | O_CREAT | O_TRUNC);
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
