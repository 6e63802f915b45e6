#include "lang/base/symbol.hpp"

#include <cstring>

namespace hm {

// A multiply-xorshift hash over 8-byte words; names are short, so this is a handful of instructions.
std::uint32_t hash_bytes(std::string_view text) {
  constexpr std::uint64_t kMix = 0x9FB21C651E98DF25ull;
  const char* p = text.data();
  std::size_t n = text.size();
  std::uint64_t h = n * 0x9E3779B97F4A7C15ull;
  std::uint64_t word = 0;
  while (n >= 8) {
    std::memcpy(&word, p, 8);
    h = (h ^ word) * kMix;
    h ^= h >> 32;
    p += 8;
    n -= 8;
  }
  word = 0;
  if (n) std::memcpy(&word, p, n);
  h = (h ^ word) * kMix;
  return static_cast<std::uint32_t>(h ^ (h >> 29));
}

SymbolTable::SymbolTable() : slots_(std::size_t{1} << 13, 0) { entries_.push_back({"", 0}); }

Symbol SymbolTable::intern(std::string_view text) {
  const std::uint32_t hash = hash_bytes(text);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    const std::uint32_t id = slots_[i];
    if (id == 0) {
      const auto fresh = static_cast<std::uint32_t>(entries_.size());
      entries_.push_back({texts_.copy(text), hash});
      slots_[i] = fresh;
      if (entries_.size() * 2 > slots_.size()) grow();
      return {fresh};
    }
    if (entries_[id].hash == hash && entries_[id].text == text) return {id};
  }
}

Symbol SymbolTable::find(std::string_view text) const {
  const std::uint32_t hash = hash_bytes(text);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    const std::uint32_t id = slots_[i];
    if (id == 0) return {};
    if (entries_[id].hash == hash && entries_[id].text == text) return {id};
  }
}

void SymbolTable::grow() {
  std::vector<std::uint32_t> bigger(slots_.size() * 2, 0);
  const std::size_t mask = bigger.size() - 1;
  for (std::uint32_t id = 1; id < entries_.size(); ++id) {
    std::size_t i = entries_[id].hash & mask;
    while (bigger[i]) i = (i + 1) & mask;
    bigger[i] = id;
  }
  slots_.swap(bigger);
}

}  // namespace hm
