// What messages say of values, names and places.
#include "lang/base/suggest.hpp"
#include "lang/eval/evaluator.hpp"
#include "lang/eval/print_value.hpp"
#include "lang/eval/state.hpp"
#include "lang/syntax/lexer.hpp"

namespace hm {

std::string Evaluator::show(V v, unsigned depth) { return show_value(*this, v, depth); }

std::string Evaluator::did_you_mean(std::string_view wrong, const std::vector<std::string_view>& known) const {
  return hm::did_you_mean(nearest_names(wrong, known));
}

Span Evaluator::token_span(Pos pos) const {
  const SourceFile* file = sources_.find(pos);
  return file ? syntax::token_span(*file, pos) : Span{};
}

}  // namespace hm
