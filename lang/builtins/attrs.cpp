// Attribute sets. What the user sees in an order is in the order of the names' bytes.
#include <algorithm>
#include <unordered_map>

#include "lang/eval/attrs.hpp"
#include "lang/builtins/support.hpp"

namespace hm {

using builtin::slots;

namespace {

V attr_names(Evaluator& e, V* a, Pos pos) {
  e.force_attrs(a[0], pos, "while evaluating the argument passed to builtins.attrNames");
  if (a[0] == kEmptyAttrs) return kEmptyList;
  const Shape* shape = e.flat(a[0])->shape.get();
  const std::uint32_t* order = e.by_text(shape);
  ListObj* result = e.new_list(shape->size);
  for (std::uint32_t i = 0; i < shape->size; ++i) result->items[i] = e.symbol_string(shape->keys[order[i]]);
  return Evaluator::list_value(result);
}

V attr_values(Evaluator& e, V* a, Pos pos) {
  e.force_attrs(a[0], pos, "while evaluating the argument passed to builtins.attrValues");
  if (a[0] == kEmptyAttrs) return kEmptyList;
  const AttrsObj* attrs = e.flat(a[0]);
  const std::uint32_t* order = e.by_text(attrs->shape.get());
  ListObj* result = e.new_list(attrs->shape->size);
  for (std::uint32_t i = 0; i < attrs->shape->size; ++i) result->items[i] = attrs->values[order[i]];
  return Evaluator::list_value(result);
}

V get_attr(Evaluator& e, V* a, Pos pos) {
  std::string_view name =
      e.force_string_no_context(a[0], pos, "while evaluating the first argument passed to builtins.getAttr");
  e.force_attrs(a[1], pos, "while evaluating the second argument passed to builtins.getAttr");
  return e.force(builtin::attribute(e, a[1], name, pos, "in the attribute set under consideration"));
}

V has_attr(Evaluator& e, V* a, Pos pos) {
  e.force_string_no_context(a[0], pos, "while evaluating the first argument passed to builtins.hasAttr");
  e.force_attrs(a[1], pos, "while evaluating the second argument passed to builtins.hasAttr");
  Symbol symbol = known_symbol_of(e, a[0]);
  return boolean(symbol && e.find(a[1], symbol) != nullptr);
}

V unsafe_get_attr_pos(Evaluator& e, V* a, Pos pos) {
  e.force_string_no_context(a[0], pos, "while evaluating the first argument passed to builtins.unsafeGetAttrPos");
  e.force_attrs(a[1], pos, "while evaluating the second argument passed to builtins.unsafeGetAttrPos");
  Symbol symbol = known_symbol_of(e, a[0]);
  if (!symbol || !e.find(a[1], symbol)) return kNull;
  return e.position_value(e.position_of(a[1], symbol));
}

V remove_attrs(Evaluator& e, V* a, Pos pos) {
  e.force_attrs(a[0], pos, "while evaluating the first argument passed to builtins.removeAttrs");
  const ListObj* list =
      e.force_list(a[1], pos, "while evaluating the second argument passed to builtins.removeAttrs");
  std::vector<Symbol> gone;
  gone.reserve(list->size);
  e.spend(list->size);
  for (std::uint32_t i = 0; i < list->size; ++i) {
    e.force_string_no_context(slots(list)[i], pos,
                              "while evaluating the values of the second argument passed to builtins.removeAttrs");
    const Symbol name = known_symbol_of(e, slots(list)[i]);
    if (name && e.find(a[0], name)) gone.push_back(name);
  }
  if (gone.empty()) return a[0];
  std::sort(gone.begin(), gone.end());
  const AttrsObj* attrs = e.flat(a[0]);
  AttrsBuilder result(e, attrs->shape->size);
  auto next = gone.begin();  // both sequences ascend
  for (std::uint32_t i = 0; i < attrs->shape->size; ++i) {
    Symbol name = attrs->shape->keys[i];
    while (next != gone.end() && *next < name) ++next;
    if (next != gone.end() && *next == name) continue;
    result.add(name, attrs->values[i], e.position_of(a[0], name));
  }
  return result.finish();
}

V list_to_attrs(Evaluator& e, V* a, Pos pos) {
  static constexpr std::string_view where = "in a {name=...; value=...;} pair";
  const ListObj* list =
      e.force_list(a[0], pos, "while evaluating the argument passed to builtins.listToAttrs");
  const Symbol name_symbol = e.symbols().intern("name");
  const Symbol value_symbol = e.symbols().intern("value");
  struct Entry {
    Symbol name;
    std::uint32_t index;
  };
  std::vector<Entry> entries(list->size);
  for (std::uint32_t i = 0; i < list->size; ++i) {
    V& pair = slots(list)[i];
    e.force_attrs(pair, pos, "while evaluating an element of the list passed to builtins.listToAttrs");
    V& name = builtin::attribute(e, pair, name_symbol, pos, where);
    e.force_string_no_context(
        name, pos,
        "while evaluating the `name` attribute of an element of the list passed to builtins.listToAttrs");
    entries[i] = {symbol_of(e, name), i};
  }
  // `value` is only looked for where the pair counts: the first of each name.
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& x, const Entry& y) { return x.name < y.name; });
  AttrsBuilder result(e, entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i > 0 && entries[i].name == entries[i - 1].name) continue;
    V pair = list->items[entries[i].index];
    V& value = builtin::attribute(e, pair, value_symbol, pos, where);
    result.add(entries[i].name, value, e.position_of(pair, value_symbol));
  }
  return result.finish();
}

V intersect_attrs(Evaluator& e, V* a, Pos pos) {
  e.force_attrs(a[0], pos, "while evaluating the first argument passed to builtins.intersectAttrs");
  e.force_attrs(a[1], pos, "while evaluating the second argument passed to builtins.intersectAttrs");
  const std::uint32_t left = e.size_of_attrs(a[0]);
  const std::uint32_t right = e.size_of_attrs(a[1]);
  if (left == 0 || right == 0) return kEmptyAttrs;
  e.spend(std::min(left, right));
  AttrsBuilder result(e, std::min(left, right));
  if (left < right) {
    const Shape* names = e.flat(a[0])->shape.get();
    for (std::uint32_t i = 0; i < names->size; ++i) {
      if (V* value = e.find(a[1], names->keys[i])) {
        result.add(names->keys[i], *value, e.position_of(a[1], names->keys[i]));
      }
    }
  } else {
    const AttrsObj* attrs = e.flat(a[1]);
    for (std::uint32_t i = 0; i < attrs->shape->size; ++i) {
      Symbol name = attrs->shape->keys[i];
      if (e.find(a[0], name)) result.add(name, attrs->values[i], e.position_of(a[1], name));
    }
  }
  return result.finish();
}

V cat_attrs(Evaluator& e, V* a, Pos pos) {
  e.force_string_no_context(a[0], pos, "while evaluating the first argument passed to builtins.catAttrs");
  Symbol name = known_symbol_of(e, a[0]);
  const ListObj* list =
      e.force_list(a[1], pos, "while evaluating the second argument passed to builtins.catAttrs");
  std::vector<V> found;
  e.spend(list->size);
  for (std::uint32_t i = 0; i < list->size; ++i) {
    V& item = slots(list)[i];
    e.force_attrs(item, pos,
                  "while evaluating an element in the list passed as second argument to builtins.catAttrs");
    // Evaluating an element may have been what interned the name.
    if (!name) name = known_symbol_of(e, a[0]);
    if (V* value = name ? e.find(item, name) : nullptr) found.push_back(*value);
  }
  return e.make_list(found);
}

V map_attrs(Evaluator& e, V* a, Pos pos) {
  e.force_attrs(a[1], pos, "while evaluating the second argument passed to builtins.mapAttrs");
  if (a[1] == kEmptyAttrs) return kEmptyAttrs;
  const AttrsObj* attrs = e.flat(a[1]);
  // Nobody wrote these attributes: they have no positions.
  AttrsObj* result = e.new_attrs(attrs->shape.get(), nullptr);
  for (std::uint32_t i = 0; i < attrs->shape->size; ++i) {
    result->values[i] = e.make_apply(a[0], e.symbol_string(attrs->shape->keys[i]), attrs->values[i]);
  }
  return Evaluator::attrs_value(result);
}

V zip_attrs_with(Evaluator& e, V* a, Pos pos) {
  e.force_function(a[0], pos, "while evaluating the first argument passed to builtins.zipAttrsWith");
  const ListObj* list =
      e.force_list(a[1], pos, "while evaluating the second argument passed to builtins.zipAttrsWith");
  std::vector<std::pair<Symbol, std::vector<V>>> columns;
  std::unordered_map<std::uint32_t, std::size_t> column_of;
  for (std::uint32_t i = 0; i < list->size; ++i) {
    V& item = slots(list)[i];
    e.force_attrs(item, pos,
                  "while evaluating a value of the list passed as second argument to builtins.zipAttrsWith");
    const AttrsObj* attrs = e.flat(item);
    for (std::uint32_t k = 0; k < attrs->shape->size; ++k) {
      auto [at, fresh] = column_of.emplace(attrs->shape->keys[k].id, columns.size());
      if (fresh) columns.push_back({attrs->shape->keys[k], {}});
      columns[at->second].second.push_back(attrs->values[k]);
    }
  }
  AttrsBuilder result(e, columns.size());
  for (const auto& [name, values] : columns) {
    result.add(name, e.make_apply(a[0], e.symbol_string(name), e.make_list(values)));
  }
  return result.finish();
}

}  // namespace

void add_attrs_builtins(Registry& registry) {
  const Builtin table[] = {
      {"attrNames", 1, 1, false, attr_names, "attrNames set",
       "The names of the attributes, in alphabetical order."},
      {"attrValues", 1, 1, false, attr_values, "attrValues set", "The values, in the order of attrNames."},
      {"getAttr", 2, 1, false, get_attr, "getAttr name set", "set.name, with a name that is computed."},
      {"hasAttr", 2, 1, false, has_attr, "hasAttr name set", "set ? name, with a name that is computed."},
      {"unsafeGetAttrPos", 2, 1, false, unsafe_get_attr_pos, "unsafeGetAttrPos name set",
       "{ file, line, column } of where the attribute is written, or null where that is not known."},
      {"removeAttrs", 2, 1, true, remove_attrs, "removeAttrs set names",
       "The set without the attributes of these names; names it does not have do no harm."},
      {"listToAttrs", 1, 1, false, list_to_attrs, "listToAttrs pairs",
       "A set out of { name, value } pairs; of pairs with the same name the first counts."},
      {"intersectAttrs", 2, 1, false, intersect_attrs, "intersectAttrs x y",
       "The attributes of y whose names x has as well."},
      {"catAttrs", 2, 1, false, cat_attrs, "catAttrs name sets",
       "The values of the attribute in those sets of the list that have it."},
      {"mapAttrs", 2, 2, false, map_attrs, "mapAttrs f set",
       "The set with f name value in place of each value."},
      {"zipAttrsWith", 2, 1, false, zip_attrs_with, "zipAttrsWith f sets",
       "One set with the names of all: each value is f name values, with the values of that name in order."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
}

}  // namespace hm
