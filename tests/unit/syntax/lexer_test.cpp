#include "lang/syntax/lexer.hpp"

#include <gtest/gtest.h>

namespace hm::syntax {
namespace {

class LexerTest : public testing::Test {
 protected:
  // The tokens' texts with '|' between; zero-width ones are named.
  std::string cut(const std::string& text) {
    file_ = sources_.add("«test»", text, false);
    lexed_ = lex(*file_, symbols_, true, errors_);
    std::string result;
    for (const Tok& t : lexed_.tokens) {
      if (t.kind == T::End) break;
      if (!result.empty()) result += '|';
      result += t.begin == t.end ? std::string(name_of(t.kind)) : text.substr(t.begin, t.end - t.begin);
    }
    return result;
  }
  T kind(std::size_t i) const { return lexed_.tokens.at(i).kind; }

  SourceMap sources_;
  SymbolTable symbols_;
  std::vector<Diagnostic> errors_;
  const SourceFile* file_ = nullptr;
  Lexed lexed_;
};

TEST_F(LexerTest, LongestMatchDecidesBetweenNamesPathsAndUris) {
  EXPECT_EQ(cut("a.b/c"), "a.b/c|end of path");
  EXPECT_EQ(cut("1/2"), "1/2|end of path");
  EXPECT_EQ(kind(0), T::Path);
  EXPECT_EQ(cut("1 / 2"), "1|/|2");
  EXPECT_EQ(cut("a //b"), "a|//|b");
  EXPECT_EQ(cut("x:x"), "x:x");
  EXPECT_EQ(kind(0), T::Uri);
  EXPECT_EQ(cut("x: x"), "x|:|x");
  EXPECT_EQ(cut("x_y:z"), "x_y|:|z") << "a URI's scheme has no underscore";
  EXPECT_EQ(cut("a.b c.d._:e"), "a|.|b|c|.|d|.|_|:|e");
  EXPECT_EQ(cut("a'b/c"), "a'b|/c|end of path");
  EXPECT_EQ(cut("<a/b> <a <=b"), "<a/b>|<|a|<=|b");
  EXPECT_EQ(cut("in:x let in"), "in:x|let|in");
}

TEST_F(LexerTest, NumbersFollowTheReference) {
  EXPECT_EQ(cut("1. .5 0.5 1.5e3 1e3"), "1.|.5|0.5|1.5e3|1|e3");
  EXPECT_EQ(cut("00.5 01.5"), "00|.5|01|.5");
  EXPECT_EQ(kind(0), T::Int);
  EXPECT_EQ(cut("1.5e+ -3"), "1.5|e|+|-|3");
  EXPECT_EQ(cut("a...b"), "a|...|b");
}

TEST_F(LexerTest, RunsOfPathCharactersAreWalkedOnce) {
  // Quadratic time would show as a test that does not end.
  EXPECT_EQ(lex(*sources_.add("a", std::string(2'000'000, '-')), symbols_, true, errors_).tokens.size(),
            2'000'001u);
  std::string dots;
  for (int i = 0; i < 500'000; ++i) dots += "a.";
  EXPECT_EQ(lex(*sources_.add("b", dots + "_:x"), symbols_, true, errors_).tokens.size(), 1'000'004u);
}

TEST_F(LexerTest, StringsAreCutAtInterpolations) {
  EXPECT_EQ(cut(R"("a${b}c")"), R"("|a|${|b|}|c|")");
  EXPECT_EQ(cut(R"("$${x}$")"), R"("|$${x}$|")");
  EXPECT_EQ(cut(R"("\${x}\"")"), R"("|\${x}\"|")");
  EXPECT_EQ(cut("''a$${b}''${c}'''d''"), "''|a$${b}|''$|{c}|'''|d|''");
  EXPECT_EQ(cut("''  \n x''"), "''  \n| x|''");
  EXPECT_EQ(cut("\"${\"${a}\"}\""), "\"|${|\"|${|a|}|\"|}|\"");
}

TEST_F(LexerTest, PathsMayHoldInterpolations) {
  EXPECT_EQ(cut("./a/${b}c/d e"), "./a/|${|b|}|c/d|end of path|e");
  EXPECT_EQ(cut("/${a}"), "/|${|a|}|end of path");
  EXPECT_EQ(cut("~/${a}"), "~/|${|a|}|end of path");
  EXPECT_TRUE(errors_.empty());
  cut("./a/ b");
  ASSERT_EQ(errors_.size(), 1u);
  EXPECT_EQ(errors_[0].message, "path has a trailing slash");
}

TEST_F(LexerTest, BracketsKnowTheirMatches) {
  cut("{ ( [ ) } ]");
  EXPECT_EQ(lexed_.tokens[0].value, 4u);
  EXPECT_EQ(lexed_.tokens[4].value, 0u) << "index of the opener, which is the first token";
  EXPECT_EQ(lexed_.tokens[1].value, 3u);
  EXPECT_EQ(lexed_.tokens[2].value, 0u) << "'[' is closed by nothing in its '('";
}

TEST_F(LexerTest, CommentsEndAtTheirEnd) {
  EXPECT_EQ(cut("a /* b **/ c # d\r e"), "a|c|e");
  EXPECT_EQ(cut("a /* b"), "a");
  EXPECT_TRUE(lexed_.comment_runs_out);
}

TEST_F(LexerTest, TokenSpanTakesStringsAndPathsWhole) {
  const std::string text = "foo \"a${b}c\" ./x/${y}/z { } 12";
  const SourceFile* file = sources_.add("«test»", text, false);
  const auto at = [&](std::size_t offset) {
    const Span span = token_span(*file, file->begin + static_cast<Pos>(offset));
    return text.substr(span.begin - file->begin, span.end - span.begin);
  };
  EXPECT_EQ(at(0), "foo");
  EXPECT_EQ(at(4), "\"a${b}c\"");
  EXPECT_EQ(at(13), "./x/${y}/z");
  EXPECT_EQ(at(24), "{");
  EXPECT_EQ(at(28), "12");
  EXPECT_EQ(at(3), "") << "no token begins at a space";
}

}  // namespace
}  // namespace hm::syntax
