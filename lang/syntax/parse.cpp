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
  // What an earlier error swallowed is missed once more at the end of the file. That says nothing new.
  if (parsed.errors.size() > 1) {
    const auto at_the_end = [](const Diagnostic& d) {
      return d.message.find("unexpected end of file") != std::string::npos;
    };
    parsed.errors.erase(std::remove_if(parsed.errors.begin() + 1, parsed.errors.end(), at_the_end),
                        parsed.errors.end());
  }
  return parsed;
}

}  // namespace hm
