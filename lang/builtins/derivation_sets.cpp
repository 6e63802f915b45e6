// The sets that stand for derivations in configurations: what `derivation` gives, and what importing a .drv
// gives.
#include <algorithm>

#include "lang/builtins/paths.hpp"
#include "lang/builtins/support.hpp"
#include "lang/eval/attrs.hpp"
#include "lang/eval/paths.hpp"

namespace hm {

namespace builtin {

// The set of one output: the attributes, every output by name, and what identifies this one. All outputs'
// sets have the same names, so they share a shape, and refer to each other directly.
V derivation(Evaluator& e, V* args, Pos pos) {
  e.force_attrs(args[0], pos, "while evaluating the argument passed to builtins.derivation");
  const V attrs = args[0];
  SymbolTable& symbols = e.symbols();
  std::vector<Symbol> outputs;
  if (V* given = e.find(attrs, "outputs")) {
    const ListObj* list = e.force_list(*given, pos, "while evaluating the outputs of a derivation");
    for (std::uint32_t i = 0; i < list->size; ++i) {
      outputs.push_back(symbols.intern(
          e.force_string_no_context(builtin::slots(list)[i], pos, "while evaluating an output name")));
    }
    if (outputs.empty()) e.error(Code::BadUse, pos, "derivation cannot have an empty set of outputs");
  } else {
    outputs.push_back(symbols.intern("out"));
  }
  const Symbol all = symbols.intern("all"), drv_attrs = symbols.intern("drvAttrs"),
               out_path = symbols.intern("outPath"), drv_path = symbols.intern("drvPath"),
               type = symbols.intern("type"), output_name = symbols.intern("outputName");

  const AttrsObj* given = e.flat(attrs);
  std::vector<Symbol> keys(given->shape->keys, given->shape->keys + given->shape->size);
  keys.insert(keys.end(), outputs.begin(), outputs.end());
  keys.insert(keys.end(), {all, drv_attrs, out_path, drv_path, type, output_name});
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  const Shape* shape = e.shape_of(keys.data(), static_cast<std::uint32_t>(keys.size()));
  const Origin* origin = e.merged_origin(given->shape.get(), given->origin.or_null(), nullptr);

  const V strict = e.make_apply(e.builtin_value("derivationStrict"), attrs);
  const V type_value = e.make_string("derivation");
  const V drv_path_value = e.make_select(strict, drv_path);
  std::vector<V> sets;
  for (std::size_t i = 0; i < outputs.size(); ++i)
    sets.push_back(word(e.new_attrs(shape, origin), Tag::Attrs));
  const V all_value = e.make_list(sets);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    auto* object = pointer<AttrsObj>(sets[i]);
    auto put = [&](Symbol name, V value) { object->values[slot_of(shape, name)] = value; };
    // Both sorted, and all of the one in the other.
    for (std::uint32_t k = 0, at = 0; k < given->shape->size; ++k, ++at) {
      while (shape->keys[at] != given->shape->keys[k]) ++at;
      object->values[at] = given->values[k];
    }
    for (std::size_t j = outputs.size(); j-- > 0;) put(outputs[j], sets[j]);
    put(all, all_value);
    put(drv_attrs, attrs);
    put(out_path, e.make_select(strict, outputs[i]));
    put(drv_path, drv_path_value);
    put(type, type_value);
    put(output_name, e.symbol_string(outputs[i]));
  }
  return sets[0];
}

// `import` of a .drv: the set that `derivation` gave when it was made, as far as the file tells.
V import_derivation(Evaluator& e, const StorePath& drv, Pos pos) {
  auto read = e.host().derivation_outline(drv);
  if (!read) e.throw_error(std::move(read).error().at(e.token_span(pos)));
  const std::string drv_path = drv.in(e.host().store_dir());
  if (!read->name) {
    e.error(Code::InvalidDerivation, pos, "derivation '{}' does not have a 'name' attribute", drv_path);
  }
  SymbolTable& symbols = e.symbols();
  std::vector<Symbol> outputs;
  for (const auto& [output, what] : read->outputs) outputs.push_back(symbols.intern(output));
  std::vector<Symbol> keys = outputs;
  for (const char* key : {"all", "drvPath", "name", "type", "outPath", "outputName"})
    keys.push_back(symbols.intern(key));
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  const Shape* shape = e.shape_of(keys.data(), static_cast<std::uint32_t>(keys.size()));
  std::vector<V> sets;
  for (std::size_t i = 0; i < outputs.size(); ++i)
    sets.push_back(word(e.new_attrs(shape, nullptr), Tag::Attrs));
  ContextSet deep;
  deep.add(e.context_id({ContextElement::Kind::DeepDerivation, drv_path, {}}));
  const V drv_path_value = e.make_string(drv_path, deep);
  const V all = e.make_list(sets);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    auto* object = pointer<AttrsObj>(sets[i]);
    auto put = [&](std::string_view key, V value) {
      object->values[slot_of(shape, symbols.intern(key))] = value;
    };
    for (std::size_t j = 0; j < outputs.size(); ++j) object->values[slot_of(shape, outputs[j])] = sets[j];
    const std::string output(symbols.text(outputs[i]));
    ContextSet built;
    built.add(e.context_id({ContextElement::Kind::Output, drv_path, output}));
    const std::string& path = read->outputs.at(output);
    put("all", all);
    put("drvPath", drv_path_value);
    put("name", e.make_string(*read->name));
    put("type", e.make_string("derivation"));
    put("outPath", e.make_string(path.empty() ? output_placeholder(drv_path, output) : path, built));
    put("outputName", e.symbol_string(outputs[i]));
  }
  return sets[0];
}

}  // namespace builtin

}  // namespace hm
