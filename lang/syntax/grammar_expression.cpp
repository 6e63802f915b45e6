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

#include "lang/syntax/grammar.hpp"
#include "lang/syntax/grammar_parsers.hpp"

namespace hm::syntax {
namespace {

using namespace grammar;
namespace x3 = boost::spirit::x3;
using ast::Kind;

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
    (look<at_lambda> >> make(t<T::Id> >> t<T::Colon> > push(expression), &Builder::lambda))
  | (look<at_pattern> >> pattern_lambda)
  | make(t<T::Assert> > push(expression) > named("';'\tafter the condition", t<T::Semicolon>) > push(expression), &Builder::assertion)
  | make(t<T::With> > push(expression) > named("';'\tafter the set", t<T::Semicolon>) > push(expression), &Builder::with)
  | (look<at_let> >> make(t<T::Let> > push(bindings_of_let) > named("'in' or 'inherit'", t<T::In>) > push(expression),
                          &Builder::let))
  | make(t<T::If> > push(expression) > t<T::Then> > push(expression) > t<T::Else> > push(expression),
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
      const std::uint32_t height = b.height();
      ++i;
      if (op->kind == T::Question) {
        left = has(i, last, c, *op, left);
      } else if (op->kind == T::Plus) {
        left = sum(i, last, c, *op, left);
      } else {
        left = b.binary(*op, left, operand(i, last, c, power.right));
        if (!power.chains && kPowers[i->kind].left == power.left)
          fail(i, "an operator of another kind: comparisons do not chain");
      }
      b.grow(*op, height);
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
      const std::uint32_t height = b.height();
      Node* right = operand(++i, last, c, 1);
      if (kind == T::PipeInto) {
        left = b.pipe(op, right, left);
        b.grow(op, height);
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
const auto interpolation_def = enclosed(t<T::DollarCurly> > expression > t<T::BraceClose>);

// formal_set, with its name on either side
const auto formal = then(t<T::Id> >> -(t<T::Question> > push(expression)),
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
      (t<T::Id> >> t<T::At> > t<T::BraceOpen> > Formals{} > named("'}' or ','", t<T::BraceClose>) > t<T::Colon>)
    | (t<T::BraceOpen> > Formals{} > named("'}' or ','", t<T::BraceClose>)
        > named("':' or '@'", t<T::Colon> | (t<T::At> > t<T::Id> > t<T::Colon>))),
    [](Builder& b, const Tok* start, const Tok* end, const Mark&) { b.pattern(start, end); });
const auto pattern_lambda_def = make(pattern > push(expression), &Builder::pattern_lambda);

// expr_app
const auto application_def = make(push(selection) >> *push(selection), &Builder::call);

// expr_select
const auto selection_def = make(
    push(simple) >> -( (t<T::Dot> > attrpath > -(t<T::OrKeyword> > push(nested(selection))))
                     | push(Leaf<T::OrKeyword, &Builder::variable>{})),
    &Builder::select);

// attrpath, attr, string_attr
const auto name = named("identifier or 'or' or '${' or '\"'",
    Tell<T::Id, &Builder::static_name>{}
  | Tell<T::OrKeyword, &Builder::static_name>{}
  | then(push(string_) | push(interpolation),
         [](Builder& b, const Tok* start, const Tok*, const Mark& since) {
           b.string_name(*start, b.nodes.back());
           b.nodes.resize(since.nodes);
         }));
const auto attrpath_def = then(name >> *(t<T::Dot> > name),
                               [](Builder& b, const Tok*, const Tok*, const Mark& since) {
                                 b.path_length = static_cast<std::uint32_t>(b.names.size()) - since.names;
                               });

// string_parts, ind_string_parts
const auto string__def = make(
    t<T::Quote> > *(push(Leaf<T::Str, &Builder::string_part>{}) | push(interpolation)) > t<T::QuoteClose>,
    &Builder::string);
const auto ind_string = make(
    t<T::IndOpen>
    > *( Tell<T::IndStr, &Builder::ind_text>{}
       | then(push(interpolation), [](Builder& b, const Tok* start, const Tok*, const Mark& since) {
           b.ind_expression(*start, b.nodes.back());
           b.nodes.resize(since.nodes);
         }))
    > named("indented string or '${' or end of an indented string", t<T::IndClose>),
    &Builder::ind_string);

// path_start string_parts_interpolated PATH_END; text may follow the start only before an interpolation
const auto path_part = push(Leaf<T::Str, &Builder::path_part>{});
const auto path = make(
    (push(Leaf<T::Path, &Builder::path_start>{}) | push(Leaf<T::HomePath, &Builder::home_path_start>{}))
    >> -(((path_part > named("'${'", push(interpolation))) | push(interpolation)) >> *(path_part | push(interpolation)))
    > t<T::PathEnd>,
    &Builder::path);

// binds
const auto definition_def =
    then(t<T::Inherit> > -(t<T::ParenOpen> > push(expression) > t<T::ParenClose>) > *name
             > named("a name or ';'", t<T::Semicolon>),
         [](Builder& b, const Tok* start, const Tok*, const Mark& since) { b.inherit(start, since); })
  | then(attrpath > named("'.' or '='", t<T::Assign>) > nested_by_path(push(expression))
             > named("';'\tafter this definition", t<T::Semicolon>),
         [](Builder& b, const Tok*, const Tok*, const Mark& since) { b.binding(since); });

// expr_simple, the commonest first
const auto simple_def =
    Leaf<T::Id, &Builder::variable>{}
  | string_
  | enclosed(t<T::ParenOpen> > expression > t<T::ParenClose>)
  | make(t<T::BraceOpen> > definitions("'inherit'", definition) > named("'inherit'", t<T::BraceClose>), &Builder::set)
  | nested(enclosed(make(t<T::BracketOpen> > *push(selection) > named("a list item", t<T::BracketClose>),
                         &Builder::list)))
  | ind_string
  | path
  | Leaf<T::Int, &Builder::integer>{}
  | make(t<T::Rec> > t<T::BraceOpen> > definitions("'inherit' or '}'", definition)
             > named("'inherit' or '}'", t<T::BraceClose>),
         &Builder::rec_set)
  | Leaf<T::Float, &Builder::floating>{}
  | Leaf<T::SearchPath, &Builder::search_path>{}
  | Leaf<T::Uri, &Builder::uri>{}
  | make(t<T::Let> > t<T::BraceOpen> > definitions("'inherit' or '}'", definition)
             > named("'inherit' or '}'", t<T::BraceClose>),
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
  const auto file = x3::with<BuilderTag>(std::ref(builder))[expression > t<T::End>];
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
