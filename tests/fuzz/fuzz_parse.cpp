// links: hm_lang
// Any bytes parse or are refused with at most ten diagnostics whose labels lie in the text. What parses
// prints, and what is printed parses again and prints the same, unless it has something in it whose canonical
// form means something else: `assert` (no parentheses), floats (rounded), interpolations (sums) and paths
// with them.
#include <pthread.h>

#include <cstdint>
#include <cstdlib>
#include <string>

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

// The evaluator's stack would do, but the address sanitizer takes its time to clear four gigabytes for each
// input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 16'384) return 0;
  std::string text(reinterpret_cast<const char*>(data), size);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, std::size_t{1} << 30);
  pthread_t thread;
  const auto body = [](void* input) -> void* {
    parse_and_print(*static_cast<std::string*>(input));
    return nullptr;
  };
  if (pthread_create(&thread, &attributes, body, &text) != 0) std::abort();
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  return 0;
}
