// What the user is told about text that does not parse, and where parsing goes on after it.
#include <algorithm>

#include "lang/syntax/builder.hpp"

namespace hm::syntax {

namespace {

constexpr std::size_t kMostErrors = 10;

// The grammar names a place in words ("an operand") where too many different tokens would do to list them.
bool is_clause(std::string_view expected) {
  return !expected.starts_with("a ") && !expected.starts_with("an ");
}

}  // namespace

Diagnostic& Builder::add_error(Code code, std::string message) {
  if (errors_.size() >= kMostErrors) throw Abandon{};
  Diagnostic d;
  d.code = code;
  d.message = std::move(message);
  errors_.push_back(std::move(d));
  return errors_.back();
}

void Builder::error(const Tok& t, std::string message, std::string label, std::string hint) {
  Diagnostic& d = add_error(Code::Syntax, std::move(message));
  d.labels.push_back({span(t), std::move(label)});
  d.hint = std::move(hint);
}

void Builder::too_deep(const Tok& where) {
  Diagnostic& d = add_error(Code::StackDepth, "stack overflow: the expression is nested too deeply");
  d.labels.push_back({span(where), "here the nesting passes the limit"});
  d.notes.push_back(fmt::format("expressions nest at most {} levels deep", kMaxDepth));
  throw Abandon{};
}

Span Builder::span_of_token_at(Pos pos) const {
  const std::uint32_t offset = pos - file_.begin;
  const auto it = std::lower_bound(lexed_.tokens.begin(), lexed_.tokens.end(), offset,
                                   [](const Tok& t, std::uint32_t o) { return t.begin < o; });
  if (it == lexed_.tokens.end() || it->begin != offset) return {pos, pos};
  const bool string = it->kind == T::Quote || it->kind == T::IndOpen || it->kind == T::DollarCurly;
  const Tok& last = string && it->value ? lexed_.tokens[it->value] : *it;
  return {pos, file_.begin + last.end};
}

// "file:line:column", as messages name a second place.
std::string Builder::place(Pos pos) const {
  const std::string_view before = file_.view().substr(0, pos - file_.begin);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = newline == std::string_view::npos ? before.size() + 1 : before.size() - newline;
  return fmt::format("{}:{}:{}", file_.name, line, column);
}

void Builder::duplicate(const std::string& name, Pos again, Pos before) {
  Diagnostic& d = add_error(Code::DuplicateAttribute,
                            fmt::format("attribute '{}' already defined at {}", name, place(before)));
  d.labels.push_back({span_of_token_at(again), "defined again here"});
  d.labels.push_back({span_of_token_at(before), "defined first here"});
}

void Builder::unexpected(const Tok* where, const std::string& expected) {
  if (last_error_ && where <= last_error_) return;
  last_error_ = where;
  if (where->kind == T::End && lexed_.comment_runs_out) return;
  const std::string_view clause = is_clause(expected) ? ", expecting " : "";
  Diagnostic& d = add_error(Code::Syntax, fmt::format("syntax error, unexpected {}{}{}", name_of(where->kind),
                                                      clause, clause.empty() ? "" : expected));
  d.labels.push_back({span(*where), {}});
}

const Tok* Builder::next_binding(const Tok* start, const Tok* where, const std::string& expected) const {
  (void)start;
  (void)expected;
  for (const Tok* t = where;; ++t) {
    switch (t->kind) {
      case T::Semicolon:
        return t + 1;
      case T::BraceClose:
      case T::In:
      case T::End:
        return t;
      case T::BraceOpen:
      case T::BracketOpen:
      case T::ParenOpen:
      case T::DollarCurly:
      case T::Quote:
      case T::IndOpen:
        if (t->value) t = &lexed_.tokens[t->value];
        break;
      default:
        break;
    }
  }
}

}  // namespace hm::syntax
