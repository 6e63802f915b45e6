#include "lang/syntax/parse.hpp"

#include <algorithm>

#include "lang/syntax/builder.hpp"
#include "lang/syntax/grammar.hpp"
#include "lang/syntax/lexer.hpp"

namespace hm {

Parsed parse(const SourceFile& file, SymbolTable& symbols, ast::Tree& tree, const ParseOptions& options) {
  Parsed parsed;
  const syntax::Lexed lexed = syntax::lex(file, symbols, options.pipe_operators, parsed.errors);
  syntax::Builder builder(file, symbols, tree, options, lexed, parsed.errors, parsed.warnings);
  try {
    if (ast::Node* root = syntax::parse_tokens(lexed, builder)) parsed.root = ast::ref_to(root);
  } catch (const syntax::Abandon&) {
  }
  const auto place = [](const Diagnostic& d) {
    return d.labels.empty() ? kNoPos : d.labels.front().span.begin;
  };
  std::stable_sort(parsed.errors.begin(), parsed.errors.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
  return parsed;
}

}  // namespace hm
