// links: hm_store hm_test_fakes
// Any bytes as an archive: an error or a tree, and nothing outside of the directory it was unpacked into.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "store/archive_read.hpp"
#include "tests/support/memory_fs.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hm;
  test::MemoryFs fs;
  fs.put("/archive", std::string(reinterpret_cast<const char*>(data), size));
  fs.put_directory("/outer/into");
  {
    auto into = fs.open_directory(At("/outer/into"), Follow::No, Resolve::Ordinary);
    UnpackLimits limits;
    limits.bytes = 8 << 20;
    limits.entries = 1000;
    ignore(unpack_archive(fs, At("/archive"), *into, limits), "hostile archives end in errors");
  }
  auto outer = fs.open_directory(At("/outer"), Follow::No, Resolve::Ordinary);
  auto root = fs.open_directory(At("/"), Follow::No, Resolve::Ordinary);
  if (fs.list(*outer).value().size() != 1 || fs.list(*root).value().size() != 2) std::abort();
  return 0;
}
