#include "lang/eval/attrs.hpp"

#include <algorithm>

#include "lang/eval/state.hpp"

namespace hm {

namespace {

constexpr std::uint32_t kLinear = 8;      // up to here a scan beats a binary search
constexpr std::uint32_t kIndexed = 48;    // from here on a hash index pays
constexpr std::uint32_t kInternLimit = 64;  // wider run-time sets rarely repeat; they get a shape of their own
constexpr std::uint32_t kMaxLayers = 6;

std::uint32_t mix(std::uint32_t id) { return id * 0x9E3779B1u; }

void build_index(const Shape* shape, void* memory, std::uint32_t slots) {
  auto* index = static_cast<std::uint32_t*>(memory);
  std::fill(index, index + slots, 0);
  for (std::uint32_t i = 0; i < shape->size; ++i) {
    std::uint32_t at = mix(shape->keys[i].id) & (slots - 1);
    while (index[at]) at = (at + 1) & (slots - 1);
    index[at] = i + 1;
  }
  shape->index_mask = slots - 1;
  shape->index = index;
}

std::uint64_t hash_keys(const Symbol* keys, std::uint32_t count) {
  std::uint64_t h = count * 0x9E3779B97F4A7C15ull;
  for (std::uint32_t i = 0; i < count; ++i) h = (h ^ keys[i].id) * 0x9FB21C651E98DF25ull, h ^= h >> 31;
  return h;
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
    for (std::uint32_t at = mix(name.id) & shape->index_mask; shape->index[at]; at = (at + 1) & shape->index_mask) {
      const std::uint32_t i = shape->index[at] - 1;
      if (shape->keys[i] == name) return static_cast<std::int32_t>(i);
    }
    return -1;
  }
  const Symbol* end = shape->keys + shape->size;
  const Symbol* found = std::lower_bound(shape->keys, end, name);
  return found != end && *found == name ? static_cast<std::int32_t>(found - shape->keys) : -1;
}

const Shape* Evaluator::new_shape(const Symbol* keys, std::uint32_t count) {
  auto* shape = static_cast<Shape*>(allocate(Shape::bytes_for(count)));
  shape->size = count;
  shape->flags = 0;
  shape->by_text = nullptr;
  shape->index = nullptr;
  shape->index_mask = 0;
  shape->pad = 0;
  std::copy(keys, keys + count, shape->keys);
  ++counters_.shapes;
  return shape;
}

const Shape* Evaluator::shape_of(const Symbol* keys, std::uint32_t count) {
  if (count > kInternLimit) return new_shape(keys, count);
  auto& bucket = state_->shapes[hash_keys(keys, count)];
  for (const Shape* shape : bucket) {
    if (shape->size == count && std::equal(keys, keys + count, shape->keys)) return shape;
  }
  bucket.push_back(new_shape(keys, count));
  return bucket.back();
}

V* Evaluator::find(V attrs, Symbol name) {
  while (attrs != kEmptyAttrs) {
    auto* object = pointer<AttrsObj>(attrs);
    const Shape* shape = object->shape;
    if (shape->flags & Shape::kLayered) {
      auto* layer = pointer<LayerObj>(attrs);
      if (layer->flat) {
        attrs = word(layer->flat, Tag::Attrs);
        continue;
      }
      if (V* found = find(layer->top, name)) return found;
      attrs = layer->base;
      continue;
    }
    if (shape->size >= kIndexed && !shape->index) {
      std::uint32_t slots = 64;
      while (slots < shape->size * 2) slots *= 2;
      build_index(shape, allocate(slots * 4), slots);
    }
    const std::int32_t slot = slot_of(shape, name);
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
  static const Shape no_keys{};
  static const AttrsObj empty{&no_keys, nullptr, {0}};
  if (attrs == kEmptyAttrs) return &empty;
  auto* object = pointer<AttrsObj>(attrs);
  if (!(object->shape->flags & Shape::kLayered)) return object;
  auto* layer = pointer<LayerObj>(attrs);
  if (!layer->flat) {
    layer->flat = merge(flat(layer->base), flat(layer->top));
    layer->flat->origin = origin_of(attrs);
  }
  return layer->flat;
}

V* Evaluator::values_of(V attrs) { return const_cast<AttrsObj*>(flat(attrs))->values; }

const std::uint32_t* Evaluator::by_text(const Shape* shape) {
  if (!shape->by_text && shape->size) {
    auto* order = static_cast<std::uint32_t*>(allocate(shape->size * 4));
    for (std::uint32_t i = 0; i < shape->size; ++i) order[i] = i;
    std::sort(order, order + shape->size, [&](std::uint32_t a, std::uint32_t b) {
      return symbols_.text(shape->keys[a]) < symbols_.text(shape->keys[b]);
    });
    shape->by_text = order;
  }
  return shape->by_text;
}

AttrsObj* Evaluator::new_attrs(const Shape* shape, const Origin* origin) {
  auto* object = static_cast<AttrsObj*>(allocate(AttrsObj::bytes_for(shape->size)));
  object->shape = shape;
  object->origin = origin;
  ++counters_.attrs_created;
  counters_.attrs_values += shape->size;
  return object;
}

// --- update -------------------------------------------------------------------------------------------------

// A flat copy of `base // top`.
AttrsObj* Evaluator::merge(const AttrsObj* base, const AttrsObj* top) {
  const Shape* b = base->shape;
  const Shape* t = top->shape;
  std::vector<Symbol>& keys = scratch_keys_;
  std::vector<V>& values = scratch_values_;
  keys.clear();
  values.clear();
  std::uint32_t i = 0, j = 0;
  while (i < b->size || j < t->size) {
    const bool take_top = i == b->size || (j < t->size && t->keys[j] <= b->keys[i]);
    if (take_top) {
      if (i < b->size && b->keys[i] == t->keys[j]) ++i;
      keys.push_back(t->keys[j]);
      values.push_back(top->values[j++]);
    } else {
      keys.push_back(b->keys[i]);
      values.push_back(base->values[i++]);
    }
  }
  AttrsObj* result = new_attrs(shape_of(keys.data(), static_cast<std::uint32_t>(keys.size())), nullptr);
  std::copy(values.begin(), values.end(), result->values);
  return result;
}

// Two `//` at one place almost always meet the same two shapes again: the merge is then a gather.
AttrsObj* Evaluator::merge_small(const AttrsObj* base, const AttrsObj* top) {
  auto& known = state_->transitions[{base->shape, top->shape}];
  if (!known) {
    AttrsObj* result = merge(base, top);
    const Shape* shape = result->shape;
    auto* t = static_cast<State::Transition*>(allocate(offsetof(State::Transition, gather) + 2 * shape->size));
    t->shape = shape;
    for (std::uint32_t i = 0; i < shape->size; ++i) {
      const std::int32_t from_top = slot_of(top->shape, shape->keys[i]);
      t->gather[i] = from_top >= 0
                         ? static_cast<std::uint16_t>(from_top)
                         : static_cast<std::uint16_t>(slot_of(base->shape, shape->keys[i]) | State::kFromBase);
    }
    known = t;
    return result;
  }
  AttrsObj* result = new_attrs(known->shape, nullptr);
  for (std::uint32_t i = 0; i < known->shape->size; ++i) {
    const std::uint16_t from = known->gather[i];
    result->values[i] =
        from & State::kFromBase ? base->values[from & ~State::kFromBase] : top->values[from];
  }
  return result;
}

V Evaluator::update(V base, V top) {
  ++counters_.updates;
  if (top == kEmptyAttrs) return base;
  if (base == kEmptyAttrs) return top;
  const bool layered_base = is_layered(base), layered_top = is_layered(top);
  const Origin* origin = nullptr;
  if (!layered_base && !layered_top) {
    const AttrsObj* b = flat_object(base);
    const AttrsObj* t = flat_object(top);
    if (b->shape->size + t->shape->size <= kInternLimit) {
      AttrsObj* result = merge_small(b, t);
      result->origin = merged_origin(t->shape, t->origin, b->origin);
      return word(result, Tag::Attrs);
    }
  }
  const std::uint32_t below = std::max(layered_base ? pointer<LayerObj>(base)->depth : 0,
                                       layered_top ? pointer<LayerObj>(top)->depth : 0);
  if (below >= kMaxLayers) {
    const AttrsObj* b = flat(base);
    const AttrsObj* t = flat(top);
    AttrsObj* result = merge(b, t);
    result->origin = merged_origin(t->shape, t->origin, b->origin);
    return word(result, Tag::Attrs);
  }
  // Positions of a layered set are answered by its layers (position_of).
  auto* layer = static_cast<LayerObj*>(allocate(sizeof(LayerObj)));
  layer->shape = &state_->layered;
  layer->origin = origin;
  layer->flat = nullptr;
  layer->top = top;
  layer->base = base;
  layer->depth = below + 1;
  layer->pad = 0;
  ++counters_.update_layers;
  return word(layer, Tag::Attrs);
}

// --- origins ------------------------------------------------------------------------------------------------

const Origin* Evaluator::literal_origin(std::uint32_t node) {
  auto* origin = static_cast<Origin*>(allocate(sizeof(Origin)));
  origin->kind = Origin::Literal;
  origin->count = 0;
  origin->node = node;
  return origin;
}

const Origin* Evaluator::merged_origin(const Shape* top_shape, const Origin* top, const Origin* base) {
  if (!top && !base) return nullptr;
  auto* origin = static_cast<Origin*>(allocate(sizeof(Origin)));
  origin->kind = Origin::Merged;
  origin->count = 0;
  origin->merged = {top_shape, top, base};
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
        origin = slot_of(origin->merged.top_shape, name) >= 0 ? origin->merged.top : origin->merged.base;
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
  return attrs == kEmptyAttrs ? kNoPos : position_in(flat_object(attrs)->origin, name);
}

const Origin* Evaluator::origin_of(V attrs) {
  if (attrs == kEmptyAttrs) return nullptr;
  if (!is_layered(attrs)) return flat_object(attrs)->origin;
  auto* layer = pointer<LayerObj>(attrs);
  if (!layer->origin) {
    const AttrsObj* top = flat(layer->top);
    layer->origin = merged_origin(top->shape, origin_of(layer->top), origin_of(layer->base));
    if (layer->flat) layer->flat->origin = layer->origin;
  }
  return layer->origin;
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
    auto* names = static_cast<Symbol*>(e_.allocate(count * 4));
    auto* places = static_cast<Pos*>(e_.allocate(count * 4));
    for (std::uint32_t i = 0; i < count; ++i) names[i] = keys[i], places[i] = unique[i].pos;
    auto* table = static_cast<Origin*>(e_.allocate(sizeof(Origin)));
    table->kind = Origin::Table;
    table->count = count;
    table->table = {names, places};
    origin = table;
  }
  AttrsObj* object = e_.new_attrs(e_.shape_of(keys.data(), count), origin);
  for (std::uint32_t i = 0; i < count; ++i) object->values[i] = unique[i].value;
  return word(object, Tag::Attrs);
}

}  // namespace hm
