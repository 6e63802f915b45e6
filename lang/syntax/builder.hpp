// What the grammar means: tokens and finished children in, nodes of the tree out.
//
// Children of a construct that is still open wait on the stacks below; the grammar remembers where a
// construct began (a mark) and hands over what was pushed since. So nothing is allocated per construct but
// its node.
//
// One Builder serves one file. It also keeps count of nesting and collects the errors.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lang/syntax/ast.hpp"
#include "lang/syntax/lexer.hpp"
#include "lang/syntax/parse.hpp"
#include "lang/syntax/string_text.hpp"

namespace hm {
bool stack_is_low();  // of lang/eval/evaluator.hpp, which is too large to be included for this
}

namespace hm::syntax {

// One component of an attribute path. `dynamic` is null for names known now.
struct NamePart {
  Symbol name;
  ast::Expr dynamic;
  Pos pos;
};

// A definition in a set as written; its path is names[first_name, first_name + name_count).
struct Entry {
  ast::Binding::Kind kind;
  std::uint32_t from;  // InheritFrom: index of the source in this set
  std::uint32_t first_name;
  std::uint32_t name_count;
  ast::Node* value;  // null for InheritFrom
};

// The sizes of the stacks when a construct began.
struct Mark {
  std::uint32_t nodes, names, entries, formals, pieces;
};

// What ends parsing at once: too many errors, or nesting beyond the limit. Caught in parse().
struct Abandon {};

class Builder {
 public:
  Builder(const SourceFile& file, SymbolTable& symbols, ast::Tree& tree, const ParseOptions& options,
          const Lexed& lexed, std::vector<Diagnostic>& errors, std::vector<Diagnostic>& warnings);

  Mark mark() const {
    const auto size = [](const auto& stack) { return static_cast<std::uint32_t>(stack.size()); };
    return {size(nodes), size(names), size(entries), size(formals), size(pieces)};
  }
  void reset(const Mark& m);

  // --- stacks ---
  std::vector<ast::Node*> nodes;
  std::vector<NamePart> names;
  std::vector<Entry> entries;
  std::vector<ast::Formal> formals;
  std::vector<IndPiece> pieces;

  // --- leaves ---
  ast::Node* variable(const Tok& t);
  ast::Node* integer(const Tok& t);
  ast::Node* floating(const Tok& t);
  ast::Node* uri(const Tok& t);
  ast::Node* search_path(const Tok& t);
  ast::Node* path_start(const Tok& t);
  ast::Node* home_path_start(const Tok& t);
  ast::Node* string_part(const Tok& t);
  ast::Node* path_part(const Tok& t);

  // --- strings ---
  ast::Node* string(const Tok* start, const Mark& since);
  void ind_text(const Tok& t);
  void ind_expression(const Tok& t, ast::Node* expression);
  ast::Node* ind_string(const Tok* start, const Mark& since);
  ast::Node* path(const Tok* start, const Mark& since);

  // --- operators and calls ---
  ast::Node* unary(ast::Kind kind, const Tok& op, ast::Node* operand);
  ast::Node* binary(const Tok& op, ast::Node* left, ast::Node* right);
  ast::Node* sum(const Tok& op, const Mark& since);  // nodes: the summands
  ast::Node* pipe(const Tok& op, ast::Node* function, ast::Node* argument);
  ast::Node* call(const Tok* start, const Mark& since);
  ast::Node* select(const Tok* start, const Mark& since);  // names: the path; nodes: object and fallback
  ast::Node* has_attribute(const Tok& op, ast::Node* object, const Mark& since);
  ast::Node* list(const Tok* start, const Mark& since);

  // --- keywords ---
  ast::Node* conditional(const Tok* start, const Mark& since);
  ast::Node* assertion(const Tok* start, const Mark& since);
  ast::Node* with(const Tok* start, const Mark& since);
  ast::Node* let(const Tok* start, const Mark& since);

  // --- functions ---
  void formal(const Tok& name, ast::Node* fallback);
  ast::Node* lambda(const Tok* start, const Mark& since);
  void pattern(const Tok* start, const Tok* end);  // the tokens of `{ a, … } @ x :` or `x @ { a, … } :`
  ast::Node* pattern_lambda(const Tok* start, const Mark& since);

  // --- sets ---
  void static_name(const Tok& t);
  void string_name(const Tok& t, ast::Node* string_or_expression);
  void binding(const Mark& since);                    // names: the path; nodes: the value
  void inherit(const Tok* start, const Mark& since);  // names; nodes: the source, if any
  ast::Node* set(const Tok* start, const Mark& since);
  ast::Node* rec_set(const Tok* start, const Mark& since);
  ast::Node* old_let(const Tok* start, const Mark& since);
  ast::Node* bindings(const Tok* start, const Mark& since);

  // The token that closes the bracket `opener`; null where none does.
  const Tok* closer_of(const Tok* opener) const {
    return opener->value ? &lexed_.tokens[opener->value] : nullptr;
  }
  ast::Node* error_node(const Tok& t);

  // --- nesting ---
  // The tree's height is bounded too, not only the parser's recursion: `a - b - c …` nests to the left.
  static constexpr std::uint32_t kMaxDepth = 120'000;
  std::uint32_t enter(const Tok& at, std::uint32_t levels = 1) {
    depth_ += levels;
    if (depth_ > kMaxDepth || (depth_ % 64 == 0 && stack_is_low())) too_deep(at);
    const std::uint32_t outer = height_;
    height_ = 0;
    return outer;
  }
  void leave(std::uint32_t outer, std::uint32_t levels = 1) {
    depth_ -= levels;
    height_ += levels;
    if (outer > height_) height_ = outer;
  }
  std::uint32_t height() const { return height_; }
  // Puts one more level on what had the height `left` (the left operand) and has got a right one since.
  void grow(const Tok& at, std::uint32_t left) {
    if (left + 1 > height_) height_ = left + 1;
    if (height_ + depth_ > kMaxDepth) too_deep(at);
  }
  std::uint32_t depth() const { return depth_; }
  void set_depth(std::uint32_t depth) { depth_ = depth; }  // after an error
  std::uint32_t path_length = 0;                           // of the attribute path read last

  // --- errors ---
  // Notes that `where` does not fit, unless what follows from an earlier error. `expected` is the clause of
  // the message ("';'"), or a word for the label. Throws Abandon when there are enough.
  void unexpected(const Tok* where, const std::string& expected);
  // The token where the definitions (of a set, or of a let) go on after the one that begins at `start` failed
  // at `where`. Later than `start` unless that is where they end.
  const Tok* next_definition(const Tok* start, const Tok* where) const;

  Pos at(const Tok& t) const { return file_.begin + t.begin; }
  Span span(const Tok& t) const { return {file_.begin + t.begin, file_.begin + t.end}; }
  std::string_view text(const Tok& t) const { return {file_.text.data() + t.begin, t.end - t.begin}; }

 private:
  friend class AttrsMerger;

  ast::Node* literal(Pos pos, V value);
  ast::Node* list_of(ast::Kind kind, Pos pos, std::span<ast::Node* const> items);
  ast::Node* path_literal(const Tok& t, std::string_view base, std::string_view rest);
  std::string_view checked(const Tok& t, std::string_view text);
  struct Pattern {
    Symbol name;
    bool ellipsis;
  };

  ast::Ref<ast::AttrName> attribute_path(std::size_t first_name);
  ast::AttrsNode* attrs(ast::Kind kind, Pos pos, const Mark& since);
  bool sort_simple_bindings(const Mark& since);
  void check_formals(const ast::LambdaNode& lambda, std::span<ast::Formal> sorted);
  void duplicate(const std::string& name, Pos again, Pos before);
  ast::Node* call_of_or(const Tok& function, std::span<ast::Node* const> items);
  void warn_if_cursed_or(std::span<ast::Node* const> items);
  void error(const Tok& t, std::string message, std::string label, std::string hint = {});
  Diagnostic& add_error(Code code, std::string message);
  void lint_absolute(const Tok& t, std::string_view kind);
  void lint(Lint how, const Tok& t, std::string message, std::string hint);
  [[noreturn]] void too_deep(const Tok& at);
  std::string place(Pos pos) const;
  bool begins_line(const Tok& t) const;
  std::size_t column_of(const Tok& t) const;
  std::size_t indentation_at(const Tok& t) const;
  const Tok* path_before(const Tok* where) const;
  bool begins_definition(const Tok* t) const;
  const Tok* definition_begun(const Tok* start, const Tok* where) const;
  const Tok* open_at(const Tok* where) const;
  const Tok* misindented(bool right) const;
  void explain_brackets(Diagnostic& d, const Tok* where, std::string_view expected) const;
  Span span_of_token_at(Pos pos) const;

  const SourceFile& file_;
  SymbolTable& symbols_;
  ast::Tree& tree_;
  const ParseOptions& options_;
  const Lexed& lexed_;
  std::vector<Diagnostic>& errors_;
  std::vector<Diagnostic>& warnings_;

  std::uint32_t depth_ = 0;
  std::uint32_t height_ = 0;
  const Tok* last_error_ = nullptr;
  std::vector<Pattern> patterns_;  // of the functions whose bodies are being read
  std::vector<ast::Binding> sorted_;
  std::string scratch_;
  Symbol cur_pos_, body_, or_;
};

// The name as it has to be written: quoted where it is no identifier.
std::string written_name(std::string_view name);

}  // namespace hm::syntax
