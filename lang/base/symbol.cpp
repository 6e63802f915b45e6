#include "lang/base/symbol.hpp"

#include <algorithm>
#include <cstring>

namespace hm {

namespace {

// Fewer than 8 bytes as a number, as reads that may overlap: copying a number of bytes known only now would
// be a call.
std::uint64_t few_bytes(const char* p, std::size_t n) {
  if (n >= 4) {
    std::uint32_t first = 0, last = 0;
    std::memcpy(&first, p, 4);
    std::memcpy(&last, p + n - 4, 4);
    return first | std::uint64_t{last} << 32;
  }
  if (n == 0) return 0;
  const auto byte = [p](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(p[i])}; };
  return byte(0) | byte(n / 2) << 8 | byte(n - 1) << 16;
}

std::uint64_t prefix_of(std::string_view text) {
  if (text.size() < 8) return few_bytes(text.data(), text.size());
  std::uint64_t prefix = 0;
  std::memcpy(&prefix, text.data(), 8);
  return prefix;
}

}  // namespace

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
  h = (h ^ few_bytes(p, n)) * kMix;
  return static_cast<std::uint32_t>(h ^ (h >> 29));
}

SymbolTable::SymbolTable() : slots_(std::size_t{1} << 13) {
  entries_.push_back(entry_of({}, 0));
}

SymbolTable::Entry SymbolTable::entry_of(std::string_view text, std::uint32_t hash) {
  return {text.data(), static_cast<std::uint32_t>(text.size()), hash, prefix_of(text)};
}

Symbol SymbolTable::intern(std::string_view text) {
  const std::uint32_t hash = hash_bytes(text);
  const std::uint64_t prefix = prefix_of(text);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    const Slot slot = slots_[i];
    if (slot.id == 0) {
      const auto fresh = static_cast<std::uint32_t>(entries_.size());
      entries_.push_back(entry_of(texts_.copy(text), hash));
      slots_[i] = {hash, fresh};
      if (entries_.size() * 2 > slots_.size()) grow();
      return {fresh};
    }
    if (slot.hash == hash && entries_[slot.id].is(text, prefix)) return {slot.id};
  }
}

Symbol SymbolTable::find(std::string_view text) const {
  const std::uint32_t hash = hash_bytes(text);
  const std::uint64_t prefix = prefix_of(text);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    const Slot slot = slots_[i];
    if (slot.id == 0) return {};
    if (slot.hash == hash && entries_[slot.id].is(text, prefix)) return {slot.id};
  }
}

// The image: {u32 entries, u32 slots, u32 bytes of text}, {u32 size, u32 hash} an entry but the first, the
// slots, the texts.
namespace {
struct ImageHeader {
  std::uint32_t entries, slots, text_bytes;
};
struct ImageEntry {
  std::uint32_t size, hash;
};
}  // namespace

std::string SymbolTable::image() const {
  ImageHeader header{static_cast<std::uint32_t>(entries_.size()), static_cast<std::uint32_t>(slots_.size()),
                     0};
  for (const Entry& e : entries_) header.text_bytes += e.size;
  std::string out;
  out.reserve(sizeof header + entries_.size() * sizeof(ImageEntry) + slots_.size() * sizeof(Slot) +
              header.text_bytes);
  const auto put = [&](const void* bytes, std::size_t n) { out.append(static_cast<const char*>(bytes), n); };
  put(&header, sizeof header);
  for (std::size_t id = 1; id < entries_.size(); ++id) {
    const ImageEntry entry{entries_[id].size, entries_[id].hash};
    put(&entry, sizeof entry);
  }
  put(slots_.data(), slots_.size() * sizeof(Slot));
  for (const Entry& e : entries_) out.append(e.text());
  return out;
}

bool SymbolTable::adopt(std::string_view image) {
  ImageHeader header{};
  if (image.size() < sizeof header) return false;
  std::memcpy(&header, image.data(), sizeof header);
  const std::size_t entry_bytes = (std::size_t{header.entries} - 1) * sizeof(ImageEntry);
  const std::size_t slot_bytes = std::size_t{header.slots} * sizeof(Slot);
  if (header.entries < entries_.size() || header.slots < header.entries ||
      (header.slots & (header.slots - 1)) != 0 ||
      image.size() != sizeof header + entry_bytes + slot_bytes + header.text_bytes) {
    return false;
  }
  std::string_view rest = image.substr(sizeof header + entry_bytes + slot_bytes);
  std::vector<Entry> entries;
  entries.reserve(header.entries + header.entries / 8);
  entries.push_back(entry_of({}, 0));
  const std::string_view texts = texts_.copy(rest);
  std::size_t at = 0;
  for (std::size_t id = 1; id < header.entries; ++id) {
    ImageEntry entry{};
    std::memcpy(&entry, image.data() + sizeof header + (id - 1) * sizeof entry, sizeof entry);
    if (entry.size > texts.size() - at) return false;
    entries.push_back(entry_of(texts.substr(at, entry.size), entry.hash));
    at += entry.size;
    if (id < entries_.size() && entries_[id].text() != entries[id].text()) return false;
  }
  std::vector<Slot> slots(header.slots);
  std::memcpy(slots.data(), image.data() + sizeof header + entry_bytes, slot_bytes);
  // One slot for each name, and free ones between them.
  std::size_t taken = 0;
  for (const Slot& slot : slots) {
    if (slot.id >= header.entries) return false;
    taken += slot.id != 0;
  }
  if (taken + 1 != header.entries) return false;
  // The names handed out so far keep their texts where they are.
  std::copy(entries_.begin(), entries_.end(), entries.begin());
  entries_.swap(entries);
  slots_.swap(slots);
  return true;
}

void SymbolTable::grow() {
  std::vector<Slot> bigger(slots_.size() * 2);
  const std::size_t mask = bigger.size() - 1;
  for (std::uint32_t id = 1; id < entries_.size(); ++id) {
    std::size_t i = entries_[id].hash & mask;
    while (bigger[i].id) i = (i + 1) & mask;
    bigger[i] = {entries_[id].hash, id};
  }
  slots_.swap(bigger);
}

}  // namespace hm
