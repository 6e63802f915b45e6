// builtins.sort and builtins.genericClosure: the two that order values by a comparison that may fail.
#include <deque>
#include <map>
#include <unordered_set>

#include "lang/builtins/support.hpp"

namespace hm {

using builtin::slots;

namespace {

// A merge sort that never reads outside its range, whatever the comparison answers; std::stable_sort makes no
// such promise, and comparisons written by users are often not a strict weak order. Stable. A sorted range
// costs one comparison an element.
template <class Less>
class MergeSort {
 public:
  MergeSort(V* items, std::size_t count, Less less) : items_(items), spare_(count), less_(std::move(less)) {
    sort(0, count);
  }

 private:
  static constexpr std::size_t kInsertion = 8;

  void sort(std::size_t begin, std::size_t end) {
    if (end - begin <= kInsertion) return insertion_sort(begin, end);
    std::size_t middle = begin + (end - begin) / 2;
    sort(begin, middle);
    sort(middle, end);
    if (less_(items_[middle], items_[middle - 1])) merge(begin, middle, end);
  }

  void insertion_sort(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin + 1; i < end; ++i) {
      V item = items_[i];
      std::size_t to = i;
      while (to > begin && less_(item, items_[to - 1])) --to;
      std::memmove(items_ + to + 1, items_ + to, sizeof(V) * (i - to));
      items_[to] = item;
    }
  }

  void merge(std::size_t begin, std::size_t middle, std::size_t end) {
    std::copy(items_ + begin, items_ + middle, spare_.begin());
    std::size_t left = 0, right = middle, to = begin;
    const std::size_t left_end = middle - begin;
    while (left < left_end && right < end) {
      items_[to++] = less_(items_[right], spare_[left]) ? items_[right++] : spare_[left++];
    }
    std::copy(spare_.begin() + static_cast<std::ptrdiff_t>(left),
              spare_.begin() + static_cast<std::ptrdiff_t>(left_end), items_ + to);
  }

  V* items_;
  std::vector<V> spare_;
  Less less_;
};

bool is_less_than(V function) {
  if (!Evaluator::is_function(function)) return false;
  const auto* f = pointer<FunctionObj>(function);
  if (f->kind != FunctionObj::Primitive) return false;
  static const BuiltinFunction less_than =
      builtins()[static_cast<std::size_t>(find_builtin("lessThan"))].function;
  return builtins()[f->code].function == less_than;
}

V sort(Evaluator& e, V* a, Pos pos) {
  const ListObj* list =
      e.force_list(a[1], pos, "while evaluating the second argument passed to builtins.sort");
  if (list->size == 0) return kEmptyList;
  e.force_function(a[0], pos, "while evaluating the first argument passed to builtins.sort");
  for (std::uint32_t i = 0; i < list->size; ++i) e.force(slots(list)[i]);
  ListObj* result = e.new_list(list->size);
  std::memcpy(result->items, list->items, sizeof(V) * list->size);
  if (is_less_than(a[0])) {
    MergeSort(result->items, result->size, [&](V x, V y) {
      return e.less(x, y, pos, "while evaluating the ordering function passed to builtins.sort");
    });
  } else {
    MergeSort(result->items, result->size, [&](V x, V y) {
      V verdict = e.apply(a[0], x, y, pos);
      return e.force_bool(
          verdict, pos, "while evaluating the return value of the sorting function passed to builtins.sort");
    });
  }
  return Evaluator::list_value(result);
}

// Breadth first; of elements with equal keys the first wins. Keys are compared with `<`, never with `==`.
class Closure {
 public:
  Closure(Evaluator& e, V operation, Pos pos)
      : e_(e), operation_(operation), pos_(pos), elements_(KeyLess{&e, pos}) {}

  void push(V item) { work_.push_back(item); }

  std::vector<V> run() {
    while (!work_.empty()) {
      V element = work_.front();
      work_.pop_front();
      V key = key_of(element);
      if (!insert(key, element)) continue;
      found_.push_back(element);
      e_.with_explanation(
          kNoPos,
          [&] {
            return fmt::format("while calling operator on genericClosure element {}", e_.show(element));
          },
          [&] { expand(element); }, TraceFrame::Kind::Builtin);
    }
    return std::move(found_);
  }

 private:
  struct KeyLess {
    Evaluator* e;
    Pos pos;
    bool operator()(V x, V y) const { return e->less(x, y, pos, ""); }
  };

  V key_of(V& element) {
    static constexpr std::string_view name = "key";
    V* slot = e_.with_explanation(
        kNoPos, [&] { return fmt::format("in genericClosure element {}", e_.show(element)); },
        [&] {
          e_.force_attrs(element, pos_, "");
          return &builtin::attribute(e_, element, name, pos_, "");
        });
    return e_.force(*slot);
  }

  // As long as all keys are integers, or all are strings, nothing can be incomparable, and a table of hashes tells the same
  // as comparing does.
  bool insert(V key, V element) {
    const Keys kind = Evaluator::is_int(key) ? Keys::Integers : Evaluator::is_string(key) ? Keys::Strings : Keys::Any;
    if (keys_ == Keys::None) keys_ = kind;
    if (keys_ != kind && keys_ != Keys::Any) {
      keys_ = Keys::Any;
      for (V seen : found_) elements_.insert({key_of(seen), seen});
    }
    if (keys_ == Keys::Integers) return integers_.insert(Evaluator::int_value(key)).second;
    if (keys_ == Keys::Strings) return strings_.insert(Evaluator::string_view_of(key)).second;
    return insert_by_comparing(key, element);
  }

  bool insert_by_comparing(V key, V element) {
    return e_.with_explanation(
        kNoPos, [&] { return conflict(key, element); },
        // insert, not emplace: it compares the new key with the old ones in this order, which messages show.
        [&] {
          return elements_.insert({key, element}).second;
        });
  }

  // Names the element whose key could not be compared with this one.
  std::string conflict(V key, V element) {
    for (const auto& [other_key, other] : elements_) {
      V x = key, y = other_key;
      if (e_.guarded([&] { e_.less(x, y, pos_, ""); }).ok()) continue;
      return fmt::format("while comparing element {} with element {}", e_.show(element), e_.show(other));
    }
    return fmt::format("while checking key of element {}", e_.show(element));
  }

  void expand(V element) {
    V more = e_.apply(operation_, element, pos_);
    const ListObj* list = e_.force_list(
        more, pos_, "while evaluating the return value of the `operator` passed to builtins.genericClosure");
    for (std::uint32_t i = 0; i < list->size; ++i) work_.push_back(e_.force(slots(list)[i]));
  }

  Evaluator& e_;
  V operation_;
  Pos pos_;
  std::deque<V> work_;
  std::vector<V> found_;
  enum class Keys { None, Integers, Strings, Any };
  Keys keys_ = Keys::None;  // of all elements so far
  std::unordered_set<std::int64_t> integers_;
  std::unordered_set<std::string_view> strings_;
  std::map<V, V, KeyLess> elements_;  // by key; Keys::Any
};

V generic_closure(Evaluator& e, V* a, Pos pos) {
  static constexpr std::string_view where = "in the attrset passed as argument to builtins.genericClosure";
  e.force_attrs(a[0], pos, "while evaluating the first argument passed to builtins.genericClosure");
  V& start = builtin::attribute(e, a[0], "startSet", pos, where);
  const ListObj* list = e.force_list(
      start, pos, "while evaluating the 'startSet' attribute passed as argument to builtins.genericClosure");
  if (list->size == 0) return kEmptyList;
  V& operation = builtin::attribute(e, a[0], "operator", pos, where);
  e.force_function(operation, pos,
                   "while evaluating the 'operator' attribute passed as argument to builtins.genericClosure");
  Closure closure(e, operation, pos);
  for (std::uint32_t i = 0; i < list->size; ++i) closure.push(list->items[i]);
  return e.make_list(closure.run());
}

}  // namespace

void add_sorting_builtins(Registry& registry);

void add_sorting_builtins(Registry& registry) {
  const Builtin table[] = {
      {"sort", 2, 2, false, sort, "sort less list",
       "The elements in order. `less x y` says whether x comes before y; elements it does not tell apart "
       "keep their "
       "order."},
      {"genericClosure", 1, 1, false, generic_closure, "genericClosure { startSet, operator }",
       "All elements reached from startSet by calling operator again and again; each is a set with a `key`, "
       "and of "
       "equal keys only the first element counts."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
}

}  // namespace hm
