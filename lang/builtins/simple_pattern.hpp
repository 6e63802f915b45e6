// The quick way for the regular expressions that configurations mostly use: a row of single-character atoms
// (characters, ".", bracket expressions), each at most with one of * + ?, and groups without a quantifier
// around parts of the row. Everything else (alternatives, anchors, intervals, repeated groups, odd escapes)
// is not simple.
//
// Equivalence with libstdc++'s POSIX matcher, the semantic reference: without alternatives its depth-first
// search tries the longest repetition first and stops at the first solution, and a loop over an atom that
// always consumes is never cut short by its guard against empty iterations. That is exactly the search made
// here.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace hm::builtin {

// What one call may spend; shared by all searches of a split.
struct MatchBudget {
  std::uint64_t steps;
  void spend(std::uint64_t n) {
    if (steps < n) throw MatchBudget{0};  // caught by the builtin
    steps -= n;
  }
};

// Part of the text; begin is null where the group took no part.
struct MatchedPart {
  const char* begin = nullptr;
  const char* end = nullptr;
};

class SimplePattern {
 public:
  // Nothing where the pattern is not simple, or not a pattern.
  static std::optional<SimplePattern> compile(std::string_view pattern);

  std::size_t group_count() const { return groups_.size(); }

  // Does the whole text match?
  bool match(std::string_view text, MatchBudget& budget);
  // The first match that begins at or after `from`. `not_empty`, `only_here`: as match_not_null,
  // match_continuous.
  bool search(std::string_view text, std::size_t from, bool not_empty, bool only_here, MatchBudget& budget);

  // After a success: group 0 is the whole match.
  MatchedPart part(std::string_view text, std::size_t group) const;

 private:
  friend class SimplePatternParser;

  struct Atom {
    std::bitset<256> bytes;
    bool optional = false;  // * ?
    bool repeated = false;  // * +
  };
  struct Group {
    std::size_t first_atom = 0;
    std::size_t end_atom = 0;
  };

  bool match_here(std::string_view text, std::size_t from, bool whole, bool not_empty, MatchBudget& budget);
  // How many bytes at p the atom takes at most.
  static std::size_t longest(const Atom& atom, std::string_view text, std::size_t p);

  std::vector<Atom> atoms_;
  std::vector<Group> groups_;
  std::vector<std::size_t> position_;  // where each atom begins, and the end of the match
};

}  // namespace hm::builtin
