// An evaluation as a verb sets it up: options of the command line, search path, host, evaluator.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activate/cli/command.hpp"
#include "activate/cli/host.hpp"
#include "activate/cli/tree_cache.hpp"
#include "lang/eval/evaluator.hpp"

namespace hm {

struct EvaluationOptions {
  StringPairs arg;     // NAME EXPR
  StringPairs argstr;  // NAME STRING
  std::vector<std::string> include;
  std::vector<std::string> features;
  StringPairs settings;  // of the reference; most mean nothing here
  bool ignored_flag = false;
  std::uint64_t max_call_depth = 10'000;
  std::uint64_t max_steps = 0;
  std::string max_heap;
  std::string lint_short_paths, lint_absolute_paths, lint_urls;  // "", "ignore", "warn", "fatal"
  bool stats = false;
  bool no_cache = false;  // --no-eval-cache
  Observations* observations = nullptr;  // not of the command line: where the world's answers are noted
};

Result<Lints> lints_of(const EvaluationOptions& options);

void declare_evaluation(Arguments& arguments, EvaluationOptions& options);

class Evaluation {
 public:
  // `store`: evaluation may write to it (import from derivation). Null: read-only. `subject`: what is evaluated;
  // evaluations of one subject share the trees they keep (tree_cache.hpp), and without one none are kept.
  static Result<std::unique_ptr<Evaluation>> open(Program& program, const EvaluationOptions& options,
                                                  std::string store_dir, Store* store, std::string_view subject = {});
  // With the user's store, opened for it.
  static Result<std::unique_ptr<Evaluation>> open_writing(Program& program, const EvaluationOptions& options);
  ~Evaluation();

  RealHost& host() { return *host_; }
  Evaluator& evaluator() { return *evaluator_; }

  // The value of a file or text with -A and --arg applied. Evaluated.
  Result<V> file(const std::string& path);
  Result<V> text(std::string text, std::string label);

  // These throw EvalError; for use inside Evaluator::guarded.
  V call_with_arguments(V value);                     // a function whose formals --arg can serve
  V select_path(V value, std::string_view attribute_path);

  V force_derivation(V value);                        // a set that is one, or an error
  std::string build(V derivation);                    // the path of its output; needs a store

  // --stats
  void print_statistics();

 private:
  Evaluation() = default;
  Status read_arguments(const EvaluationOptions& options);
  void share_trees(std::string_view subject);

  Program* program_ = nullptr;
  std::unique_ptr<Store> own_store_;
  Store* store_ = nullptr;
  std::unique_ptr<RealHost> host_;
  std::unique_ptr<Evaluator> evaluator_;
  std::optional<TreeCache> trees_;
  V arguments_ = kEmptyAttrs;
};

// "a.b.\"c d\".0" -> its components.
Result<std::vector<std::string>> split_attribute_path(std::string_view path);

// The store directory: $HM_STORE_DIR, else the default place (or /nix/store where only names are computed and the
// language's own tools are asked: hm eval).
std::string store_directory(const Places& places);

}  // namespace hm
