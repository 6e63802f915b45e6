// The grammar. Reads like the language reference: one rule a production, in its order.
//
// Boost.Spirit X3 over `const Tok*`. Each alternative begins with a token of its own or a predicate that
// looks at up to four tokens; after that `>` demands the rest, so nothing is ever parsed twice. Operators are
// a Pratt parser (a rule for each of the twelve levels of precedence took a third more time). All rules have
// the attribute `Node*`; what a construct means is in Builder.
//
// What stands right of a `>` has a name. It is the "expecting …" clause of the error; where too many tokens
// would do to list them, it says in words what was expected.
#include <functional>
#include <string>

#include <boost/spirit/home/x3.hpp>

#include "lang/syntax/builder.hpp"
#include "lang/syntax/grammar.hpp"

namespace hm::syntax {
namespace {

namespace x3 = boost::spirit::x3;
using ast::Kind;
using ast::Node;
using Failure = x3::expectation_failure<const Tok*>;
struct BuilderTag;

template <class Context>
Builder& builder_of(const Context& context) {
  return x3::get<BuilderTag>(context).get();
}

// --- parsers the rules are made of
// ----------------------------------------------------------------------------

// One token.
struct Token : x3::parser<Token> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  T kind;
  constexpr explicit Token(T k) : kind(k) {}
  template <class I, class C, class R, class A>
  bool parse(I& i, const I&, const C&, R&, A&) const {
    if (i->kind != kind) return false;
    ++i;
    return true;
  }
};
constexpr Token t(T kind) {
  return Token(kind);
}

// A token that is a node.
struct Leaf : x3::parser<Leaf> {
  using attribute_type = Node*;
  static constexpr bool has_attribute = true;
  using Make = Node* (Builder::*)(const Tok&);
  T kind;
  Make make;
  constexpr Leaf(T k, Make m) : kind(k), make(m) {}
  template <class I, class C, class R, class A>
  bool parse(I& i, const I&, const C& c, R&, A& a) const {
    if (i->kind != kind) return false;
    Node* node = (builder_of(c).*make)(*i);
    ++i;
    x3::traits::move_to(node, a);
    return true;
  }
};

// A token told to the builder.
struct Tell : x3::parser<Tell> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  using Act = void (Builder::*)(const Tok&);
  T kind;
  Act act;
  constexpr Tell(T k, Act f) : kind(k), act(f) {}
  template <class I, class C, class R, class A>
  bool parse(I& i, const I&, const C& c, R&, A&) const {
    if (i->kind != kind) return false;
    (builder_of(c).*act)(*i);
    ++i;
    return true;
  }
};

// Looks at the tokens ahead and takes none.
struct Look : x3::parser<Look> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  using Predicate = bool (*)(const Tok*);
  Predicate predicate;
  constexpr explicit Look(Predicate p) : predicate(p) {}
  template <class I, class C, class R, class A>
  bool parse(I& i, const I&, const C&, R&, A&) const {
    return predicate(i);
  }
};
constexpr Look look(Look::Predicate p) {
  return Look(p);
}

template <class S, class Derived>
using Unary = x3::unary_parser<S, Derived>;
template <class S>
using Parser = typename x3::extension::as_parser<S>::value_type;

// Puts the subject's node on the builder's stack.
template <class S>
struct Push : Unary<S, Push<S>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  constexpr explicit Push(const S& s) : Unary<S, Push<S>>(s) {}
  template <class I, class C, class R, class A>
  bool parse(I& i, const I& last, const C& c, R& r, A&) const {
    Node* node = nullptr;
    if (!this->subject.parse(i, last, c, r, node)) return false;
    builder_of(c).nodes.push_back(node);
    return true;
  }
};
template <class S>
constexpr auto push(const S& s) {
  return Push<Parser<S>>(x3::as_parser(s));
}

// Makes one node of what the subject pushed.
template <class S>
struct Make : Unary<S, Make<S>> {
  using attribute_type = Node*;
  static constexpr bool has_attribute = true;
  using Act = Node* (Builder::*)(const Tok*, const Mark&);
  Act act;
  constexpr Make(const S& s, Act f) : Unary<S, Make<S>>(s), act(f) {}
  template <class I, class C, class R, class A>
  bool parse(I& i, const I& last, const C& c, R& r, A& a) const {
    Builder& b = builder_of(c);
    const Mark mark = b.mark();
    const Tok* start = i;
    if (!this->subject.parse(i, last, c, r, x3::unused)) return false;
    Node* node = (b.*act)(start, mark);
    b.reset(mark);
    x3::traits::move_to(node, a);
    return true;
  }
};
template <class S>
constexpr auto make(const S& s, typename Make<Parser<S>>::Act act) {
  return Make<Parser<S>>(x3::as_parser(s), act);
}

// Calls the builder with the subject's tokens [start, end) and what it pushed, and leaves the stacks to it.
template <class S, class Act>
struct Then : Unary<S, Then<S, Act>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  Act act;
  constexpr Then(const S& s, Act f) : Unary<S, Then<S, Act>>(s), act(f) {}
  template <class I, class C, class R, class A>
  bool parse(I& i, const I& last, const C& c, R& r, A&) const {
    Builder& b = builder_of(c);
    const Mark mark = b.mark();
    const Tok* start = i;
    if (!this->subject.parse(i, last, c, r, x3::unused)) return false;
    act(b, start, i, mark);
    return true;
  }
};
template <class S, class Act>
constexpr auto then(const S& s, Act act) {
  return Then<Parser<S>, Act>(x3::as_parser(s), act);
}

// Counts a level of nesting.
template <class S>
struct Nested : Unary<S, Nested<S>> {
  using attribute_type = Node*;
  static constexpr bool has_attribute = true;
  constexpr explicit Nested(const S& s) : Unary<S, Nested<S>>(s) {}
  template <class I, class C, class R, class A>
  bool parse(I& i, const I& last, const C& c, R& r, A& a) const {
    Builder& b = builder_of(c);
    const std::uint32_t outer = b.enter(*i);
    const bool matched = this->subject.parse(i, last, c, r, a);
    b.leave(outer);
    return matched;
  }
};
template <class S>
constexpr auto nested(const S& s) {
  return Nested<Parser<S>>(x3::as_parser(s));
}

// Counts the sets that the attribute path before it nests, beside the one it stands in.
template <class S>
struct NestedByPath : Unary<S, NestedByPath<S>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  constexpr explicit NestedByPath(const S& s) : Unary<S, NestedByPath<S>>(s) {}
  template <class I, class C, class R, class A>
  bool parse(I& i, const I& last, const C& c, R& r, A& a) const {
    Builder& b = builder_of(c);
    const std::uint32_t levels = b.path_length - 1;
    const std::uint32_t outer = b.enter(*i, levels);
    const bool matched = this->subject.parse(i, last, c, r, a);
    b.leave(outer, levels);
    return matched;
  }
};
template <class S>
constexpr auto nested_by_path(const S& s) {
  return NestedByPath<Parser<S>>(x3::as_parser(s));
}

// Says what is expected where the subject does not match.
template <class S>
struct Named : Unary<S, Named<S>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  const char* name;
  constexpr Named(const char* n, const S& s) : Unary<S, Named<S>>(s), name(n) {}
  template <class I, class C, class R, class A>
  bool parse(I& i, const I& last, const C& c, R& r, A& a) const {
    return this->subject.parse(i, last, c, r, a);
  }
};
template <class S>
constexpr auto named(const char* name, const S& s) {
  return Named<Parser<S>>(name, x3::as_parser(s));
}

// After an error between a bracket and its match, goes on behind the match with an Error node.
template <class S>
struct Enclosed : Unary<S, Enclosed<S>> {
  using attribute_type = Node*;
  static constexpr bool has_attribute = true;
  constexpr explicit Enclosed(const S& s) : Unary<S, Enclosed<S>>(s) {}
  template <class I, class C, class R, class A>
  bool parse(I& i, const I& last, const C& c, R& r, A& a) const {
    const Tok* start = i;
    Builder& b = builder_of(c);
    const Mark mark = b.mark();
    const std::uint32_t depth = b.depth();
    try {
      return this->subject.parse(i, last, c, r, a);
    } catch (const Failure& failure) {
      Node* node = recover(b, start, failure, i);
      b.reset(mark);
      b.set_depth(depth);
      x3::traits::move_to(node, a);
      return true;
    }
  }

 private:
  // Requires: called in the handler of `failure`, which it throws again where the bracket has no match.
  static Node* recover(Builder& b, const Tok* start, const Failure& failure, const Tok*& i) {
    b.unexpected(failure.where(), failure.which());
    const Tok* closer = b.closer_of(start);
    if (!closer || closer < failure.where()) throw;
    i = closer + 1;
    return b.error_node(*start);
  }
};
template <class S>
constexpr auto enclosed(const S& s) {
  return Enclosed<Parser<S>>(x3::as_parser(s));
}

// Any number of definitions up to a '}' or `in`. After an error in one, goes on with the next.
template <class S>
struct Definitions : Unary<S, Definitions<S>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  const char* expected;  // where neither a definition nor the end comes
  constexpr Definitions(const char* e, const S& s) : Unary<S, Definitions<S>>(s), expected(e) {}
  template <class I, class C, class R, class A>
  bool parse(I& i, const I& last, const C& c, R& r, A&) const {
    while (i->kind != T::BraceClose && i->kind != T::In && i->kind != T::End) {
      const Tok* start = i;
      Builder& b = builder_of(c);
      const Mark mark = b.mark();
      const std::uint32_t depth = b.depth();
      try {
        if (!this->subject.parse(i, last, c, r, x3::unused)) {
          b.unexpected(i, expected);
          i = b.next_definition(start, i);
        }
      } catch (const Failure& failure) {
        recover(b, start, failure, i);
        b.reset(mark);
        b.set_depth(depth);
      }
    }
    return true;
  }

 private:
  static void recover(Builder& b, const Tok* start, const Failure& failure, const Tok*& i) {
    b.unexpected(failure.where(), failure.which());
    i = b.next_definition(start, failure.where());
  }
};
template <class S>
constexpr auto definitions(const char* expected, const S& s) {
  return Definitions<Parser<S>>(expected, x3::as_parser(s));
}

}  // namespace
}  // namespace hm::syntax

// What the grammar's own parsers are called in an expectation failure.
namespace boost::spirit::x3 {
template <>
struct get_info<hm::syntax::Token> {
  using result_type = std::string;
  std::string operator()(const hm::syntax::Token& token) const { return std::string(name_of(token.kind)); }
};
template <class S>
struct get_info<hm::syntax::Push<S>> {
  using result_type = std::string;
  std::string operator()(const hm::syntax::Push<S>& push) const { return what(push.subject); }
};
template <class S>
struct get_info<hm::syntax::NestedByPath<S>> {
  using result_type = std::string;
  std::string operator()(const hm::syntax::NestedByPath<S>& nested) const { return what(nested.subject); }
};
template <class S>
struct get_info<hm::syntax::Nested<S>> {
  using result_type = std::string;
  std::string operator()(const hm::syntax::Nested<S>& nested) const { return what(nested.subject); }
};
template <class S>
struct get_info<hm::syntax::Named<S>> {
  using result_type = std::string;
  std::string operator()(const hm::syntax::Named<S>& named) const { return named.name; }
};
}  // namespace boost::spirit::x3

namespace hm::syntax {
namespace {

// --- rules
// ----------------------------------------------------------------------------------------------------

template <class Id>
using Rule = x3::rule<Id, Node*>;
const Rule<struct ExpressionId> expression = "an expression";
const Rule<struct OperationId> operation = "an expression";
const Rule<struct ApplicationId> application = "an operand";
const Rule<struct SelectionId> selection = "an expression";
const Rule<struct SimpleId> simple = "an expression";
const Rule<struct StringId> string_ = "a string";
const Rule<struct PatternId> pattern_lambda = "a function";
const Rule<struct InterpolationId> interpolation = "'${'";
const x3::rule<struct AttrPathId> attrpath = "identifier or 'or' or '${' or '\"'";
const x3::rule<struct DefinitionId> definition = "a definition";

// expr_function: what begins with a name and ':' or '@', a pattern, or a keyword.
bool at_lambda(const Tok* f) {
  return f->kind == T::Id && f[1].kind == T::Colon;
}
bool after_pattern(const Tok* f) {
  return f->kind == T::Colon || f->kind == T::At;
}
bool at_pattern(const Tok* f) {
  if (f->kind == T::Id) return f[1].kind == T::At;
  if (f->kind != T::BraceOpen) return false;
  if (f[1].kind == T::Ellipsis) return true;
  if (f[1].kind == T::BraceClose) return after_pattern(f + 2);
  return f[1].kind == T::Id &&
         (f[2].kind == T::Comma || f[2].kind == T::Question || f[2].kind == T::BraceClose);
}
bool at_let(const Tok* f) {
  return f->kind == T::Let && f[1].kind != T::BraceOpen;
}

// clang-format off
const auto bindings_of_let = make(definitions("'in' or 'inherit'", definition), &Builder::bindings);

const auto expression_def = nested(
    (look(at_lambda) >> make(t(T::Id) >> t(T::Colon) > push(expression), &Builder::lambda))
  | (look(at_pattern) >> pattern_lambda)
  | make(t(T::Assert) > push(expression) > named("';'\tafter the condition", t(T::Semicolon)) > push(expression), &Builder::assertion)
  | make(t(T::With) > push(expression) > named("';'\tafter the set", t(T::Semicolon)) > push(expression), &Builder::with)
  | (look(at_let) >> make(t(T::Let) > push(bindings_of_let) > named("'in' or 'inherit'", t(T::In)) > push(expression),
                          &Builder::let))
  | make(t(T::If) > push(expression) > t(T::Then) > push(expression) > t(T::Else) > push(expression),
         &Builder::conditional)
  | operation);
// clang-format on

// expr_op, expr_pipe_from, expr_pipe_into: see pratt below.
struct Power {
  std::uint8_t left, right;
  bool chains = true;  // false: a == b == c is an error
};
constexpr Power power_of(T kind) {
  switch (kind) {
    case T::Implies:
      return {2, 1};
    case T::Or:
      return {4, 5};
    case T::And:
      return {6, 7};
    case T::Equal:
    case T::NotEqual:
      return {8, 9, false};
    case T::Less:
    case T::LessEqual:
    case T::Greater:
    case T::GreaterEqual:
      return {10, 11, false};
    case T::Update:
      return {13, 12};
    // 14: the operand of '!'
    case T::Plus:
    case T::Minus:
      return {16, 17};
    case T::Star:
    case T::Slash:
      return {18, 19};
    case T::Concat:
      return {21, 20};
    case T::Question:
      return {22, 0};
    // 24: the operand of a '-' before it
    default:
      return {0, 0};
  }
}
struct Powers {
  Power of[static_cast<std::size_t>(T::kCount)];
  constexpr Powers() : of() {
    for (std::size_t i = 0; i < static_cast<std::size_t>(T::kCount); ++i) of[i] = power_of(static_cast<T>(i));
  }
  constexpr const Power& operator[](T kind) const { return of[static_cast<std::size_t>(kind)]; }
};
constexpr Powers kPowers;
constexpr std::uint8_t kNotPower = 14;
constexpr std::uint8_t kNegatePower = 24;

struct Operation : x3::parser<Operation> {
  using attribute_type = Node*;
  static constexpr bool has_attribute = true;

  template <class I, class C, class R, class A>
  bool parse(I& i, const I& last, const C& c, R&, A& a) const {
    Node* node = operators(i, last, c, 1);
    if (!node) return false;
    if (i->kind == T::PipeInto || i->kind == T::PipeFrom) node = pipes(i, last, c, node);
    x3::traits::move_to(node, a);
    return true;
  }

 private:
  // The expression of operators that bind at least as tightly as `least`; null where none begins here.
  template <class I, class C>
  static Node* operators(I& i, const I& last, const C& c, unsigned least) {
    Builder& b = builder_of(c);
    Node* left = prefix(i, last, c);
    if (!left) return nullptr;
    for (;;) {
      const Tok* op = i;
      const Power power = kPowers[op->kind];
      if (power.left < least || power.left == 0) return left;
      ++i;
      if (op->kind == T::Question) {
        left = has(i, last, c, *op, left);
      } else if (op->kind == T::Plus) {
        left = sum(i, last, c, *op, left);
      } else {
        left = b.binary(*op, left, operand(i, last, c, power.right));
        if (!power.chains && kPowers[i->kind].left == power.left) fail(i, "an end of the comparison");
      }
      b.grow(*op);
    }
  }

  template <class I, class C>
  static Node* prefix(I& i, const I& last, const C& c) {
    const Tok* op = i;
    if (op->kind == T::Not) return builder_of(c).unary(Kind::Not, *op, operand(++i, last, c, kNotPower));
    if (op->kind == T::Minus)
      return builder_of(c).unary(Kind::Negate, *op, operand(++i, last, c, kNegatePower));
    Node* node = nullptr;
    return application.parse(i, last, c, x3::unused, node) ? node : nullptr;
  }

  // What has to follow an operator.
  template <class I, class C>
  static Node* operand(I& i, const I& last, const C& c, unsigned least) {
    Builder& b = builder_of(c);
    const std::uint32_t outer = b.enter(*i);
    Node* node = operators(i, last, c, least);
    if (!node) fail(i, "an operand");
    b.leave(outer);
    return node;
  }

  // a + b + c + …: one node, however long.
  template <class I, class C>
  static Node* sum(I& i, const I& last, const C& c, const Tok& op, Node* left) {
    Builder& b = builder_of(c);
    const Mark mark = b.mark();
    b.nodes.push_back(left);
    for (;;) {
      Node* right = operand(i, last, c, kPowers[T::Plus].right);
      b.nodes.push_back(right);
      if (i->kind != T::Plus) break;
      ++i;
    }
    Node* node = b.sum(op, mark);
    b.reset(mark);
    return node;
  }

  template <class I, class C>
  static Node* has(I& i, const I& last, const C& c, const Tok& op, Node* left) {
    Builder& b = builder_of(c);
    const Mark mark = b.mark();
    if (!attrpath.parse(i, last, c, x3::unused, x3::unused)) fail(i, attrpath.name);
    Node* node = b.has_attribute(op, left, mark);
    b.reset(mark);
    return node;
  }

  // a |> f |> g  is  g (f a),  f <| g <| a  is  f (g a); the two do not mix.
  template <class I, class C>
  static Node* pipes(I& i, const I& last, const C& c, Node* left) {
    Builder& b = builder_of(c);
    const T kind = i->kind;
    while (i->kind == kind) {
      const Tok& op = *i;
      Node* right = operand(++i, last, c, 1);
      if (kind == T::PipeInto) {
        left = b.pipe(op, right, left);
        b.grow(op);
        continue;
      }
      if (i->kind == kind) {
        const std::uint32_t outer = b.enter(op);
        right = pipes(i, last, c, right);
        b.leave(outer);
      }
      return b.pipe(op, left, right);
    }
    return left;
  }

  [[noreturn]] static void fail(const Tok* where, const std::string& expected) {
    boost::throw_exception(Failure(where, expected));
  }
};
const auto operation_def = Operation{};

// clang-format off
// ${ expr }
const auto interpolation_def = enclosed(t(T::DollarCurly) > expression > t(T::BraceClose));

// formal_set, with its name on either side
const auto formal = then(t(T::Id) >> -(t(T::Question) > push(expression)),
                         [](Builder& b, const Tok* start, const Tok*, const Mark& since) {
                           b.formal(*start, b.nodes.size() > since.nodes ? b.nodes.back() : nullptr);
                           b.nodes.resize(since.nodes);
                         });
// Formals { a, b ? 1, ... }: the comma decides whether another formal, the '...' or the end follows.
struct Formals : x3::parser<Formals> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  template <class I, class C, class R, class A>
  bool parse(I& i, const I& last, const C& c, R& r, A&) const {
    if (i->kind == T::BraceClose) return true;
    for (;;) {
      if (i->kind == T::Ellipsis) {
        ++i;
        if (i->kind != T::BraceClose) boost::throw_exception(Failure(i, "'}'"));
        return true;
      }
      if (!formal.parse(i, last, c, r, x3::unused))
        boost::throw_exception(Failure(i, "identifier or '...' or '}'"));
      if (i->kind != T::Comma) return true;
      ++i;
      if (i->kind == T::BraceClose) return true;
    }
  }
};

const auto pattern = then(
      (t(T::Id) >> t(T::At) > t(T::BraceOpen) > Formals{} > named("'}' or ','", t(T::BraceClose)) > t(T::Colon))
    | (t(T::BraceOpen) > Formals{} > named("'}' or ','", t(T::BraceClose))
        > named("':' or '@'", t(T::Colon) | (t(T::At) > t(T::Id) > t(T::Colon)))),
    [](Builder& b, const Tok* start, const Tok* end, const Mark&) { b.pattern(start, end); });
const auto pattern_lambda_def = make(pattern > push(expression), &Builder::pattern_lambda);

// expr_app
const auto application_def = make(push(selection) >> *push(selection), &Builder::call);

// expr_select
const auto selection_def = make(
    push(simple) >> -( (t(T::Dot) > attrpath > -(t(T::OrKeyword) > push(nested(selection))))
                     | push(Leaf(T::OrKeyword, &Builder::variable))),
    &Builder::select);

// attrpath, attr, string_attr
const auto name = named("identifier or 'or' or '${' or '\"'",
    Tell(T::Id, &Builder::static_name)
  | Tell(T::OrKeyword, &Builder::static_name)
  | then(push(string_) | push(interpolation),
         [](Builder& b, const Tok* start, const Tok*, const Mark& since) {
           b.string_name(*start, b.nodes.back());
           b.nodes.resize(since.nodes);
         }));
const auto attrpath_def = then(name >> *(t(T::Dot) > name),
                               [](Builder& b, const Tok*, const Tok*, const Mark& since) {
                                 b.path_length = static_cast<std::uint32_t>(b.names.size()) - since.names;
                               });

// string_parts, ind_string_parts
const auto string__def = make(
    t(T::Quote) > *(push(Leaf(T::Str, &Builder::string_part)) | push(interpolation)) > t(T::QuoteClose),
    &Builder::string);
const auto ind_string = make(
    t(T::IndOpen)
    > *( Tell(T::IndStr, &Builder::ind_text)
       | then(push(interpolation), [](Builder& b, const Tok* start, const Tok*, const Mark& since) {
           b.ind_expression(*start, b.nodes.back());
           b.nodes.resize(since.nodes);
         }))
    > named("indented string or '${' or end of an indented string", t(T::IndClose)),
    &Builder::ind_string);

// path_start string_parts_interpolated PATH_END; text may follow the start only before an interpolation
const auto path_part = push(Leaf(T::Str, &Builder::path_part));
const auto path = make(
    (push(Leaf(T::Path, &Builder::path_start)) | push(Leaf(T::HomePath, &Builder::home_path_start)))
    >> -(((path_part > named("'${'", push(interpolation))) | push(interpolation)) >> *(path_part | push(interpolation)))
    > t(T::PathEnd),
    &Builder::path);

// binds
const auto definition_def =
    then(t(T::Inherit) > -(t(T::ParenOpen) > push(expression) > t(T::ParenClose)) > *name
             > named("a name or ';'", t(T::Semicolon)),
         [](Builder& b, const Tok* start, const Tok*, const Mark& since) { b.inherit(start, since); })
  | then(attrpath > named("'.' or '='", t(T::Assign)) > nested_by_path(push(expression))
             > named("';'\tafter this definition", t(T::Semicolon)),
         [](Builder& b, const Tok*, const Tok*, const Mark& since) { b.binding(since); });

// expr_simple, the commonest first
const auto simple_def =
    Leaf(T::Id, &Builder::variable)
  | string_
  | enclosed(t(T::ParenOpen) > expression > t(T::ParenClose))
  | make(t(T::BraceOpen) > definitions("'inherit'", definition) > named("'inherit'", t(T::BraceClose)), &Builder::set)
  | nested(enclosed(make(t(T::BracketOpen) > *push(selection) > named("a list item", t(T::BracketClose)),
                         &Builder::list)))
  | ind_string
  | path
  | Leaf(T::Int, &Builder::integer)
  | make(t(T::Rec) > t(T::BraceOpen) > definitions("'inherit' or '}'", definition)
             > named("'inherit' or '}'", t(T::BraceClose)),
         &Builder::rec_set)
  | Leaf(T::Float, &Builder::floating)
  | Leaf(T::SearchPath, &Builder::search_path)
  | Leaf(T::Uri, &Builder::uri)
  | make(t(T::Let) > t(T::BraceOpen) > definitions("'inherit' or '}'", definition)
             > named("'inherit' or '}'", t(T::BraceClose)),
         &Builder::old_let);
// clang-format on

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
BOOST_SPIRIT_DEFINE(expression, pattern_lambda, operation, application, selection, simple, interpolation,
                    string_, attrpath, definition)
#pragma GCC diagnostic pop

}  // namespace

Node* parse_tokens(const Lexed& lexed, Builder& builder) {
  const Tok* first = lexed.tokens.data();
  const Tok* last = first + lexed.tokens.size();
  const auto file = x3::with<BuilderTag>(std::ref(builder))[expression > t(T::End)];
  Node* root = nullptr;
  try {
    if (!x3::parse(first, last, file, root)) {
      builder.unexpected(first, "an expression");
      return nullptr;
    }
  } catch (const Failure& failure) {
    builder.unexpected(failure.where(), failure.which());
    return nullptr;
  }
  return root;
}

}  // namespace hm::syntax
