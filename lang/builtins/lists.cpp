// Lists. Elements stay unevaluated unless the function has to look at them.
#include <unordered_map>

#include "lang/builtins/support.hpp"

namespace hm {

using builtin::slots;

namespace {

V element_at(Evaluator& e, V* a, Pos pos) {
  // The index is evaluated before the list.
  std::int64_t n = e.force_int(a[1], pos, "while evaluating the second argument passed to 'builtins.elemAt'");
  const ListObj* list =
      e.force_list(a[0], pos, "while evaluating the first argument passed to 'builtins.elemAt'");
  if (n < 0 || static_cast<std::uint64_t>(n) >= list->size) {
    e.error(Code::BadUse, pos, "'builtins.elemAt' called with index {} on a list of size {}", n, list->size);
  }
  return e.force(slots(list)[n]);
}

V head(Evaluator& e, V* a, Pos pos) {
  const ListObj* list =
      e.force_list(a[0], pos, "while evaluating the first argument passed to 'builtins.head'");
  if (list->size == 0) e.error(Code::BadUse, pos, "'builtins.head' called on an empty list");
  return e.force(slots(list)[0]);
}

V tail(Evaluator& e, V* a, Pos pos) {
  const ListObj* list =
      e.force_list(a[0], pos, "while evaluating the first argument passed to 'builtins.tail'");
  if (list->size == 0) e.error(Code::BadUse, pos, "'builtins.tail' called on an empty list");
  return e.view_of(list, 1);
}

V length(Evaluator& e, V* a, Pos pos) {
  return e.make_int(
      e.force_list(a[0], pos, "while evaluating the first argument passed to builtins.length")->size);
}

V map(Evaluator& e, V* a, Pos pos) {
  const ListObj* list =
      e.force_list(a[1], pos, "while evaluating the second argument passed to builtins.map");
  if (list->size == 0) return kEmptyList;
  e.force_function(a[0], pos, "while evaluating the first argument passed to builtins.map");
  ListObj* result = e.new_list(list->size);
  for (std::uint32_t i = 0; i < list->size; ++i) result->items[i] = e.make_apply(a[0], list->items[i]);
  return Evaluator::list_value(result);
}

V filter(Evaluator& e, V* a, Pos pos) {
  const ListObj* list =
      e.force_list(a[1], pos, "while evaluating the second argument passed to builtins.filter");
  if (list->size == 0) return kEmptyList;
  e.force_function(a[0], pos, "while evaluating the first argument passed to builtins.filter");
  std::vector<V> kept;
  kept.reserve(list->size);
  for (std::uint32_t i = 0; i < list->size; ++i) {
    V verdict = e.apply(a[0], list->items[i], pos);
    if (e.force_bool(
            verdict, pos,
            "while evaluating the return value of the filtering function passed to builtins.filter")) {
      kept.push_back(list->items[i]);
    }
  }
  return kept.size() == list->size ? a[1] : e.make_list(kept);
}

V elem(Evaluator& e, V* a, Pos pos) {
  const ListObj* list =
      e.force_list(a[1], pos, "while evaluating the second argument passed to builtins.elem");
  for (std::uint32_t i = 0; i < list->size; ++i) {
    V& item = slots(list)[i];
    e.spend(1);
    // The very same value is equal, also where a comparison would fail or say no (functions).
    if (e.force(a[0]) == e.force(item) ||
        e.equal(a[0], item, pos, "while searching for the presence of the given element in the list")) {
      return kTrue;
    }
  }
  return kFalse;
}

// One list of all elements; a single list that is not empty is given back as it is.
V joined(Evaluator& e, const std::vector<V>& lists) {
  std::size_t total = 0;
  V only = kEmptyList;
  std::size_t filled = 0;
  for (V v : lists) {
    if (v == kEmptyList) continue;
    total += Evaluator::list_of(v)->size;
    only = v;
    ++filled;
  }
  if (filled <= 1) return only;
  ListObj* result = e.new_list(total);
  V* to = result->items;
  for (V v : lists) {
    const ListObj* list = Evaluator::list_of(v);
    std::memcpy(to, list->items, sizeof(V) * list->size);
    to += list->size;
  }
  return Evaluator::list_value(result);
}

V concat_lists(Evaluator& e, V* a, Pos pos) {
  const ListObj* list =
      e.force_list(a[0], pos, "while evaluating the first argument passed to builtins.concatLists");
  std::vector<V> lists(list->size);
  for (std::uint32_t i = 0; i < list->size; ++i) {
    e.force_list(slots(list)[i], pos, "while evaluating a value of the list passed to builtins.concatLists");
    lists[i] = list->items[i];
  }
  return joined(e, lists);
}

V concat_map(Evaluator& e, V* a, Pos pos) {
  e.force_function(a[0], pos, "while evaluating the first argument passed to builtins.concatMap");
  const ListObj* list =
      e.force_list(a[1], pos, "while evaluating the second argument passed to builtins.concatMap");
  std::vector<V> lists(list->size);
  for (std::uint32_t i = 0; i < list->size; ++i) {
    lists[i] = e.apply(a[0], list->items[i], pos);
    e.force_list(lists[i], pos,
                 "while evaluating the return value of the function passed to builtins.concatMap");
  }
  return joined(e, lists);
}

V foldl_strict(Evaluator& e, V* a, Pos pos) {
  e.force_function(a[0], pos, "while evaluating the first argument passed to builtins.foldlStrict");
  const ListObj* list =
      e.force_list(a[2], pos, "while evaluating the third argument passed to builtins.foldlStrict");
  // The start value itself is not evaluated before the first call.
  V result = a[1];
  for (std::uint32_t i = 0; i < list->size; ++i) result = e.apply(a[0], result, list->items[i], pos);
  return e.force(result);
}

V any(Evaluator& e, V* a, Pos pos) {
  e.force_function(a[0], pos, "while evaluating the first argument passed to builtins.any");
  const ListObj* list =
      e.force_list(a[1], pos, "while evaluating the second argument passed to builtins.any");
  for (std::uint32_t i = 0; i < list->size; ++i) {
    V verdict = e.apply(a[0], list->items[i], pos);
    if (e.force_bool(verdict, pos,
                     "while evaluating the return value of the function passed to builtins.any")) {
      return kTrue;
    }
  }
  return kFalse;
}

V all(Evaluator& e, V* a, Pos pos) {
  e.force_function(a[0], pos, "while evaluating the first argument passed to builtins.all");
  const ListObj* list =
      e.force_list(a[1], pos, "while evaluating the second argument passed to builtins.all");
  for (std::uint32_t i = 0; i < list->size; ++i) {
    V verdict = e.apply(a[0], list->items[i], pos);
    if (!e.force_bool(verdict, pos,
                      "while evaluating the return value of the function passed to builtins.all")) {
      return kFalse;
    }
  }
  return kTrue;
}

V gen_list(Evaluator& e, V* a, Pos pos) {
  std::int64_t n = e.force_int(a[1], pos, "while evaluating the second argument passed to builtins.genList");
  if (n < 0 || n > std::int64_t{0xffff'ffff}) e.error(Code::BadUse, pos, "cannot create list of size {}", n);
  e.force_function(a[0], pos, "while evaluating the first argument passed to builtins.genList");
  if (n == 0) return kEmptyList;
  ListObj* result = e.new_list(static_cast<std::uint32_t>(n));
  for (std::uint32_t i = 0; i < result->size; ++i) result->items[i] = e.make_apply(a[0], e.make_int(i));
  return Evaluator::list_value(result);
}

V partition(Evaluator& e, V* a, Pos pos) {
  e.force_function(a[0], pos, "while evaluating the first argument passed to builtins.partition");
  const ListObj* list =
      e.force_list(a[1], pos, "while evaluating the second argument passed to builtins.partition");
  std::vector<V> right, wrong;
  for (std::uint32_t i = 0; i < list->size; ++i) {
    V item = e.force(slots(list)[i]);
    V verdict = e.apply(a[0], item, pos);
    bool yes = e.force_bool(
        verdict, pos,
        "while evaluating the return value of the partition function passed to builtins.partition");
    (yes ? right : wrong).push_back(item);
  }
  AttrsBuilder result(e, 2);
  result.add("right", e.make_list(right));
  result.add("wrong", e.make_list(wrong));
  return result.finish();
}

V group_by(Evaluator& e, V* a, Pos pos) {
  e.force_function(a[0], pos, "while evaluating the first argument passed to builtins.groupBy");
  const ListObj* list =
      e.force_list(a[1], pos, "while evaluating the second argument passed to builtins.groupBy");
  std::vector<std::pair<Symbol, std::vector<V>>> groups;
  std::unordered_map<std::uint32_t, std::size_t> group_of;
  for (std::uint32_t i = 0; i < list->size; ++i) {
    V key = e.apply(a[0], list->items[i], pos);
    Symbol name = e.symbols().intern(e.force_string_no_context(
        key, pos, "while evaluating the return value of the grouping function passed to builtins.groupBy"));
    auto [at, fresh] = group_of.emplace(name.id, groups.size());
    if (fresh) groups.push_back({name, {}});
    groups[at->second].second.push_back(list->items[i]);
  }
  AttrsBuilder result(e, groups.size());
  for (const auto& [name, members] : groups) result.add(name, e.make_list(members));
  return result.finish();
}

}  // namespace

void add_sorting_builtins(Registry& registry);  // sort.cpp

void add_list_builtins(Registry& registry) {
  const Builtin table[] = {
      {"elemAt", 2, 2, false, element_at, "elemAt list n", "Element number n, counted from 0."},
      {"head", 1, 1, false, head, "head list", "The first element; an error for an empty list."},
      {"tail", 1, 1, false, tail, "tail list",
       "All elements but the first."},
      {"length", 1, 1, false, length, "length list", "The number of elements."},
      {"map", 2, 2, true, map, "map f list", "The list of f x for every element x."},
      {"filter", 2, 2, false, filter, "filter f list", "The elements for which f gives true."},
      {"elem", 2, 2, false, elem, "elem x list", "Is there an element equal to x?"},
      {"concatLists", 1, 1, false, concat_lists, "concatLists lists",
       "The elements of all lists, in one list."},
      {"concatMap", 2, 1, false, concat_map, "concatMap f list",
       "What f gives for each element, a list each time, in one list."},
      {"foldl'", 3, 1, false, foldl_strict, "foldl' op start list",
       "op (op (op start x0) x1) x2 and so on; each step is evaluated before the next."},
      {"any", 2, 1, false, any, "any f list", "Does f give true for at least one element?"},
      {"all", 2, 1, false, all, "all f list", "Does f give true for every element?"},
      {"genList", 2, 2, false, gen_list, "genList f n", "The list of f 0, f 1, … f (n - 1)."},
      {"partition", 2, 1, false, partition, "partition f list",
       "{ right, wrong }: the elements for which f gives true, and the others."},
      {"groupBy", 2, 1, false, group_by, "groupBy f list",
       "A set with one list for each string that f gives, holding the elements it gives it for."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
  add_sorting_builtins(registry);
}

}  // namespace hm
