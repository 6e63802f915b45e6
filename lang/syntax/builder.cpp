#include "lang/syntax/builder.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace hm::syntax {

using namespace ast;

namespace {
// Marks `f or` until it is known whether something around it makes its meaning doubtful.
constexpr std::uint8_t kCursedOr = 0x80;

// An absolute path without "." and ".." components, double slashes and a slash at the end.
std::string canonical(std::string_view path) {
  std::string result;
  std::size_t i = 0;
  while (i < path.size()) {
    while (i < path.size() && path[i] == '/') ++i;
    std::size_t end = path.find('/', i);
    if (end == std::string_view::npos) end = path.size();
    const std::string_view part = path.substr(i, end - i);
    i = end;
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      const std::size_t slash = result.rfind('/');
      result.resize(slash == std::string::npos ? 0 : slash);
      continue;
    }
    result += '/';
    result += part;
  }
  if (result.empty()) result = "/";
  return result;
}
}  // namespace

Builder::Builder(const SourceFile& file, SymbolTable& symbols, Tree& tree, const ParseOptions& options,
                 const Lexed& lexed, std::vector<Diagnostic>& errors, std::vector<Diagnostic>& warnings)
    : file_(file),
      symbols_(symbols),
      tree_(tree),
      options_(options),
      lexed_(lexed),
      errors_(errors),
      warnings_(warnings),
      cur_pos_(symbols.intern("__curPos")),
      body_(symbols.intern("body")),
      or_(symbols.intern("or")) {
  // Most files are small: then no stack grows at all.
  nodes.reserve(256);
  names.reserve(256);
  entries.reserve(128);
  formals.reserve(32);
  sorted_.reserve(128);
}

void Builder::reset(const Mark& m) {
  nodes.resize(m.nodes);
  names.resize(m.names);
  entries.resize(m.entries);
  formals.resize(m.formals);
  pieces.resize(m.pieces);
}

// --- leaves
// ---------------------------------------------------------------------------------------------------

Node* Builder::literal(Pos pos, V value) {
  auto* node = tree_.make<LiteralNode>(Kind::Literal, pos);
  node->value = value;
  return node;
}

Node* Builder::variable(const Tok& t) {
  if (Symbol{t.value} == cur_pos_) return tree_.make<Node>(Kind::CurPos, at(t));
  auto* node = tree_.make<VarNode>(Kind::Var, at(t));
  node->name = Symbol{t.value};
  return node;
}

Node* Builder::integer(const Tok& t) {
  std::int64_t value = 0;
  const std::string_view digits = text(t);
  if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc{})
    error(t, fmt::format("invalid integer '{}'", digits), "this does not fit into 64 bits");
  return literal(at(t), tree_.integer(value));
}

Node* Builder::floating(const Tok& t) {
  const std::string digits(text(t));
  errno = 0;
  const double value = std::strtod(digits.c_str(), nullptr);
  if (errno != 0) error(t, fmt::format("invalid float '{}'", digits), "this is not representable as a float");
  return literal(at(t), tree_.number(value));
}

Node* Builder::uri(const Tok& t) {
  if (const Lint how = options_.lints.urls; how != Lint::Ignore) {
    lint(how, t,
         fmt::format("URL literals are {}. Consider using a string literal \"{}\" instead (lint-url-literals)",
                     how == Lint::Fatal ? "disallowed" : "discouraged", text(t)),
         "put quotes around it");
  }
  return literal(at(t), tree_.string(text(t)));
}

Node* Builder::search_path(const Tok& t) {
  auto* node = tree_.make<LiteralNode>(Kind::SearchPath, at(t));
  node->value = tree_.string(text(t).substr(1, t.end - t.begin - 2));
  return node;
}

// A path's first piece. Only there a slash at the end is kept: an interpolation follows it.
Node* Builder::path_literal(const Tok& t, std::string_view base, std::string_view rest) {
  scratch_.assign(base);
  scratch_ += '/';
  scratch_ += rest;
  std::string whole = canonical(scratch_);
  if (text(t).size() > 1 && text(t).back() == '/' && whole.size() > 1) whole += '/';
  auto* node = tree_.make<LiteralNode>(Kind::Path, at(t));
  node->value = tree_.path(whole);
  return node;
}

void Builder::lint_absolute(const Tok& t, std::string_view kind) {
  if (options_.lints.absolute_paths == Lint::Ignore) return;
  lint(options_.lints.absolute_paths, t,
       fmt::format("{} path literals are not portable. Consider replacing path literal '{}' by a string, "
                   "relative path, or parameter (lint-absolute-path-literals)",
                   kind, text(t)),
       {});
}

Node* Builder::path_start(const Tok& t) {
  const bool absolute = text(t).front() == '/';
  if (absolute) {
    lint_absolute(t, "absolute");
  } else if (options_.lints.short_paths != Lint::Ignore && text(t).front() != '.') {
    lint(options_.lints.short_paths, t,
         fmt::format("relative path literal '{0}' should be prefixed with '.' for clarity: './{0}' "
                     "(lint-short-path-literals)",
                     text(t)),
         fmt::format("write ./{}", text(t)));
  }
  return path_literal(t, absolute ? std::string_view{} : std::string_view(options_.base_dir), text(t));
}

Node* Builder::home_path_start(const Tok& t) {
  if (options_.home_dir.empty())
    error(t, fmt::format("the path '{}' can not be resolved in pure mode", text(t)),
          "the home directory is not known here");
  lint_absolute(t, "home");
  return path_literal(t, options_.home_dir, text(t).substr(1));
}

// --- strings
// --------------------------------------------------------------------------------------------------

// Strings of the language end at a NUL in too many places for one to be let in.
std::string_view Builder::checked(const Tok& t, std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return text;
  std::string shown;
  for (char c : text) {
    if (c == '\0')
      shown += "␀";
    else
      shown += c;
  }
  error(t,
        fmt::format("input string '{}' cannot be represented as Nix string because it contains null bytes",
                    shown),
        "a NUL byte in here");
  return text;
}

Node* Builder::string_part(const Tok& t) {
  if (!(t.flags & (Tok::kEscaped | Tok::kNul))) return literal(at(t), tree_.string(text(t)));
  const std::string resolved = unescape(text(t));
  return literal(at(t), tree_.string(checked(t, resolved)));
}

Node* Builder::path_part(const Tok& t) {
  return literal(at(t), tree_.string(text(t)));
}

Node* Builder::list_of(Kind kind, Pos pos, std::span<Node* const> items) {
  auto* node = tree_.make_sized<ListNode>(kind, pos, ListNode::bytes_for(items.size()));
  node->count = static_cast<std::uint32_t>(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) node->items[i] = ref_to(items[i]);
  return node;
}

// Requires: `nodes` since the mark are the parts. A part that is text and comes alone is the string.
Node* Builder::string(const Tok* start, const Mark& since) {
  const std::span<Node* const> parts = std::span(nodes).subspan(since.nodes);
  if (parts.empty()) return literal(at(*start), kEmptyString);
  if (parts.size() == 1 && start[1].kind == T::Str) {
    parts[0]->pos = at(*start);
    return parts[0];
  }
  return list_of(Kind::Interpolate, at(*start), parts);
}

Node* Builder::path(const Tok* start, const Mark& since) {
  const std::span<Node* const> parts = std::span(nodes).subspan(since.nodes);
  if (parts.size() == 1) return parts[0];
  return list_of(Kind::PathInterpolate, at(*start), parts);
}

void Builder::ind_text(const Tok& t) {
  std::string_view piece = text(t);
  if (t.flags & Tok::kNul) checked(t, piece);
  const bool escape = (t.flags & Tok::kEscaped) != 0;
  if (escape && piece == "'''")
    piece = "''";
  else if (escape && piece == "''$")
    piece = "$";
  pieces.push_back({nullptr, piece, !escape, at(t)});
}

void Builder::ind_expression(const Tok& t, Node* expression) {
  pieces.push_back({expression, {}, false, at(t)});
}

Node* Builder::ind_string(const Tok* start, const Mark& since) {
  const std::span<const IndPiece> all = std::span(pieces).subspan(since.pieces);
  Stripper stripper{least_indentation(all.data(), all.size())};
  for (const IndPiece& piece : all) {
    if (piece.expression) {
      stripper.pass_expression();
      nodes.push_back(piece.expression);
      continue;
    }
    std::string resolved;
    std::string_view piece_text = piece.text;
    if (!piece.indents && piece_text.starts_with("''\\")) {
      resolved = unescape(piece_text.substr(2));
      piece_text = resolved;
    }
    scratch_.clear();
    stripper.strip(piece_text, &piece == &all.back(), scratch_);
    if (!scratch_.empty()) nodes.push_back(literal(piece.pos, tree_.string(scratch_)));
  }
  const std::span<Node* const> parts = std::span(nodes).subspan(since.nodes);
  if (parts.empty()) return literal(at(*start), kEmptyString);
  // A lone expression stays an interpolation: it has to be coerced. (A string literal in it does not.)
  if (parts.size() == 1 && parts[0]->kind == Kind::Literal &&
      tag_of(static_cast<LiteralNode*>(parts[0])->value) != Tag::Int &&
      tag_of(static_cast<LiteralNode*>(parts[0])->value) != Tag::Box) {
    parts[0]->pos = at(*start);
    return parts[0];
  }
  return list_of(Kind::Interpolate, at(*start), parts);
}

// --- operators and calls
// --------------------------------------------------------------------------------------

Node* Builder::unary(Kind kind, const Tok& op, Node* operand) {
  auto* node = tree_.make<UnaryNode>(kind, at(op));
  node->operand = ref_to(operand);
  return node;
}

namespace {
Kind kind_of(T op) {
  switch (op) {
    case T::And:
      return Kind::And;
    case T::Or:
      return Kind::Or;
    case T::Implies:
      return Kind::Implies;
    case T::Equal:
      return Kind::Equal;
    case T::NotEqual:
      return Kind::NotEqual;
    case T::Update:
      return Kind::Update;
    case T::Concat:
      return Kind::Concat;
    case T::Minus:
      return Kind::Sub;
    case T::Star:
      return Kind::Mul;
    case T::Slash:
      return Kind::Div;
    case T::Less:
      return Kind::Less;
    case T::LessEqual:
      return Kind::LessEqual;
    case T::Greater:
      return Kind::Greater;
    case T::GreaterEqual:
      return Kind::GreaterEqual;
    default:
      return Kind::Error;
  }
}
}  // namespace

Node* Builder::binary(const Tok& op, Node* left, Node* right) {
  auto* node = tree_.make<BinaryNode>(kind_of(op.kind), at(op));
  node->left = ref_to(left);
  node->right = ref_to(right);
  return node;
}

Node* Builder::sum(const Tok& op, const Mark& since) {
  return list_of(Kind::Add, at(op), std::span(nodes).subspan(since.nodes));
}

Node* Builder::pipe(const Tok& op, Node* function, Node* argument) {
  auto* node = tree_.make_sized<CallNode>(Kind::Call, at(op), CallNode::bytes_for(1));
  node->function = ref_to(function);
  node->count = 1;
  node->arguments[0] = ref_to(argument);
  return node;
}

Node* Builder::call(const Tok* start, const Mark& since) {
  const std::span<Node* const> items = std::span(nodes).subspan(since.nodes);
  if (items.size() == 1) {
    // Standing alone, `f or` means the same whatever becomes of `or`.
    if (items[0]->kind == Kind::Call) items[0]->flags &= static_cast<std::uint8_t>(~kCursedOr);
    return items[0];
  }
  warn_if_cursed_or(items.subspan(1));
  const std::size_t count = items.size() - 1;
  auto* node = tree_.make_sized<CallNode>(Kind::Call, at(*start), CallNode::bytes_for(count));
  node->function = ref_to(items[0]);
  node->count = static_cast<std::uint32_t>(count);
  for (std::size_t i = 0; i < count; ++i) node->arguments[i] = ref_to(items[i + 1]);
  return node;
}

// `f or` is `f` applied to a variable named "or".
Node* Builder::call_of_or(const Tok& function, std::span<Node* const> items) {
  Node* node = pipe(function, items[0], items[1]);
  node->flags |= kCursedOr;
  return node;
}

// `f x or` is `f (x or)` today; treating `or` as a name would make it `(f x) or`.
void Builder::warn_if_cursed_or(std::span<Node* const> items) {
  for (Node* item : items) {
    if (item->kind != Kind::Call || !(item->flags & kCursedOr)) continue;
    item->flags &= static_cast<std::uint8_t>(~kCursedOr);
    Diagnostic d;
    d.code = Code::Syntax;
    d.severity = Severity::Warning;
    d.message =
        "This expression uses `or` as an identifier in a way that will change in a future Nix release.";
    const Pos begin = item->pos;
    const Pos word = static_cast<CallNode*>(item)->arguments[0]->pos;
    d.labels.push_back({{begin, word + 2}, "this is a call with the argument `or`"});
    d.hint = "put it in parentheses to keep its meaning";
    warnings_.push_back(std::move(d));
  }
}

Ref<AttrName> Builder::attribute_path(std::size_t first_name) {
  const std::size_t count = names.size() - first_name;
  Ref<AttrName> path = tree_.make_array<AttrName>(count);
  for (std::size_t i = 0; i < count; ++i) {
    const NamePart& part = names[first_name + i];
    path[i].name = part.name;
    path[i].expr = part.dynamic;
    path[i].pos = part.pos;
  }
  return path;
}

Node* Builder::select(const Tok* start, const Mark& since) {
  const std::span<Node* const> items = std::span(nodes).subspan(since.nodes);
  if (names.size() == since.names) return items.size() == 1 ? items[0] : call_of_or(*start, items);
  auto* node = tree_.make<SelectNode>(Kind::Select, at(*start));
  node->object = ref_to(items[0]);
  if (items.size() > 1) {
    warn_if_cursed_or(items.subspan(1));
    node->fallback = ref_to(items[1]);
  }
  node->count = static_cast<std::uint32_t>(names.size() - since.names);
  node->path = attribute_path(since.names);
  return node;
}

Node* Builder::has_attribute(const Tok& op, Node* object, const Mark& since) {
  auto* node = tree_.make<SelectNode>(Kind::HasAttr, at(op));
  node->object = ref_to(object);
  node->count = static_cast<std::uint32_t>(names.size() - since.names);
  node->path = attribute_path(since.names);
  return node;
}

Node* Builder::list(const Tok* start, const Mark& since) {
  const std::span<Node* const> items = std::span(nodes).subspan(since.nodes);
  warn_if_cursed_or(items);
  return list_of(Kind::List, at(*start), items);
}

// --- keywords
// -------------------------------------------------------------------------------------------------

Node* Builder::conditional(const Tok* start, const Mark& since) {
  auto* node = tree_.make<IfNode>(Kind::If, at(*start));
  node->condition = ref_to(nodes[since.nodes]);
  node->then = ref_to(nodes[since.nodes + 1]);
  node->otherwise = ref_to(nodes[since.nodes + 2]);
  return node;
}

Node* Builder::assertion(const Tok* start, const Mark& since) {
  auto* node = tree_.make<AssertNode>(Kind::Assert, at(*start));
  node->condition = ref_to(nodes[since.nodes]);
  node->body = ref_to(nodes[since.nodes + 1]);
  return node;
}

Node* Builder::with(const Tok* start, const Mark& since) {
  auto* node = tree_.make<WithNode>(Kind::With, at(*start));
  node->scope = ref_to(nodes[since.nodes]);
  node->body = ref_to(nodes[since.nodes + 1]);
  return node;
}

Node* Builder::let(const Tok* start, const Mark& since) {
  auto* scope = static_cast<AttrsNode*>(nodes[since.nodes]);
  if (scope->dynamic_count > 0) {
    error(*start, "dynamic attributes not allowed in let", "this let");
    errors_.back().labels.push_back(
        {span_of_token_at(scope->dynamics[0].pos), "this name is known only when it is evaluated"});
  }
  auto* node = tree_.make<LetNode>(Kind::Let, at(*start));
  scope->pos = at(*start);
  node->bindings = ref_to(scope);
  node->body = ref_to(nodes[since.nodes + 1]);
  return node;
}

Node* Builder::error_node(const Tok& t) {
  return tree_.make<Node>(Kind::Error, at(t));
}

// --- functions
// ------------------------------------------------------------------------------------------------

void Builder::formal(const Tok& name, Node* fallback) {
  Formal f;
  f.name = Symbol{name.value};
  f.pos = at(name);
  if (fallback) f.fallback = ref_to(fallback);
  formals.push_back(f);
}

Node* Builder::lambda(const Tok* start, const Mark& since) {
  auto* node = tree_.make<LambdaNode>(Kind::Lambda, at(*start));
  node->argument = Symbol{start->value};
  node->body = ref_to(nodes[since.nodes]);
  return node;
}

void Builder::pattern(const Tok* start, const Tok* end) {
  const Tok* name = nullptr;
  const Tok* closer = end - 2;
  if (start->kind == T::Id) {
    name = start;
  } else if (closer->kind == T::Id) {
    name = closer;
    closer -= 2;
  }
  patterns_.push_back({name ? Symbol{name->value} : Symbol{}, closer[-1].kind == T::Ellipsis});
}

// Requires: the only node since the mark is the body.
Node* Builder::pattern_lambda(const Tok* start, const Mark& since) {
  auto* node = tree_.make<LambdaNode>(Kind::Lambda, at(*start));
  node->flags = LambdaNode::kHasFormals;
  if (patterns_.back().ellipsis) node->flags |= LambdaNode::kEllipsis;
  node->argument = patterns_.back().name;
  patterns_.pop_back();

  const std::span<Formal> written = std::span(formals).subspan(since.formals);
  std::sort(written.begin(), written.end(), [](const Formal& a, const Formal& b) {
    return std::pair(a.name, a.pos) < std::pair(b.name, b.pos);
  });
  check_formals(*node, written);
  node->formal_count = static_cast<std::uint32_t>(written.size());
  node->formals = tree_.make_array<Formal>(written.size());
  std::copy(written.begin(), written.end(), node->formals.get());
  node->body = ref_to(nodes[since.nodes]);
  return node;
}

void Builder::check_formals(const LambdaNode& lambda, std::span<Formal> sorted) {
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const bool twice = i > 0 && sorted[i].name == sorted[i - 1].name;
    const bool shadowed = sorted[i].name == lambda.argument;
    if (!twice && !shadowed) continue;
    Diagnostic& d = add_error(
        Code::Syntax, fmt::format("duplicate formal function argument '{}'", symbols_.text(sorted[i].name)));
    const Span here = span_of_token_at(sorted[i].pos);
    if (twice) {
      d.labels.push_back({here, "named again here"});
      d.labels.push_back({span_of_token_at(sorted[i - 1].pos), "named first here"});
    } else {
      d.labels.push_back({span_of_token_at(lambda.pos), "the name of the whole argument"});
      d.labels.push_back({here, "is the name of one of its attributes too"});
    }
  }
}

}  // namespace hm::syntax
