// Evaluates without the program around it: a read-only host, no store, no settings. For work on the
// evaluator.
//   eval_tool [--arg NAME EXPR]… [-I NAME=PATH]… [--store DIR] [--modules DIR] [--strict] [--show-trace]
//   [--stats]
//             [--derivations DIR] (FILE | -E EXPR)
// A string is printed raw. --derivations writes every .drv that was instantiated to DIR, to be compared with
// others'.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "lang/base/render.hpp"
#include "lang/eval/evaluator.hpp"
#include "lang/eval/print_value.hpp"
#include "tests/support/disk_host.hpp"

namespace {

struct Options {
  std::vector<std::pair<std::string, std::string>> arguments;
  std::vector<hm::SearchPathEntry> search_path;
  hm::test::DiskHost::Options host;
  bool strict = false, show_trace = false, stats = false, is_expression = false;
  std::string derivations, what;
};

bool parse(int argc, char** argv, Options& o) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto next = [&] { return i + 1 < argc ? std::string(argv[++i]) : std::string(); };
    if (word == "--arg") {
      std::string name = next();
      o.arguments.emplace_back(std::move(name), next());
    } else if (word == "-I") {
      const std::string entry = next();
      const std::size_t equals = entry.find('=');
      if (equals == std::string::npos) {
        o.search_path.push_back({"", entry});
      } else {
        o.search_path.push_back({entry.substr(0, equals), entry.substr(equals + 1)});
      }
    } else if (word == "--store") {
      o.host.store_dir = next();
    } else if (word == "--modules") {
      o.host.modules_dir = next();
    } else if (word == "--derivations") {
      o.derivations = next();
    } else if (word == "--strict") {
      o.strict = true;
    } else if (word == "--show-trace") {
      o.show_trace = true;
    } else if (word == "--stats") {
      o.stats = true;
    } else if (word == "-E") {
      o.is_expression = true;
      o.what = next();
    } else {
      o.what = word;
    }
  }
  return !o.what.empty();
}

// The value, called with the arguments given where it is a function.
hm::V value_of(hm::Evaluator& e, const Options& o, const std::string& directory) {
  hm::V value = o.is_expression
                    ? e.evaluate_text_in_scope(o.what, "«string»", directory, 0)
                    : e.import_file(std::filesystem::absolute(o.what).lexically_normal(), hm::kNoPos);
  if (o.arguments.empty()) return value;
  hm::AttrsBuilder arguments(e, o.arguments.size());
  for (const auto& [name, text] : o.arguments) {
    arguments.add(name, e.evaluate_text_in_scope(text, "«argument»", directory, 0));
  }
  return e.apply(value, arguments.finish(), hm::kNoPos);
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  if (!parse(argc, argv, o)) {
    std::fputs("usage: eval_tool [options] (FILE | -E EXPR); see its source\n", stderr);
    return 2;
  }
  const std::string directory = std::filesystem::current_path();
  hm::SymbolTable symbols;
  hm::SourceMap sources;
  hm::test::DiskHost host(o.host);
  hm::EvaluatorOptions options;
  options.search_path = o.search_path;
  hm::Evaluator evaluator(symbols, sources, host, options);
  std::string out;
  const hm::Status status = evaluator.guarded([&] {
    hm::V value = value_of(evaluator, o, directory);
    if (o.strict) evaluator.force_deep(value);
    out = hm::Evaluator::is_string(value) && !o.strict ? std::string(hm::Evaluator::string_view_of(value))
                                                       : hm::print_plain(evaluator, value);
  });
  if (o.stats) std::fputs(evaluator.statistics_json().c_str(), stderr);
  if (!o.derivations.empty()) {
    std::filesystem::create_directories(o.derivations);
    for (const auto& [path, derivation] : host.derivations()) {
      std::ofstream(std::filesystem::path(o.derivations) / path.base(), std::ios::binary)
          << derivation.to_aterm();
    }
  }
  if (!status) {
    hm::RenderOptions how;
    how.show_trace = o.show_trace;
    std::fputs(hm::render(status.error().diagnostic(), sources, how).c_str(), stderr);
    for (const hm::Diagnostic& more : status.error().diagnostic().siblings) {
      std::fputs(hm::render(more, sources, how).c_str(), stderr);
    }
    return 1;
  }
  std::printf("%s\n", out.c_str());
  return 0;
}
