// The dispatch over node kinds: one activation is (locals, captures) on the native stack. See evaluator.hpp for what
// stands around it, resolve.hpp for how slots came about.
#pragma once

#include "lang/eval/evaluator.hpp"
#include "lang/eval/state.hpp"

namespace hm {

class Interpreter {
 public:
  // Weak head normal form of a resolved node.
  static V eval(Evaluator& ev, ast::Expr e, V* locals, V* captures);
  // The word for a node in a lazy position: a value where it can be had at once, a thunk otherwise.
  static V suspend(Evaluator& ev, ast::Expr e, V* locals, V* captures);

  static V call_lambda(Evaluator& ev, FunctionObj* function, V* arguments, std::uint32_t count, std::uint32_t& used, Pos pos);
  static V call_primitive(Evaluator& ev, std::uint32_t builtin, V* arguments, Pos pos);
  static V run(Evaluator& ev, const ast::DelayNode* node, V* captures);
  static V run_now(Evaluator& ev, const ast::DelayNode* node, V* locals, V* captures);

 private:
  // What eval gives; the most frequent kinds without a call of it.
  static V operand(Evaluator& ev, ast::Expr e, V* locals, V* captures) {
    if (e->kind == ast::Kind::LocalVar) return ev.force(locals[static_cast<ast::VarNode*>(e.get())->slot]);
    if (e->kind == ast::Kind::CaptureVar) return ev.force(captures[static_cast<ast::VarNode*>(e.get())->slot]);
    if (e->kind == ast::Kind::Literal) {
      V value = static_cast<ast::LiteralNode*>(e.get())->value;  // a copy: the tree is not written
      return ev.force(value);
    }
    return eval(ev, e, locals, captures);
  }
  static V call(Evaluator& ev, ast::CallNode* node, V* locals, V* captures);
  template <class Argument>
  static V enter(Evaluator& ev, ast::LambdaNode* node, V* captures, Pos pos, Argument argument);
  static V primitive_call(Evaluator& ev, ast::CallNode* node, V* locals, V* captures);
  static V select(Evaluator& ev, ast::SelectNode* node, V* locals, V* captures, bool& take_fallback);
  static bool has_attr(Evaluator& ev, ast::SelectNode* node, V* locals, V* captures);
  static V* lookup(Evaluator& ev, V attrs, ast::AttrName& name, Symbol symbol);
  static V* find_and_remember(Evaluator& ev, V attrs, Symbol symbol, ast::SiteId id);
  static Symbol dynamic_name(Evaluator& ev, ast::AttrName& name, V* locals, V* captures);
  static V with_variable(Evaluator& ev, ast::VarNode* node, V* locals, V* captures);
  static V attrs(Evaluator& ev, ast::AttrsNode* node, V* locals, V* captures);
  static V rec_attrs(Evaluator& ev, ast::AttrsNode* node, V* locals, V* captures);
  static V add_dynamics(Evaluator& ev, ast::AttrsNode* node, V base, V* locals, V* captures);
  static V override_record(Evaluator& ev, V set, V* record);
  static void let(Evaluator& ev, ast::AttrsNode* node, V* locals, V* captures);
  static void bind_formals(Evaluator& ev, V* captures, ast::LambdaNode* node, V* locals, Pos pos);
  static V cell(Evaluator& ev, ast::Expr e, V* locals, V* captures);
  static void fill(V cell, ast::Expr e, V* locals, V* captures);
  static V closure(Evaluator& ev, ast::LambdaNode* node);
  static V list(Evaluator& ev, ast::ListNode* node, V* locals, V* captures);
  static V concat(Evaluator& ev, ast::BinaryNode* node, V* locals, V* captures);
  static V update(Evaluator& ev, ast::BinaryNode* node, V* locals, V* captures);
  static V arithmetic(Evaluator& ev, ast::BinaryNode* node, V left, V right);
  static V add(Evaluator& ev, ast::ListNode* node, V* locals, V* captures);
  static V interpolate(Evaluator& ev, ast::ListNode* node, V* locals, V* captures);
  static V interpolate_path(Evaluator& ev, ast::ListNode* node, V* locals, V* captures);
  static V current_position(Evaluator& ev, Pos pos);
  static bool condition(Evaluator& ev, ast::Expr e, V* locals, V* captures, std::string_view doing);
  static AttrsObj* new_literal(Evaluator& ev, ast::AttrsNode* node);
  [[noreturn]] static void assertion_failed(Evaluator& ev, ast::AssertNode* node, V* locals, V* captures);
  [[noreturn]] static void missing_attribute(Evaluator& ev, V attrs, Symbol name, Pos pos);
};

}  // namespace hm
