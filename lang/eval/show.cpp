// What messages say of values, names and places.
#include "lang/base/suggest.hpp"
#include "lang/eval/evaluator.hpp"
#include "lang/eval/print_value.hpp"
#include "lang/eval/state.hpp"

namespace hm {

std::string Evaluator::show(V v, unsigned depth) { return show_value(*this, v, depth); }

}  // namespace hm
