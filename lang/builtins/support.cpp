#include "lang/builtins/support.hpp"

#include "lang/base/suggest.hpp"

namespace hm::builtin {

V& attribute(Evaluator& e, V attrs, Symbol name, Pos pos, std::string_view doing) {
  if (V* slot = e.find(attrs, name)) return *slot;
  const std::string_view wanted = e.symbols().text(name);
  Suggestions suggestions(wanted);
  const Shape* known = e.flat(attrs)->shape.get();
  for (std::uint32_t i = 0; i < known->size; ++i) suggestions.consider(e.symbols().text(known->keys[i]));
  Error error = fail(Code::MissingAttribute, "attribute '{}' missing", wanted);
  error.at(e.token_span(pos)).hint(did_you_mean(suggestions.names()));
  if (!doing.empty()) error.context(std::string(doing));
  e.throw_error(std::move(error));
}

V& attribute(Evaluator& e, V attrs, std::string_view name, Pos pos, std::string_view doing) {
  return attribute(e, attrs, e.symbols().intern(name), pos, doing);
}

void refuse_nul(Evaluator& e, std::string_view text, Pos pos, std::string_view prefix) {
  std::string shown;
  for (char c : text) {
    if (c == '\0') {
      shown += "␀";
    } else {
      shown += c;
    }
  }
  e.error(Code::BadUse, pos,
          "{}input string '{}' cannot be represented as Nix string because it contains null bytes", prefix,
          shown);
}

}  // namespace hm::builtin
