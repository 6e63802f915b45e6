// Interned names. A Symbol is a dense 32-bit id; equal names have equal ids within one SymbolTable. Ids
// follow the order of first appearance, so they say nothing about the order of the names: whatever the
// language shows to the user (attrNames, printing) is ordered by text, never by id.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/arena.hpp"

namespace hm {

struct Symbol {
  std::uint32_t id = 0;  // 0 = no symbol
  explicit operator bool() const { return id != 0; }
  friend bool operator==(Symbol, Symbol) = default;
  friend auto operator<=>(Symbol a, Symbol b) { return a.id <=> b.id; }
};

class SymbolTable {
 public:
  SymbolTable();

  Symbol intern(std::string_view text);
  // The symbol of `text` if it was ever interned, else the null symbol. Never grows the table.
  Symbol find(std::string_view text) const;
  std::string_view text(Symbol symbol) const { return entries_[symbol.id].text(); }
  std::size_t size() const { return entries_.size(); }

  // --- as bytes, for a later process of the same program
  std::string image() const;
  // Takes over a table written by image(), if the names known so far are its first ones, with the same ids.
  // False (and nothing changed) where they are not, or the bytes are not such a table.
  bool adopt(std::string_view image);

 private:
  // The first 8 bytes stand in the entry: most names are told apart without a look at their text.
  struct Entry {
    const char* data;
    std::uint32_t size;
    std::uint32_t hash;
    std::uint64_t prefix;
    std::string_view text() const { return {data, size}; }
    bool is(std::string_view name, std::uint64_t prefix_of_name) const {
      return size == name.size() && prefix == prefix_of_name &&
             (size <= 8 || std::memcmp(data + 8, name.data() + 8, size - 8) == 0);
    }
  };
  static Entry entry_of(std::string_view text, std::uint32_t hash);
  // The hash stands beside the id: a name that is not the one sought is passed over without a look at its
  // entry.
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t id = 0;  // 0 = free
  };
  void grow();

  Arena texts_;
  std::vector<Entry> entries_;
  std::vector<Slot> slots_;  // open addressing, power of two
};

std::uint32_t hash_bytes(std::string_view text);

}  // namespace hm
