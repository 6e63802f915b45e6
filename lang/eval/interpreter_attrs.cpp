// Attribute sets: literals, recursive scopes, selection, update.
#include <vector>

#include "lang/eval/attrs.hpp"
#include "lang/eval/interpreter.hpp"

namespace hm {

using namespace ast;

namespace {

template <class T>
T* as(Expr e) {
  return static_cast<T*>(e.get());
}

}  // namespace

// --- selection ----------------------------------------------------------------------------------------------

V* Interpreter::lookup(Evaluator& ev, V attrs, AttrName& name, Symbol symbol) {
  ++ev.counters_.selects;
  if (attrs == kEmptyAttrs) return nullptr;
  auto* object = pointer<AttrsObj>(attrs);
  Site& known = site(name.site);
  if (object->shape == known.shape) {
    ++ev.counters_.select_cache_hits;
    return object->values + known.slot;
  }
  return find_and_remember(ev, attrs, symbol, name.site);
}

// A site remembers a shape and a slot in it; of a layered set, whose layers have shapes of their own, the set itself and
// the place of the attribute's word. (Wide sets such as `lib` and `pkgs` are layered, and selected from all the time.)
V* Interpreter::find_and_remember(Evaluator& ev, V attrs, Symbol symbol, SiteId id) {
  auto* object = pointer<AttrsObj>(attrs);
  Site& known = site(id);
  const bool layered = is_layered(attrs);
  const auto identity = ref_to(object).as<const Shape>();
  if (layered && known.shape == identity) {
    ++ev.counters_.select_cache_hits;
    return known.word;
  }
  V* found = ev.find(attrs, symbol);
  if (!found || id == 0) return found;
  if (layered) {
    known.shape = identity;
    known.word = words_at(found);
  } else {
    known.shape = object->shape;
    known.slot = static_cast<std::uint32_t>(found - object->values);
  }
  return found;
}

Symbol Interpreter::dynamic_name(Evaluator& ev, AttrName& name, V* locals, V* captures) {
  V v = eval(ev, name.expr, locals, captures);
  ev.force_string_no_context(v, name.pos, "while evaluating an attribute name");
  return symbol_of(ev, v);
}

V Interpreter::select(Evaluator& ev, SelectNode* node, V* locals, V* captures, bool& take_fallback) {
  V current = operand(ev, node->object, locals, captures);
  for (std::uint32_t i = 0; i < node->count; ++i) {
    AttrName& name = node->path[i];
    const Symbol symbol = name.name ? name.name : dynamic_name(ev, name, locals, captures);
    if (!Evaluator::is_attrs(current)) {
      if (node->fallback) return take_fallback = true, 0;
      ev.type_error(current, "a set", name.pos, "while selecting an attribute");
    }
    V* slot = lookup(ev, current, name, symbol);
    if (!slot) {
      if (node->fallback) return take_fallback = true, 0;
      missing_attribute(ev, current, symbol, name.pos);
    }
    current = ev.force(*slot);
  }
  return current;
}

bool Interpreter::has_attr(Evaluator& ev, SelectNode* node, V* locals, V* captures) {
  V current = operand(ev, node->object, locals, captures);
  for (std::uint32_t i = 0; i < node->count; ++i) {
    AttrName& name = node->path[i];
    const Symbol symbol = name.name ? name.name : dynamic_name(ev, name, locals, captures);
    if (!Evaluator::is_attrs(current)) return false;
    V* slot = lookup(ev, current, name, symbol);
    if (!slot) return false;
    if (i + 1 < node->count) current = ev.force(*slot);
  }
  return true;
}

// --- literals -----------------------------------------------------------------------------------------------

AttrsObj* Interpreter::new_literal(Evaluator& ev, AttrsNode* node) {
  Site& known = site(node->site);
  if (!known.shape) {
    std::vector<Symbol> keys(node->count);
    for (std::uint32_t i = 0; i < node->count; ++i) keys[i] = node->bindings[i].name;
    known.shape = ref_to(ev.shape_of(keys.data(), node->count));
    known.origin = ref_to(ev.literal_origin(ref_to(node).offset));
  }
  auto* object = ev.allocate<AttrsObj>(AttrsObj::bytes_for(node->count));
  object->shape = known.shape;
  object->origin = known.origin;
  ++ev.counters_.attrs_created;
  ev.counters_.attrs_values += node->count;
  return object;
}

V Interpreter::attrs(Evaluator& ev, AttrsNode* node, V* locals, V* captures) {
  for (std::uint32_t i = 0; i < node->from_count; ++i) {
    locals[node->from_slot + i] = suspend(ev, node->froms[i], locals, captures);
  }
  V result = kEmptyAttrs;
  if (node->count) {
    AttrsObj* object = new_literal(ev, node);
    for (std::uint32_t i = 0; i < node->count; ++i) {
      object->values[i] = suspend(ev, node->bindings[i].value, locals, captures);
    }
    result = word(object, Tag::Attrs);
  }
  return node->dynamic_count ? add_dynamics(ev, node, result, locals, captures) : result;
}

V Interpreter::rec_attrs(Evaluator& ev, AttrsNode* node, V* locals, V* captures) {
  if (node->count == 0 && node->dynamic_count == 0) return kEmptyAttrs;
  AttrsObj* record = new_literal(ev, node);
  locals[node->slot] = word(record, Tag::Attrs);
  for (std::uint32_t i = 0; i < node->from_count; ++i) {
    locals[node->from_slot + i] = cell(ev, node->froms[i], locals, captures);
  }
  for (std::uint32_t i = 0; i < node->count; ++i) {
    record->values[i] = cell(ev, node->bindings[i].value, locals, captures);
  }
  for (std::uint32_t i = 0; i < node->from_count; ++i) {
    fill(locals[node->from_slot + i], node->froms[i], locals, captures);
  }
  for (std::uint32_t i = 0; i < node->count; ++i) {
    fill(record->values[i], node->bindings[i].value, locals, captures);
  }
  V result = Evaluator::attrs_value(record);
  const std::int32_t overrides = slot_of(record->shape.get(), ev.state_->known.overrides);
  if (overrides >= 0) result = override_record(ev, result, record->values + overrides);
  return node->dynamic_count ? add_dynamics(ev, node, result, locals, captures) : result;
}

// `rec { …; __overrides = { … }; }`: the overrides replace attributes, for the scope as well as for the result.
V Interpreter::override_record(Evaluator& ev, V set, V* overrides) {
  ev.force_attrs(*overrides, kNoPos, "while evaluating the `__overrides` attribute");
  const V with = *overrides;
  const V result = ev.update(set, with);
  const AttrsObj* from = ev.flat(with);
  for (std::uint32_t i = 0; i < from->shape->size; ++i) {
    if (V* slot = ev.find(set, from->shape->keys[i])) *slot = from->values[i];
  }
  return result;
}

V Interpreter::add_dynamics(Evaluator& ev, AttrsNode* node, V base, V* locals, V* captures) {
  AttrsBuilder more(ev, node->dynamic_count);
  std::vector<std::pair<Symbol, Pos>> seen;
  for (std::uint32_t i = 0; i < node->dynamic_count; ++i) {
    const DynamicBinding& dynamic = node->dynamics[i];
    V name = eval(ev, dynamic.name, locals, captures);
    if (name == kNull) continue;
    ev.force_string_no_context(name, dynamic.pos, "while evaluating the name of a dynamic attribute");
    const Symbol symbol = symbol_of(ev, name);
    Pos earlier = kNoPos;
    bool duplicate = ev.find(base, symbol) != nullptr;
    if (duplicate) earlier = ev.position_of(base, symbol);
    for (const auto& [other, pos] : seen) {
      if (other == symbol) {
        duplicate = true;
        earlier = pos;
      }
    }
    if (duplicate) {
      ev.throw_error(fail(Code::DuplicateAttribute, "dynamic attribute '{}' already defined at {}",
                          ev.symbols().text(symbol), ev.describe(earlier))
                         .at(ev.token_span(dynamic.pos))
                         .at(ev.token_span(earlier), "first defined here"));
    }
    seen.emplace_back(symbol, dynamic.pos);
    more.add(symbol, suspend(ev, dynamic.value, locals, captures), dynamic.pos);
  }
  return ev.update(base, more.finish());
}

// --- let ----------------------------------------------------------------------------------------------------

void Interpreter::let(Evaluator& ev, AttrsNode* node, V* locals, V* captures) {
  const bool wide = node->flags != 0;
  V* values = locals + node->slot;
  if (wide) {
    AttrsObj* record = new_literal(ev, node);
    locals[node->slot] = word(record, Tag::Attrs);
    values = record->values;
  }
  for (std::uint32_t i = 0; i < node->from_count; ++i) {
    locals[node->from_slot + i] = cell(ev, node->froms[i], locals, captures);
  }
  for (std::uint32_t i = 0; i < node->count; ++i) values[i] = cell(ev, node->bindings[i].value, locals, captures);
  for (std::uint32_t i = 0; i < node->from_count; ++i) {
    fill(locals[node->from_slot + i], node->froms[i], locals, captures);
  }
  for (std::uint32_t i = 0; i < node->count; ++i) fill(values[i], node->bindings[i].value, locals, captures);
}

// --- update -------------------------------------------------------------------------------------------------

V Interpreter::update(Evaluator& ev, BinaryNode* node, V* locals, V* captures) {
  V top = operand(ev, node->right, locals, captures);
  ev.force_attrs(top, node->right->pos, "in the right operand of the update (//) operator");
  V base = operand(ev, node->left, locals, captures);
  ev.force_attrs(base, node->left->pos, "in the left operand of the update (//) operator");
  if (base != kEmptyAttrs && top != kEmptyAttrs) {
    // Mostly the same two shapes as the last time.
    const auto* b = pointer<AttrsObj>(base);
    const auto* t = pointer<AttrsObj>(top);
    Site& known = site(node->site);
    if (const Transition* transition = known.transition.or_null()) {
      if (transition->base == b->shape && transition->top == t->shape) {
        ++ev.counters_.updates;
        return ev.gather(*transition, b, t);
      }
    }
    if (const Transition* transition = ev.transition_of(b->shape.get(), t->shape.get())) {
      known.transition = ref_to(transition);
      ++ev.counters_.updates;
      return ev.gather(*transition, b, t);
    }
  }
  return ev.update(base, top);
}

V Interpreter::current_position(Evaluator& ev, Pos pos) { return ev.position_value(pos); }

}  // namespace hm
