// The parsers the grammar's rules are made of, for Boost.Spirit X3 over `const Tok*`. Included by
// grammar_*.cpp only.
//
// X3's own parsers and attributes are used for sequences, alternatives, repetition and rules; what is special
// to us (tokens, the builder's stacks, nesting, recovery) is here, a few lines each.
#pragma once

#include <functional>
#include <string>

#include <boost/spirit/home/x3.hpp>

#include "lang/syntax/builder.hpp"

namespace hm::syntax::grammar {

namespace x3 = boost::spirit::x3;
using ast::Kind;
using ast::Node;
using Failure = x3::expectation_failure<const Tok*>;
struct BuilderTag;

template <class Context>
Builder& builder_of(const Context& context) {
  return x3::get<BuilderTag>(context).get();
}

// One token.
template <T kind>
struct Token : x3::parser<Token<kind>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  template <class I, class C, class R, class A>
  bool parse(I& i, const I&, const C&, R&, A&) const {
    if (i->kind != kind) return false;
    ++i;
    return true;
  }
};
template <T kind>
constexpr Token<kind> t{};

// A token that is a node.
template <T kind, Node* (Builder::*make)(const Tok&)>
struct Leaf : x3::parser<Leaf<kind, make>> {
  using attribute_type = Node*;
  static constexpr bool has_attribute = true;
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
template <T kind, void (Builder::*act)(const Tok&)>
struct Tell : x3::parser<Tell<kind, act>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  template <class I, class C, class R, class A>
  bool parse(I& i, const I&, const C& c, R&, A&) const {
    if (i->kind != kind) return false;
    (builder_of(c).*act)(*i);
    ++i;
    return true;
  }
};

// Looks at the tokens ahead and takes none.
template <bool (*predicate)(const Tok*)>
struct Look : x3::parser<Look<predicate>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  template <class I, class C, class R, class A>
  bool parse(I& i, const I&, const C&, R&, A&) const {
    return predicate(i);
  }
};
template <bool (*predicate)(const Tok*)>
constexpr Look<predicate> look{};

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

}  // namespace hm::syntax::grammar

// What the grammar's own parsers are called in an expectation failure.
namespace boost::spirit::x3 {
template <hm::syntax::T kind>
struct get_info<hm::syntax::grammar::Token<kind>> {
  using result_type = std::string;
  std::string operator()(const hm::syntax::grammar::Token<kind>&) const {
    return std::string(name_of(kind));
  }
};
template <class S>
struct get_info<hm::syntax::grammar::Push<S>> {
  using result_type = std::string;
  std::string operator()(const hm::syntax::grammar::Push<S>& push) const { return what(push.subject); }
};
template <class S>
struct get_info<hm::syntax::grammar::NestedByPath<S>> {
  using result_type = std::string;
  std::string operator()(const hm::syntax::grammar::NestedByPath<S>& nested) const {
    return what(nested.subject);
  }
};
template <class S>
struct get_info<hm::syntax::grammar::Nested<S>> {
  using result_type = std::string;
  std::string operator()(const hm::syntax::grammar::Nested<S>& nested) const { return what(nested.subject); }
};
template <class S>
struct get_info<hm::syntax::grammar::Named<S>> {
  using result_type = std::string;
  std::string operator()(const hm::syntax::grammar::Named<S>& named) const { return named.name; }
};
}  // namespace boost::spirit::x3
