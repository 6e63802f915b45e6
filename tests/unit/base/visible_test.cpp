#include "lang/base/visible.hpp"

#include <gtest/gtest.h>

namespace hm {
namespace {

TEST(Visible, PlainTextStays) {
  EXPECT_EQ(visible("a b\n\tü € 𝄞"), "a b\n\tü € 𝄞");
}

TEST(Visible, EscapesDoNotReachTheTerminal) {
  EXPECT_EQ(visible("\x1b[31mred\x1b[0m"), "\\e[31mred\\e[0m");
  EXPECT_EQ(visible_message("\x1b[1;31mred\x1b[0m"), "red");
  EXPECT_EQ(visible_message("\x1b[2J\x1b[1"), "\\e[2J\\e[1");
  EXPECT_EQ(visible("a\rb\x07\x7f"), "a\\rb\\x07\\x7f");
  EXPECT_EQ(visible("\xc2\x9b"
                    "31m"),
            "\\u{9b}31m");  // CSI as one character
  EXPECT_EQ(visible("a\xe2\x80\xae"
                    "b"),
            "a\\u{202e}b");  // right-to-left override
  EXPECT_EQ(visible(std::string_view("\0", 1)), "\\x00");
}

TEST(Visible, BytesThatAreNoUtf8) {
  EXPECT_EQ(visible("\xff"), "\\xff");
  EXPECT_EQ(visible("\xc3"), "\\xc3");
  EXPECT_EQ(visible("\xc0\x9b"), "\\xc0\\x9b");           // overlong
  EXPECT_EQ(visible("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // surrogate
  EXPECT_EQ(visible("\xe2\x82"
                    "x"),
            "\\xe2\\x82x");
}

unsigned columns(std::string_view line) {
  unsigned sum = 0;
  for (const Cell& cell : cells_of(line)) sum += cell.columns;
  return sum;
}

TEST(Visible, Columns) {
  EXPECT_EQ(columns("abc"), 3u);
  EXPECT_EQ(columns("\ta"), 5u);
  EXPECT_EQ(columns("abc\ta"), 5u);
  EXPECT_EQ(columns("日本"), 4u);
  EXPECT_EQ(columns("e\xcc\x81"), 1u);  // e and a combining accent
  EXPECT_EQ(columns("\x1b"), 2u);
}

TEST(Visible, CharactersIn) {
  EXPECT_EQ(characters_in("aü€"), 3u);
  EXPECT_EQ(characters_in("\xff\xff"), 2u);
}

}  // namespace
}  // namespace hm
