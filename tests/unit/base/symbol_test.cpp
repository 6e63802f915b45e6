#include "lang/base/symbol.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

namespace {

using hm::Symbol;
using hm::SymbolTable;

// Names of every length around the widths that are compared at once, each with others that differ in one byte only.
std::vector<std::string> names() {
  std::vector<std::string> all{""};
  for (std::size_t size = 1; size <= 26; ++size) {
    const std::string base(size, 'a');
    all.push_back(base);
    for (std::size_t i = 0; i < size; ++i) {
      all.push_back(base);
      all.back()[i] = 'b';
    }
  }
  return all;
}

TEST(SymbolTable, TellsNamesApartAndKnowsThemAgain) {
  SymbolTable table;
  std::vector<Symbol> symbols;
  for (const std::string& name : names()) symbols.push_back(table.intern(name));
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const std::string name = names()[i];
    EXPECT_EQ(table.text(symbols[i]), name);
    EXPECT_EQ(table.intern(name), symbols[i]);
    EXPECT_EQ(table.find(name), symbols[i]);
  }
  EXPECT_EQ(table.size(), symbols.size() + 1);
  EXPECT_FALSE(table.find("never"));
}

TEST(SymbolTable, TakesOverWhatAnotherWrote) {
  SymbolTable one, other;
  one.intern("shared");
  other.intern("shared");
  for (const std::string& name : names()) one.intern(name);
  ASSERT_TRUE(other.adopt(one.image()));
  EXPECT_EQ(other.size(), one.size());
  for (const std::string& name : names()) EXPECT_EQ(other.find(name), one.find(name));
  EXPECT_EQ(other.intern("new").id, one.size());

  SymbolTable different;
  different.intern("something else");
  EXPECT_FALSE(different.adopt(one.image()));
}

// A damaged image is refused, or is a table that can be asked: never a read outside of it, never a search without end.
TEST(SymbolTable, SurvivesDamagedImages) {
  SymbolTable one;
  for (const std::string& name : names()) one.intern(name);
  const std::string image = one.image();
  // The table of slots, most of which is empty, is a sample; the rest is gone through word by word.
  const std::size_t all = 12 + 8 * (one.size() - 1) + 64;
  for (std::size_t at = 0; at + 4 <= image.size(); at += at < all ? 4 : 124) {
    for (const std::uint32_t word : {0u, 1u, 0x7fff'ffffu, 0xffff'ffffu}) {
      std::string damaged = image;
      std::memcpy(damaged.data() + at, &word, 4);
      SymbolTable table;
      if (!table.adopt(damaged)) continue;
      for (const char* name : {"", "a", "never"}) table.find(name);
    }
  }
  for (std::size_t size = 0; size < image.size(); size += 97) {
    SymbolTable table;
    EXPECT_FALSE(table.adopt(std::string_view(image).substr(0, size)));
  }
}

}  // namespace
