#include "tests/support/scratch.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace hm::test {
namespace fs = std::filesystem;

Scratch::Scratch() {
  const char* chosen = std::getenv("HM_TEST_TMPDIR");
  std::error_code error;
  std::string base = chosen != nullptr                 ? chosen
                     : ::access("/dev/shm", W_OK) == 0 ? "/dev/shm"
                                                       : fs::temp_directory_path(error).string();
  path_ = base + "/hm-test-XXXXXX";
  if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no scratch directory below " + base);
  path_ = fs::canonical(path_).string();
}

Scratch::~Scratch() {
  // Store objects are read-only directories: make them removable first.
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(path_, error); it != fs::recursive_directory_iterator();
       it.increment(error)) {
    if (error) break;
    if (it->symlink_status(error).type() == fs::file_type::directory)
      fs::permissions(it->path(), fs::perms::owner_all, fs::perm_options::add, error);
  }
  fs::remove_all(path_, error);
}

}  // namespace hm::test
