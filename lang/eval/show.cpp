// What messages say of values, names and places.
#include "lang/base/suggest.hpp"
#include "lang/eval/evaluator.hpp"
#include "lang/eval/print_value.hpp"
#include "lang/eval/state.hpp"
#include "lang/syntax/lexer.hpp"

namespace hm {

namespace {

// The text in a slot that is evaluated already; "" where it is not, or no text.
std::string_view text_in(const V* slot) {
  if (!slot) return {};
  const bool is_done = tag_of(*slot) == Tag::Thunk && pointer<Thunk>(*slot)->code == Thunk::Done;
  const V value = is_done ? pointer<Thunk>(*slot)->captures[0] : *slot;
  return Evaluator::is_string(value) ? Evaluator::string_view_of(value) : std::string_view{};
}

}  // namespace

// A derivation by its name: it has dozens of attributes, and none of them says more.
std::string Evaluator::show(V v, unsigned depth) {
  if (is_attrs(v) && text_in(find(v, state_->known.type)) == "derivation") {
    const std::string_view name = text_in(find(v, state_->known.name));
    if (!name.empty()) return fmt::format("«derivation {}»", name);
  }
  return show_value(*this, v, depth);
}

std::string Evaluator::did_you_mean(std::string_view wrong, const std::vector<std::string_view>& known) const {
  return hm::did_you_mean(nearest_names(wrong, known));
}

Span Evaluator::token_span(Pos pos) const {
  const SourceFile* file = sources_.find(pos);
  return file ? syntax::token_span(*file, pos) : Span{};
}

}  // namespace hm
