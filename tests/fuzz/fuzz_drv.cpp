// links: hm_base
// Any bytes are a derivation or refused; what is accepted is exactly what the writer writes.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lang/base/derivation.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  auto parsed = hm::parse_derivation(input);
  if (!parsed) return 0;
  if (parsed->to_aterm() != input) std::abort();
  static_cast<void>(hm::hash_modulo(
      *parsed, true, [](const std::string& path) { return hm::hash_of(hm::HashAlgorithm::Sha256, path); }));
  return 0;
}
