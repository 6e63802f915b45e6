// Shapes and the look-up of attributes.
#pragma once

#include "lang/eval/evaluator.hpp"

namespace hm {

// The slot of `name` in a flat shape, or -1.
std::int32_t slot_of(const Shape* shape, Symbol name);

// The name that an evaluated string spells; interned once a string. known_symbol_of: the null symbol where it never was.
Symbol symbol_of(Evaluator& e, V text);
Symbol known_symbol_of(Evaluator& e, V text);

inline const AttrsObj* flat_object(V attrs) { return pointer<AttrsObj>(attrs); }
inline bool is_layered(V attrs) { return (pointer<AttrsObj>(attrs)->shape->flags & Shape::kLayered) != 0; }

}  // namespace hm
