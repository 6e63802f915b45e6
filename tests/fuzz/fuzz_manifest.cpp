// links: hm_activate
// Any bytes: a manifest that obeys every rule of its format, or an error; never a crash.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "activate/manifest.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hm::activate;
  auto manifest = parse_manifest({reinterpret_cast<const char*>(data), size});
  if (!manifest) return 0;
  for (const ManagedFile& file : manifest->files) {
    if (!check_target(file.target) || manifest->find(file.target) != &file) std::abort();
  }
  return 0;
}
