// Questions about the type of a value, and functionArgs.
#include "lang/builtins/support.hpp"

namespace hm {

namespace {

V type_of(Evaluator& e, V* a, Pos) {
  return e.make_string(Evaluator::type_of(e.force(a[0])));
}
V is_null(Evaluator& e, V* a, Pos) {
  return boolean(e.force(a[0]) == kNull);
}
V is_function(Evaluator& e, V* a, Pos) {
  return boolean(Evaluator::is_function(e.force(a[0])));
}
V is_int(Evaluator& e, V* a, Pos) {
  return boolean(Evaluator::is_int(e.force(a[0])));
}
V is_float(Evaluator& e, V* a, Pos) {
  return boolean(Evaluator::is_float(e.force(a[0])));
}
V is_string(Evaluator& e, V* a, Pos) {
  return boolean(Evaluator::is_string(e.force(a[0])));
}
V is_path(Evaluator& e, V* a, Pos) {
  return boolean(Evaluator::is_path(e.force(a[0])));
}
V is_list(Evaluator& e, V* a, Pos) {
  return boolean(Evaluator::is_list(e.force(a[0])));
}
V is_attrs(Evaluator& e, V* a, Pos) {
  return boolean(Evaluator::is_attrs(e.force(a[0])));
}

V is_bool(Evaluator& e, V* a, Pos) {
  V v = e.force(a[0]);
  return boolean(v == kTrue || v == kFalse);
}

// The named arguments of a lambda: true where there is a default. Builtins have none that are named.
V function_args(Evaluator& e, V* a, Pos pos) {
  V v = e.force(a[0]);
  if (!Evaluator::is_function(v)) e.error(Code::TypeMismatch, pos, "'functionArgs' requires a function");
  const auto* function = pointer<FunctionObj>(v);
  if (function->kind != FunctionObj::Lambda) return kEmptyAttrs;
  const ast::LambdaNode* lambda = ast::Ref<ast::LambdaNode>{function->code}.get();
  AttrsBuilder result(e, lambda->formal_count);
  for (std::uint32_t i = 0; i < lambda->formal_count; ++i) {
    const ast::Formal& formal = lambda->formals[i];
    result.add(formal.name, boolean(static_cast<bool>(formal.fallback)), formal.pos);
  }
  return result.finish();
}

}  // namespace

void add_type_builtins(Registry& registry) {
  const Builtin table[] = {
      {"typeOf", 1, 1, false, type_of, "typeOf value",
       "The name of the value's type: \"int\", \"bool\", \"string\", \"path\", \"null\", \"set\", \"list\", "
       "\"lambda\" or "
       "\"float\"."},
      {"isNull", 1, 1, true, is_null, "isNull value", "Is the value null?"},
      {"isFunction", 1, 1, false, is_function, "isFunction value",
       "Is the value a function? A set with `__functor` is not."},
      {"isInt", 1, 1, false, is_int, "isInt value", "Is the value an integer?"},
      {"isFloat", 1, 1, false, is_float, "isFloat value", "Is the value a floating-point number?"},
      {"isString", 1, 1, false, is_string, "isString value", "Is the value a string?"},
      {"isBool", 1, 1, false, is_bool, "isBool value", "Is the value true or false?"},
      {"isPath", 1, 1, false, is_path, "isPath value", "Is the value a path?"},
      {"isList", 1, 1, false, is_list, "isList value", "Is the value a list?"},
      {"isAttrs", 1, 1, false, is_attrs, "isAttrs value", "Is the value an attribute set?"},
      {"functionArgs", 1, 1, false, function_args, "functionArgs function",
       "The names a function with `{ a, b ? 1 }:` asks for, each with true where it has a default."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
}

}  // namespace hm
