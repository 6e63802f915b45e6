// The quick matcher against its reference, std::regex: whatever it takes on, it must answer alike.
#include "lang/builtins/simple_pattern.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <regex>

namespace {

using hm::builtin::MatchBudget;
using hm::builtin::MatchedPart;
using hm::builtin::SimplePattern;

using Groups = std::vector<std::string>;

Groups groups_of(const std::cmatch& match) {
  Groups groups;
  for (const auto& part : match) groups.push_back(part.matched ? part.str() : "<none>");
  return groups;
}

Groups groups_of(const SimplePattern& pattern, std::string_view text) {
  Groups groups;
  for (std::size_t i = 0; i <= pattern.group_count(); ++i) {
    MatchedPart part = pattern.part(text, i);
    groups.emplace_back(part.begin, part.end);
  }
  return groups;
}

void expect_same(const std::string& source, const std::string& text) {
  SCOPED_TRACE("pattern " + source + " on " + text);
  auto simple = SimplePattern::compile(source);
  ASSERT_TRUE(simple);
  const std::regex full(source, std::regex::extended);
  MatchBudget budget{100'000'000};
  std::cmatch match;
  const bool expected = std::regex_match(text.data(), text.data() + text.size(), match, full);
  ASSERT_EQ(simple->match(text, budget), expected);
  if (expected) {
    EXPECT_EQ(groups_of(*simple, text), groups_of(match));
  }

  for (std::size_t from = 0; from <= text.size(); ++from) {
    for (int flags = 0; flags < 4; ++flags) {
      auto how = std::regex_constants::match_default;
      if (flags & 1) how |= std::regex_constants::match_not_null;
      if (flags & 2) how |= std::regex_constants::match_continuous;
      const bool found = std::regex_search(text.data() + from, text.data() + text.size(), match, full, how);
      ASSERT_EQ(simple->search(text, from, flags & 1, flags & 2, budget), found) << from << " " << flags;
      if (!found) continue;
      EXPECT_EQ(groups_of(*simple, text), groups_of(match));
      EXPECT_EQ(simple->part(text, 0).begin, match[0].first);
    }
  }
}

TEST(SimplePattern, LeavesTheRestToTheFullMatcher) {
  for (const char* source :
       {"a|b",   "^a",           "a$",          "a{2}",  "(a)*",      "(a)+",          "(a)?",    "()",
        "(a",    "a)",           "*a",          "+a",    "a**",       "a+?",           "[[.a.]]", "[[=a=]]",
        "[z-a]", "[a",           "[a-c-e]",     "[--z]", "[[:foo:]]", "[[:alpha:]-z]", "\\d",     "a\\",
        "\\]",   "[\xC3\xA9-z]", "[a-\xC3\xA9]"}) {
    EXPECT_FALSE(SimplePattern::compile(source)) << source;
  }
}

TEST(SimplePattern, TakesWhatConfigurationsUse) {
  for (const char* source :
       {"", "abc", "a.c", "(.*)\\.nix", "[[:space:]]*(.*[^[:space:]])[[:space:]]*", "([0-9]+)\\.([0-9]+)",
        "[a-zA-Z_][a-zA-Z0-9_'-]*", "[]a]", "[^]a]", "[a-]", "[-a]", "[a\\]", "((a)b)c", "\xC3\xA9*"}) {
    EXPECT_TRUE(SimplePattern::compile(source)) << source;
  }
}

TEST(SimplePattern, BracketsHoldTheSameBytes) {
  for (const char* source : {"[abc]",
                             "[^abc]",
                             "[a-z]",
                             "[^a-z]",
                             "[]]",
                             "[^]]",
                             "[]-a]",
                             "[a-]",
                             "[-a]",
                             "[^-a]",
                             "[!-~]",
                             "[[:alnum:]]",
                             "[[:alpha:]]",
                             "[[:blank:]]",
                             "[[:cntrl:]]",
                             "[[:digit:]]",
                             "[[:graph:]]",
                             "[[:lower:]]",
                             "[[:print:]]",
                             "[[:punct:]]",
                             "[[:space:]]",
                             "[[:upper:]]",
                             "[[:xdigit:]]",
                             "[^[:space:]]",
                             "[[:alpha:][:digit:]_-]",
                             "[\\n]",
                             "[.*+?]",
                             "[[]",
                             "[^[]",
                             "[\xC3\xA9]",
                             "[^\xC3\xA9]",
                             ".",
                             "a",
                             "\\.",
                             "\\\\",
                             "\\(",
                             "\\[",
                             "\\{",
                             "\\|",
                             "\\^",
                             "\\$",
                             "]",
                             "}",
                             "-"}) {
    auto simple = SimplePattern::compile(source);
    ASSERT_TRUE(simple) << source;
    const std::regex full(source, std::regex::extended);
    for (int byte = 0; byte < 256; ++byte) {
      const char text = static_cast<char>(byte);
      MatchBudget budget{100};
      EXPECT_EQ(simple->match({&text, 1}, budget), std::regex_match(&text, &text + 1, full))
          << source << " " << byte;
    }
  }
}

std::string random_pattern(std::mt19937& random, int depth) {
  static const std::vector<std::string> atoms = {"a",           "b",   ".", "[ab]", "[^a]", "[a-c]",
                                                 "[[:alpha:]]", "\\.", " ", "[]b]", "c"};
  static const std::vector<std::string> quantifiers = {"", "", "", "*", "+", "?"};
  std::string pattern;
  for (unsigned n = 1 + random() % 4; n > 0; --n) {
    if (depth < 3 && random() % 4 == 0) {
      pattern += "(" + random_pattern(random, depth + 1) + ")";
    } else {
      pattern += atoms[random() % atoms.size()] + quantifiers[random() % quantifiers.size()];
    }
  }
  return pattern;
}

TEST(SimplePattern, AgreesOnRandomPatterns) {
  const char* chosen = std::getenv("HM_SEED");
  const unsigned seed = chosen ? static_cast<unsigned>(std::atoi(chosen)) : 1;
  SCOPED_TRACE("HM_SEED=" + std::to_string(seed));
  std::mt19937 random(seed);
  for (int i = 0; i < 400; ++i) {
    const std::string pattern = random_pattern(random, 0);
    for (int k = 0; k < 6; ++k) {
      std::string text;
      for (unsigned n = random() % 8; n > 0; --n) text += "aabbc. ]"[random() % 8];
      expect_same(pattern, text);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(SimplePattern, StopsWhenTheBudgetIsSpent) {
  auto pattern = SimplePattern::compile(".*.*.*.*x");
  ASSERT_TRUE(pattern);
  MatchBudget budget{1'000'000};
  EXPECT_THROW(pattern->match(std::string(2000, 'a'), budget), MatchBudget);
}

}  // namespace
