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

void Builder::lint(Lint how, const Tok& t, std::string message, std::string hint) {
  if (how == Lint::Fatal) {
    error(t, std::move(message), {}, std::move(hint));
    return;
  }
  Diagnostic d;
  d.code = Code::Syntax;
  d.severity = Severity::Warning;
  d.message = std::move(message);
  d.labels.push_back({span(t), {}});
  d.hint = std::move(hint);
  warnings_.push_back(std::move(d));
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

// --- where things stand on the page
// ---------------------------------------------------------------------------

bool Builder::begins_line(const Tok& t) const {
  if (t.begin == 0) return true;
  const std::size_t last = file_.view().find_last_not_of(" \t\r", t.begin - 1);
  return last == std::string_view::npos || file_.text[last] == '\n';
}

std::size_t Builder::column_of(const Tok& t) const {
  const std::size_t newline = t.begin == 0 ? std::string_view::npos : file_.view().rfind('\n', t.begin - 1);
  return newline == std::string_view::npos ? t.begin : t.begin - newline - 1;
}

// Of the first thing on the token's line.
std::size_t Builder::indentation_at(const Tok& t) const {
  const std::size_t begin = t.begin - column_of(t);
  return file_.view().find_first_not_of(" \t", begin) - begin;
}

// Where `where` is the '=' of a definition, the first token of its attribute path.
const Tok* Builder::path_before(const Tok* where) const {
  const Tok* first = lexed_.tokens.data();
  const Tok* t = where;
  while (t > first) {
    --t;
    if ((t->kind == T::QuoteClose || t->kind == T::BraceClose) && t->value)
      t = &lexed_.tokens[t->value];
    else if (t->kind != T::Id && t->kind != T::OrKeyword)
      return t + 1;
    if (t == first || t[-1].kind != T::Dot) return t;
    --t;
  }
  return t;
}

bool Builder::begins_definition(const Tok* t) const {
  if (t->kind == T::Inherit) return true;
  for (;;) {
    if ((t->kind == T::Quote || t->kind == T::DollarCurly) && t->value)
      t = &lexed_.tokens[t->value];
    else if (t->kind != T::Id && t->kind != T::OrKeyword)
      return false;
    ++t;
    if (t->kind == T::Assign) return true;
    if (t->kind != T::Dot) return false;
    ++t;
  }
}

// A definition that was reached while the one before it was not finished: the likeliest error of all.
const Tok* Builder::definition_begun(const Tok* start, const Tok* where) const {
  const Tok* t = where->kind == T::Assign ? path_before(where) : where;
  return t > start && begins_line(*t) && begins_definition(t) ? t : nullptr;
}

// --- brackets
// -------------------------------------------------------------------------------------------------

namespace {

bool opens(T kind) {
  return kind == T::BraceOpen || kind == T::BracketOpen || kind == T::ParenOpen;
}
bool closes(T kind) {
  return kind == T::BraceClose || kind == T::BracketClose || kind == T::ParenClose;
}

}  // namespace

// The innermost bracket or quote before `where` that is not closed there; null where there is none.
const Tok* Builder::open_at(const Tok* where) const {
  for (const Tok* t = where; t > lexed_.tokens.data();) {
    --t;
    if ((closes(t->kind) || t->kind == T::QuoteClose || t->kind == T::IndClose) && t->value) {
      t = &lexed_.tokens[t->value];
    } else if (opens(t->kind) || t->kind == T::DollarCurly || t->kind == T::Quote || t->kind == T::IndOpen) {
      return t;
    }
  }
  return nullptr;
}

// The first bracket whose match stands on a line of its own, but further left (or, with `right`, further
// right) than the line of the bracket: there the brackets and the indentation begin to disagree.
const Tok* Builder::misindented(bool right) const {
  for (const Tok& closer : lexed_.tokens) {
    if (!closes(closer.kind) || !closer.value || !begins_line(closer)) continue;
    const Tok& opener = lexed_.tokens[closer.value];
    const std::size_t expected = indentation_at(opener);
    const std::size_t actual = column_of(closer);
    if (right ? actual > expected : actual < expected) return &opener;
  }
  return nullptr;
}

void Builder::explain_brackets(Diagnostic& d, const Tok* where, std::string_view expected) const {
  if (where->kind == T::End) {
    const Tok* opener = open_at(where);
    if (!opener) return;
    d.labels.push_back({span(*opener), fmt::format("this {} is never closed", name_of(opener->kind))});
    const Tok* suspect = misindented(false);
    if (!suspect || suspect == opener) return;
    const Tok& closer = lexed_.tokens[suspect->value];
    d.labels.push_back(
        {span(*suspect), fmt::format("perhaps it is this {} that is not closed", name_of(suspect->kind))});
    d.labels.push_back({span(closer), "its match stands further left than its line"});
    return;
  }
  if (expected == name_of(T::End) && where > lexed_.tokens.data())
    d.labels.push_back({span(where[-1]), "the expression is complete here"});
  else if (!closes(where->kind))
    return;
  if (closes(where->kind) && where->value) {
    // It closes something, so what stands open inside is at fault.
    const Tok* opener = open_at(where);
    if (opener && opener != &lexed_.tokens[where->value])
      d.labels.push_back({span(*opener), fmt::format("this {} is not closed yet", name_of(opener->kind))});
    return;
  }
  if (closes(where->kind))
    d.notes.push_back(fmt::format("no bracket is open that this {} could close", name_of(where->kind)));
  const Tok* suspect = misindented(true);
  if (!suspect) return;
  d.labels.push_back(
      {span(*suspect), fmt::format("perhaps this {} is closed too early", name_of(suspect->kind))});
  d.labels.push_back({span(lexed_.tokens[suspect->value]), "its match stands further right than its line"});
}

// --- messages
// -------------------------------------------------------------------------------------------------

namespace {

// What the label at the unexpected token says.
std::string label_for(const std::string& expected) {
  if (!is_clause(expected)) return "expected " + expected;
  if (expected == "'inherit'" || expected == "'inherit' or '}'")
    return "expected a definition (`name = value;`) or '}'";
  if (expected == "'in' or 'inherit'") return "expected a definition (`name = value;`) or 'in'";
  if (expected.starts_with("identifier or 'or'")) return "expected the name of an attribute";
  return "expected " + expected;
}

constexpr std::string_view kNameOrSemicolon = "a name or ';'";

// Advice for habits brought from other languages.
std::string hint_for(const Tok* where, char character, const std::string& expected) {
  switch (where->kind) {
    case T::Bad:
      if (character == '|') return "`||` is the operator for \"or\"";
      if (character == '&') return "`&&` is the operator for \"and\"";
      if (character == '\'') return "strings stand in \"…\" or in \'\'…\'\'";
      if (character == '$') return "variables are written without `$`; `${…}` belongs into strings and paths";
      if (static_cast<unsigned char>(character) >= 0x80)
        return "characters outside of ASCII may stand in strings and comments only";
      return {};
    case T::Comma:
      if (expected == "a list item") return "the items of a list are separated by spaces alone";
      if (expected.starts_with("';'")) return "definitions end with `;`";
      return {};
    case T::Semicolon:
      if (expected == "a list item") return "the items of a list are separated by spaces alone";
      if (expected == "'else'") return "every `if` has an `else`";
      return {};
    case T::Assign:
      if (!expected.starts_with("';'")) return "`==` compares, `=` defines";
      return {};
    default:
      if (expected == "'else'") return "every `if` has an `else`";
      if (expected == "'in' or 'inherit'")
        return "between the definitions of a `let` and what uses them stands `in`";
      return {};
  }
}

}  // namespace

void Builder::unexpected(const Tok* where, const std::string& what) {
  if (last_error_ && where <= last_error_) return;
  last_error_ = where;
  if (where->kind == T::End && lexed_.comment_runs_out) return;
  // What stands behind a tab is for the label only.
  const std::string expected = what.substr(0, what.find('\t'));
  const std::string place = what.size() > expected.size() ? " " + what.substr(expected.size() + 1) : "";
  const bool clause = is_clause(expected);
  Diagnostic& d = add_error(Code::Syntax, fmt::format("syntax error, unexpected {}{}{}", name_of(where->kind),
                                                      clause ? ", expecting " : "", clause ? expected : ""));

  Span here = span(*where);
  const auto byte = [&](std::uint32_t at) { return static_cast<unsigned char>(file_.text[at]); };
  if (where->kind == T::Bad) {
    while ((byte(here.end - file_.begin) & 0xC0) == 0x80) ++here.end;  // the whole of a UTF-8 character
  }
  const Tok* begun = definition_begun(lexed_.tokens.data(), where);
  const Tok* target = begun ? begun : where;
  const bool semicolon = expected == "';'" || expected == kNameOrSemicolon;
  const bool after_previous =
      semicolon && target > lexed_.tokens.data() &&
      (begins_line(*target) || closes(where->kind) || where->kind == T::In || where->kind == T::End);
  if (after_previous) {
    const Pos end = file_.begin + target[-1].end;
    d.labels.push_back({{end, end}, "expected ';'" + place});
    if (begun)
      d.labels.push_back({span(*begun), "before the next definition"});
    else
      d.labels.push_back({here, fmt::format("found {}", name_of(where->kind))});
  } else {
    d.labels.push_back({here, label_for(expected) + place});
  }
  explain_brackets(d, where, expected);
  if (begun && after_previous) return;
  if (const Tok* opener = begun ? open_at(begun) : nullptr; opener && opener->kind != T::BraceOpen) {
    d.labels.push_back({span(*opener), fmt::format("this {} is still open when the next definition begins",
                                                   name_of(opener->kind))});
    return;
  }
  d.hint = hint_for(where, file_.text[where->begin], expected);
}

// --- going on
// -------------------------------------------------------------------------------------------------

const Tok* Builder::next_definition(const Tok* start, const Tok* where) const {
  if (const Tok* begun = definition_begun(start, where)) return begun;
  const std::size_t column = column_of(*start);
  for (const Tok* t = where;; ++t) {
    if (t > where && begins_line(*t) && column_of(*t) <= column && begins_definition(t)) return t;
    switch (t->kind) {
      case T::Semicolon:
        return t + 1;
      case T::BraceClose:
        if (t->value && &lexed_.tokens[t->value] >= start) break;  // opened in the definition that failed
        return t;
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
