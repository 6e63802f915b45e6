// Sets and the merging of their definitions.
//
//   a.b = 1; a.c = 2;            one set `a` with b and c
//   a = { b = 1; }; a.c = 2;     the same; whoever comes first says whether `a` is `rec` (a peculiarity kept)
//   ${x} = 1; ${x} = 2;          never merged; equal names show when they are evaluated
//
// Nearly all sets are plain lists of single names; they are sorted and copied. Only where a path has two
// components or a name comes twice, the definitions are put one by one into a temporary tree (AttrsMerger).
#include <algorithm>
#include <unordered_map>
#include <utility>

#include "lang/base/arena.hpp"
#include "lang/syntax/builder.hpp"

namespace hm::syntax {

using namespace ast;

namespace {

bool by_name(const Binding& a, const Binding& b) {
  return a.name == b.name ? a.pos < b.pos : a.name < b.name;
}

void sort_bindings(std::vector<Binding>& bindings) {
  if (!std::is_sorted(bindings.begin(), bindings.end(), by_name))
    std::sort(bindings.begin(), bindings.end(), by_name);
}

// A function bound to a name carries it, and so do the functions it returns at once: `f = a: b: …`.
void give_name(Expr value, Symbol name) {
  for (Node* node = value.get(); value && node->kind == Kind::Lambda;) {
    auto* lambda = static_cast<LambdaNode*>(node);
    lambda->name = name;
    node = lambda->body.get();
  }
}

}  // namespace

// The temporary tree: sets that can still grow.
class AttrsMerger {
 public:
  explicit AttrsMerger(Builder& builder) : builder_(builder) {}

  struct Set;
  struct Item {
    Binding binding;
    Set* set = nullptr;  // the value, where it is a set that was opened
    Item* next = nullptr;
  };
  struct Dynamic {
    DynamicBinding binding;
    Set* set = nullptr;
    Dynamic* next = nullptr;
  };
  struct Source {
    Expr expression;
    Source* next = nullptr;
  };
  struct Set {
    Kind kind = Kind::Attrs;
    Pos pos = kNoPos;
    std::uint32_t id = 0;
    std::uint32_t item_count = 0, dynamic_count = 0, source_count = 0;
    Item *items = nullptr, **items_end = nullptr;
    Dynamic *dynamics = nullptr, **dynamics_end = nullptr;
    Source *sources = nullptr, **sources_end = nullptr;
  };

  Set* new_set(Kind kind, Pos pos) {
    Set* set = arena_.make<Set>();
    set->kind = kind;
    set->pos = pos;
    set->id = ++sets_;
    set->items_end = &set->items;
    set->dynamics_end = &set->dynamics;
    set->sources_end = &set->sources;
    return set;
  }
  void add_source(Set& set, Expr expression) {
    Source* source = arena_.make<Source>(Source{expression, nullptr});
    *set.sources_end = source;
    set.sources_end = &source->next;
    ++set.source_count;
  }
  // Adds a definition as written.
  void define(Set& set, const Entry& entry, std::uint32_t first_source);
  AttrsNode* finish(const Set& set);

 private:
  Item* find(const Set& set, Symbol name) const;
  Item& append(Set& set, const Binding& binding);
  Dynamic& append(Set& set, const DynamicBinding& binding);
  Set* open(Item& item);
  void insert(Set& set, const Binding& binding, std::vector<Symbol>& path);
  void merge(Set& into, const AttrsNode& from, std::vector<Symbol>& path);
  std::string written(const std::vector<Symbol>& path) const;

  Builder& builder_;
  Arena arena_;
  std::uint32_t sets_ = 0;
  std::unordered_map<std::uint64_t, Item*> index_;  // of sets with more than kLinear items
  static constexpr std::uint32_t kLinear = 16;
};

AttrsMerger::Item* AttrsMerger::find(const Set& set, Symbol name) const {
  if (set.item_count > kLinear) {
    const auto it = index_.find(std::uint64_t{set.id} << 32 | name.id);
    return it == index_.end() ? nullptr : it->second;
  }
  for (Item* item = set.items; item; item = item->next) {
    if (item->binding.name == name) return item;
  }
  return nullptr;
}

AttrsMerger::Item& AttrsMerger::append(Set& set, const Binding& binding) {
  Item* item = arena_.make<Item>(Item{binding, nullptr, nullptr});
  *set.items_end = item;
  set.items_end = &item->next;
  ++set.item_count;
  if (set.item_count == kLinear + 1) {
    for (Item* i = set.items; i; i = i->next) index_[std::uint64_t{set.id} << 32 | i->binding.name.id] = i;
  } else if (set.item_count > kLinear) {
    index_[std::uint64_t{set.id} << 32 | binding.name.id] = item;
  }
  return *item;
}

AttrsMerger::Dynamic& AttrsMerger::append(Set& set, const DynamicBinding& binding) {
  Dynamic* dynamic = arena_.make<Dynamic>(Dynamic{binding, nullptr, nullptr});
  *set.dynamics_end = dynamic;
  set.dynamics_end = &dynamic->next;
  ++set.dynamic_count;
  return *dynamic;
}

// The set that is the item's value, made to grow; null if the value is something else.
AttrsMerger::Set* AttrsMerger::open(Item& item) {
  if (item.set) return item.set;
  if (item.binding.kind != Binding::Plain) return nullptr;
  Node* value = item.binding.value.get();
  if (value->kind != Kind::Attrs && value->kind != Kind::RecAttrs) return nullptr;
  const auto& node = static_cast<const AttrsNode&>(*value);
  Set* set = new_set(node.kind, node.pos);
  for (std::uint32_t i = 0; i < node.count; ++i) append(*set, node.bindings[i]);
  for (std::uint32_t i = 0; i < node.dynamic_count; ++i) append(*set, node.dynamics[i]);
  for (std::uint32_t i = 0; i < node.from_count; ++i) add_source(*set, node.froms[i]);
  item.set = set;
  return set;
}

std::string AttrsMerger::written(const std::vector<Symbol>& path) const {
  std::string result;
  for (Symbol name : path) {
    if (!result.empty()) result += '.';
    result += name ? written_name(builder_.symbols_.text(name)) : "${…}";
  }
  return result;
}

void AttrsMerger::define(Set& start, const Entry& entry, std::uint32_t first_source) {
  const NamePart* parts = builder_.names.data() + entry.first_name;
  const Pos pos = parts[0].pos;
  Set* set = &start;
  std::vector<Symbol> path;
  for (std::uint32_t i = 0; i + 1 < entry.name_count; ++i) {
    path.push_back(parts[i].name);
    if (!parts[i].name) {
      DynamicBinding binding;
      binding.name = parts[i].dynamic;
      binding.pos = pos;
      set = append(*set, binding).set = new_set(Kind::Attrs, pos);
    } else if (Item* item = find(*set, parts[i].name)) {
      set = open(*item);
      if (!set) return builder_.duplicate(written(path), pos, item->binding.pos);
    } else {
      Binding binding{parts[i].name, pos, {}, Binding::Plain, 0};
      set = append(*set, binding).set = new_set(Kind::Attrs, pos);
    }
  }
  const NamePart& last = parts[entry.name_count - 1];
  const Expr value = entry.value ? ref_to(entry.value) : Expr{};
  if (!last.name) {
    DynamicBinding binding;
    binding.name = last.dynamic;
    binding.value = value;
    binding.pos = pos;
    append(*set, binding);
    return;
  }
  const std::uint32_t from = entry.kind == Binding::InheritFrom ? entry.from - first_source : 0;
  path.push_back(last.name);
  insert(*set, Binding{last.name, pos, value, static_cast<std::uint32_t>(entry.kind), from & 0x3fff'ffff},
         path);
}

// Requires: path ends with the binding's name.
void AttrsMerger::insert(Set& set, const Binding& binding, std::vector<Symbol>& path) {
  Item* item = find(set, binding.name);
  if (!item) {
    append(set, binding);
    if (binding.kind == Binding::Plain) give_name(binding.value, binding.name);
    return;
  }
  const bool is_set = binding.kind == Binding::Plain &&
                      (binding.value->kind == Kind::Attrs || binding.value->kind == Kind::RecAttrs);
  Set* existing = is_set ? open(*item) : nullptr;
  if (!existing) return builder_.duplicate(written(path), binding.pos, item->binding.pos);
  merge(*existing, static_cast<const AttrsNode&>(*binding.value), path);
}

// A `rec` on the later set is lost, one on the earlier set holds for all: the reference's behaviour.
void AttrsMerger::merge(Set& into, const AttrsNode& from, std::vector<Symbol>& path) {
  const std::uint32_t sources_before = into.source_count;
  for (std::uint32_t i = 0; i < from.count; ++i) {
    Binding binding = from.bindings[i];
    if (binding.kind == Binding::InheritFrom) binding.from = (binding.from + sources_before) & 0x3fff'ffff;
    path.push_back(binding.name);
    insert(into, binding, path);
    path.pop_back();
  }
  for (std::uint32_t i = 0; i < from.dynamic_count; ++i) append(into, from.dynamics[i]);
  for (std::uint32_t i = 0; i < from.from_count; ++i) add_source(into, from.froms[i]);
}

AttrsNode* AttrsMerger::finish(const Set& set) {
  Tree& tree = builder_.tree_;
  auto* node = tree.make<AttrsNode>(set.kind, set.pos);
  node->count = set.item_count;
  node->bindings = tree.make_array<Binding>(set.item_count);
  Binding* binding = node->count ? node->bindings.get() : nullptr;
  for (const Item* item = set.items; item; item = item->next, ++binding) {
    *binding = item->binding;
    if (item->set) binding->value = ref_to(static_cast<Node*>(finish(*item->set)));
  }
  if (node->count) std::sort(node->bindings.get(), node->bindings.get() + node->count, by_name);

  node->dynamic_count = set.dynamic_count;
  node->dynamics = tree.make_array<DynamicBinding>(set.dynamic_count);
  std::uint32_t i = 0;
  for (const Dynamic* dynamic = set.dynamics; dynamic; dynamic = dynamic->next, ++i) {
    node->dynamics[i] = dynamic->binding;
    if (dynamic->set) node->dynamics[i].value = ref_to(static_cast<Node*>(finish(*dynamic->set)));
  }
  node->from_count = set.source_count;
  node->froms = tree.make_array<Expr>(set.source_count);
  i = 0;
  for (const Source* source = set.sources; source; source = source->next, ++i)
    node->froms[i] = source->expression;
  return node;
}

// --- what the grammar calls
// -----------------------------------------------------------------------------------

void Builder::static_name(const Tok& t) {
  names.push_back({Symbol{t.value}, {}, at(t)});
}

// "lit" and ${"lit"} are names like any other; only what is computed is dynamic.
void Builder::string_name(const Tok& t, Node* node) {
  NamePart part{{}, {}, at(t)};
  if (node->kind == Kind::Literal) {
    const V value = static_cast<LiteralNode*>(node)->value;
    if (value == kEmptyString)
      part.name = symbols_.intern("");
    else if (tag_of(value) == Tag::String)
      part.name = symbols_.intern(pointer<StringObj>(value)->view());
  }
  if (!part.name) part.dynamic = ref_to(node);
  names.push_back(part);
}

// Requires: nodes since the mark: the value; names since the mark: the path, which stays until the set is
// complete.
void Builder::binding(const Mark& since) {
  entries.push_back({Binding::Plain, 0, static_cast<std::uint32_t>(since.names),
                     static_cast<std::uint32_t>(names.size() - since.names), nodes.back()});
  nodes.resize(since.nodes);
}

// The source, if there is one, stays on the stack of nodes until the set is complete.
void Builder::inherit(const Tok* start, const Mark& since) {
  const bool has_source = start[1].kind == T::ParenOpen;
  for (std::size_t i = since.names; i < names.size(); ++i) {
    const NamePart& part = names[i];
    if (!part.name) {
      Diagnostic& d = add_error(Code::Syntax, "dynamic attributes not allowed in inherit");
      d.labels.push_back({span_of_token_at(part.pos), "this name is known only when it is evaluated"});
      continue;
    }
    Node* value = nullptr;
    if (!has_source) {
      auto* variable = tree_.make<VarNode>(Kind::Var, part.pos);
      variable->name = part.name;
      value = variable;
    }
    entries.push_back({has_source ? Binding::InheritFrom : Binding::Inherit,
                       static_cast<std::uint32_t>(since.nodes), static_cast<std::uint32_t>(i), 1, value});
  }
}

// Fills sorted_ and says yes where every definition is of a single static name and none comes twice.
bool Builder::sort_simple_bindings(const Mark& since) {
  sorted_.clear();
  for (std::size_t i = since.entries; i < entries.size(); ++i) {
    const Entry& entry = entries[i];
    const NamePart& part = names[entry.first_name];
    if (entry.name_count != 1 || !part.name) return false;
    Binding binding{part.name, part.pos, {}, static_cast<std::uint32_t>(entry.kind), 0};
    if (entry.value) binding.value = ref_to(entry.value);
    if (entry.kind == Binding::InheritFrom)
      binding.from = static_cast<std::uint32_t>(entry.from - since.nodes) & 0x3fff'ffff;
    sorted_.push_back(binding);
  }
  sort_bindings(sorted_);
  const auto same = [](const Binding& a, const Binding& b) { return a.name == b.name; };
  return std::adjacent_find(sorted_.begin(), sorted_.end(), same) == sorted_.end();
}

AttrsNode* Builder::attrs(Kind kind, Pos pos, const Mark& since) {
  const std::span<Node* const> sources = std::span(nodes).subspan(since.nodes);
  if (!sort_simple_bindings(since)) {
    AttrsMerger merger(*this);
    AttrsMerger::Set* set = merger.new_set(kind, pos);
    for (Node* source : sources) merger.add_source(*set, ref_to(source));
    for (std::size_t i = since.entries; i < entries.size(); ++i)
      merger.define(*set, entries[i], static_cast<std::uint32_t>(since.nodes));
    return merger.finish(*set);
  }
  auto* node = tree_.make<AttrsNode>(kind, pos);
  node->count = static_cast<std::uint32_t>(sorted_.size());
  node->bindings = tree_.make_array<Binding>(sorted_.size());
  for (std::uint32_t i = 0; i < node->count; ++i) {
    node->bindings[i] = sorted_[i];
    if (sorted_[i].kind == Binding::Plain) give_name(sorted_[i].value, sorted_[i].name);
  }
  node->from_count = static_cast<std::uint32_t>(sources.size());
  node->froms = tree_.make_array<Expr>(sources.size());
  for (std::size_t i = 0; i < sources.size(); ++i) node->froms[i] = ref_to(sources[i]);
  return node;
}

Node* Builder::bindings(const Tok* start, const Mark& since) {
  return attrs(Kind::Attrs, at(*start), since);
}
Node* Builder::set(const Tok* start, const Mark& since) {
  return attrs(Kind::Attrs, at(*start), since);
}
Node* Builder::rec_set(const Tok* start, const Mark& since) {
  return attrs(Kind::RecAttrs, at(*start), since);
}

// `let { …; body = e; }` is `(rec { …; body = e; }).body`.
Node* Builder::old_let(const Tok* start, const Mark& since) {
  Node* object = attrs(Kind::RecAttrs, at(*start), since);
  names.push_back({body_, {}, at(*start)});
  auto* node = tree_.make<SelectNode>(Kind::Select, at(*start));
  node->object = ref_to(object);
  node->count = 1;
  node->path = attribute_path(names.size() - 1);
  return node;
}

}  // namespace hm::syntax
