#include "lang/builtins/simple_pattern.hpp"

#include <algorithm>
#include <cctype>

namespace hm::builtin {

namespace {

constexpr std::string_view kSpecial = ".[\\()*+?{|^$";

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

// The character classes of the C locale.
bool add_class(std::bitset<256>& bytes, std::string_view name) {
  struct Class {
    std::string_view name;
    int (*has)(int);
  };
  static constexpr Class classes[] = {
      {"alnum", std::isalnum}, {"alpha", std::isalpha}, {"blank", std::isblank}, {"cntrl", std::iscntrl},
      {"digit", std::isdigit}, {"graph", std::isgraph}, {"lower", std::islower}, {"print", std::isprint},
      {"punct", std::ispunct}, {"space", std::isspace}, {"upper", std::isupper}, {"xdigit", std::isxdigit}};
  const auto* found =
      std::find_if(std::begin(classes), std::end(classes), [&](auto& c) { return c.name == name; });
  if (found == std::end(classes)) return false;
  for (int c = 0; c < 128; ++c) {
    if (found->has(c)) bytes.set(static_cast<std::size_t>(c));
  }
  return true;
}

}  // namespace

// Gives up (false) at whatever is not simple; also at errors, which the full matcher then reports.
class SimplePatternParser {
 public:
  explicit SimplePatternParser(std::string_view text) : text_(text) {}

  bool parse() {
    while (at_ < text_.size()) {
      if (!parse_one()) return false;
    }
    return open_.empty();
  }

  SimplePattern take() {
    pattern_.position_.resize(pattern_.atoms_.size() + 1);
    return std::move(pattern_);
  }

 private:
  bool parse_one() {
    const char c = text_[at_++];
    if (c == '(') return open_group();
    if (c == ')') return close_group();
    SimplePattern::Atom atom;
    if (c == '[') {
      if (!parse_bracket(atom.bytes)) return false;
    } else if (c == '.') {
      atom.bytes.set();
      atom.bytes.reset(0);
    } else if (c == '\\') {
      if (at_ >= text_.size() || kSpecial.find(text_[at_]) == std::string_view::npos) return false;
      atom.bytes.set(static_cast<unsigned char>(text_[at_++]));
    } else if (c == '\0' || kSpecial.find(c) != std::string_view::npos) {
      return false;
    } else {
      atom.bytes.set(static_cast<unsigned char>(c));
    }
    if (at_quantifier()) {
      const char quantifier = text_[at_++];
      if (quantifier == '{' || at_quantifier()) return false;
      atom.optional = quantifier != '+';
      atom.repeated = quantifier != '?';
    }
    pattern_.atoms_.push_back(atom);
    return true;
  }

  bool at_quantifier() const {
    return at_ < text_.size() && std::string_view("*+?{").find(text_[at_]) != std::string_view::npos;
  }

  bool open_group() {
    open_.push_back(pattern_.groups_.size());
    pattern_.groups_.push_back({pattern_.atoms_.size(), 0});
    return at_ < text_.size() && text_[at_] != ')';
  }

  bool close_group() {
    if (open_.empty() || at_quantifier()) return false;
    pattern_.groups_[open_.back()].end_atom = pattern_.atoms_.size();
    open_.pop_back();
    return true;
  }

  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  bool parse_bracket(std::bitset<256>& bytes) {
    const bool negated = peek() == '^';
    if (negated) ++at_;
    bool first = true;
    for (;; first = false) {
      const char c = peek();
      if (c == '\0') return false;
      ++at_;
      if (c == ']' && !first) break;
      if (c == '[' && peek() == ':') {
        if (!parse_class(bytes)) return false;
      } else if (c == '[' && (peek() == '.' || peek() == '=')) {
        return false;
      } else if (c == '-' && !first && peek() != ']') {
        return false;
      } else if (peek() == '-' && peek(1) != ']') {
        if (!parse_range(bytes, c)) return false;
      } else {
        bytes.set(static_cast<unsigned char>(c));
      }
    }
    if (negated) bytes.flip();
    return true;
  }

  // At ":name:]".
  bool parse_class(std::bitset<256>& bytes) {
    const std::size_t end = text_.find(":]", at_ + 1);
    if (end == std::string_view::npos || !add_class(bytes, text_.substr(at_ + 1, end - at_ - 1)))
      return false;
    at_ = end + 2;
    return peek() != '-' || peek(1) == ']';
  }

  // At "-z" of "a-z".
  bool parse_range(std::bitset<256>& bytes, char from) {
    const char to = peek(1);
    if (from == '-' || to == '-' || to == '[' || to == '\0' || !is_ascii(from) || !is_ascii(to) ||
        to < from) {
      return false;
    }
    for (char c = from; c < to; ++c) bytes.set(static_cast<unsigned char>(c));
    bytes.set(static_cast<unsigned char>(to));
    at_ += 2;
    return peek() != '-' || peek(1) == ']';
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::size_t> open_;
  SimplePattern pattern_;
};

std::optional<SimplePattern> SimplePattern::compile(std::string_view pattern) {
  SimplePatternParser parser(pattern);
  if (!parser.parse()) return std::nullopt;
  return parser.take();
}

std::size_t SimplePattern::longest(const Atom& atom, std::string_view text, std::size_t p) {
  const std::size_t limit = atom.repeated ? text.size() : std::min(p + 1, text.size());
  std::size_t end = p;
  while (end < limit && atom.bytes[static_cast<unsigned char>(text[end])]) ++end;
  return end - p;
}

bool SimplePattern::match_here(std::string_view text, std::size_t from, bool whole, bool not_empty,
                               MatchBudget& budget) {
  const std::size_t count = atoms_.size();
  position_[0] = from;
  std::size_t i = 0;
  for (;;) {
    bool failed = false;
    if (i == count) {
      const std::size_t end = position_[count];
      if ((!whole || end == text.size()) && !(not_empty && end == from)) return true;
      failed = true;
    } else {
      const std::size_t taken = longest(atoms_[i], text, position_[i]);
      budget.spend(taken + 1);
      if (taken == 0 && !atoms_[i].optional) {
        failed = true;
      } else {
        position_[i + 1] = position_[i] + taken;
        ++i;
      }
    }
    if (!failed) continue;
    // Back to the last atom that can do with one byte less.
    for (;;) {
      if (i == 0) return false;
      --i;
      const std::size_t least = atoms_[i].optional ? 0 : 1;
      if (position_[i + 1] - position_[i] > least) break;
    }
    --position_[i + 1];
    ++i;
  }
}

bool SimplePattern::match(std::string_view text, MatchBudget& budget) {
  return match_here(text, 0, true, false, budget);
}

bool SimplePattern::search(std::string_view text, std::size_t from, bool not_empty, bool only_here,
                           MatchBudget& budget) {
  for (std::size_t p = from; p <= text.size(); ++p) {
    if (match_here(text, p, false, not_empty, budget)) return true;
    if (only_here) return false;
  }
  return false;
}

MatchedPart SimplePattern::part(std::string_view text, std::size_t group) const {
  const Group range = group == 0 ? Group{0, atoms_.size()} : groups_[group - 1];
  return {text.data() + position_[range.first_atom], text.data() + position_[range.end_atom]};
}

}  // namespace hm::builtin
