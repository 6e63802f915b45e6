#include "lang/syntax/assertion.hpp"

#include <vector>

#include "lang/syntax/lexer.hpp"

namespace hm {

// The condition ends at the first ';' that belongs neither to a bracket nor to a `let`, `with` or `assert` inside.
std::string_view assertion_condition(const SourceFile& file, Pos assertion, SymbolTable& symbols) {
  using syntax::T;
  std::vector<Diagnostic> errors;
  const syntax::Lexed lexed = syntax::lex(file, symbols, true, errors);
  const std::uint32_t start = assertion - file.begin;
  std::size_t i = 0;
  while (lexed.tokens[i].kind != T::End && lexed.tokens[i].begin != start) ++i;
  if (lexed.tokens[i].kind != T::Assert) return {};
  const std::uint32_t begin = lexed.tokens[i].end;
  int brackets = 0, lets = 0, pending = 0;
  for (++i; lexed.tokens[i].kind != T::End; ++i) {
    const syntax::Tok& t = lexed.tokens[i];
    switch (t.kind) {
      case T::ParenOpen:
      case T::BraceOpen:
      case T::BracketOpen:
      case T::DollarCurly:
        ++brackets;
        break;
      case T::ParenClose:
      case T::BraceClose:
      case T::BracketClose:
        --brackets;
        break;
      case T::Let:
        if (brackets == 0 && lexed.tokens[i + 1].kind != T::BraceOpen) ++lets;
        break;
      case T::In:
        if (brackets == 0) --lets;
        break;
      case T::With:
      case T::Assert:
        if (brackets == 0 && lets == 0) ++pending;
        break;
      case T::Semicolon:
        if (brackets != 0 || lets != 0) break;
        if (pending-- == 0) return file.view().substr(begin, t.begin - begin);
        break;
      default:
        break;
    }
  }
  return {};
}

}  // namespace hm
