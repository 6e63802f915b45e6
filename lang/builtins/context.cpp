// String contexts: which store paths and derivation outputs a string refers to.
#include <algorithm>
#include <map>

#include "lang/builtins/support.hpp"

namespace hm {

using builtin::slots;

namespace {

using Kind = ContextElement::Kind;

V unsafe_discard_string_context(Evaluator& e, V* a, Pos pos) {
  if (Evaluator::is_string(e.force(a[0])) && !Evaluator::context_of(a[0])) return a[0];
  ContextSet context;
  std::string text = e.coerce_to_string(
      a[0], pos, context, {}, "while evaluating the argument passed to builtins.unsafeDiscardStringContext");
  return e.make_string(text);
}

V has_context(Evaluator& e, V* a, Pos pos) {
  ContextSet context;
  e.force_string(a[0], pos, "while evaluating the argument passed to builtins.hasContext", context);
  return boolean(!context.empty());
}

V unsafe_discard_output_dependency(Evaluator& e, V* a, Pos pos) {
  ContextSet context;
  std::string text =
      e.coerce_to_string(a[0], pos, context, {},
                         "while evaluating the argument passed to builtins.unsafeDiscardOutputDependency");
  ContextSet weaker;
  for (std::uint32_t id : context.ids()) {
    const ContextElement& element = e.context_element(id);
    weaker.add(element.kind == Kind::DeepDerivation ? e.context_id({Kind::Path, element.path, {}}) : id);
  }
  return e.make_string(text, weaker);
}

bool names_derivation(std::string_view path) {
  return path.ends_with(".drv");
}

V add_drv_output_dependencies(Evaluator& e, V* a, Pos pos) {
  ContextSet context;
  std::string text = e.coerce_to_string(
      a[0], pos, context, {}, "while evaluating the argument passed to builtins.addDrvOutputDependencies");
  if (context.ids().size() != 1) {
    e.error(Code::BadUse, pos, "context of string '{}' must have exactly one element, but has {}", text,
            context.ids().size());
  }
  const ContextElement element = e.context_element(context.ids()[0]);
  if (element.kind == Kind::Output) {
    e.error(Code::BadUse, pos,
            "`addDrvOutputDependencies` can only act on derivations, not on a derivation output such as '{}'",
            element.output);
  }
  if (element.kind == Kind::Path && !names_derivation(element.path)) {
    e.error(Code::BadUse, pos, "path '{}' is not a derivation", element.path);
  }
  ContextSet stronger;
  stronger.add(e.context_id({Kind::DeepDerivation, element.path, {}}));
  return e.make_string(text, stronger);
}

V get_context(Evaluator& e, V* a, Pos pos) {
  struct Info {
    bool path = false;
    bool all_outputs = false;
    std::vector<std::string> outputs;
  };
  ContextSet context;
  e.force_string(a[0], pos, "while evaluating the argument passed to builtins.getContext", context);
  std::map<std::string, Info> infos;
  for (std::uint32_t id : context.ids()) {
    const ContextElement& element = e.context_element(id);
    Info& info = infos[std::string(element.path)];
    if (element.kind == Kind::Path) info.path = true;
    if (element.kind == Kind::DeepDerivation) info.all_outputs = true;
    if (element.kind == Kind::Output) info.outputs.emplace_back(element.output);
  }
  AttrsBuilder result(e, infos.size());
  for (auto& [path, info] : infos) {
    AttrsBuilder one(e, 3);
    if (info.path) one.add("path", kTrue);
    if (info.all_outputs) one.add("allOutputs", kTrue);
    if (!info.outputs.empty()) {
      std::sort(info.outputs.begin(), info.outputs.end());
      std::vector<V> outputs;
      for (const std::string& output : info.outputs) outputs.push_back(e.make_string(output));
      one.add("outputs", e.make_list(outputs));
    }
    result.add(path, one.finish());
  }
  return result.finish();
}

// What one attribute of appendContext's second argument asks to be added.
void add_elements(Evaluator& e, std::string_view path, V& info, Pos pos, ContextSet& context) {
  e.force_attrs(info, pos, "while evaluating the value of a string context");
  if (V* slot = e.find(info, "path")) {
    if (e.force_bool(*slot, pos, "while evaluating the `path` attribute of a string context")) {
      context.add(e.context_id({Kind::Path, std::string(path), {}}));
    }
  }
  if (V* slot = e.find(info, "allOutputs")) {
    if (e.force_bool(*slot, pos, "while evaluating the `allOutputs` attribute of a string context")) {
      if (!names_derivation(path)) {
        e.error(Code::BadUse, pos,
                "tried to add all-outputs context of {}, which is not a derivation, to a string", path);
      }
      context.add(e.context_id({Kind::DeepDerivation, std::string(path), {}}));
    }
  }
  V* slot = e.find(info, "outputs");
  if (!slot) return;
  const ListObj* outputs =
      e.force_list(*slot, pos, "while evaluating the `outputs` attribute of a string context");
  if (outputs->size && !names_derivation(path)) {
    e.error(Code::BadUse, pos,
            "tried to add derivation output context of {}, which is not a derivation, to a string", path);
  }
  for (std::uint32_t i = 0; i < outputs->size; ++i) {
    std::string_view output = e.force_string_no_context(
        slots(outputs)[i], pos, "while evaluating an output name within a string context");
    context.add(e.context_id({Kind::Output, std::string(path), std::string(output)}));
  }
}

V append_context(Evaluator& e, V* a, Pos pos) {
  ContextSet context;
  std::string_view text = e.force_string(
      a[0], pos, "while evaluating the first argument passed to builtins.appendContext", context);
  e.force_attrs(a[1], pos, "while evaluating the second argument passed to builtins.appendContext");
  const AttrsObj* attrs = e.flat(a[1]);
  const std::string store_dir = e.host().store_dir();
  const std::uint32_t* order = e.by_text(attrs->shape.get());
  for (std::uint32_t i = 0; i < attrs->shape->size; ++i) {
    Symbol symbol = attrs->shape->keys[order[i]];
    const std::string path(e.symbols().text(symbol));
    Pos at = e.position_of(a[1], symbol);
    if (at == kNoPos) at = pos;
    if (!StorePath::parse(store_dir, path).ok()) {
      e.error(Code::BadUse, at, "context key '{}' is not a store path", path);
    }
    add_elements(e, path, e.values_of(a[1])[order[i]], at, context);
  }
  return e.make_string(text, context);
}

}  // namespace

void add_context_builtins(Registry& registry) {
  const Builtin table[] = {
      {"hasContext", 1, 1, false, has_context, "hasContext string",
       "Does the string refer to anything in the store?"},
      {"getContext", 1, 1, false, get_context, "getContext string",
       "What the string refers to: a set of store paths, each with `path`, `allOutputs` or `outputs`."},
      {"appendContext", 2, 1, false, append_context, "appendContext string context",
       "The string with more context, in the form that getContext gives."},
      {"unsafeDiscardStringContext", 1, 1, false, unsafe_discard_string_context,
       "unsafeDiscardStringContext string",
       "The text alone: what it referred to is no longer known, and not kept alive."},
      {"unsafeDiscardOutputDependency", 1, 1, false, unsafe_discard_output_dependency,
       "unsafeDiscardOutputDependency string",
       "The string with references to derivations with all their outputs weakened to the .drv files."},
      {"addDrvOutputDependencies", 1, 1, false, add_drv_output_dependencies,
       "addDrvOutputDependencies string",
       "The string with its one reference to a .drv file strengthened to the derivation with all its "
       "outputs."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
}

}  // namespace hm
