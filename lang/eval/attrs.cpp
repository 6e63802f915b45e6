#include "lang/eval/attrs.hpp"

#include <algorithm>

#include "lang/eval/state.hpp"

namespace hm {

namespace {

constexpr std::uint32_t kLinear = 8;      // up to here a scan beats a binary search
constexpr std::uint32_t kIndexed = 48;    // from here on a hash index pays
constexpr std::uint32_t kIndexLimit = 0xffff;  // entries of an index are 16 bits wide
constexpr std::uint32_t kGatherLimit = 64;  // how wide a merge may be to be remembered as a gather
constexpr std::uint32_t kMaxLayers = 6;

std::uint32_t mix(std::uint32_t id) { return id * 0x9E3779B1u; }

void build_index(const Shape* shape, void* memory, std::uint32_t slots) {
  auto* index = static_cast<std::uint16_t*>(memory);
  std::fill_n(index, slots, std::uint16_t{0});
  for (std::uint32_t i = 0; i < shape->size; ++i) {
    std::uint32_t at = mix(shape->keys[i].id) & (slots - 1);
    while (index[at]) at = (at + 1) & (slots - 1);
    index[at] = static_cast<std::uint16_t>(i + 1);
  }
  shape->index_mask = slots - 1;
  shape->index = ref_to(index);
}

// Two chains of two names each: sets of ten thousand names are hashed too, and one multiplication would wait for the other.
std::uint64_t hash_keys(const Symbol* keys, std::uint32_t count) {
  constexpr std::uint64_t kMix = 0x9FB21C651E98DF25ull;
  std::uint64_t a = count * 0x9E3779B97F4A7C15ull, b = kMix;
  const auto pair = [keys](std::uint32_t i) { return std::uint64_t{keys[i].id} << 32 | keys[i + 1].id; };
  std::uint32_t i = 0;
  for (; i + 4 <= count; i += 4) {
    a = (a ^ pair(i)) * kMix, a ^= a >> 31;
    b = (b ^ pair(i + 2)) * kMix, b ^= b >> 31;
  }
  for (; i < count; ++i) a = (a ^ keys[i].id) * kMix, a ^= a >> 31;
  a = (a ^ b) * kMix;
  return a ^ a >> 32;
}

}  // namespace

std::int32_t slot_of(const Shape* shape, Symbol name) {
  if (shape->size <= kLinear) {
    for (std::uint32_t i = 0; i < shape->size; ++i) {
      if (shape->keys[i] == name) return static_cast<std::int32_t>(i);
    }
    return -1;
  }
  if (shape->index) {
    const std::uint16_t* index = shape->index.get();
    for (std::uint32_t at = mix(name.id) & shape->index_mask; index[at]; at = (at + 1) & shape->index_mask) {
      const std::uint32_t i = index[at] - 1u;
      if (shape->keys[i] == name) return static_cast<std::int32_t>(i);
    }
    return -1;
  }
  const Symbol* end = shape->keys + shape->size;
  const Symbol* found = std::lower_bound(shape->keys, end, name);
  return found != end && *found == name ? static_cast<std::int32_t>(found - shape->keys) : -1;
}

Shape* Evaluator::new_shape(const Symbol* keys, std::uint32_t count) {
  auto* shape = allocate<Shape>(Shape::bytes_for(count));
  shape->size = count;
  shape->flags = 0;
  shape->by_text = {};
  shape->index = {};
  shape->index_mask = 0;
  std::copy(keys, keys + count, shape->keys);
  ++counters_.shapes;
  return shape;
}

const Shape* Evaluator::shape_of(const Symbol* keys, std::uint32_t count) {
  return state_->shapes.get(
      hash_keys(keys, count),
      [&](const Shape& shape) { return shape.size == count && std::equal(keys, keys + count, shape.keys); },
      [&] { return new_shape(keys, count); });
}

std::int32_t Evaluator::find_slot(const Shape* shape, Symbol name) {
  constexpr std::uint32_t kScanned = 4;
  if (shape->size <= kScanned) return slot_of(shape, name);
  const Ref<const Shape> self = ref_to(shape);
  State::Found& known = state_->found[mix(self.offset ^ mix(name.id)) >> (32 - 13)];
  static_assert(State::kFoundEntries == std::size_t{1} << 13);
  if (known.shape == self && known.name == name.id) return known.slot;
  if (shape->size >= kIndexed && shape->size < kIndexLimit && !shape->index) {
    std::uint32_t slots = 64;
    while (slots < shape->size * 2) slots *= 2;
    build_index(shape, allocate(slots * sizeof(std::uint16_t), Memory::Shapes), slots);
  }
  known = {self, name.id, slot_of(shape, name)};
  return known.slot;
}

V* Evaluator::find(V attrs, Symbol name) {
  while (attrs != kEmptyAttrs) {
    auto* object = pointer<AttrsObj>(attrs);
    const Shape* shape = object->shape.get();
    if (shape->flags & Shape::kLayered) {
      auto* layer = pointer<LayerObj>(attrs);
      if (layer->flat) {
        attrs = word(layer->flat.get(), Tag::Attrs);
        continue;
      }
      if (V* found = find(layer->top, name)) return found;
      attrs = layer->base;
      continue;
    }
    const std::int32_t slot = find_slot(shape, name);
    return slot < 0 ? nullptr : object->values + slot;
  }
  return nullptr;
}

V* Evaluator::find(V attrs, std::string_view name) {
  const Symbol symbol = symbols_.find(name);
  return symbol ? find(attrs, symbol) : nullptr;
}

std::uint32_t Evaluator::size_of_attrs(V attrs) { return flat(attrs)->shape->size; }

const AttrsObj* Evaluator::flat(V attrs) {
  if (attrs == kEmptyAttrs) return state_->no_attrs;
  auto* object = pointer<AttrsObj>(attrs);
  if (!(object->shape->flags & Shape::kLayered)) return object;
  auto* layer = pointer<LayerObj>(attrs);
  if (!layer->flat) {
    layer->flat = ref_to(merge(flat(layer->base), flat(layer->top)));
    layer->flat->origin = ref_or_null(origin_of(attrs));
  }
  return layer->flat.get();
}

V* Evaluator::values_of(V attrs) { return const_cast<AttrsObj*>(flat(attrs))->values; }

const std::uint32_t* Evaluator::by_text(const Shape* shape) {
  if (!shape->by_text && shape->size) {
    auto* order = static_cast<std::uint32_t*>(allocate(shape->size * 4, Memory::Shapes));
    for (std::uint32_t i = 0; i < shape->size; ++i) order[i] = i;
    std::sort(order, order + shape->size, [&](std::uint32_t a, std::uint32_t b) {
      return symbols_.text(shape->keys[a]) < symbols_.text(shape->keys[b]);
    });
    shape->by_text = ref_to(order);
  }
  return shape->by_text.or_null();
}

AttrsObj* Evaluator::new_attrs(const Shape* shape, const Origin* origin) {
  auto* object = allocate<AttrsObj>(AttrsObj::bytes_for(shape->size));
  object->shape = ref_to(shape);
  object->origin = ref_or_null(origin);
  ++counters_.attrs_created;
  counters_.attrs_values += shape->size;
  return object;
}

// --- update -------------------------------------------------------------------------------------------------

// A flat copy of `base // top`.
AttrsObj* Evaluator::merge(const AttrsObj* base, const AttrsObj* top) {
  const Shape* b = base->shape.get();
  const Shape* t = top->shape.get();
  const std::size_t most = std::size_t{b->size} + t->size;
  if (scratch_keys_.size() < most) scratch_keys_.resize(most), scratch_values_.resize(most);
  Symbol* key = scratch_keys_.data();
  V* value = scratch_values_.data();
  std::uint32_t i = 0, j = 0;
  while (i < b->size && j < t->size) {
    const Symbol left = b->keys[i], right = t->keys[j];
    const bool take_top = right <= left;
    *key++ = take_top ? right : left;
    *value++ = take_top ? top->values[j] : base->values[i];
    i += left <= right;
    j += take_top;
  }
  key = std::copy(b->keys + i, b->keys + b->size, key);
  value = std::copy(base->values + i, base->values + b->size, value);
  key = std::copy(t->keys + j, t->keys + t->size, key);
  value = std::copy(top->values + j, top->values + t->size, value);
  const auto count = static_cast<std::uint32_t>(key - scratch_keys_.data());
  AttrsObj* result = new_attrs(shape_of(scratch_keys_.data(), count), nullptr);
  std::copy_n(scratch_values_.data(), count, result->values);
  return result;
}

// Two `//` at one place almost always meet the same two shapes again: the merge is then a gather. Nothing where the two
// are too wide for that, or one is layered.
const Transition* Evaluator::transition_of(const Shape* base, const Shape* top) {
  if ((base->flags | top->flags) & Shape::kLayered || base->size + top->size > kGatherLimit) return nullptr;
  const std::uint64_t hash = (ref_to(base).offset * 0x9E3779B97F4A7C15ull) ^ (ref_to(top).offset * 0x9FB21C651E98DF25ull);
  return state_->transitions.get(
      hash ^ (hash >> 32), [&](const Transition& t) { return t.base.get() == base && t.top.get() == top; },
      [&] { return new_transition(base, top); });
}

const Transition* Evaluator::new_transition(const Shape* base, const Shape* top) {
  Symbol keys[kGatherLimit];
  std::uint16_t from[kGatherLimit];
  std::uint32_t count = 0;
  for (std::uint32_t i = 0, j = 0; i < base->size || j < top->size; ++count) {
    const bool take_top = i == base->size || (j < top->size && top->keys[j] <= base->keys[i]);
    keys[count] = take_top ? top->keys[j] : base->keys[i];
    from[count] = static_cast<std::uint16_t>(take_top ? j : i | Transition::kFromBase);
    if (take_top && i < base->size && base->keys[i] == top->keys[j]) ++i;
    ++(take_top ? j : i);
  }
  auto* t = allocate<Transition>(offsetof(Transition, gather) + 2 * count);
  t->base = ref_to(base);
  t->top = ref_to(top);
  t->shape = ref_to(shape_of(keys, count));
  std::uint16_t* gather = t->gather;  // declared shorter than it is
  std::copy_n(from, count, gather);
  return t;
}

V Evaluator::gather(const Transition& transition, const AttrsObj* base, const AttrsObj* top) {
  const Shape* shape = transition.shape.get();
  AttrsObj* result = new_attrs(shape, merged_origin(top->shape.get(), top->origin.or_null(), base->origin.or_null()));
  for (std::uint32_t i = 0; i < shape->size; ++i) {
    const std::uint16_t from = transition.gather[i];
    result->values[i] = from & Transition::kFromBase ? base->values[from & ~Transition::kFromBase] : top->values[from];
  }
  return word(result, Tag::Attrs);
}

// `(b // t1) // t2` as `b // (t1 // t2)`, as long as what lies on top stays small beside `b`: a set that grows by a few
// attributes at a time is then copied now and then, not at each step. 0 where it does not.
V Evaluator::grow_top(const LayerObj& layer, const AttrsObj* more) {
  if (layer.flat || is_layered(layer.top)) return 0;
  const AttrsObj* top = flat_object(layer.top);
  V bottom = layer.base;
  while (is_layered(bottom)) bottom = pointer<LayerObj>(bottom)->base;
  const std::uint64_t size = std::uint64_t{top->shape->size} + more->shape->size;
  if (size * size > 8 * std::uint64_t{flat_object(bottom)->shape->size}) return 0;
  V grown = 0;
  if (const Transition* transition = transition_of(top->shape.get(), more->shape.get())) {
    grown = gather(*transition, top, more);
  } else {
    AttrsObj* merged = merge(top, more);
    merged->origin =
        ref_or_null(merged_origin(more->shape.get(), more->origin.or_null(), top->origin.or_null()));
    grown = word(merged, Tag::Attrs);
  }
  return new_layer(layer.base, grown, layer.depth);
}

V Evaluator::new_layer(V base, V top, std::uint32_t depth) {
  // Positions of a layered set are answered by its layers (position_of).
  auto* layer = allocate<LayerObj>();
  layer->shape = ref_to(state_->layered);
  layer->origin = {};
  layer->flat = {};
  layer->top = top;
  layer->base = base;
  layer->depth = depth;
  ++counters_.update_layers;
  return word(layer, Tag::Attrs);
}

V Evaluator::update(V base, V top) {
  ++counters_.updates;
  if (top == kEmptyAttrs) return base;
  if (base == kEmptyAttrs) return top;
  const bool layered_base = is_layered(base), layered_top = is_layered(top);
  const AttrsObj* b = flat_object(base);
  const AttrsObj* t = flat_object(top);
  if (const Transition* transition = transition_of(b->shape.get(), t->shape.get())) return gather(*transition, b, t);
  if (layered_base && !layered_top) {
    if (const V grown = grow_top(*pointer<LayerObj>(base), t)) return grown;
  }
  const std::uint32_t below = std::max(layered_base ? pointer<LayerObj>(base)->depth : 0,
                                       layered_top ? pointer<LayerObj>(top)->depth : 0);
  if (below >= kMaxLayers) {
    b = flat(base);
    t = flat(top);
    AttrsObj* result = merge(b, t);
    result->origin = ref_or_null(merged_origin(t->shape.get(), t->origin.or_null(), b->origin.or_null()));
    return word(result, Tag::Attrs);
  }
  return new_layer(base, top, below + 1);
}

// --- origins ------------------------------------------------------------------------------------------------

const Origin* Evaluator::literal_origin(std::uint32_t node) {
  auto* origin = allocate<Origin>();
  origin->kind = Origin::Literal;
  origin->count = 0;
  origin->node = node;
  return origin;
}

const Origin* Evaluator::merged_origin(const Shape* top_shape, const Origin* top, const Origin* base) {
  if (!top && !base) return nullptr;
  auto* origin = allocate<Origin>();
  origin->kind = Origin::Merged;
  origin->count = 0;
  origin->merged = {ref_to(top_shape), ref_or_null(top), ref_or_null(base)};
  return origin;
}

namespace {

Pos position_in(const Origin* origin, Symbol name) {
  while (origin) {
    switch (origin->kind) {
      case Origin::Literal: {
        const auto* node = ast::Ref<ast::AttrsNode>{origin->node}.get();
        for (std::uint32_t low = 0, high = node->count; low < high;) {
          const std::uint32_t middle = (low + high) / 2;
          const ast::Binding& b = node->bindings[middle];
          if (b.name == name) return b.pos;
          if (b.name < name) {
            low = middle + 1;
          } else {
            high = middle;
          }
        }
        return kNoPos;
      }
      case Origin::Merged:
        origin = (slot_of(origin->merged.top_shape.get(), name) >= 0 ? origin->merged.top : origin->merged.base).or_null();
        break;
      case Origin::Table:
        for (std::uint32_t i = 0; i < origin->count; ++i) {
          if (origin->table.names[i] == name) return origin->table.positions[i];
        }
        return kNoPos;
    }
  }
  return kNoPos;
}

}  // namespace

Pos Evaluator::position_of(V attrs, Symbol name) {
  while (attrs != kEmptyAttrs && is_layered(attrs)) {
    auto* layer = pointer<LayerObj>(attrs);
    attrs = find(layer->top, name) ? layer->top : layer->base;
  }
  return attrs == kEmptyAttrs ? kNoPos : position_in(flat_object(attrs)->origin.or_null(), name);
}

const Origin* Evaluator::origin_of(V attrs) {
  if (attrs == kEmptyAttrs) return nullptr;
  if (!is_layered(attrs)) return flat_object(attrs)->origin.or_null();
  auto* layer = pointer<LayerObj>(attrs);
  if (!layer->origin) {
    const AttrsObj* top = flat(layer->top);
    layer->origin = ref_or_null(merged_origin(top->shape.get(), origin_of(layer->top), origin_of(layer->base)));
    if (layer->flat) layer->flat->origin = layer->origin;
  }
  return layer->origin.or_null();
}

// --- names ----

Symbol symbol_of(Evaluator& e, V text) {
  if (tag_of(text) != Tag::String) return e.symbols().intern({});
  auto* string = pointer<StringObj>(text);
  if (string->symbol != 0) return {string->symbol};
  const Symbol symbol = e.symbols().intern(string->view());
  // Strings in trees are not written to.
  if (reinterpret_cast<const char*>(string) >= e.heap().base()) string->symbol = symbol.id;
  return symbol;
}

Symbol known_symbol_of(Evaluator& e, V text) {
  const bool known = tag_of(text) == Tag::String && pointer<StringObj>(text)->symbol != 0;
  return known ? Symbol{pointer<StringObj>(text)->symbol} : e.symbols().find(Evaluator::string_view_of(text));
}

// --- builder ------------------------------------------------------------------------------------------------

V AttrsBuilder::finish(Duplicates duplicates) {
  if (items_.empty()) return kEmptyAttrs;
  std::stable_sort(items_.begin(), items_.end(), [](const Item& a, const Item& b) { return a.name < b.name; });
  std::vector<Item> unique;
  unique.reserve(items_.size());
  for (const Item& item : items_) {
    if (unique.empty() || unique.back().name != item.name) {
      unique.push_back(item);
    } else if (duplicates == Duplicates::LastWins) {
      unique.back() = item;
    }
  }
  std::vector<Symbol> keys(unique.size());
  bool positions = false;
  for (std::size_t i = 0; i < unique.size(); ++i) {
    keys[i] = unique[i].name;
    positions = positions || unique[i].pos != kNoPos;
  }
  const auto count = static_cast<std::uint32_t>(unique.size());
  const Origin* origin = nullptr;
  if (positions) {
    auto* names = static_cast<Symbol*>(e_.allocate(count * sizeof(Symbol), Memory::Origins));
    auto* places = static_cast<Pos*>(e_.allocate(count * sizeof(Pos), Memory::Origins));
    for (std::uint32_t i = 0; i < count; ++i) names[i] = keys[i], places[i] = unique[i].pos;
    auto* table = e_.allocate<Origin>();
    table->kind = Origin::Table;
    table->count = count;
    table->table = {ref_to<const Symbol>(names), ref_to<const Pos>(places)};
    origin = table;
  }
  AttrsObj* object = e_.new_attrs(e_.shape_of(keys.data(), count), origin);
  for (std::uint32_t i = 0; i < count; ++i) object->values[i] = unique[i].value;
  return word(object, Tag::Attrs);
}

}  // namespace hm
