#include "modules/embedded.hpp"

#include <cstdint>

// Offsets are relative to hm_embedded_base: a table of pointers would need relocating at each start.
extern "C" {
struct HmEmbeddedEntry {
  std::uint32_t name, name_size, data, data_size;
};
extern const std::uint32_t hm_embedded_count;
extern const HmEmbeddedEntry hm_embedded_table[];
extern const char hm_embedded_base[];
}

namespace hm::embedded {

std::size_t count() { return hm_embedded_count; }

File at(std::size_t index) {
  const HmEmbeddedEntry& e = hm_embedded_table[index];
  return {{hm_embedded_base + e.name, e.name_size}, {hm_embedded_base + e.data, e.data_size}};
}

std::size_t lower_bound(std::string_view name) {
  std::size_t low = 0;
  std::size_t high = count();
  while (low < high) {
    std::size_t middle = (low + high) / 2;
    if (at(middle).name < name) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::optional<File> find(std::string_view name) {
  std::size_t index = lower_bound(name);
  if (index == count()) return std::nullopt;
  File file = at(index);
  if (file.name != name) return std::nullopt;
  return file;
}

}  // namespace hm::embedded
