// links: hm_lang
// Any bytes parse or are refused with at most ten diagnostics whose labels lie in the text. What parses
// prints, and what is printed parses again and prints the same, unless it has something in it whose canonical
// form means something else: `assert` (no parentheses), floats (rounded), interpolations (sums) and paths
// with them.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "lang/eval/evaluator.hpp"
#include "lang/syntax/lexer.hpp"
#include "lang/syntax/parse.hpp"
#include "lang/syntax/print.hpp"

namespace {

void parse_and_print(const std::string& text) {
  hm::SourceMap sources;
  hm::SymbolTable symbols;
  hm::ast::Tree tree;
  const hm::ParseOptions options{"/base", "/home/user", true};
  const hm::SourceFile* file = sources.add("input", text, false);
  const hm::Parsed parsed = hm::parse(*file, symbols, tree, options);
  if (parsed.errors.size() > 10) std::abort();
  for (const hm::Diagnostic& d : parsed.errors) {
    if (d.message.empty() || d.labels.empty()) std::abort();
    for (const hm::Label& label : d.labels) {
      if (label.span.begin < file->begin || label.span.end > file->begin + text.size()) std::abort();
      if (label.span.end < label.span.begin) std::abort();
    }
  }
  if (!text.empty())
    static_cast<void>(hm::syntax::token_span(*file, file->begin + static_cast<hm::Pos>(text.size() / 2)));
  if (!parsed.errors.empty()) return;
  if (!parsed.root) std::abort();
  const std::string printed = hm::print(parsed.root, symbols);
  if (text.find("assert") != std::string::npos || text.find_first_of("./$'") != std::string::npos) return;
  const hm::SourceFile* again = sources.add("printed", printed, false);
  const hm::Parsed second = hm::parse(*again, symbols, tree, options);
  if (!second.errors.empty() || hm::print(second.root, symbols) != printed) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  hm::on_big_stack([&] { parse_and_print(text); });
  return 0;
}
