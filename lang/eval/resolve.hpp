// Scope resolution: decides at parse time where every variable lives, and what every delayed expression captures.
//
// A *unit* is what is evaluated with one frame: the body of a lambda, or of an expression in a lazy position (a
// Delay node). Its variables are numbered local slots; what it needs from outside is copied into numbered captures
// when the closure or thunk is made (2.1 words on average). Wide scopes (`rec`, and `let` with more than
// kWideLet names) are one record in one slot instead, so that what lies inside captures one word for all of them.
//
// Names bound in the base scope (builtins) become literals. Operators become intrinsics unless `__sub`, `__mul`,
// `__div` or `__lessThan` is shadowed. Rewrites the tree in place; a tree is resolved once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/diagnostic.hpp"
#include "lang/base/symbol.hpp"
#include "lang/syntax/ast.hpp"

namespace hm {

// The variables every file starts with.
class BaseScope {
 public:
  virtual ~BaseScope() = default;
  // The word of a global variable (a function, a constant, or a thunk of one), or 0.
  virtual V global(Symbol name) = 0;
  // `builtins.name`, or 0 where there is no such builtin.
  virtual V builtin(Symbol name) = 0;
  virtual Symbol builtins_symbol() = 0;
};

class Resolver {
 public:
  explicit Resolver(SymbolTable& symbols);

  static constexpr std::uint32_t kWideLet = 16;

  // Resolves a whole file. With `scope` (scopedImport), its names are in local slot 0 as a record.
  // An undefined variable is an error value; the tree is unusable then.
  ast::Ref<ast::DelayNode> resolve(ast::Tree& tree, ast::Expr root, BaseScope& base, const Shape* scope,
                                   std::vector<Error>& errors);

 private:
  struct Unit;
  struct Storage {
    Unit* unit;
    std::uint32_t slot;
    std::uint32_t field;  // kNoField: the slot itself
  };
  static constexpr std::uint32_t kNoField = 0xffff'ffff;
  struct Bound {
    Storage storage;
    Symbol name;
    std::uint32_t shadowed;  // index of the binding it hides, or kNone
  };
  static constexpr std::uint32_t kNone = 0xffff'ffff;
  struct Captured {
    Unit* unit;
    std::uint32_t slot;
    std::uint32_t source;  // access in the parent unit
  };
  struct Unit {
    Unit* parent;
    std::uint32_t locals = 0;
    std::vector<Captured> captures;
  };
  struct WithScope {
    Unit* unit;
    std::uint32_t slot;
  };

  ast::Expr strict(ast::Expr e);
  ast::Expr lazy(ast::Expr e);
  ast::Expr binding_value(ast::Expr e, std::uint32_t first_bound);
  ast::Ref<ast::DelayNode> unit_of(ast::Expr e);
  ast::Expr delay(ast::Expr e);
  bool is_atom(ast::Expr e, std::uint32_t first_bound = kNone, int depth = 0);
  ast::Expr list(ast::ListNode* node);
  bool is_static(Symbol name) const;

  std::string undefined_hint(std::string_view name) const;
  ast::Expr variable(ast::VarNode* node);
  void lambda(ast::LambdaNode* node);
  void attrs(ast::AttrsNode* node);
  void rec_attrs(ast::AttrsNode* node);
  void let(ast::LetNode* node);
  ast::Expr select(ast::SelectNode* node, ast::Expr self);
  ast::Expr call(ast::CallNode* node, ast::Expr self);
  ast::Expr operation(ast::BinaryNode* node, ast::Expr self);
  void path_names(ast::SelectNode* node);
  void from_sources(ast::AttrsNode* node, std::uint32_t first_bound);
  ast::Expr select_from(ast::AttrsNode* node, const ast::Binding& binding);
  void dynamics(ast::AttrsNode* node);
  ast::Expr call_of(ast::Expr function, std::initializer_list<ast::Expr> arguments, Pos pos);
  ast::Expr var_of(Symbol name, Pos pos);

  std::uint32_t access(Unit* unit, Unit* owner, std::uint32_t slot);
  void bind(Symbol name, Storage storage);
  void unbind(std::size_t count);
  std::uint32_t new_local() { return unit_->locals++; }

  SymbolTable& symbols_;
  ast::Tree* tree_ = nullptr;
  BaseScope* base_ = nullptr;
  Unit* unit_ = nullptr;
  std::vector<Error>* errors_ = nullptr;
  std::vector<Bound> bound_;
  std::vector<std::uint32_t> heads_;  // by symbol id: innermost binding in bound_, or kNone
  std::vector<WithScope> withs_;
  Symbol sub_, mul_, div_, less_than_, find_file_, nix_path_;
};

}  // namespace hm
